package main

// round.go: the monthly rounds: who owes what, minutes, alerts, the frozen month.

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/schema"
)

func (a *app) roundCommand() *cobra.Command {
	c := &cobra.Command{Use: "round", Short: "Monthly rounds: list, show, owing, agenda, minutes, alerts, snapshot"}
	c.AddCommand(a.roundList(), a.roundOpen(), a.roundShow(), a.roundOwing(), a.roundAgenda(), a.roundMinutes(), a.roundAlerts(), a.roundSnapshot())
	return c
}

// ofMonth runs work on a month named on the command line.
func (a *app) ofMonth(c *cobra.Command, name string, work func(context.Context, *engine.Engine, round.Month) error) error {
	m, err := round.ParseMonth(name)
	if err != nil {
		return err
	}
	return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error { return work(ctx, e, m) })
}

func (a *app) roundList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Every month's round, the newest first", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				rounds, err := e.Ledger.Rounds(ctx)
				if err != nil {
					return err
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				rows := make([][]any, len(rounds))
				for i, r := range rounds {
					frozen := local(r.Frozen, cal.Zone())
					if r.Overdue(cal.Zone(), time.Now()) {
						frozen = a.say("cli.not_frozen", r.Month)
					}
					rows[i] = []any{r.Month, local(r.Opened, cal.Zone()), clip(r.Digest, 12), frozen}
				}
				a.show(rounds, []string{"cli.month", "cli.opened", "cli.digest", "cli.frozen"}, rows)
				return nil
			})
		},
	}
}

func (a *app) roundOpen() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "open MONTH --as PERSON", Short: "Open a month's round by hand; the schedule does it on the first working day", Args: cobra.ExactArgs(1),
		Example: "  duban round open 2026-03 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			m, err := round.ParseMonth(args[0])
			if err != nil {
				return err
			}
			e, by, err := a.openAs(c.Context(), as)
			if err != nil {
				return err
			}
			defer e.Close()
			if _, err := e.OpenRound(c.Context(), by, m); err != nil {
				return err
			}
			a.tell("cli.round_opened", m.String())
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who opens it: a login of the city's office or of a leader")
	return cmd
}

func (a *app) roundShow() *cobra.Command {
	return &cobra.Command{
		Use: "show MONTH", Short: "A month's dates, minutes and decisions", Args: cobra.ExactArgs(1),
		Example: "  duban round show 2026-03",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ofMonth(c, args[0], func(ctx context.Context, e *engine.Engine, m round.Month) error {
				v, err := e.Round(ctx, m)
				if err != nil {
					return err
				}
				rows := make([][]any, len(v.Steps))
				for i, s := range v.Steps {
					rows[i] = []any{a.say("round_step." + string(s.Step)), s.Due.String(), s.Held.String()}
				}
				a.show(v, []string{"cli.step", "cli.due", "cli.held"}, rows)
				if a.output == "json" {
					return nil
				}
				for _, n := range v.Minutes {
					writeLine(a.out, a.say("cli.minutes_line", a.say("round_step."+string(n.Step)), n.Text))
				}
				rows = make([][]any, len(v.Decided))
				for i, d := range v.Decided {
					rows[i] = []any{d.Case, clip(d.Title, 40), a.say("urgency." + string(d.Urgency))}
				}
				a.show(nil, []string{"cli.case", "cli.title", "cli.urgency"}, rows)
				return nil
			})
		},
	}
}

func (a *app) roundOwing() *cobra.Command {
	var unit string
	var all bool
	cmd := &cobra.Command{
		Use: "owing MONTH", Short: "Who still owes what of a month: claims, progress, visits", Args: cobra.ExactArgs(1),
		Example: "  duban round owing 2026-03 --unit 原州区张易镇",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ofMonth(c, args[0], func(ctx context.Context, e *engine.Engine, m round.Month) error {
				list, err := e.Owing(ctx, m)
				if err != nil {
					return err
				}
				wanted, err := below(ctx, e, casework.UnitID(unit))
				if err != nil {
					return err
				}
				rows, kept := [][]any{}, list[:0]
				for _, o := range list {
					if (o.Done && !all) || (wanted != nil && !wanted[o.Unit]) {
						continue
					}
					kept = append(kept, o)
					done := ""
					if o.Done {
						done = a.say("cli.done")
					}
					rows = append(rows, []any{o.Unit, o.Case, o.Task, a.say("duty." + string(o.Duty)), o.To.Person, done})
				}
				a.show(kept, []string{"cli.unit", "cli.case", "cli.task", "cli.owed", "cli.person", "cli.result"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&unit, "unit", "", "one unit and those below it")
	cmd.Flags().BoolVar(&all, "all", false, "what is done as well")
	return cmd
}

func (a *app) roundMinutes() *cobra.Command {
	var as, text, held, lead, urgency string
	var decisions, co []string
	cmd := &cobra.Command{
		Use: "minutes MONTH STEP --as PERSON --text TEXT", Short: "Enter a meeting's minutes; its decisions become directives", Args: cobra.ExactArgs(2),
		Long: `Enter the minutes of a month's analysis, review or dispatch. Each --decision becomes a directive
to --lead (and --co): entering the same minutes again opens no second one.`,
		Example: `  duban round minutes 2026-03 dispatch --as zhoushuyi --text "调度衔接资金支付" \
    --decision "月底前支付率达到 70%" --lead 原州区 --co 市财政局 --urgency urgent`,
		RunE: func(c *cobra.Command, args []string) error {
			m, err := round.ParseMonth(args[0])
			if err != nil {
				return err
			}
			e, by, err := a.openAs(c.Context(), as)
			if err != nil {
				return err
			}
			defer e.Close()
			cal, err := e.Rules.Calendar(c.Context())
			if err != nil {
				return err
			}
			n := schema.Minutes{Step: round.Step(args[1]), Held: calendar.DateOf(time.Now(), cal.Zone()), Text: text}
			if held != "" {
				if n.Held, err = calendar.ReadDate(held, time.Now().Year()); err != nil {
					return casework.Wrap(casework.CodeInvalid, err, "invalid.date", held)
				}
			}
			list := make([]engine.Raise, len(decisions))
			for i, d := range decisions {
				list[i] = engine.Raise{Lead: casework.UnitID(lead), Matter: schema.Matter{Title: d, Urgency: casework.Urgency(urgency)}}
				for _, u := range co {
					list[i].Co = append(list[i].Co, casework.UnitID(u))
				}
			}
			ids, err := e.EnterMinutes(c.Context(), by, m, n, list)
			if err != nil {
				return err
			}
			a.tell("cli.minutes_entered", m.String(), a.say("round_step."+args[1]), strconv.Itoa(len(ids)))
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&as, "as", "", "who enters them")
	flags.StringVar(&text, "text", "", "the minutes")
	flags.StringVar(&held, "held", "", "the day of the meeting (default: today)")
	flags.StringArrayVar(&decisions, "decision", nil, "a decision; repeatable")
	flags.StringVar(&lead, "lead", "", "the lead unit of the decisions")
	flags.StringArrayVar(&co, "co", nil, "a co-unit; repeatable")
	flags.StringVar(&urgency, "urgency", string(casework.Ordinary), "urgent, ordinary or difficult")
	return cmd
}

func (a *app) roundAlerts() *cobra.Command {
	return &cobra.Command{
		Use: "alerts MONTH", Short: "The alerts of a frozen month", Args: cobra.ExactArgs(1),
		Example: "  duban round alerts 2026-03",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ofMonth(c, args[0], func(ctx context.Context, e *engine.Engine, m round.Month) error {
				alerts, err := e.Alerts(ctx, m)
				if err != nil {
					return err
				}
				a.showAlerts(m.String(), alerts)
				return nil
			})
		},
	}
}

func (a *app) roundSnapshot() *cobra.Command {
	var verify bool
	cmd := &cobra.Command{
		Use: "snapshot MONTH", Short: "A frozen month's document; --verify counts it again", Args: cobra.ExactArgs(1),
		Long: `Print a frozen month as it stands in the ledger. With --verify the month is counted again from the
cases as of its end: the same bytes must come out.`,
		Example: "  duban round snapshot 2026-03 > 2026-03.json\n  duban round snapshot 2026-03 --verify",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ofMonth(c, args[0], func(ctx context.Context, e *engine.Engine, m round.Month) error {
				if verify {
					digest, err := e.VerifySnapshot(ctx, m)
					if err != nil {
						return err
					}
					a.tell("cli.snapshot_holds", m.String(), digest)
					return nil
				}
				body, _, err := e.Ledger.SnapshotOf(ctx, m)
				if err != nil {
					return err
				}
				writeLine(a.out, string(body))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&verify, "verify", false, "count the month again and compare")
	return cmd
}
