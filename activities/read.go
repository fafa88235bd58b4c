package activities

// read.go: what a case's workflow asks of the ledger.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Loaded is a case folded from the ledger.
type Loaded struct {
	State  *casework.State  `json:"state"`
	Policy *casework.Policy `json:"policy"`
	Wake   time.Time        `json:"wake,omitzero"`
}

// Load folds a case from its events.
func (a *Activities) Load(ctx context.Context, id casework.CaseID) (Loaded, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Loaded{}, err
	}
	s, err := a.ledger.State(ctx, id)
	if err != nil {
		return Loaded{}, final(err)
	}
	p, err := a.rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
	if err != nil {
		return Loaded{}, err
	}
	return Loaded{State: s, Policy: p, Wake: casework.WakeAt(p.Expiries(cal, s, time.Now()))}, nil
}

// AfterInput asks for what a case has beyond an event.
type AfterInput struct {
	Case casework.CaseID
	Seq  int64
}

// After gives the events of a case after a sequence number.
func (a *Activities) After(ctx context.Context, in AfterInput) (Recorded, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Recorded{}, err
	}
	events, err := a.ledger.Events(ctx, in.Case)
	if err != nil {
		return Recorded{}, err
	}
	if int64(len(events)) <= in.Seq {
		return Recorded{}, nil
	}
	wake, err := a.wakeOf(ctx, in.Case, cal)
	return Recorded{Events: events[in.Seq:], Ahead: true, Wake: wake}, err
}

// ClocksInput is a case whose clocks are asked for.
type ClocksInput struct {
	State  *casework.State
	Policy *casework.Policy
	Now    time.Time
}

// Clocks is what only the calendar knows of a case.
type Clocks struct {
	Expiries []casework.Expiry     `json:"expiries,omitempty"`
	Due      map[int]calendar.Date `json:"due,omitempty"` // task → its own deadline
	Today    calendar.Date         `json:"today,omitzero"`
	Listed   calendar.Date         `json:"listed,omitzero"` // a household's listing
	Lines    map[int]int           `json:"lines,omitempty"` // year → income line of the policy's province
}

// Clocks counts a case's clocks on the calendar as it stands.
func (a *Activities) Clocks(ctx context.Context, in ClocksInput) (Clocks, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Clocks{}, err
	}
	out := Clocks{Expiries: in.Policy.Expiries(cal, in.State, in.Now), Due: map[int]calendar.Date{},
		Today: calendar.DateOf(in.Now, cal.Zone())}
	if !in.State.Listed.IsZero() {
		out.Listed = calendar.DateOf(in.State.Listed, cal.Zone())
	}
	if rule := in.Policy.Elimination; rule != nil {
		if out.Lines, err = a.lines(ctx, rule.Province); err != nil {
			return Clocks{}, err
		}
	}
	for i := range in.State.Tasks {
		if t := &in.State.Tasks[i]; t.Open() {
			out.Due[t.No] = in.Policy.DueClockOf(t).Due(cal, in.Now).Date
		}
	}
	return out, nil
}

// lines gives a province's income lines by year.
func (a *Activities) lines(ctx context.Context, province string) (map[int]int, error) {
	lines, err := a.ledger.IncomeLines(ctx, province)
	if err != nil {
		return nil, err
	}
	out := make(map[int]int, len(lines))
	for _, l := range lines {
		out[l.Year] = l.Yuan
	}
	return out, nil
}

func (a *Activities) wakeOf(ctx context.Context, id casework.CaseID, cal *calendar.Calendar) (time.Time, error) {
	s, err := a.ledger.State(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	p, err := a.rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
	if err != nil {
		return time.Time{}, err
	}
	return casework.WakeAt(p.Expiries(cal, s, time.Now())), nil
}
