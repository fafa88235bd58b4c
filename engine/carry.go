package engine

// carry.go: what a measure had been through on paper, as the acts that a case
// opens with. Paper knows fewer dates than the engine has steps: a step whose
// date is missing takes the next one that is known.

import (
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
)

// carried gives a measure's acts on paper in the order of their dates.
func carried(m *ledgerfile.Measure, zone *time.Location) []casework.CarriedAct {
	var acts []casework.CarriedAct
	var dispatched calendar.Date
	for i := range m.Shares {
		share := shareActs(&m.Shares[i], i+1, zone)
		if first := firstDate(&m.Shares[i]); !first.IsZero() && (dispatched.IsZero() || first.Before(dispatched)) {
			dispatched = first
		}
		acts = append(acts, share...)
	}
	if dispatched.IsZero() {
		return nil
	}
	slices.SortStableFunc(acts, func(a, b casework.CarriedAct) int { return a.At.Compare(b.At) })
	dispatch := casework.CarriedAct{Type: casework.CommandDispatch, At: dispatched.Start(zone)}
	return append([]casework.CarriedAct{dispatch}, acts...)
}

// firstDate gives the earliest date that a share knows: it was dispatched then
// at the latest.
func firstDate(s *ledgerfile.Share) calendar.Date {
	dates := []calendar.Date{s.DispatchedAt, s.ClaimedAt}
	for _, p := range s.Progress {
		dates = append(dates, p.At)
	}
	dates = append(dates, s.DoneAt, s.SubmittedAt, s.CheckedAt, s.SignedAt, s.NoticeFrom, s.RecognisedAt, s.ClosedAt)
	return earliest(dates)
}

func earliest(dates []calendar.Date) calendar.Date {
	var first calendar.Date
	for _, d := range dates {
		if !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}

// path is the order of a share's acts and the date that paper has for each.
func path(s *ledgerfile.Share) []casework.CarriedAct {
	type stop struct {
		act casework.CommandType
		at  calendar.Date
	}
	stops := []stop{
		{casework.CommandClaim, s.ClaimedAt},
		{casework.CommandComplete, s.DoneAt},
		{casework.CommandSubmit, s.SubmittedAt},
		{casework.CommandPass, s.CheckedAt},
	}
	if !s.Co { // co-units end with the check
		stops = append(stops,
			stop{casework.CommandSign, s.SignedAt},
			stop{casework.CommandEndNotice, calendar.Date{}},
			stop{casework.CommandRecognise, s.ClosedAt})
		if s.ClosedAt.IsZero() {
			stops[len(stops)-1].at = s.RecognisedAt
		}
		if stops[4].at.IsZero() {
			stops[4].at = s.NoticeFrom // the notice begins with the signature
		}
	}
	last := -1
	for i, st := range stops {
		if !st.at.IsZero() {
			last = i
		}
	}
	if last < 0 && (s.Claim == ledgerfile.Claimed || len(s.Progress) > 0) {
		last = 0
		stops[0].at = firstDate(s)
	}
	var out []casework.CarriedAct
	var known calendar.Date
	for i := last; i >= 0; i-- { // backwards: a missing date takes the next known
		if !stops[i].at.IsZero() {
			known = stops[i].at
		}
		out = append(out, casework.CarriedAct{Type: stops[i].act, At: known.Start(time.UTC)})
	}
	slices.Reverse(out)
	return out
}

func shareActs(s *ledgerfile.Share, task int, zone *time.Location) []casework.CarriedAct {
	person := casework.PersonID(s.Person)
	if s.Claim == ledgerfile.Declined {
		at := s.ClaimedAt
		if at.IsZero() {
			at = firstDate(s)
		}
		if at.IsZero() {
			return nil
		}
		return []casework.CarriedAct{{Type: casework.CommandDecline, Task: task, At: at.Start(zone), Person: person, Reason: s.Reason}}
	}
	steps := path(s)
	if len(steps) == 0 {
		return nil
	}
	var acts []casework.CarriedAct
	floor := calendar.Date{}
	add := func(a casework.CarriedAct, day calendar.Date) {
		if day.Before(floor) { // dates out of order on paper do not turn the steps around
			day = floor
		}
		floor = day
		a.Task, a.At = task, day.Start(zone)
		if a.Type == casework.CommandClaim || a.Type == casework.CommandComplete || a.Type == casework.CommandSubmit {
			a.Person = person
		}
		acts = append(acts, a)
	}
	for _, st := range steps {
		add(st, calendar.DateOf(st.At, time.UTC))
		if st.Type != casework.CommandClaim {
			continue
		}
		for _, p := range s.Progress {
			percent := p.Percent
			day := p.At
			if day.IsZero() {
				day = floor
			}
			if done := doneDay(steps); !done.IsZero() && done.Before(day) {
				day = done
			}
			add(casework.CarriedAct{Type: casework.CommandProgress, Person: person, Text: p.Text, Percent: &percent}, day)
		}
	}
	return acts
}

// doneDay gives when the share was complete, if it was: progress noted later
// belongs before it.
func doneDay(steps []casework.CarriedAct) calendar.Date {
	for _, st := range steps {
		if st.Type == casework.CommandComplete {
			return calendar.DateOf(st.At, time.UTC)
		}
	}
	return calendar.Date{}
}
