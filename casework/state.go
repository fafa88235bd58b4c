package casework

// state.go: what a case is after its events; the carried state of a workflow.

import (
	"slices"
	"time"

	"duban/casework/calendar"
)

// State is a case folded from its events. It holds what the rules need and
// nothing else: texts live in the ledger.
type State struct {
	Case    CaseID    `json:"case"`
	Kind    Kind      `json:"kind"`
	Plan    string    `json:"plan,omitempty"`
	Policy  PolicyRef `json:"policy"`
	Seq     int64     `json:"seq"`
	Head    string    `json:"head"` // hash of the last event
	Round   int       `json:"round"`
	Parties Parties   `json:"parties"`
	Tasks   []Task    `json:"tasks"`
	Opened  time.Time `json:"opened,omitzero"`

	Household *HouseholdFacts `json:"household,omitempty"`
	Listed    time.Time       `json:"listed,omitzero"`  // a household is monitored since, in this round
	Entered   time.Time       `json:"entered,omitzero"` // it was taken in for the first time
	Green     bool            `json:"green,omitempty"`  // help began before the papers

	Ended     time.Time `json:"ended,omitzero"` // closed or cancelled
	Cancelled bool      `json:"cancelled,omitempty"`
	Recent    []Done    `json:"recent,omitempty"` // the newest commands, oldest first
}

// Done remembers a command that took effect and the last event it made.
type Done struct {
	Command CommandID `json:"c"`
	Seq     int64     `json:"s"`
}

// recentLimit bounds [State.Recent]: a retry older than so many steps is caught
// by the ledger's own unique key.
const recentLimit = 32

// Parties are who a case is between, apart from the units of its tasks.
type Parties struct {
	Office     UnitID   `json:"office,omitempty"`      // 领导小组办公室
	LeadUnit   UnitID   `json:"lead_unit,omitempty"`   // 牵头单位
	Force      UnitID   `json:"force,omitempty"`       // 专班
	LeadLeader PersonID `json:"lead_leader,omitempty"` // 牵头领导
	Assigner   PersonID `json:"assigner,omitempty"`    // 交办人, of a directive
}

// Deadline says until when a task must be done (时限类型).
type Deadline struct {
	Type calendar.DeadlineKind `json:"type"`          // at once, by a date, standing
	Date calendar.Date         `json:"date,omitzero"` // due, or next review; empty for at once
}

// Task is one unit's share of a case.
type Task struct {
	No       int           `json:"no"` // 1, 2 … within the case
	Role     TaskRole      `json:"role"`
	Unit     UnitID        `json:"unit"`
	Person   PersonID      `json:"person,omitempty"` // 具体责任人
	Deadline Deadline      `json:"deadline"`
	Original calendar.Date `json:"original,omitzero"` // 原时限, never changed within a round
	Title    string        `json:"title,omitempty"`

	Outcome Outcome   `json:"outcome"`
	Step    StepID    `json:"step,omitempty"`
	Since   time.Time `json:"since,omitzero"` // when the step opened
	Mark    int64     `json:"mark"`           // the event that opened the step: names its breach
	DueMark int64     `json:"due_mark"`       // the event that last set the deadline: names its breach

	Dispatched time.Time   `json:"dispatched,omitzero"`
	Disputed   string      `json:"disputed,omitempty"` // reason of a decline that awaits arbitration
	Percent    int         `json:"percent,omitempty"`
	Progressed time.Time   `json:"progressed,omitzero"`
	Submission *Submission `json:"submission,omitempty"`
	Request    *Request    `json:"request,omitempty"` // an extension under way
	Extensions int         `json:"extensions,omitempty"`
	Pauses     []Pause     `json:"pauses,omitempty"`
	Returns    int         `json:"returns,omitempty"`
	Reviews    int         `json:"reviews,omitempty"`
	Visits     int         `json:"visits,omitempty"`

	Visited calendar.Date `json:"visited,omitzero"` // the day of the last visit

	Milestones []Milestone `json:"milestones,omitempty"` // 分季度节点, in order of their days

	Fake  bool      `json:"fake,omitempty"`
	Hands Hands     `json:"hands,omitzero"`
	Ended time.Time `json:"ended,omitzero"`
}

// Milestone (季度节点) is what a task must have come to by a day on its way: a
// quarter's part of a year's task list. Missing one stops nothing; the monthly
// round asks for it.
type Milestone struct {
	ID      string        `json:"id"` // 2026Q1
	Text    string        `json:"text,omitempty"`
	Due     calendar.Date `json:"due"`
	Reached time.Time     `json:"reached,omitzero"`
}

// Submission is what a unit hands in for verification.
type Submission struct {
	Digest   string     `json:"digest"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Revision int        `json:"revision"`
	At       time.Time  `json:"at"`
}

// Request is an extension that awaits its approvers, one after another, each another
// person: asker ≠ first approver ≠ second approver …
type Request struct {
	Date     calendar.Date `json:"date"`
	Digest   string        `json:"digest"`
	At       time.Time     `json:"at"`
	Approved int           `json:"approved,omitempty"` // how many approvers agreed so far
	Hands    []PersonID    `json:"hands,omitempty"`    // who asked and who agreed so far
}

// Pause is an approved suspension; a zero To still runs.
type Pause struct {
	From  time.Time     `json:"from"`
	To    time.Time     `json:"to,omitzero"`
	Until calendar.Date `json:"until,omitzero"` // when it ends by itself
}

// Hands are the persons who had a part in a task this round, by stage. Nobody
// may be in two of them: doer ≠ verifier ≠ closer.
type Hands struct {
	Act    []PersonID `json:"act,omitempty"`
	Verify []PersonID `json:"verify,omitempty"`
	Close  []PersonID `json:"close,omitempty"`
}

// Open tells whether the task still has steps to go.
func (t *Task) Open() bool { return t.Outcome == OutcomeOpen }

// Paused tells whether a suspension runs.
func (t *Task) Paused() bool {
	return len(t.Pauses) > 0 && t.Pauses[len(t.Pauses)-1].To.IsZero()
}

// Task gives the task of a number, or nil.
func (s *State) Task(no int) *Task {
	for i := range s.Tasks {
		if s.Tasks[i].No == no {
			return &s.Tasks[i]
		}
	}
	return nil
}

// Done tells whether nothing is left to do: closed or cancelled.
func (s *State) Done() bool { return s.Seq > 0 && !s.Ended.IsZero() }

// helps tells whether a task is a help measure of this round: what was given
// before a household fell back helped another time.
func (s *State) helps(t *Task) bool {
	if t.Role != RoleHelp || t.Outcome == OutcomeCancelled {
		return false
	}
	return s.Round == 1 || t.Open() || !t.Ended.Before(s.Tasks[0].Dispatched)
}

// Helped tells whether a household has a help measure in this round.
func (s *State) Helped() bool {
	return slices.ContainsFunc(s.Tasks, func(t Task) bool { return s.helps(&t) })
}

// Reversed tells whether a household has fallen back (回退) since it was first
// taken in. A round after an identification that found no risk is no reversal.
func (s *State) Reversed() bool { return !s.Entered.IsZero() && !s.Listed.Equal(s.Entered) }

// Stage gives how far the case is: as far as the last of its open tasks.
func (s *State) Stage(p *Policy) Stage {
	if s.Cancelled {
		return StageCancelled
	}
	if s.Done() {
		return StageClosed
	}
	lowest := StageClosed
	for i := range s.Tasks {
		if !s.Tasks[i].Open() {
			continue
		}
		if st := p.StageOf(s.Tasks[i].Step); stageOrder[st] < stageOrder[lowest] {
			lowest = st
		}
	}
	return lowest
}

// Took tells whether a command already took effect, and its last event.
func (s *State) Took(id CommandID) (seq int64, ok bool) {
	if id == "" {
		return 0, false
	}
	for _, d := range s.Recent {
		if d.Command == id {
			return d.Seq, true
		}
	}
	return 0, false
}

// Clone gives a copy that shares nothing with s.
func (s *State) Clone() *State {
	c := *s
	c.Recent = slices.Clone(s.Recent)
	if s.Household != nil {
		h := *s.Household
		c.Household = &h
	}
	c.Tasks = slices.Clone(s.Tasks)
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if t.Submission != nil {
			sub := *t.Submission
			sub.Evidence = slices.Clone(sub.Evidence)
			t.Submission = &sub
		}
		if t.Request != nil {
			r := *t.Request
			r.Hands = slices.Clone(r.Hands)
			t.Request = &r
		}
		t.Pauses = slices.Clone(t.Pauses)
		t.Milestones = slices.Clone(t.Milestones)
		t.Hands.Act = slices.Clone(t.Hands.Act)
		t.Hands.Verify = slices.Clone(t.Hands.Verify)
		t.Hands.Close = slices.Clone(t.Hands.Close)
	}
	return &c
}
