package casework

// ladder.go: reminders and escalation as pure functions of a clock and a
// moment. The clock asks which rung is due and writes its slip.

import (
	"time"

	"duban/casework/calendar"
)

// NoRung stands for the foot of the ladder: no slip sent yet.
const NoRung = -1

// Reading is what a clock shows at a moment.
type Reading struct {
	Due      calendar.Due
	Rung     int  // the highest rung reached, or NoRung
	Overdue  bool // the due date has passed
	DaysLeft int  // working days until due; negative when past
	Light    Light
}

// Read gives what a clock shows at a moment. A holding period and a suspended
// clock show no light: nobody can be late.
func (p *Policy) Read(cal *calendar.Calendar, c Clock, now time.Time) Reading {
	due := c.Due(cal, now)
	today := calendar.DateOf(now, cal.Zone())
	r := Reading{Due: due, Rung: NoRung, Overdue: today.After(due.Date), Light: LightGreen,
		DaysLeft: cal.WorkdaysBetween(today, due.Date)}
	if c.Hold || c.Paused() {
		r.Light, r.Overdue = LightNone, false
		return r
	}
	for i := range p.Ladder {
		at, ok := p.alarm(cal, c, due.Date, i)
		if ok && !at.After(now) {
			r.Rung = i
			r.Light = p.Ladder[i].Light
		}
	}
	if r.Overdue {
		// Overdue shows at once, even before the first slip's working hours.
		r.Light = LightRed
	}
	return r
}

// Alarm is a rung and the moment at which its slip is due.
type Alarm struct {
	Rung int
	At   time.Time
}

// NextAlarm gives the first alarm above the last rung sent (NoRung if none); ok is
// false when the ladder has no more or the clock does not run. An outage leaves
// it in the past: see [Policy.DueRung].
func (p *Policy) NextAlarm(cal *calendar.Calendar, c Clock, last int, now time.Time) (a Alarm, ok bool) {
	if c.Hold || c.Paused() {
		return Alarm{}, false
	}
	due := c.Due(cal, now).Date
	for i := last + 1; i < len(p.Ladder); i++ {
		if at, ok := p.alarm(cal, c, due, i); ok {
			return Alarm{Rung: i, At: at}, true
		}
	}
	return Alarm{}, false
}

// Issue is the slip that is due now.
type Issue struct {
	Rung    int
	At      time.Time // when it should have gone out
	Skipped int       // lower rungs that were missed and collapse into this one
	Jumped  bool      // raised at once because of red breaches running
}

// DueRung gives the slip that is due at a moment: the highest rung reached
// above the last one sent. Rungs missed meanwhile collapse into it. reds is how
// many breaches running, this one included, have come to red.
func (p *Policy) DueRung(cal *calendar.Calendar, c Clock, last, reds int, now time.Time) (Issue, bool) {
	if c.Hold || c.Paused() {
		return Issue{}, false
	}
	due := c.Due(cal, now).Date
	issue, found := Issue{}, false
	for i := last + 1; i < len(p.Ladder); i++ {
		at, ok := p.alarm(cal, c, due, i)
		if !ok {
			continue
		}
		if at.After(now) {
			break
		}
		if found {
			issue.Skipped++
		}
		issue.Rung, issue.At, found = i, at, true
	}
	if !found || p.Ladder[issue.Rung].Light != LightRed {
		return issue, found
	}
	for i := issue.Rung + 1; i < len(p.Ladder); i++ {
		if n := p.Ladder[i].AfterReds; n > 0 && reds >= n {
			return Issue{Rung: i, At: issue.At, Skipped: issue.Skipped, Jumped: true}, true
		}
	}
	return issue, true
}

// alarm gives when a rung's slip is due: at the opening of working hours of the
// day so many working days before or after the due date. A reminder that lies
// on or before the day from which the clock runs is left out: a limit of five
// days does not begin with a reminder.
func (p *Policy) alarm(cal *calendar.Calendar, c Clock, due calendar.Date, rung int) (time.Time, bool) {
	r := p.Ladder[rung]
	day := cal.AddWorkdays(due, r.At)
	if r.At < 0 && !day.After(calendar.DateOf(c.Since, cal.Zone())) {
		return time.Time{}, false
	}
	return cal.Alarm(day), true
}
