package obligation

// next.go: how an obligation stands on a day, and what comes next of it.

import (
	"duban/casework"
	"duban/casework/calendar"
)

// State is how an obligation stands.
type State string

// The states.
const (
	Settled  State = "settled"
	Overdue  State = "overdue"
	Maturing State = "maturing" // within the window of its reminders
	Open     State = "open"
)

// States lists every state once, the worst first.
var States = []State{Overdue, Maturing, Open, Settled}

// Light gives the light in which a state is shown.
func (s State) Light() casework.Light {
	switch s {
	case Overdue:
		return casework.LightRed
	case Maturing:
		return casework.LightYellow
	case Open:
		return casework.LightBlue
	case Settled:
	}
	return casework.LightGreen
}

// StateOn gives how an obligation stands on a day.
func (r Rule) StateOn(o Obligation, today calendar.Date) State {
	left := today.DaysUntil(o.Due)
	switch {
	case !o.Settled.IsZero():
		return Settled
	case left < 0:
		return Overdue
	case left <= r.widest():
		return Maturing
	}
	return Open
}

func (r Rule) widest() int {
	most := 0
	for _, days := range r.Remind {
		most = max(most, days)
	}
	return most
}

// Coming is what comes next of an obligation: a reminder so many days before
// maturity, or its collection.
type Coming struct {
	On       calendar.Date
	Reminder int
	Collect  bool
}

// Next gives what comes next after a day; nothing for what is settled or should be
// collected by now. It is the day on which [Rule.On] first calls for it.
func (r Rule) Next(cal *calendar.Calendar, o Obligation, today calendar.Date) Coming {
	collect := o.Due.AddDays(r.CollectAfter)
	if !o.Settled.IsZero() || !today.Before(collect) {
		return Coming{}
	}
	next := Coming{On: cal.OnOrAfter(collect), Collect: true}
	for _, days := range r.Remind {
		on := onOrBefore(cal, o.Due.AddDays(-days))
		sooner := on.Before(next.On) || on == next.On && !next.Collect && days < next.Reminder
		if on.After(today) && sooner {
			next = Coming{On: on, Reminder: days}
		}
	}
	return next
}

func onOrBefore(cal *calendar.Calendar, day calendar.Date) calendar.Date {
	for {
		if working, _ := cal.Workday(day); working {
			return day
		}
		day = day.AddDays(-1)
	}
}
