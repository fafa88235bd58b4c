package main

// round_agenda.go: the list that each of the month's meetings looks at, and alerts.

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/round"
	"duban/engine"
)

func (a *app) roundAgenda() *cobra.Command {
	return &cobra.Command{
		Use: "agenda MONTH STEP", Short: "The list of a meeting: analysis (figures), review (alerts), dispatch (what does not move)", Args: cobra.ExactArgs(2),
		Long: `Print what a meeting of the month looks at, as of the opening of its day, or as of now while that
lies ahead. Asked again later it is the same list.`,
		Example: "  duban round agenda 2026-03 analysis\n  duban round agenda 2026-03 dispatch -o json",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ofMonth(c, args[0], func(ctx context.Context, e *engine.Engine, m round.Month) error {
				list, err := e.Agenda(ctx, m, round.Step(args[1]))
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(list)
					return nil
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				a.tell("cli.agenda_as_of", list.Month, a.say("round_step."+string(list.Step)), local(list.AsOf, cal.Zone()))
				switch list.Step {
				case round.StepAnalysis:
					a.showRows(list)
				case round.StepReview:
					a.showAlerts(list.Month, list.Alerts)
				default:
					a.showSlow(list)
				}
				return nil
			})
		},
	}
}

func (a *app) showRows(list engine.Agenda) {
	total := *list.Total
	total.Name = a.say("cli.sum")
	rows := make([][]any, 0, len(list.Units)+1)
	for _, r := range append(list.Units, total) {
		of := func(f round.DutyFigures) string { return fmt.Sprintf("%d/%d", f.Done, f.Owed) }
		rows = append(rows, []any{r.Name, of(r.Claims), of(r.Progress), of(r.Visits), of(r.Milestones), r.Open, r.Overdue.Count, r.Closed.Count})
	}
	said := func(duty string) string { return a.say("cli.owed_done", a.say("duty."+duty)) }
	a.show(list, []string{"cli.unit", said("claim"), said("progress"), said("visit"), said("milestone"), "cli.open_cases", "cli.overdue", "cli.closed_cases"}, rows)
}

func (a *app) showAlerts(month string, alerts []round.Alert) {
	rows := make([][]any, len(alerts))
	for i, alert := range alerts {
		rows[i] = []any{alert.Title(a.language(), month), alert.Explain(a.language())}
	}
	a.show(alerts, []string{"cli.alert", "cli.text"}, rows)
}

func (a *app) showSlow(list engine.Agenda) {
	rows := make([][]any, len(list.Slow))
	for i, s := range list.Slow {
		rows[i] = []any{s.Unit, s.Case, s.Task, s.Due.String(), s.Late, a.say("slip." + s.Rung)}
	}
	a.show(list, []string{"cli.unit", "cli.case", "cli.task", "cli.due", "cli.days_late", "cli.rung"}, rows)
	if list.Late > len(list.Slow) {
		a.tell("cli.more_not_shown", strconv.Itoa(list.Late), strconv.Itoa(len(list.Slow)))
	}
	rows = make([][]any, len(list.Directives))
	for i, d := range list.Directives {
		rows[i] = []any{d.Case, clip(d.Title, 40), a.say("urgency." + string(d.Urgency)), d.SourceRef}
	}
	a.tell("cli.open_directives", strconv.Itoa(len(rows)))
	a.show(list, []string{"cli.case", "cli.title", "cli.urgency", "cli.source"}, rows)
}

// below gives a unit and those under it; nil asks for every unit.
func below(ctx context.Context, e *engine.Engine, unit casework.UnitID) (map[casework.UnitID]bool, error) {
	if unit == "" {
		return nil, nil
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	if !chart.HasUnit(unit) {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(unit))
	}
	out := map[casework.UnitID]bool{}
	for _, u := range chart.Below(unit) {
		out[u] = true
	}
	return out, nil
}
