// Package simulate replays recorded cases against a changed policy: what the last
// months would have looked like under it. It takes for granted that everybody
// would have acted when they did. Nothing is written anywhere.
package simulate

// simulate.go: one case after another, each under the rules that it had and under
// the changed ones.

import (
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Period is the days that are looked at, both ends included.
type Period struct{ From, To calendar.Date }

// Months gives the days on which lights are counted: the last of each month in
// the period, and the period's own last day.
func (p Period) Months() []calendar.Date {
	var out []calendar.Date
	for first := calendar.NewDate(p.From.Year, p.From.Month, 1); !first.After(p.To); first = first.AddMonths(1) {
		last := first.AddMonths(1).AddDays(-1)
		if last.After(p.To) {
			last = p.To
		}
		out = append(out, last)
	}
	return out
}

// Policies gives the policy of a reference.
type Policies func(casework.PolicyRef) (*casework.Policy, error)

// Simulation replays cases. Make one with [New].
type Simulation struct {
	cal     *calendar.Calendar
	changed *casework.Policy
	known   Policies
	period  Period
	from    time.Time // the first moment of the period
	until   time.Time // the first moment behind it
	months  []calendar.Date
	result  Result
}

// New makes a simulation of a changed policy over a period.
func New(cal *calendar.Calendar, changed *casework.Policy, known Policies, p Period) *Simulation {
	months := p.Months()
	return &Simulation{cal: cal, changed: changed, known: known, period: p, months: months,
		from: p.From.Start(cal.Zone()), until: p.To.AddDays(1).Start(cal.Zone()),
		result: Result{Period: p, Kind: changed.Kind, Months: months, Sent: map[string]int{},
			Now: newSide(len(months)), Then: newSide(len(months))}}
}

// Add replays a case from all its events, in order, beside the slips that it was
// really sent. One of another kind is passed over.
func (s *Simulation) Add(events []casework.Event, slips []casework.Slip) error {
	if len(events) == 0 || events[0].Detail.Opening == nil || events[0].Detail.Opening.Kind != s.changed.Kind {
		return nil
	}
	now := newReplay(s, &s.result.Now)
	then := newReplay(s, &s.result.Then)
	state := &casework.State{Case: events[0].Case}
	for i, e := range events {
		if err := state.Apply(e); err != nil {
			return err
		}
		until := s.until
		if i+1 < len(events) && events[i+1].At.Before(until) {
			until = events[i+1].At
		}
		if !e.At.Before(until) {
			continue // the next event is of the same moment, or behind the period
		}
		own, err := s.known(state.Policy)
		if err != nil {
			return err
		}
		now.stretch(own, state, e.At, until)
		then.stretch(s.changed, state, e.At, until)
	}
	s.result.Cases++
	s.result.Tasks += len(state.Tasks)
	for i := range slips {
		if !slips[i].At.Before(s.from) && slips[i].At.Before(s.until) {
			s.result.Sent[slips[i].RungID]++
		}
	}
	return nil
}

// Result gives what came out so far.
func (s *Simulation) Result() *Result { return &s.result }

// breach names a clock of a task: each rung once in it.
type breach struct {
	task, round int
	mark        int64
}

// climb is how far a task has come up the ladder.
type climb struct {
	of   breach
	hold bool
	last int
	red  bool // this breach has come to red
	reds int  // breaches one after another that have
}

// replay leads one case along one policy.
type replay struct {
	s     *Simulation
	side  *Side
	tasks map[int]*climb
}

func newReplay(s *Simulation, side *Side) *replay {
	return &replay{s: s, side: side, tasks: map[int]*climb{}}
}

// stretch counts the time from one event to the next, in which nothing changes
// but the hour.
func (r *replay) stretch(p *casework.Policy, state *casework.State, from, until time.Time) {
	for i := range state.Tasks {
		t := &state.Tasks[i]
		c, ok := p.ClockOf(t)
		if !ok {
			if t.Open() && p.Step(t.Step) == nil {
				r.side.Strange++
			}
			continue
		}
		c = c.Named(r.s.cal, from)
		r.slips(p, t, state.Round, c, from, until)
		r.days(t, c, from, until)
		r.lights(p, t, c, from, until)
	}
}

// slips lets the ladder send what falls into a stretch.
func (r *replay) slips(p *casework.Policy, t *casework.Task, round int, c casework.Clock, from, until time.Time) {
	on := r.climbOf(t.No, breach{t.No, round, c.Mark}, c.Hold)
	for {
		next, ok := p.NextAlarm(r.s.cal, c, on.last, from)
		if !ok {
			return
		}
		at := next.At
		if at.Before(from) {
			at = from // missed on paper: it goes out when the clock is known
		}
		if !at.Before(until) {
			return
		}
		reds := on.reds
		if !on.red {
			reds++
		}
		issue, ok := p.DueRung(r.s.cal, c, on.last, reds, at)
		if !ok {
			return
		}
		on.last = issue.Rung
		if p.Ladder[issue.Rung].Light == casework.LightRed {
			on.red, on.reds = true, reds
		}
		if !at.Before(r.s.from) {
			r.side.slip(t.Unit, p.Ladder[issue.Rung].ID)
		}
	}
}

// climbOf gives how far a task has come in a breach. Leaving a breach that never
// came to red ends the run of red ones; a holding period is none and leaves the
// run as it is.
func (r *replay) climbOf(task int, of breach, hold bool) *climb {
	on := r.tasks[task]
	switch {
	case on == nil:
		on = &climb{of: of, hold: hold, last: casework.NoRung}
		r.tasks[task] = on
	case on.of != of:
		reds := on.reds
		if !on.red && !on.hold {
			reds = 0
		}
		*on = climb{of: of, hold: hold, last: casework.NoRung, reds: reds}
	}
	return on
}

// days counts the working days of a stretch on which the task was overdue at the
// day's end.
func (r *replay) days(t *casework.Task, c casework.Clock, from, until time.Time) {
	if c.Hold || c.Paused() {
		return
	}
	zone := r.s.cal.Zone()
	first, last := calendar.DateOf(from, zone), calendar.DateOf(until, zone).AddDays(-1)
	if due := c.Due(r.s.cal, from).Date; !due.Before(first) {
		first = due.AddDays(1)
	}
	if first.Before(r.s.period.From) {
		first = r.s.period.From
	}
	if !last.Before(first) {
		r.side.overdue(t.Unit, r.s.cal.WorkdaysBetween(first.AddDays(-1), last))
	}
}

// lights looks at the task at the end of each month that lies in a stretch.
func (r *replay) lights(p *casework.Policy, t *casework.Task, c casework.Clock, from, until time.Time) {
	for i, day := range r.s.months {
		at := day.AddDays(1).Start(r.s.cal.Zone()).Add(-time.Second)
		if !at.Before(from) && at.Before(until) {
			r.side.light(t.Unit, i, p.Read(r.s.cal, c, at).Light, i == len(r.s.months)-1)
		}
	}
}
