package casework

// clock.go: when an open task is due, and how late it is. Everything here is
// derived from the task, the policy and the working calendar at a moment; the
// ledger keeps results only as a cache that a new holiday table recomputes.

import (
	"time"

	"duban/casework/calendar"
)

// Clock is the running deadline of a task at its open step: either a date, or
// a limit counted from a moment, with the suspensions that moved it.
type Clock struct {
	Step  StepID         `json:"step"`
	Mark  int64          `json:"mark"`           // names the breach: the event that opened the step, or minus the one that set the deadline
	Since time.Time      `json:"since"`          // from when it runs
	Limit calendar.Limit `json:"limit,omitzero"` // zero when Date is set
	Date  calendar.Date  `json:"date,omitzero"`
	Hold  bool           `json:"hold,omitempty"` // a holding period: nobody can be late
	Pause []Pause        `json:"pause,omitempty"`
	Whole *Span          `json:"whole,omitempty"` // a limit over several steps that runs beside
}

// Span is a limit over several steps, counted from a moment.
type Span struct {
	Mark  int64          `json:"mark"` // names its breach, whatever step is open
	Since time.Time      `json:"since"`
	Limit calendar.Limit `json:"limit"`
}

// ClockOf gives the clock of an open task; ok is false for an ended one.
func (p *Policy) ClockOf(t *Task) (c Clock, ok bool) {
	step := p.Step(t.Step)
	if !t.Open() || step == nil {
		return Clock{}, false
	}
	c = Clock{Step: step.ID, Mark: t.Mark, Since: t.Since, Pause: t.Pauses, Whole: p.whole(t)}
	switch {
	case !step.Hold.IsZero():
		c.Hold, c.Limit, c.Whole = true, step.Hold.Limit, nil
	case step.Limit.IsZero(): // a step that joins, without a limit of its own
		if c.Whole == nil {
			return Clock{}, false
		}
		c.Mark, c.Since, c.Limit, c.Whole = c.Whole.Mark, c.Whole.Since, c.Whole.Limit, nil
	case !step.Limit.Due:
		c.Limit = step.Limit.Limit
	default:
		c.Mark, c.Since = dueBreach(t), t.Dispatched
		if t.Deadline.Type == calendar.AtOnce {
			c.Limit = p.AtOnce
		} else {
			c.Date = t.Deadline.Date
		}
	}
	return c, true
}

// whole gives the limit over several steps that still runs for a task.
func (p *Policy) whole(t *Task) *Span {
	if p.Overall.Limit.N == 0 || t.Dispatched.IsZero() || p.before(p.Overall.Until, t.Step) {
		return nil
	}
	return &Span{Mark: dueBreach(t), Since: t.Dispatched, Limit: p.Overall.Limit}
}

// DueClockOf gives the clock of the task's own deadline, whatever step is open.
func (p *Policy) DueClockOf(t *Task) Clock {
	c := Clock{Step: t.Step, Mark: dueBreach(t), Since: t.Dispatched, Pause: t.Pauses}
	if c.Since.IsZero() {
		c.Since = t.Since
	}
	if t.Deadline.Type == calendar.AtOnce {
		c.Limit = p.AtOnce
	} else {
		c.Date = t.Deadline.Date
	}
	return c
}

// dueBreach names the breach of a task's own deadline. It is negative because
// the dispatch both opens the claim and sets the deadline: one event, two
// clocks, two breaches.
func dueBreach(t *Task) int64 { return -t.DueMark }

// Due gives the due date on a calendar. Days of a suspension do not count; one
// that still runs counts as paused up to asOf.
//
// Of two limits that run, the tighter one gives the date.
func (c Clock) Due(cal *calendar.Calendar, asOf time.Time) calendar.Due {
	due := c.own(cal, asOf)
	if c.Whole == nil {
		return due
	}
	if whole := c.overall().own(cal, asOf); whole.Date.Before(due.Date) {
		return whole
	}
	return due
}

func (c Clock) own(cal *calendar.Calendar, asOf time.Time) calendar.Due {
	since := calendar.DateOf(c.Since, cal.Zone())
	pauses := c.pauses(cal, asOf)
	if !c.Date.IsZero() {
		return cal.Shift(c.Date, since, pauses)
	}
	return cal.Due(since, c.Limit, pauses)
}

// overall gives the clock of the limit over several steps.
func (c Clock) overall() Clock {
	return Clock{Step: c.Step, Mark: c.Whole.Mark, Since: c.Whole.Since, Limit: c.Whole.Limit, Pause: c.Pause}
}

// Named gives the clock with the name of the breach that it would come to: of the
// step's own limit, or of the one over several steps where that is the tighter.
// The latter goes on from step to step, so that its ladder does not start anew.
func (c Clock) Named(cal *calendar.Calendar, asOf time.Time) Clock {
	if c.Whole != nil && c.overall().own(cal, asOf).Date.Before(c.own(cal, asOf).Date) {
		c.Mark = c.Whole.Mark
	}
	return c
}

// Explain gives the count behind the due date, day by day.
func (c Clock) Explain(cal *calendar.Calendar, asOf time.Time) []calendar.Day {
	if c.Whole != nil {
		if whole := c.overall(); whole.own(cal, asOf).Date.Before(c.own(cal, asOf).Date) {
			return whole.Explain(cal, asOf)
		}
	}
	since := calendar.DateOf(c.Since, cal.Zone())
	pauses := c.pauses(cal, asOf)
	if !c.Date.IsZero() {
		return cal.ExplainDate(since, c.Date, pauses)
	}
	return cal.Explain(since, c.Limit, pauses)
}

// Paused tells whether a suspension runs at a moment.
func (c Clock) Paused() bool {
	return len(c.Pause) > 0 && c.Pause[len(c.Pause)-1].To.IsZero()
}

// Ends gives the moment at which a holding period is over: the end of its last
// day.
func (c Clock) Ends(cal *calendar.Calendar, asOf time.Time) time.Time {
	return c.Due(cal, asOf).Date.End(cal.Zone())
}

// pauses turns the suspensions since the clock runs into calendar days: the
// day of the suspension does not count any more, the day of the resumption does.
func (c Clock) pauses(cal *calendar.Calendar, asOf time.Time) []calendar.Pause {
	var out []calendar.Pause
	for _, p := range c.Pause {
		to := p.To
		if to.IsZero() {
			to = asOf
		}
		if !to.After(c.Since) {
			continue
		}
		from := p.From
		if from.Before(c.Since) {
			from = c.Since
		}
		span := calendar.Pause{From: calendar.DateOf(from, cal.Zone()), To: calendar.DateOf(to, cal.Zone())}
		if span.From.Before(span.To) {
			out = append(out, span)
		}
	}
	return out
}
