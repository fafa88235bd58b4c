package engine

// viewer_tasklists.go: a year's task lists as a person sees them: which there are,
// how their quarters stand, who is late.

import (
	"cmp"
	"context"
	"slices"

	"duban/casework"
	"duban/schema"
)

// SeenTask is a task of a list with its light.
type SeenTask struct {
	TaskLine

	Line Line // with its light
	Mine bool // of a unit in which the person has a post, or below it
}

// QuarterSums counts milestones by how they stand.
type QuarterSums struct{ Reached, Late, Missed, Ahead, Ended int }

func (q *QuarterSums) add(s QuarterState) {
	switch s {
	case QuarterReached:
		q.Reached++
	case QuarterLate:
		q.Late++
	case QuarterMissed:
		q.Missed++
	case QuarterAhead:
		q.Ahead++
	case QuarterEnded:
		q.Ended++
	}
}

// Of gives how many are counted as they stand in a state.
func (q QuarterSums) Of(s QuarterState) int {
	return map[QuarterState]int{QuarterReached: q.Reached, QuarterLate: q.Late, QuarterMissed: q.Missed, QuarterAhead: q.Ahead, QuarterEnded: q.Ended}[s]
}

// Sum gives how many are counted.
func (q QuarterSums) Sum() int { return q.Reached + q.Late + q.Missed + q.Ahead + q.Ended }

// Done gives how many were reached, in time or late.
func (q QuarterSums) Done() int { return q.Reached + q.Late }

// Due gives how many days have come: whose milestone was reached or missed.
func (q QuarterSums) Due() int { return q.Done() + q.Missed }

// Rate gives the part of those due that was reached, percent.
func (q QuarterSums) Rate() float64 { return percent(q.Done(), q.Due()) }

// Quarter is a quarter of a list.
type Quarter struct {
	ID   string // 2026Q1
	Sums QuarterSums
}

// UnitQuarters is how a unit stands in a list.
type UnitQuarters struct {
	Unit casework.UnitID
	Name string
	Mine bool
	Sums QuarterSums
	Late int // tasks of it that are past their due date
}

// TaskListSeen is a list as far as somebody sees it.
type TaskListSeen struct {
	schema.Plan

	Tasks    []SeenTask // in the order of the list
	Quarters []Quarter
	Units    []UnitQuarters // those who miss most first
	Sums     QuarterSums
	Late     int

	Withdrawn   *schema.Withdrawal
	WithdrawnBy string // their name
}

// MayWithdrawLists tells whether the person may withdraw task lists of which they see
// everything: see [Viewer.WithdrawTaskList].
func (v *Viewer) MayWithdrawLists() bool { return v.MayImportLedgers() && v.Sight.Everything }

// TaskLists gives the lists of which the person sees any task, the newest year
// first.
func (v *Viewer) TaskLists(ctx context.Context) ([]*TaskListSeen, error) {
	if !v.takesPart() {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.tasklists", string(v.By.Person))
	}
	plans, err := v.e.Ledger.TaskLists(ctx)
	if err != nil {
		return nil, err
	}
	out := []*TaskListSeen{}
	withdrawn, err := v.e.Ledger.Withdrawals(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		l, err := v.taskList(ctx, p)
		if err != nil {
			return nil, err
		}
		if len(l.Tasks) == 0 {
			continue
		}
		out = append(out, l)
		if w, gone := withdrawn[p.ID]; gone {
			if err := v.withdrew(ctx, l, &w); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// withdrew says of a list who withdrew it.
func (v *Viewer) withdrew(ctx context.Context, l *TaskListSeen, w *schema.Withdrawal) error {
	names, err := v.e.Ledger.PersonNames(ctx, []casework.PersonID{w.By})
	l.Withdrawn, l.WithdrawnBy = w, cmp.Or(names[w.By], string(w.By))
	return err
}

// TaskListSeen gives a list; [casework.CodeForbidden] where the person sees no task
// of it.
func (v *Viewer) TaskListSeen(ctx context.Context, plan string) (*TaskListSeen, error) {
	plans, err := v.e.Ledger.TaskLists(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(plans, func(p schema.Plan) bool { return p.ID == plan })
	if at < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.tasklist", plan)
	}
	l, err := v.taskList(ctx, plans[at])
	if err == nil && len(l.Tasks) == 0 {
		err = v.refused(ctx, "", "task list "+plan, casework.Errorf(casework.CodeForbidden, "forbidden.see", string(v.By.Person), plan))
	}
	if err != nil {
		return nil, err
	}
	w, err := v.e.Ledger.Withdrawal(ctx, plan)
	if err != nil || w == nil {
		return l, err
	}
	return l, v.withdrew(ctx, l, w)
}

// linesAtOnce is how many lines of a list are read together.
const linesAtOnce = 500

func (v *Viewer) taskList(ctx context.Context, p schema.Plan) (*TaskListSeen, error) {
	type key struct {
		id   casework.CaseID
		task int
	}
	seen := map[key]Line{}
	for filter := (schema.Filter{Plan: p.ID, Limit: linesAtOnce}); ; {
		lines, next, err := v.Lines(ctx, filter, "")
		if err != nil {
			return nil, err
		}
		for i := range lines {
			seen[key{lines[i].Case, lines[i].Task}] = lines[i]
		}
		if next.IsZero() {
			break
		}
		filter.After = next
	}
	l := &TaskListSeen{Plan: p}
	if len(seen) == 0 {
		return l, nil
	}
	list, err := v.e.TaskList(ctx, p.ID, v.now)
	if err != nil {
		return nil, err
	}
	units := map[casework.UnitID]int{}
	for _, t := range list {
		line, sees := seen[key{t.Case, t.Task}]
		if !sees {
			continue
		}
		l.add(SeenTask{TaskLine: t, Line: line, Mine: v.mine(t.Unit)}, units)
	}
	slices.SortStableFunc(l.Units, func(a, b UnitQuarters) int {
		return cmp.Or((b.Sums.Missed+b.Late)-(a.Sums.Missed+a.Late), v.chart.Compare(a.Unit, b.Unit))
	})
	slices.SortFunc(l.Quarters, func(a, b Quarter) int { return cmp.Compare(a.ID, b.ID) })
	return l, nil
}

// mine tells whether the person has a post in a unit, or above it in its own branch.
func (v *Viewer) mine(unit casework.UnitID) bool {
	return slices.ContainsFunc(v.By.Posts, func(p casework.Post) bool { return p.Unit == unit || slices.Contains(v.chart.Above(p.Unit), unit) })
}

func (l *TaskListSeen) add(t SeenTask, units map[casework.UnitID]int) {
	l.Tasks = append(l.Tasks, t)
	unit := t.Unit
	at, known := units[unit]
	if !known {
		at = len(l.Units)
		units[unit] = at
		l.Units = append(l.Units, UnitQuarters{Unit: unit, Name: t.Line.UnitName, Mine: t.Mine})
	}
	if t.Line.Overdue {
		l.Units[at].Late++
		l.Late++
	}
	for _, q := range t.Quarters {
		l.Sums.add(q.State)
		l.Units[at].Sums.add(q.State)
		i := slices.IndexFunc(l.Quarters, func(known Quarter) bool { return known.ID == q.ID })
		if i < 0 {
			i = len(l.Quarters)
			l.Quarters = append(l.Quarters, Quarter{ID: q.ID})
		}
		l.Quarters[i].Sums.add(q.State)
	}
}
