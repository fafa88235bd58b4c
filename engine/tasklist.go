package engine

// tasklist.go: a year's task list (任务清单) as its quarters stand.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// QuarterState says how a milestone stands.
type QuarterState string

// The states of a milestone.
const (
	QuarterReached QuarterState = "reached"
	QuarterLate    QuarterState = "late"   // reached after its day
	QuarterMissed  QuarterState = "missed" // its day has passed
	QuarterAhead   QuarterState = "ahead"
	QuarterEnded   QuarterState = "ended" // the task ended before it was reached
)

// TaskLine is a task of a list with its milestones.
type TaskLine struct {
	Case     casework.CaseID   `json:"case"`
	No       string            `json:"no"`
	Class    string            `json:"class"` // its name
	Text     string            `json:"text"`
	Task     int               `json:"task"`
	Unit     casework.UnitID   `json:"unit"`
	Outcome  casework.Outcome  `json:"outcome"`
	Percent  int               `json:"percent"`
	Quarters []TaskLineQuarter `json:"quarters"`
}

// TaskLineQuarter is a milestone and how it stands.
type TaskLineQuarter struct {
	casework.Milestone
	State QuarterState `json:"state"`
}

// TaskList gives the tasks of a plan that have milestones, as they stand at a
// moment, in the plan's order.
func (e *Engine) TaskList(ctx context.Context, plan string, now time.Time) ([]TaskLine, error) {
	rows, exists, err := e.Ledger.LoadPlan(ctx, plan)
	if err != nil {
		return nil, err
	}
	if !exists {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.plan", plan)
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	states, err := e.statesOf(ctx, rows)
	if err != nil {
		return nil, err
	}
	names, class := map[string]string{}, map[string]string{} // of classes; of problems
	for _, c := range rows.Classes {
		names[c.No] = c.Name
	}
	for _, p := range rows.Problems {
		class[p.No] = names[p.Class]
	}
	var out []TaskLine
	for _, m := range rows.Measures {
		s := states[m.Case]
		if s == nil {
			continue
		}
		for i := range s.Tasks {
			t := &s.Tasks[i]
			if len(t.Milestones) == 0 {
				continue
			}
			line := TaskLine{Case: m.Case, No: m.No, Class: class[m.Problem], Text: m.Text, Task: t.No, Unit: t.Unit, Outcome: t.Outcome, Percent: t.Percent}
			for _, stone := range t.Milestones {
				line.Quarters = append(line.Quarters, TaskLineQuarter{stone, quarterState(t, stone, cal, now)})
			}
			out = append(out, line)
		}
	}
	return out, nil
}

func quarterState(t *casework.Task, m casework.Milestone, cal *calendar.Calendar, now time.Time) QuarterState {
	switch {
	case !m.Reached.IsZero() && calendar.DateOf(m.Reached, cal.Zone()).After(m.Due):
		return QuarterLate
	case !m.Reached.IsZero():
		return QuarterReached
	case !t.Open():
		return QuarterEnded
	case m.Due.Before(calendar.DateOf(now, cal.Zone())):
		return QuarterMissed
	}
	return QuarterAhead
}
