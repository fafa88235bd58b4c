package round

// count.go: one pass over the cases as they stood at the month's end. Each case
// is looked at once and forgotten, so that a province fits in memory.

import (
	"cmp"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Unit is a unit as it was when the round was opened.
type Unit struct {
	ID         casework.UnitID `json:"id"`
	Name       string          `json:"name"`
	Parent     casework.UnitID `json:"parent,omitempty"`
	Column     bool            `json:"column,omitempty"` // the round counts by it
	Village    bool            `json:"village,omitempty"`
	Households int             `json:"households,omitempty"` // of a village, in all
}

// Problem is a problem of a plan and its measures' cases.
type Problem struct {
	Plan     string            `json:"plan"`
	No       string            `json:"no"`
	Measures []casework.CaseID `json:"measures"`
}

// Basis is what a round counts on besides the cases. It is frozen when the round
// is opened, so that a later change of the organisation does not change a month
// that is past.
type Basis struct {
	Month    string    `json:"month"`
	Units    []Unit    `json:"units"`
	Problems []Problem `json:"problems"`
	Calendar int       `json:"calendar"` // the holiday table's revision
}

// Counter takes cases one by one.
type Counter struct {
	rules *Rules
	basis Basis
	month Month
	cal   *calendar.Calendar
	asOf  time.Time

	column   map[casework.UnitID]casework.UnitID
	rows     map[casework.UnitID]*Row
	alerts   map[alertKey]*Alert
	claimed  map[casework.CaseID][]casework.UnitID // columns with a share in a measure
	lists    map[string]bool                       // plans that are a year's task list
	listed   map[casework.UnitID]int               // households ever taken in, by village
	atRisk   map[casework.UnitID]int               // open ones among them
	measures map[sameKey][]casework.CaseID
	slow     []Slow
	given    map[casework.CaseID]bool // directives that are open
	total    Row
}

type alertKey struct {
	kind Kind
	unit casework.UnitID
}

type sameKey struct {
	village casework.UnitID
	text    string
}

// NewCounter counts a month as of a moment: its end, or a day on which a meeting
// looks at it. The cases that are added stand as they stood then.
func NewCounter(rules *Rules, basis Basis, month Month, cal *calendar.Calendar, asOf time.Time) *Counter {
	c := &Counter{rules: rules, basis: basis, month: month, cal: cal, asOf: asOf,
		lists: map[string]bool{}, listed: map[casework.UnitID]int{}, given: map[casework.CaseID]bool{},
		column: map[casework.UnitID]casework.UnitID{}, rows: map[casework.UnitID]*Row{}, alerts: map[alertKey]*Alert{},
		claimed: map[casework.CaseID][]casework.UnitID{}, atRisk: map[casework.UnitID]int{}, measures: map[sameKey][]casework.CaseID{}}
	parent, column := map[casework.UnitID]casework.UnitID{}, map[casework.UnitID]bool{}
	for _, u := range basis.Units {
		parent[u.ID], column[u.ID] = u.Parent, u.Column
	}
	for _, u := range basis.Units {
		for up, steps := u.ID, 0; up != "" && steps < 32; up, steps = parent[up], steps+1 {
			if column[up] {
				c.column[u.ID] = up
				break
			}
		}
		if u.Column {
			c.rows[u.ID] = &Row{Unit: u.ID, Name: u.Name}
		}
	}
	return c
}

// Owed is what somebody owes in a month, and whether it was done.
type Owed struct {
	Duty Duty
	Task int
	To   casework.Addressee // whom it is asked of
	Done bool
}

// Duty is a kind of what is owed.
type Duty string

// The duties.
const (
	DutyClaim    Duty = "claim"
	DutyProgress Duty = "progress"
	DutyVisit    Duty = "visit"

	DutyMilestone Duty = "milestone"
)

// Owing gives what the tasks of a case owe in the month, as the case stood at a
// moment; events are those of the case up to then.
func (r *Rules) Owing(p *casework.Policy, cal *calendar.Calendar, m Month, s *casework.State, events []casework.Event, asOf time.Time) []Owed {
	var out []Owed
	for i := range s.Tasks {
		t := &s.Tasks[i]
		for _, stone := range t.Milestones {
			if m.Contains(stone.Due) && t.Open() && !t.Dispatched.IsZero() && t.Dispatched.Before(asOf) {
				out = append(out, Owed{Duty: DutyMilestone, Task: t.No, To: addressee(t, DutyMilestone), Done: !stone.Reached.IsZero()})
			}
		}
		duty, owes := r.duty(p, cal, m, s, t, asOf)
		if owes {
			out = append(out, Owed{Duty: duty, Task: t.No, To: addressee(t, duty), Done: done(duty, t, events, m, cal.Zone())})
		}
		if s.Kind == casework.KindHousehold {
			continue
		}
		// What was done in the month was owed in it, though the task has moved on:
		// else those who did most would seem to have done nothing.
		for _, d := range []Duty{DutyClaim, DutyProgress} {
			began := d == DutyClaim || dispatchedBefore(t, m, cal.Zone())
			if (!owes || duty != d) && began && done(d, t, events, m, cal.Zone()) {
				out = append(out, Owed{Duty: d, Task: t.No, To: addressee(t, d), Done: true})
			}
		}
	}
	return out
}

// Settled gives the bounds of what a month is about, as cases stand at a moment: of a
// case that ended before the first, and of which nothing was recorded since the second,
// nothing can be owed in the month, nor anything have been done or closed in it. What
// was recorded later may bear an earlier date and must be looked at; a day's allowance
// for clocks that differ.
func (r *Rules) Settled(m Month, zone *time.Location, asOf time.Time) (ended, recorded time.Time) {
	recorded = m.First().Start(zone)
	if asOf.Before(recorded) {
		recorded = asOf
	}
	return m.First().AddMonths(-r.RevisitMonths).Start(zone), recorded.AddDate(0, 0, -1)
}

func dispatchedBefore(t *casework.Task, m Month, zone *time.Location) bool {
	return !t.Dispatched.IsZero() && calendar.DateOf(t.Dispatched, zone).Before(m.First())
}

// duty gives what a task owes in the month.
func (r *Rules) duty(p *casework.Policy, cal *calendar.Calendar, m Month, s *casework.State, t *casework.Task, asOf time.Time) (Duty, bool) {
	before := func(at time.Time) bool { return !at.IsZero() && calendar.DateOf(at, cal.Zone()).Before(m.First()) }
	if s.Kind == casework.KindHousehold {
		if t.Role != casework.RoleLead || s.Listed.IsZero() || !before(s.Listed) {
			return "", false
		}
		if s.Done() { // 回访 goes on for some months after the elimination
			until := calendar.DateOf(s.Ended, cal.Zone()).AddMonths(r.RevisitMonths)
			return DutyVisit, t.Outcome == casework.OutcomeClosed && !m.First().After(until)
		}
		return DutyVisit, true
	}
	switch {
	case t.Paused() || t.Dispatched.IsZero() || !t.Dispatched.Before(asOf):
		return "", false
	case claims(p, t) && t.Open():
		clock, ok := p.ClockOf(t)
		return DutyClaim, ok && clock.Due(cal, asOf).Date.Before(calendar.DateOf(asOf, cal.Zone()))
	case p.StageOf(t.Step) == casework.StageAct && t.Open():
		return DutyProgress, dispatchedBefore(t, m, cal.Zone())
	}
	return "", false
}

func claims(p *casework.Policy, t *casework.Task) bool {
	step := p.Step(t.Step)
	return step != nil && step.Act == casework.CommandClaim
}

// proves are the events that settle a duty.
var proves = map[Duty][]casework.EventType{
	DutyClaim:    {casework.EventClaimed, casework.EventDeclined},
	DutyProgress: {casework.EventProgressed, casework.EventCompleted, casework.EventSubmitted, casework.EventReviewed},
	DutyVisit:    {casework.EventVisited},
}

func done(duty Duty, t *casework.Task, events []casework.Event, m Month, zone *time.Location) bool {
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if e.Task != t.No || !slices.Contains(proves[duty], e.Type) {
			continue
		}
		on := calendar.DateOf(e.At, zone)
		if !e.Detail.On.IsZero() {
			on = e.Detail.On // a visit counts in the month in which it was paid
		}
		if m.Contains(on) {
			return true
		}
	}
	return false
}

// addressee gives whom a duty is asked of: the person named, else their post.
func addressee(t *casework.Task, duty Duty) casework.Addressee {
	to := casework.Addressee{Person: t.Person, Unit: t.Unit, Role: casework.PostReporter}
	if duty == DutyVisit {
		to.Role = casework.PostHelper
	}
	return to
}

// Add counts a case as it stood at the month's end.
func (c *Counter) Add(p *casework.Policy, s *casework.State, events []casework.Event) {
	owed := c.rules.Owing(p, c.cal, c.month, s, events, c.asOf)
	for i := range s.Tasks {
		t := &s.Tasks[i]
		for _, row := range []*Row{&c.total, c.rows[c.column[t.Unit]]} {
			if row != nil {
				c.count(row, p, s, t, owed)
			}
		}
		c.suspect(p, s, t, events)
	}
	if s.Kind == casework.KindMeasure {
		c.share(s)
	}
	if s.Kind == casework.KindDirective && !s.Done() {
		c.given[s.Case] = true
	}
	if s.Kind == casework.KindHousehold {
		c.household(s)
	}
}

func (c *Counter) count(row *Row, p *casework.Policy, s *casework.State, t *casework.Task, owed []Owed) {
	for _, o := range owed {
		if o.Task != t.No {
			continue
		}
		f := row.duty(o.Duty)
		f.Owed++
		if o.Done {
			f.Done++
		} else {
			f.Late.add(s.Case, c.rules.MostListed)
		}
	}
	if !t.Open() {
		if t.Outcome == casework.OutcomeClosed && c.month.Contains(calendar.DateOf(t.Ended, c.cal.Zone())) {
			row.Closed.add(s.Case, c.rules.MostListed)
		}
		return
	}
	row.Open++
	clock, ok := p.ClockOf(t)
	if !ok {
		return
	}
	reading := p.Read(c.cal, clock, c.asOf.Add(-time.Second))
	if !reading.Overdue {
		return
	}
	row.Overdue.add(s.Case, c.rules.MostListed)
	rung := "overdue" // past due, the first slip not reached
	if reading.Rung != casework.NoRung && p.Ladder[reading.Rung].At > 0 {
		rung = p.Ladder[reading.Rung].ID
	}
	if row == &c.total {
		c.slow = append(c.slow, Slow{Case: s.Case, Task: t.No, Unit: t.Unit, Step: t.Step, Due: reading.Due.Date, Late: -reading.DaysLeft, Rung: rung})
	}
	i, found := slices.BinarySearchFunc(row.Rungs, rung, func(r RungCount, id string) int { return cmp.Compare(r.Rung, id) })
	if !found {
		row.Rungs = slices.Insert(row.Rungs, i, RungCount{Rung: rung})
	}
	row.Rungs[i].Tasks++
}

// suspect looks for the failure modes that a single task shows.
func (c *Counter) suspect(p *casework.Policy, s *casework.State, t *casework.Task, events []casework.Event) {
	unit := c.column[t.Unit]
	if s.Kind == casework.KindHousehold || unit == "" || t.Role == casework.RoleCo {
		return
	}
	if t.Submission != nil && len(t.Submission.Evidence) < c.rules.Alerts[NoEvidence].At && c.month.Contains(calendar.DateOf(t.Submission.At, c.cal.Zone())) {
		c.alert(NoEvidence, unit, s.Case)
	}
	applied := 0
	for _, e := range events {
		if e.Type == casework.EventExtensionApplied && e.Task == t.No && e.Round == s.Round {
			applied++
		}
	}
	if t.Open() && applied >= c.rules.Alerts[RepeatedExtension].At {
		c.alert(RepeatedExtension, unit, s.Case)
	}
	// What was handed in waits for others; what was sent back waits for the unit again.
	stage := p.StageOf(t.Step)
	if !t.Open() || t.Paused() || t.Dispatched.IsZero() || (stage != casework.StageAssign && stage != casework.StageAct) {
		return
	}
	today := calendar.DateOf(c.asOf, c.cal.Zone())
	if slices.ContainsFunc(t.Milestones, func(m casework.Milestone) bool { return m.Reached.IsZero() && m.Due.Before(today) }) {
		c.alert(MilestoneMissed, unit, s.Case)
	}
	last := t.Dispatched
	if t.Progressed.After(last) {
		last = t.Progressed
	}
	if t.Returns > 0 && t.Since.After(last) {
		last = t.Since // it was sent back then
	}
	if calendar.DateOf(last, c.cal.Zone()).DaysUntil(today) > c.rules.Alerts[NoProgress].At {
		c.alert(NoProgress, unit, s.Case)
	}
}

func (c *Counter) alert(kind Kind, unit casework.UnitID, id casework.CaseID) {
	key := alertKey{kind, unit}
	if c.alerts[key] == nil {
		c.alerts[key] = &Alert{Kind: kind, Unit: unit}
	}
	c.alerts[key].Cases.add(id, c.rules.MostListed)
}

// share notes which columns answer for a measure.
func (c *Counter) share(s *casework.State) {
	var columns []casework.UnitID
	for i := range s.Tasks {
		t := &s.Tasks[i]
		if len(t.Milestones) > 0 {
			c.lists[s.Plan] = true
		}
		column := c.column[t.Unit]
		if t.Role != casework.RoleCo && t.Outcome != casework.OutcomeExcluded && t.Outcome != casework.OutcomeCancelled && column != "" &&
			!slices.Contains(columns, column) {
			columns = append(columns, column)
		}
	}
	c.claimed[s.Case] = columns
}

// household counts a household for its village, and what its help says.
func (c *Counter) household(s *casework.State) {
	if s.Listed.IsZero() {
		return
	}
	village := s.Tasks[0].Unit
	c.listed[village]++
	if s.Done() {
		return
	}
	c.atRisk[village]++
	for i := range s.Tasks {
		if t := &s.Tasks[i]; t.Role == casework.RoleHelp && t.Title != "" {
			key := sameKey{village, t.Title}
			if list := c.measures[key]; len(list) == 0 || list[len(list)-1] != s.Case {
				c.measures[key] = append(list, s.Case)
			}
		}
	}
}
