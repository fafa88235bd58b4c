package schema

// notices_told.go: what notices are about: the events and slips that they name, and
// of their cases what a sentence needs.

import (
	"context"

	"duban/casework"
	"duban/schema/db"
)

// ToldOf is what some notices are about.
type ToldOf struct {
	Events map[casework.CaseID]map[int64]casework.Event
	Slips  map[casework.CaseID]map[int64]casework.Slip
	Cases  map[casework.CaseID]ToldCase
}

// ToldCase is a case in a sentence.
type ToldCase struct {
	Kind   casework.Kind
	Policy casework.PolicyRef
	Title  string                  // "" for a household: who it is is nothing for a notice
	Units  map[int]casework.UnitID // by task
}

// namedRow names an event or a slip of a case.
type namedRow struct {
	Case casework.CaseID `json:"case_id"`
	Seq  int64           `json:"seq"`
}

// Told gives what notices are about.
func (l *Ledger) Told(ctx context.Context, list []ShownNotice) (ToldOf, error) {
	out := ToldOf{Events: map[casework.CaseID]map[int64]casework.Event{}, Slips: map[casework.CaseID]map[int64]casework.Slip{}, Cases: map[casework.CaseID]ToldCase{}}
	var events, slips []namedRow
	var ids []string
	for _, n := range list {
		switch {
		case n.EventSeq > 0:
			events = append(events, namedRow{n.Case, n.EventSeq})
		case n.SlipSeq > 0:
			slips = append(slips, namedRow{n.Case, n.SlipSeq})
		default:
			continue
		}
		ids = append(ids, string(n.Case))
	}
	if len(ids) == 0 {
		return out, nil
	}
	return out, l.snapshot(ctx, func(q *db.Queries) error {
		if err := out.streams(ctx, q, events, slips); err != nil {
			return err
		}
		rows, err := q.CasesTold(ctx, ids)
		if err != nil {
			return err
		}
		for _, r := range rows {
			out.Cases[casework.CaseID(r.ID)] = ToldCase{Kind: casework.Kind(r.Kind), Title: r.Title, Units: map[int]casework.UnitID{},
				Policy: casework.PolicyRef{Kind: casework.Kind(r.PolicyKind), Version: r.PolicyVersion}}
		}
		tasks, err := q.TaskUnits(ctx, ids)
		for _, t := range tasks {
			if c, known := out.Cases[casework.CaseID(t.CaseID)]; known {
				c.Units[t.No] = casework.UnitID(t.Unit)
			}
		}
		return err
	})
}

func (o *ToldOf) streams(ctx context.Context, q *db.Queries, events, slips []namedRow) error {
	es, err := q.EventsNamed(ctx, rowsJSON(events))
	if err != nil {
		return err
	}
	for _, r := range es {
		e, err := eventOf(r.Body, r.Hash)
		if err != nil {
			return err
		}
		if o.Events[e.Case] == nil {
			o.Events[e.Case] = map[int64]casework.Event{}
		}
		o.Events[e.Case][e.Seq] = e
	}
	ss, err := q.SlipsNamed(ctx, rowsJSON(slips))
	if err != nil {
		return err
	}
	for _, r := range ss {
		s, err := slipOf(r.Body, r.Hash)
		if err != nil {
			return err
		}
		if o.Slips[s.Case] == nil {
			o.Slips[s.Case] = map[int64]casework.Slip{}
		}
		o.Slips[s.Case][s.Seq] = s
	}
	return nil
}
