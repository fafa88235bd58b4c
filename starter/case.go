package main

// case.go: looking at cases.

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

func (a *app) caseCommand() *cobra.Command {
	c := &cobra.Command{Use: "case", Short: "Look at cases: list, show, history, explain"}
	c.AddCommand(a.caseList(), a.caseShow(), a.caseHistory(), a.caseExplain())
	return c
}

func (a *app) caseList() *cobra.Command {
	var f filterFlags
	cmd := &cobra.Command{
		Use: "list", Short: "Tasks in order of their due dates", Args: cobra.NoArgs,
		Example: "  duban case list --unit 原州区 --overdue\n  duban case list --stage verify -o json",
		RunE: func(c *cobra.Command, _ []string) error {
			lines, more, err := a.listed(c.Context(), &f)
			if err != nil {
				return err
			}
			rows := make([][]any, len(lines))
			for i, l := range lines {
				due := l.Due.String()
				if l.Provisional {
					due += "*"
				}
				rows[i] = []any{l.Case, l.Task, l.UnitName, a.say("stage." + string(l.Stage)), a.title(l.StepTitle), due,
					a.say("light." + string(l.Light)), clip(l.Text, 24)}
			}
			a.show(lines, []string{"cli.case", "cli.task", "cli.unit", "cli.stage", "cli.step", "cli.due", "cli.light", "cli.measure"}, rows)
			if more {
				a.tell("cli.more", strconv.Itoa(len(lines)))
			}
			return nil
		},
	}
	f.bind(cmd.Flags())
	cmd.Flags().BoolVar(&f.all, "all", false, "ended tasks as well")
	cmd.Flags().IntVar(&f.limit, "limit", 50, "how many lines, 1000 at most")
	return cmd
}

// listed gives the lines of a filter, from a server or the ledger, and whether there are more.
func (a *app) listed(ctx context.Context, f *filterFlags) ([]engine.Line, bool, error) {
	r, err := a.remote()
	if err != nil {
		return nil, false, err
	}
	if r != nil {
		lines, next, err := r.lines(ctx, f, "", f.limit)
		return lines, next != "", err
	}
	e, err := a.openLedger(ctx)
	if err != nil {
		return nil, false, err
	}
	defer e.Close()
	lines, next, err := f.page(ctx, e, schema.Key{}, f.limit)
	return lines, !next.IsZero(), err
}

func (a *app) title(t casework.Title) string {
	if a.language() == wording.English {
		return t.En
	}
	return t.Zh
}

func (a *app) stepTitle(p *casework.Policy, id casework.StepID) string {
	if s := p.Step(id); s != nil {
		return a.title(s.Title)
	}
	return ""
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func (a *app) caseShow() *cobra.Command {
	return &cobra.Command{
		Use: "show CASE", Short: "One case: texts, tasks, clocks, digests", Args: cobra.ExactArgs(1),
		Example: "  duban case show 2021-001",
		RunE: func(c *cobra.Command, args []string) error {
			if r, err := a.remote(); err != nil || r != nil {
				if err != nil {
					return err
				}
				return a.remoteShow(c.Context(), r, args[0])
			}
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			v, err := e.Ledger.CaseView(c.Context(), casework.CaseID(args[0]))
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(v)
				return nil
			}
			return a.printCase(c, e, v)
		},
	}
}

func (a *app) printCase(c *cobra.Command, e *engine.Engine, v *schema.CaseView) error {
	policy, err := e.Rules.Policy(c.Context(), v.State.Policy.Kind, v.State.Policy.Version)
	if err != nil {
		return err
	}
	cal, err := e.Rules.Calendar(c.Context())
	if err != nil {
		return err
	}
	facts := [][]any{
		{a.say("cli.case"), v.State.Case}, {a.say("cli.plan"), v.PlanTitle}, {a.say("cli.class"), v.ClassName},
		{a.say("cli.problem"), v.Problem + " " + clip(v.ProblemText, 60)}, {a.say("cli.measure"), clip(v.Text, 60)},
		{a.say("cli.target"), clip(v.Target, 60)}, {a.say("cli.stage"), a.say("stage." + string(v.Stage))},
		{a.say("cli.round"), v.State.Round}, {a.say("cli.policy"), v.State.Policy.String()},
		{a.say("cli.lead_unit"), v.Units[v.State.Parties.LeadUnit]}, {a.say("cli.leader"), v.Persons[v.State.Parties.LeadLeader]},
	}
	a.show(nil, []string{"cli.field", "cli.value"}, facts)
	rests, err := e.RestsWith(c.Context(), v.State, policy, time.Now())
	if err != nil {
		return err
	}
	rows := make([][]any, len(v.State.Tasks))
	for i := range v.State.Tasks {
		t := &v.State.Tasks[i]
		due, light := "", a.say("outcome."+string(t.Outcome))
		if clock, ok := policy.ClockOf(t); ok {
			r := policy.Read(cal, clock, time.Now())
			due, light = r.Due.Date.String(), a.say("light."+string(r.Light))
		}
		approves := ""
		if t.Submission != nil {
			approves = t.Submission.Digest[:12]
		}
		if t.Request != nil {
			approves += " " + a.say("cli.request") + t.Request.Digest[:12]
		}
		rows[i] = []any{t.No, v.Units[t.Unit], a.say("role." + string(t.Role)), a.stepTitle(policy, t.Step), due, t.Original.String(), light, t.Percent, a.rest(rests[t.No]), approves}
	}
	a.show(nil, []string{"cli.task", "cli.unit", "cli.role", "cli.step", "cli.due", "cli.original", "cli.light", "cli.percent", "cli.rests_with", "cli.digest"}, rows)
	return nil
}

func (a *app) caseHistory() *cobra.Command {
	return &cobra.Command{
		Use: "history CASE", Short: "Everything that happened to a case, and the slips it got", Args: cobra.ExactArgs(1),
		Example: "  duban case history 2021-001",
		RunE: func(c *cobra.Command, args []string) error {
			if r, err := a.remote(); err != nil || r != nil {
				if err != nil {
					return err
				}
				return a.remoteHistory(c.Context(), r, args[0])
			}
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			id := casework.CaseID(args[0])
			events, err := e.Ledger.Events(c.Context(), id)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				return casework.Errorf(casework.CodeNotFound, "notfound.case", args[0])
			}
			slips, err := e.Ledger.Slips(c.Context(), id)
			if err != nil {
				return err
			}
			cal, err := e.Rules.Calendar(c.Context())
			if err != nil {
				return err
			}
			a.showHistory(events, slips, cal.Zone())
			return nil
		},
	}
}

func (a *app) showHistory(events []casework.Event, slips []casework.Slip, zone *time.Location) {
	rows := make([][]any, 0, len(events)+len(slips))
	for _, ev := range events {
		mark := ""
		if ev.Carried {
			mark = a.say("cli.carried")
		}
		rows = append(rows, []any{ev.Seq, local(ev.At, zone), taskText(ev.Task), a.say("event." + string(ev.Type)),
			a.by(ev.By), clip(ev.Detail.Reason+ev.Detail.Text, 30), mark, ev.Hash[:12]})
	}
	for _, s := range slips {
		rows = append(rows, []any{"#" + strconv.FormatInt(s.Seq, 10), local(s.At, zone), taskText(s.Task),
			a.say("slip." + s.RungID), "", s.Due.String(), a.late(s), s.Hash[:12]})
	}
	a.show(map[string]any{"events": events, "slips": slips},
		[]string{"cli.seq", "cli.at", "cli.task", "cli.event", "cli.by", "cli.text", "cli.mark", "cli.hash"}, rows)
}

func taskText(no int) string {
	if no == 0 {
		return ""
	}
	return strconv.Itoa(no)
}

func (a *app) late(s casework.Slip) string {
	if s.Late {
		return a.say("cli.late", strconv.Itoa(s.Skipped))
	}
	return ""
}

func (a *app) caseExplain() *cobra.Command {
	var task int
	cmd := &cobra.Command{
		Use: "explain CASE", Short: "The day-by-day count behind a due date", Args: cobra.ExactArgs(1),
		Example: "  duban case explain 2021-001 --task 1",
		RunE: func(c *cobra.Command, args []string) error {
			if r, err := a.remote(); err != nil || r != nil {
				if err != nil {
					return err
				}
				return a.remoteExplain(c.Context(), r, args[0], task)
			}
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			s, err := e.Ledger.State(c.Context(), casework.CaseID(args[0]))
			if err != nil {
				return err
			}
			t := s.Task(task)
			if t == nil {
				return casework.Errorf(casework.CodeNotFound, "notfound.task", strconv.Itoa(task), args[0])
			}
			policy, err := e.Rules.Policy(c.Context(), s.Policy.Kind, s.Policy.Version)
			if err != nil {
				return err
			}
			cal, err := e.Rules.Calendar(c.Context())
			if err != nil {
				return err
			}
			clock, ok := policy.ClockOf(t)
			if !ok {
				return casework.Errorf(casework.CodeRefused, "refused.task_ended", strconv.Itoa(task))
			}
			days := clock.Explain(cal, time.Now())
			a.showDays(days)
			due := clock.Due(cal, time.Now())
			a.tell("cli.explained", a.stepTitle(policy, clock.Step), due.Date.String(), t.Original.String())
			if due.Provisional {
				a.tell("cli.provisional")
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&task, "task", 1, "the task's number")
	return cmd
}

func (a *app) showDays(days []calendar.Day) {
	rows := make([][]any, len(days))
	for i, d := range days {
		count, due := "", ""
		if d.Count > 0 {
			count = strconv.Itoa(d.Count)
		}
		if d.Due {
			due = a.say("cli.due")
		}
		if d.Provisional {
			due += "*"
		}
		rows[i] = []any{d.Date.String(), a.say("weekday." + strconv.Itoa(int(d.Date.Weekday()))), a.say("day." + string(d.Kind)), count, due}
	}
	a.show(days, []string{"cli.date", "cli.weekday", "cli.kind", "cli.count", ""}, rows)
}
