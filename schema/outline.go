package schema

// outline.go: tasks summed up for pages: by the day that they are due, by the
// problem of a plan.

import (
	"context"
	"time"

	"duban/casework/calendar"
	"duban/schema/db"
)

// DayCount is how many open tasks are due on a day.
type DayCount struct {
	Day     calendar.Date
	Tasks   int
	Running int // of those: with a clock that runs
}

// DaysOfTasks counts the open tasks of a filter (plan, unit, stage, step, person,
// the first kind, sight) by their due days of a span, both ends included. Days
// without any are left out.
func (l *Ledger) DaysOfTasks(ctx context.Context, f Filter, first, last calendar.Date) ([]DayCount, error) {
	p := db.DaysOfTasksParams{FirstDay: first.Start(time.UTC), LastDay: last.Start(time.UTC), Plan: f.Plan, Stage: string(f.Stage),
		Step: string(f.Step), Person: string(f.Person)}
	if len(f.Kinds) > 0 {
		p.Kind = string(f.Kinds[0])
	}
	var err error
	if p.Units, err = l.subtree(ctx, f); err != nil {
		return nil, err
	}
	f.Open = true
	seen, err := l.sight(ctx, f)
	if err != nil {
		return nil, err
	}
	p.SeesAll, p.SeesUnits, p.SeesPersons, p.SeesCases, p.SeesParties = seen.all, seen.units, seen.persons, seen.led, seen.parties
	p.Few, p.FewCases = seen.few, seen.cases
	rows, err := l.q.DaysOfTasks(ctx, p)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]DayCount, len(rows))
	for i, r := range rows {
		out[i] = DayCount{Day: dayOf(r.DueOn), Tasks: r.Tasks, Running: r.Running}
	}
	return out, nil
}

// Outlined is a problem of a plan with how its tasks stand.
type Outlined struct {
	Class, ClassName, Problem, Text, Source string
	Measures, Tasks, Ended, Late            int
	Due                                     calendar.Date // the earliest
}

// PlanOutline gives the problems of a filter's plan, class by class in the file's
// order, as far as unit and sight let their tasks through.
func (l *Ledger) PlanOutline(ctx context.Context, f Filter, today calendar.Date) ([]Outlined, error) {
	p := db.PlanOutlineParams{Plan: f.Plan, Today: today.Start(time.UTC)}
	var err error
	if p.Units, err = l.subtree(ctx, f); err != nil {
		return nil, err
	}
	seen, err := l.sight(ctx, Filter{Sight: f.Sight})
	if err != nil {
		return nil, err
	}
	p.SeesAll, p.SeesUnits, p.SeesPersons, p.SeesCases, p.SeesParties = seen.all, seen.units, seen.persons, seen.led, seen.parties
	p.Few, p.FewCases = seen.few, seen.cases
	rows, err := l.q.PlanOutline(ctx, p)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Outlined, len(rows))
	for i, r := range rows {
		out[i] = Outlined{r.Class, r.ClassName, r.Problem, r.Text, r.Source, r.Measures, r.Tasks, r.Ended, r.Late, dayOf(r.FirstDue)}
	}
	return out, nil
}

// subtree gives a filter's unit with all below it; none where it names no unit.
func (l *Ledger) subtree(ctx context.Context, f Filter) ([]string, error) {
	if f.Unit == "" {
		return []string{}, nil
	}
	units, err := l.q.UnitSubtree(ctx, string(f.Unit))
	return units, translate(err)
}
