package schema

// tallies.go: tasks counted ahead, for overviews of any size.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// FoldTallies brings what has changed into the tallies; readers are right with or
// without it, only slower. It gives how much there was.
func (l *Ledger) FoldTallies(ctx context.Context) (int, error) {
	n, err := l.q.FoldTallies(ctx)
	return int(n), translate(err)
}

// RecountTallies counts everything anew, for repair. Steps wait meanwhile.
func (l *Ledger) RecountTallies(ctx context.Context) error {
	return translate(l.q.RecountTallies(ctx))
}

// TallyFilter says which tasks are counted: those of some columns or, with Units,
// those of some units by themselves. Without either, all.
type TallyFilter struct {
	Columns []casework.UnitID
	Units   []casework.UnitID
	Today   calendar.Date
	Until   calendar.Date // what is due by then counts as soon
}

// Tallies counts tasks by plan, column, stage and light. The figures are those of
// the tasks at this moment.
func (l *Ledger) Tallies(ctx context.Context, f TallyFilter) ([]casework.Tally, error) {
	today, until := f.Today.Start(time.UTC), f.Until.Start(time.UTC)
	if len(f.Units) == 0 {
		rows, err := l.q.TaskTallies(ctx, today, until, texts(f.Columns))
		out := make([]casework.Tally, len(rows))
		for i, r := range rows {
			out[i] = tallyOf(db.UnitTalliesRow(r))
		}
		return out, translate(err)
	}
	rows, err := l.q.UnitTallies(ctx, today, until, texts(f.Units))
	out := make([]casework.Tally, len(rows))
	for i, r := range rows {
		out[i] = tallyOf(r)
	}
	return out, translate(err)
}

func tallyOf(r db.UnitTalliesRow) casework.Tally {
	return casework.Tally{Plan: r.Plan, Unit: casework.UnitID(r.Col), Stage: casework.Stage(r.Stage), Outcome: casework.Outcome(r.Outcome),
		Running: r.Running, Rung: r.Rung, Past: r.Past, Soon: r.Soon, N: int(r.N)}
}

// ProblemTallies gives, for each problem of a plan and each column, how many tasks
// count in the completion table and how many of them are open.
func (l *Ledger) ProblemTallies(ctx context.Context, plan string) ([]casework.ProblemTally, error) {
	rows, err := l.q.ProblemTallies(ctx, plan)
	out := make([]casework.ProblemTally, len(rows))
	for i, r := range rows {
		out[i] = casework.ProblemTally{Problem: r.Problem, Unit: casework.UnitID(r.Col), Tasks: int(r.Tasks), Open: int(r.Open)}
	}
	return out, translate(err)
}

// HouseholdCount is how many households of a unit stand alike.
type HouseholdCount struct {
	Unit    casework.UnitID // a county, or a village where villages were asked for
	Stage   casework.Stage
	Outcome casework.Outcome // of the household's own task
	casework.Heads
}

// HouseholdCounts counts households by county, or by the villages given.
func (l *Ledger) HouseholdCounts(ctx context.Context, villages []casework.UnitID) ([]HouseholdCount, error) {
	rows, err := l.q.HouseholdCounts(ctx, texts(villages))
	out := make([]HouseholdCount, len(rows))
	for i, r := range rows {
		out[i] = HouseholdCount{Unit: casework.UnitID(r.Unit), Stage: casework.Stage(r.Stage), Outcome: casework.Outcome(r.Outcome),
			Heads: casework.Heads{Households: int(r.Households), People: int(r.People)}}
	}
	return out, translate(err)
}

// DueDay is how many tasks are due on a day.
type DueDay struct {
	Day calendar.Date
	N   int
}

// DueByDay counts the running tasks that are due on each day from Today to Until,
// both included. They add up to what [Ledger.Tallies] calls soon and not past.
func (l *Ledger) DueByDay(ctx context.Context, f TallyFilter) ([]DueDay, error) {
	first, last := f.Today.Start(time.UTC), f.Until.Start(time.UTC)
	if len(f.Units) == 0 {
		rows, err := l.q.DueByDay(ctx, first, last, texts(f.Columns))
		out := make([]DueDay, len(rows))
		for i, r := range rows {
			out[i] = DueDay{Day: dayOf(r.DueOn), N: int(r.N)}
		}
		return out, translate(err)
	}
	rows, err := l.q.UnitsDueByDay(ctx, texts(f.Units), first, last)
	out := make([]DueDay, len(rows))
	for i, r := range rows {
		out[i] = DueDay{Day: dayOf(r.DueOn), N: int(r.N)}
	}
	return out, translate(err)
}

// UnitWeek is how many tasks of a unit were closed in the week that begins on a Monday.
type UnitWeek struct {
	Unit casework.UnitID
	Week calendar.Date
	N    int
}

// ClosedByWeek counts the tasks that were closed from a day on, unit by unit and week
// by week. It reads every task: the engine asks once in a while.
func (l *Ledger) ClosedByWeek(ctx context.Context, since calendar.Date, zone *time.Location) ([]UnitWeek, error) {
	rows, err := l.q.ClosedByWeek(ctx, zone.String(), since.Start(zone))
	out := make([]UnitWeek, len(rows))
	for i, r := range rows {
		out[i] = UnitWeek{Unit: casework.UnitID(r.Unit), Week: dayOf(r.Week), N: int(r.N)}
	}
	return out, translate(err)
}

// Columns gives the units that the completion table counts, in their order.
func (l *Ledger) Columns(ctx context.Context) ([]Unit, error) {
	rows, err := l.q.ColumnUnits(ctx)
	out := make([]Unit, len(rows))
	for i, r := range rows {
		out[i] = unitOf(r)
	}
	return out, translate(err)
}

// Problems gives a plan's problems in the plan's order.
func (l *Ledger) Problems(ctx context.Context, plan string) ([]Problem, error) {
	rows, err := l.q.PlanProblems(ctx, plan)
	out := make([]Problem, len(rows))
	for i, r := range rows {
		out[i] = Problem{r.No, r.Class, r.Text, r.Source, r.Position}
	}
	return out, translate(err)
}
