package main

// people.go: who holds which post, what lies on whose desk, what lies with posts
// that nobody holds. Changing it is in people_acts.go.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/engine"
)

func (a *app) peopleCommand() *cobra.Command {
	c := &cobra.Command{Use: "people", Short: "Units, posts, substitutes, areas, handover: who may act and what waits for whom",
		Long: `A post is a role in a unit that a person holds from a day to a day. A substitute acts in all posts
of somebody who is away, and what waits for the other waits for the substitute too. What would rest
with a post that nobody holds climbs: to the head of the unit, to the heads above, to the leader who
answers for the area, to the office; "duban people vacancies" shows it, and "duban case show" says
with whom each task rests.

An office or an administrator changes posts; a substitute may also be named by the person and by the
head of the unit. Every change is kept: "duban people history".`}
	c.AddCommand(a.peopleList(), a.peopleShow(), a.peopleDesk(), a.peopleVacancies(), a.peopleAppoint(), a.peopleLeave(),
		a.peopleSubstitute(), a.peopleArea(), a.peopleImport(), a.peopleExport(), a.peopleHistory())
	return c
}

func (a *app) peopleList() *cobra.Command {
	var unit, role, on string
	cmd := &cobra.Command{
		Use: "list", Short: "Who holds which post on a day", Args: cobra.NoArgs,
		Example: "  duban people list --unit 西吉县\n  duban people list --role leader --on 2026-06-30",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				day, err := dayOf(on)
				if err != nil {
					return err
				}
				posts, names, err := e.Serving(ctx, day)
				if err != nil {
					return err
				}
				var below []casework.UnitID
				if unit != "" {
					if below, err = e.Ledger.Subtree(ctx, casework.UnitID(unit)); err != nil {
						return err
					}
				}
				rows := [][]any{}
				for _, p := range posts {
					if (role != "" && string(p.Role) != role) || (unit != "" && !has(below, p.Unit)) {
						continue
					}
					rows = append(rows, []any{p.Person, names[p.Person], p.Unit, a.say("post." + string(p.Role)), p.From.String(), p.To.String()})
				}
				a.show(posts, []string{"cli.login", "cli.name", "cli.unit", "cli.post", "cli.first_day", "cli.last_day"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&unit, "unit", "", "this unit and those below it")
	cmd.Flags().StringVar(&role, "role", "", "one role, such as leader or reporter")
	cmd.Flags().StringVar(&on, "on", "", "the day (default: today)")
	return cmd
}

func has(list []casework.UnitID, u casework.UnitID) bool {
	for _, one := range list {
		if one == u {
			return true
		}
	}
	return false
}

func (a *app) peopleShow() *cobra.Command {
	return &cobra.Command{
		Use: "show PERSON", Short: "One person: posts in which they may act today, also in whose stead", Args: cobra.ExactArgs(1),
		Example: "  duban people show zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := e.Requester(ctx, casework.PersonID(args[0]), time.Now())
				if err != nil {
					return err
				}
				rows := make([][]any, len(by.Posts))
				for i, p := range by.Posts {
					rows[i] = []any{p.Unit, a.say("post." + string(p.Role)), p.For}
				}
				a.show(by, []string{"cli.unit", "cli.post", "cli.in_stead_of"}, rows)
				return nil
			})
		},
	}
}

func (a *app) peopleDesk() *cobra.Command {
	var n int
	cmd := &cobra.Command{
		Use: "desk PERSON", Short: "What waits for a person today, the most urgent first, and why it lies with them", Args: cobra.MaximumNArgs(1),
		Long:    "What waits for a person today. A server is asked without PERSON: it shows what waits for the person of the token.",
		Example: "  duban people desk maxiuying\n  duban people desk zhoushuyi -n 100 -o json",
		RunE: func(c *cobra.Command, args []string) error {
			r, err := a.remote()
			switch {
			case err != nil:
				return err
			case r != nil && len(args) > 0:
				return casework.Errorf(casework.CodeInvalid, "invalid.remote", args[0])
			case r != nil:
				return a.remoteDesk(c.Context(), r, n)
			}
			if err := cobra.ExactArgs(1)(c, args); err != nil {
				return err
			}
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				lines, err := e.Desk(ctx, casework.PersonID(args[0]), n, time.Now())
				if err != nil {
					return err
				}
				rows := make([][]any, len(lines))
				for i, l := range lines {
					policy, err := e.Rules.Policy(ctx, l.Policy.Kind, l.Policy.Version)
					if err != nil {
						return err
					}
					rows[i] = []any{l.Case, l.Task, l.UnitName, clip(l.Text, 24), a.stepTitle(policy, l.Step), l.Due.String(), a.why(casework.PersonID(args[0]), l)}
				}
				a.show(lines, []string{"cli.case", "cli.task", "cli.unit", "cli.measure", "cli.step", "cli.due", "cli.why"}, rows)
				if len(lines) == n {
					a.tell("cli.more_waits", strconv.Itoa(n))
				}
				return nil
			})
		},
	}
	cmd.Flags().IntVarP(&n, "count", "n", 50, "how many at most")
	return cmd
}

// why says why something lies with a person.
func (a *app) why(who casework.PersonID, l engine.DeskLine) string {
	switch {
	case l.Climbed():
		return a.say("cli.climbed", a.empties(l.Empty))
	case l.At.Person != "" && l.At.Person != who:
		return a.say("cli.in_stead", string(l.At.Person))
	case l.At.Person == who:
		return a.say("cli.named")
	}
	return a.say("post." + string(l.At.Role))
}

func (a *app) peopleVacancies() *cobra.Command {
	return &cobra.Command{
		Use: "vacancies", Short: "Posts that open tasks rest with and nobody holds, and to whom those climbed", Args: cobra.NoArgs,
		Example: "  duban people vacancies",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.Vacancies(ctx, time.Now())
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, v := range list {
					rows[i] = []any{a.place(v.With), v.Tasks, a.empties(v.Empty), a.place(v.At), persons(v.Persons)}
				}
				a.show(list, []string{"cli.rests_by_rule", "cli.tasks", "cli.found_empty", "cli.rests_with", "cli.person"}, rows)
				if len(list) == 0 {
					a.tell("cli.no_vacancies")
				}
				return nil
			})
		},
	}
}

// rest writes with whom a task rests.
func (a *app) rest(r people.Rest) string {
	text := persons(r.Persons)
	if r.Climbed() {
		return text + " " + a.say("cli.climbed", a.empties(r.Empty))
	}
	return text
}

// place writes an addressee.
func (a *app) place(at casework.Addressee) string {
	var parts []string
	if at.Person != "" {
		parts = append(parts, string(at.Person))
	}
	if at.Unit != "" {
		parts = append(parts, string(at.Unit))
	}
	if at.Role != "" {
		parts = append(parts, a.say("post."+string(at.Role)))
	}
	return strings.Join(parts, " ")
}

func (a *app) empties(list []casework.Addressee) string {
	out := make([]string, len(list))
	for i, at := range list {
		out[i] = a.place(at)
	}
	return strings.Join(out, "、")
}

// by writes who acted, and in whose stead.
func (a *app) by(who casework.Actor) string {
	text := string(who.Person)
	if who.For != "" {
		text += " " + a.say("cli.in_stead", string(who.For))
	}
	if who.Vacant {
		text += " " + a.say("cli.vacant", string(who.Unit), a.say("post."+string(who.Role)))
	}
	if who.Recused {
		text += " " + a.say("cli.recused", string(who.Unit), a.say("post."+string(who.Role)))
	}
	return text
}

func persons(list []casework.PersonID) string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return strings.Join(out, "、")
}

// dayOf reads an optional day.
func dayOf(text string) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.ReadDate(text, time.Now().Year())
	if err != nil {
		return d, casework.Wrap(casework.CodeInvalid, err, "invalid.date", text)
	}
	return d, nil
}
