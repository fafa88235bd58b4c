package casework

// wake.go: the two moments at which time itself moves a case: the end of a
// holding period and the end of a dated suspension. A workflow sets a timer to
// the first of them and asks again when it fires, because a new holiday table
// may have moved it.

import (
	"time"

	"duban/casework/calendar"
)

// Expiry is something that time ends in a case.
type Expiry struct {
	Command CommandType `json:"command"` // end_notice or end_suspension
	Task    int         `json:"task"`
	At      time.Time   `json:"at"`
	Mark    int64       `json:"mark"` // names the occasion, for the command's ID
}

// ID gives the idempotency key of the act that the expiry asks for.
func (e Expiry) ID() CommandID {
	return CommandID(string(e.Command) + "/" + itoa(e.Task) + "/" + itoa(int(e.Mark)))
}

// Expiries gives everything that time will end in a case, as the calendar
// stands now, in the order of the tasks.
func (p *Policy) Expiries(cal *calendar.Calendar, s *State, now time.Time) []Expiry {
	var out []Expiry
	for i := range s.Tasks {
		t := &s.Tasks[i]
		clock, ok := p.ClockOf(t)
		switch {
		case !t.Open():
		case t.Paused():
			pause := t.Pauses[len(t.Pauses)-1]
			if !pause.Until.IsZero() {
				out = append(out, Expiry{CommandEndSuspension, t.No, pause.Until.Start(cal.Zone()), pause.From.UnixMilli()})
			}
		case ok && clock.Hold:
			out = append(out, Expiry{CommandEndNotice, t.No, clock.Ends(cal, now), t.Mark})
		}
	}
	return out
}

// WakeAt gives the first of the expiries, or the zero time.
func WakeAt(expiries []Expiry) time.Time {
	var first time.Time
	for _, e := range expiries {
		if first.IsZero() || e.At.Before(first) {
			first = e.At
		}
	}
	return first
}
