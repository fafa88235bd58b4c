package main

// people_acts.go: appointing, leaving, standing in, and the workbook of units and
// people.

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/engine"
	"duban/schema"
)

// peopleFlags are what the changes have in common.
type peopleFlags struct {
	as, unit, role, from, to, reason string
}

func (f *peopleFlags) bind(cmd *cobra.Command, post, span bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.as, "as", "", "who orders it (a person's login)")
	if post {
		flags.StringVar(&f.unit, "unit", "", "the post's unit or task force")
		flags.StringVar(&f.role, "role", "", "the post's role, such as reporter, head, verifier, leader, helper, office")
		_, _ = cmd.MarkFlagRequired("unit"), cmd.MarkFlagRequired("role")
	}
	if span {
		flags.StringVar(&f.from, "from", "", "the first day")
		flags.StringVar(&f.to, "to", "", "the last day")
	}
}

func (f *peopleFlags) span() (s people.Span, err error) {
	if s.From, err = dayOf(f.from); err != nil {
		return s, err
	}
	s.To, err = dayOf(f.to)
	return s, err
}

// ordered opens the engine, finds who orders and does it.
func (a *app) ordered(c *cobra.Command, as string, work func(context.Context, *engine.Engine, casework.Requester) error) error {
	e, by, err := a.openAs(c.Context(), as)
	if err != nil {
		return err
	}
	defer e.Close()
	return work(c.Context(), e, by)
}

func (a *app) peopleAppoint() *cobra.Command {
	var f peopleFlags
	var name string
	cmd := &cobra.Command{
		Use: "appoint PERSON --unit UNIT --role ROLE --as PERSON", Short: "Give a person a post from a day on", Args: cobra.ExactArgs(1),
		Example: `  duban people appoint wangli --name 王丽 --unit 西吉县 --role reporter --from 2026-12-01 --as zhoushuyi`,
		RunE: func(c *cobra.Command, args []string) error {
			span, err := f.span()
			if err != nil {
				return err
			}
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				row := schema.PostRow{Person: casework.PersonID(args[0]), From: span.From, To: span.To,
					Post: casework.Post{Unit: casework.UnitID(f.unit), Role: casework.PostRole(f.role)}}
				if err := e.Appoint(ctx, by, row, name); err != nil {
					return err
				}
				a.tell("cli.appointed", args[0], f.unit, a.say("post."+f.role))
				return nil
			})
		},
	}
	f.bind(cmd, true, true)
	cmd.Flags().StringVar(&name, "name", "", "the person's name, if nobody of this login is known yet")
	return cmd
}

func (a *app) peopleLeave() *cobra.Command {
	var f peopleFlags
	var last, successor string
	var appoint bool
	cmd := &cobra.Command{
		Use: "leave PERSON --unit UNIT --role ROLE --last DAY [--successor PERSON] --as PERSON", Args: cobra.ExactArgs(1),
		Short: "End a person's post and hand everything open over",
		Long: `End a person's post with a day. With --successor everything open that rests with the person in that
post is handed over on the day after: tasks that name them, a leader's part, an assigner's. A day in
the future is waited for. Without a successor it falls to whoever holds the post, and climbs where
nobody does: see "duban people vacancies".`,
		Example: `  duban people leave wangli --unit 西吉县 --role reporter --last 2026-12-31 --successor maxiu --appoint --as zhoushuyi
  duban people leave zhoushuyi --unit 市委 --role leader --last today --as zhoushuyi`,
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				day, err := lastDay(ctx, e, last)
				if err != nil {
					return err
				}
				done, over, err := e.Leave(ctx, by, engine.Leaving{Of: casework.PersonID(args[0]), To: casework.PersonID(successor),
					Post: casework.Post{Unit: casework.UnitID(f.unit), Role: casework.PostRole(f.role)}, Last: day, Appoint: appoint, Reason: f.reason})
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(map[string]any{"last": day, "handed_over": done, "waits": !over})
					return nil
				}
				a.tell("cli.left", args[0], f.unit, a.say("post."+f.role), day.String())
				switch {
				case successor == "":
				case over:
					a.tell("cli.handed_over", strconv.Itoa(done.Cases), successor)
					for id, why := range done.Refused {
						a.tell("cli.not_handed_over", string(id), why)
					}
				default:
					a.tell("cli.handover_waits", day.AddDays(1).String(), successor)
				}
				return nil
			})
		},
	}
	f.bind(cmd, true, false)
	flags := cmd.Flags()
	flags.StringVar(&last, "last", "today", "the last day in the post")
	flags.StringVar(&successor, "successor", "", "who takes everything open over")
	flags.BoolVar(&appoint, "appoint", false, "the successor gets the post from the next day on")
	flags.StringVar(&f.reason, "reason", "", "why")
	return cmd
}

// lastDay reads a day; today is the one of the working calendar's zone.
func lastDay(ctx context.Context, e *engine.Engine, text string) (calendar.Date, error) {
	if text != "today" {
		return dayOf(text)
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.DateOf(time.Now(), cal.Zone()), nil
}

func (a *app) peopleSubstitute() *cobra.Command {
	var f peopleFlags
	var end bool
	cmd := &cobra.Command{
		Use: "substitute PERSON SUBSTITUTE --from DAY --to DAY --as PERSON", Args: cobra.ExactArgs(2),
		Short: "Let somebody stand in for a person, or end it",
		Long: `Let somebody act in all posts of a person who is away. What waits for the person waits for the
substitute too, from the first day on. Who acted in whose stead stands in every event, and neither of
the two may check or close what the other did.`,
		Example: `  duban people substitute wangli maxiu --from 2026-12-01 --to 2026-12-20 --reason 休假 --as wangli
  duban people substitute wangli maxiu --end --to 2026-12-10 --as wangli`,
		RunE: func(c *cobra.Command, args []string) error {
			span, err := f.span()
			if err != nil {
				return err
			}
			who, substitute := casework.PersonID(args[0]), casework.PersonID(args[1])
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				if end {
					if err := e.EndSubstitution(ctx, by, who, substitute, span.To); err != nil {
						return err
					}
					a.tell("cli.substitution_ended", args[0], args[1], span.To.String())
					return nil
				}
				err := e.Substitute(ctx, by, schema.SubstitutionRow{Reason: f.reason, Substitution: people.Substitution{Person: who, Substitute: substitute, Span: span}})
				if err != nil {
					return err
				}
				a.tell("cli.substituted", args[0], args[1], span.From.String(), span.To.String())
				return nil
			})
		},
	}
	f.bind(cmd, false, true)
	cmd.Flags().StringVar(&f.reason, "reason", "", "why")
	cmd.Flags().BoolVar(&end, "end", false, "end the substitution with --to")
	return cmd
}

func (a *app) peopleArea() *cobra.Command {
	var f peopleFlags
	cmd := &cobra.Command{
		Use: "area LEADER UNIT --as PERSON", Short: "Make a leader answer for a unit and all below it (包抓)", Args: cobra.ExactArgs(2),
		Example: "  duban people area zhoushuyi 西吉县 --from 2026-01-01 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			span, err := f.span()
			if err != nil {
				return err
			}
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				if err := e.SetArea(ctx, by, people.Area{Leader: casework.PersonID(args[0]), Unit: casework.UnitID(args[1]), Span: span}); err != nil {
					return err
				}
				a.tell("cli.area_set", args[0], args[1])
				return nil
			})
		},
	}
	f.bind(cmd, false, true)
	return cmd
}

func (a *app) peopleImport() *cobra.Command {
	var as string
	var dry bool
	cmd := &cobra.Command{
		Use: "import FILE.xlsx --as PERSON", Short: "Bring units, posts, task forces, areas and substitutes to a workbook", Args: cobra.ExactArgs(1),
		Long: `Read a workbook with any of the sheets 单位, 人员, 专班, 包抓, 代理. All or nothing; what it does not
name stays as it is. A post that is over gets a last day (任职止), it is not left out.`,
		Example: "  duban people export people.xlsx\n  duban people import people.xlsx --dry-run --as zhoushuyi\n  duban people import people.xlsx --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				changes, warnings, err := e.ImportOrganisation(ctx, by, args[0], dry)
				if err != nil {
					return a.importError(err)
				}
				for _, w := range warnings {
					writeLine(a.errOut, w.Text(a.lang))
				}
				rows := make([][]any, len(changes))
				for i, ch := range changes {
					done := "cli.changed"
					if ch.New {
						done = "cli.new"
					}
					rows[i] = []any{a.say("organisation." + ch.What), ch.Name, a.say(done)}
				}
				a.show(changes, []string{"cli.object", "cli.subject", "cli.result"}, rows)
				if dry {
					a.tell("cli.nothing_changed")
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who orders it (a person's login)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show what would change")
	return cmd
}

func (a *app) peopleExport() *cobra.Command {
	return &cobra.Command{
		Use: "export FILE.xlsx", Short: "Write units and people as a workbook that can be edited and imported", Args: cobra.ExactArgs(1),
		Example: "  duban people export people.xlsx",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				o, err := e.ExportOrganisation(ctx, args[0])
				if err != nil {
					return err
				}
				a.tell("cli.people_exported", args[0], strconv.Itoa(len(o.Units)), strconv.Itoa(len(o.Persons)))
				return nil
			})
		},
	}
}

func (a *app) peopleHistory() *cobra.Command {
	var n int
	cmd := &cobra.Command{
		Use: "history", Short: "Who changed what of units and people, newest first", Args: cobra.NoArgs,
		Example: "  duban people history -n 20",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.Ledger.OrganisationChanges(ctx, 0, n)
				if err != nil {
					return err
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, ch := range list {
					rows[i] = []any{ch.ID, local(ch.At, cal.Zone()), ch.By, ch.What, rowText(ch.Before), rowText(ch.After)}
				}
				a.show(list, []string{"cli.seq", "cli.at", "cli.by", "cli.object", "cli.from", "cli.to"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().IntVarP(&n, "count", "n", 50, "how many at most")
	return cmd
}

// rowText writes a row of the organisation; nothing for none.
func rowText(row []byte) string {
	if string(row) == "null" {
		return ""
	}
	return clip(string(row), 60)
}
