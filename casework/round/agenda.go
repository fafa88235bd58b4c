package round

// agenda.go: what each of the month's meetings looks at: a list of its own, which
// the same ledger gives again as of the same moment.

import (
	"cmp"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Slow is a task that is past its due day.
type Slow struct {
	Case casework.CaseID `json:"case"`
	Task int             `json:"task"`
	Unit casework.UnitID `json:"unit"`
	Step casework.StepID `json:"step"`
	Due  calendar.Date   `json:"due"`
	Late int             `json:"late"` // in working days
	Rung string          `json:"rung"` // the highest slip reached, or "overdue"
}

// Agenda is the list of a meeting (月分析, 月研判, 月调度).
type Agenda struct {
	Month string    `json:"month"`
	Step  Step      `json:"step"`
	AsOf  time.Time `json:"as_of"`

	Units []Row `json:"units,omitempty"` // analysis: how every unit does
	Total *Row  `json:"total,omitempty"`

	Alerts []Alert `json:"alerts,omitempty"` // review: what must be judged

	Slow  []Slow            `json:"slow,omitempty"` // dispatch: what does not move, the longest first
	Late  int               `json:"late,omitempty"` // how many in all; the list ends where the rules say
	Given []casework.CaseID `json:"given,omitempty"`
}

// Agenda closes the count with the list of a step: figures for the analysis,
// alerts for the review, what is overdue and which directives are open for the
// dispatch.
func (c *Counter) Agenda(step Step) Agenda {
	a := Agenda{Month: c.month.String(), Step: step, AsOf: c.asOf.UTC()}
	switch step {
	case StepAnalysis:
		total := c.total
		a.Units, a.Total = c.units(), &total
	case StepReview:
		a.Alerts = c.found()
	case StepDispatch:
		slices.SortStableFunc(c.slow, func(x, y Slow) int {
			return cmp.Or(cmp.Compare(y.Late, x.Late), cmp.Compare(x.Case, y.Case), cmp.Compare(x.Task, y.Task))
		})
		a.Late, a.Slow = len(c.slow), slices.Clone(c.slow[:min(len(c.slow), c.rules.MostListed)])
		for id := range c.given {
			a.Given = append(a.Given, id)
		}
		slices.Sort(a.Given)
	}
	return a
}

// AgendaAt gives the moment as of which a meeting's list stands: the opening of
// working hours on its day, at most the month's end (rest days may move a meeting
// beyond it), or now while that lies ahead.
func (r *Rules) AgendaAt(cal *calendar.Calendar, m Month, s Step, now time.Time) time.Time {
	at := cal.Alarm(r.Day(cal, m, s))
	if end := m.End(cal.Zone()); end.Before(at) {
		at = end
	}
	if now.Before(at) {
		return now
	}
	return at
}
