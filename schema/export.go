package schema

// export.go: reading many cases as of a moment, for reports, export and
// reconciliation. A batch of cases at a time: memory does not grow with the ledger.

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// exportBatch is how many cases are read at once.
const exportBatch = 500

// errStop ends a read whose consumer has had enough.
var errStop = errors.New("enough")

// EventsAsOf gives, case by case in order of ID, the events of a plan's cases
// ("" for all) that were recorded up to a moment. All of it is read as of one
// instant, so that a report's figures agree with each other. An error ends the
// sequence.
func (l *Ledger) EventsAsOf(ctx context.Context, plan string, upTo time.Time) iter.Seq2[[]casework.Event, error] {
	return l.eventsOf(ctx, casesOf(ctx, plan), upTo)
}

// Moved says which cases are meant: those that are open, that ended at a moment or
// later, or of which an event was recorded at a moment or later.
type Moved struct{ Ended, Recorded time.Time }

// EventsOfMoved is [Ledger.EventsAsOf] of some cases of all plans.
func (l *Ledger) EventsOfMoved(ctx context.Context, since Moved, upTo time.Time) iter.Seq2[[]casework.Event, error] {
	return l.eventsOf(ctx, func(q *db.Queries, after string) ([]string, error) {
		return q.CasesMoved(ctx, db.CasesMovedParams{After: after, Ended: stored(since.Ended), Recorded: stored(since.Recorded), Batch: exportBatch})
	}, upTo)
}

func (l *Ledger) eventsOf(ctx context.Context, next nextCases, upTo time.Time) iter.Seq2[[]casework.Event, error] {
	return func(yield func([]casework.Event, error) bool) {
		err := l.eachBatch(ctx, next, func(q *db.Queries, ids []string) error {
			rows, err := q.EventsOfCases(ctx, ids, stored(upTo))
			if err != nil {
				return err
			}
			var one []casework.Event
			for _, r := range rows {
				e, err := eventOf(r.Body, r.Hash)
				if err != nil {
					return err
				}
				if len(one) > 0 && one[0].Case != e.Case {
					if !yield(one, nil) {
						return errStop
					}
					one = nil
				}
				if e.Seq == int64(len(one)+1) { // clocks differ: only what is whole up to here counts
					one = append(one, e)
				}
			}
			if len(one) > 0 && !yield(one, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, err)
		}
	}
}

// ExportRow is one entry of a stream as the ledger stores it.
type ExportRow struct {
	Stream string // "event" or "slip"
	Case   casework.CaseID
	Seq    int64
	Body   string // the bytes that Hash covers
	Hash   string
}

// ExportRows gives every entry of both streams of a plan's cases ("" for all)
// up to a moment: case by case, events before slips, each in order. An error
// ends the sequence.
func (l *Ledger) ExportRows(ctx context.Context, plan string, upTo time.Time) iter.Seq2[ExportRow, error] {
	return func(yield func(ExportRow, error) bool) {
		err := l.eachBatch(ctx, casesOf(ctx, plan), func(q *db.Queries, ids []string) error {
			events, err := q.EventsOfCases(ctx, ids, stored(upTo))
			if err != nil {
				return err
			}
			slips, err := q.SlipsOfCases(ctx, ids, stored(upTo))
			if err != nil {
				return err
			}
			for _, id := range ids {
				for len(events) > 0 && events[0].CaseID == id {
					if !yield(ExportRow{"event", casework.CaseID(id), events[0].Seq, events[0].Body, events[0].Hash}, nil) {
						return errStop
					}
					events = events[1:]
				}
				for len(slips) > 0 && slips[0].CaseID == id {
					if !yield(ExportRow{"slip", casework.CaseID(id), slips[0].Seq, slips[0].Body, slips[0].Hash}, nil) {
						return errStop
					}
					slips = slips[1:]
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(ExportRow{}, err)
		}
	}
}

// CaseRows gives every entry of one case's streams as [Ledger.ExportRows] does, and
// where the case's row says that they stand.
func (l *Ledger) CaseRows(ctx context.Context, id casework.CaseID) (out []ExportRow, head CaseHead, err error) {
	err = l.snapshot(ctx, func(q *db.Queries) error {
		h, err := q.CaseHead(ctx, string(id))
		if errors.Is(err, sql.ErrNoRows) {
			return casework.Errorf(casework.CodeNotFound, "notfound.case", string(id))
		}
		if err != nil {
			return err
		}
		head = CaseHead{id, h.Seq, h.Head, h.SlipSeq, h.SlipHead, h.EndedAt.Valid}
		forever := stored(time.Now().AddDate(1, 0, 0))
		events, err := q.EventsOfCases(ctx, []string{string(id)}, forever)
		if err != nil {
			return err
		}
		slips, err := q.SlipsOfCases(ctx, []string{string(id)}, forever)
		for _, e := range events {
			out = append(out, ExportRow{"event", id, e.Seq, e.Body, e.Hash})
		}
		for _, s := range slips {
			out = append(out, ExportRow{"slip", id, s.Seq, s.Body, s.Hash})
		}
		return err
	})
	return out, head, err
}

// nextCases gives the next batch of cases after one, in order of ID.
type nextCases func(q *db.Queries, after string) ([]string, error)

// casesOf gives the cases of a plan, or all for "".
func casesOf(ctx context.Context, plan string) nextCases {
	return func(q *db.Queries, after string) ([]string, error) {
		if plan == "" {
			return q.CasesOfAll(ctx, after, exportBatch)
		}
		return q.CasesOfPlan(ctx, plan, after, exportBatch)
	}
}

// eachBatch walks cases within one snapshot.
func (l *Ledger) eachBatch(ctx context.Context, next nextCases, read func(*db.Queries, []string) error) error {
	return l.snapshot(ctx, func(q *db.Queries) error {
		after := ""
		for {
			ids, err := next(q, after)
			if err != nil || len(ids) == 0 {
				return err
			}
			if err := read(q, ids); err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	})
}

// CaseHead is where a case's two chains stand.
type CaseHead struct {
	Case     casework.CaseID
	Seq      int64
	Head     string
	SlipSeq  int64
	SlipHead string
	Ended    bool
}

// ReconcileRows gives up to limit cases after the given one, in order of ID.
func (l *Ledger) ReconcileRows(ctx context.Context, after casework.CaseID, limit int) ([]CaseHead, error) {
	rows, err := l.q.CaseHeads(ctx, string(after), limit)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]CaseHead, len(rows))
	for i, r := range rows {
		out[i] = CaseHead{casework.CaseID(r.ID), r.Seq, r.Head, r.SlipSeq, r.SlipHead, r.EndedAt.Valid}
	}
	return out, nil
}
