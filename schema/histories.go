package schema

// histories.go: both streams of very many cases, a batch at a time, for replays.

import (
	"context"
	"errors"
	"iter"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// History is all that is recorded of a case.
type History struct {
	Events []casework.Event
	Slips  []casework.Slip
}

// CountOfKind tells how many cases a kind has, of a plan ("" for all).
func (l *Ledger) CountOfKind(ctx context.Context, kind casework.Kind, plan string) (int, error) {
	n, err := l.q.CountOfKind(ctx, string(kind), plan)
	return int(n), translate(err)
}

// Histories gives the cases of a kind and plan ("" for all plans) in order of
// their IDs, each with all that is recorded of it, read as of one instant. An
// error ends the sequence.
func (l *Ledger) Histories(ctx context.Context, kind casework.Kind, plan string, upTo time.Time) iter.Seq2[History, error] {
	return func(yield func(History, error) bool) {
		err := l.snapshot(ctx, func(q *db.Queries) error {
			for after := ""; ; {
				ids, err := q.CasesOfKind(ctx, db.CasesOfKindParams{Kind: string(kind), Plan: plan, After: after, Batch: exportBatch})
				if err != nil || len(ids) == 0 {
					return err
				}
				list, err := historiesOf(ctx, q, ids, upTo)
				if err != nil {
					return err
				}
				for _, h := range list {
					if !yield(h, nil) {
						return errStop
					}
				}
				after = ids[len(ids)-1]
			}
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(History{}, err)
		}
	}
}

func historiesOf(ctx context.Context, q *db.Queries, ids []string, upTo time.Time) ([]History, error) {
	events, err := q.EventsOfCases(ctx, ids, stored(upTo))
	if err != nil {
		return nil, err
	}
	slips, err := q.SlipsOfCases(ctx, ids, stored(upTo))
	if err != nil {
		return nil, err
	}
	out := make([]History, len(ids))
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	for _, r := range events {
		e, err := eventOf(r.Body, r.Hash)
		if err != nil {
			return nil, err
		}
		h := &out[at[r.CaseID]]
		if e.Seq == int64(len(h.Events)+1) { // clocks differ: only what is whole up to here counts
			h.Events = append(h.Events, e)
		}
	}
	for _, r := range slips {
		s, err := slipOf(r.Body, r.Hash)
		if err != nil {
			return nil, err
		}
		h := &out[at[r.CaseID]]
		h.Slips = append(h.Slips, s)
	}
	return out, nil
}
