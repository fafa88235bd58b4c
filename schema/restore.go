package schema

// restore.go: giving back to the ledger what a workflow still knows.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Restore enters the events of a case that the ledger lacks, from all events
// that the case's workflow knows, 1 to the last. Nothing is entered unless they
// form an unbroken chain and agree with every event that the ledger holds;
// otherwise it fails with [casework.CodeConflict]. It gives how many it entered.
func (l *Ledger) Restore(ctx context.Context, events []casework.Event) (int, error) {
	if len(events) == 0 {
		return 0, nil
	}
	id := events[0].Case
	for i, e := range events {
		if e.Case != id || e.Seq != int64(i+1) || e.Hash != casework.HashBody(e.Body()) {
			return 0, casework.Wrap(casework.CodeConflict, fmt.Errorf("event %d is no part of the chain", e.Seq), "conflict.chain", string(id))
		}
	}
	state, err := casework.Fold(id, events)
	if err != nil {
		return 0, casework.Wrap(casework.CodeConflict, err, "conflict.chain", string(id))
	}
	rows, err := l.rowsOf(ctx, state, events)
	if err != nil {
		return 0, err
	}
	entered := 0
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		entered, err = restore(ctx, q, rows)
		return err
	})
	return entered, err
}

// rowsOf counts what the rows of a case are by the ledger's own policy and
// holiday table.
func (l *Ledger) rowsOf(ctx context.Context, s *casework.State, events []casework.Event) (StepRows, error) {
	policy, err := l.Policy(ctx, s.Policy)
	if err != nil {
		return StepRows{}, err
	}
	table, _, err := l.Calendar(ctx)
	if err != nil {
		return StepRows{}, err
	}
	cal, err := calendar.New(table)
	if err != nil {
		return StepRows{}, translate(err)
	}
	return RowsOf(policy, cal, s, events, time.Now().UTC()), nil
}

// restore enters what is missing below the case's row as events alone, and what
// lies beyond it as a step.
func restore(ctx context.Context, q *db.Queries, all StepRows) (int, error) {
	id := string(all.State.Case)
	at, err := q.LockCase(ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	held, err := q.EventHashes(ctx, id)
	if err != nil {
		return 0, err
	}
	known := map[int64]string{}
	for _, h := range held {
		known[h.Seq] = h.Hash
		if h.Seq > int64(len(all.Events)) || all.Events[h.Seq-1].Hash != h.Hash {
			return 0, casework.Errorf(casework.CodeConflict, "conflict.chain", id)
		}
	}
	if at.Seq > int64(len(all.Events)) || (at.Seq > 0 && all.Events[at.Seq-1].Hash != at.Head) {
		return 0, casework.Errorf(casework.CodeConflict, "conflict.chain", id)
	}
	var missing []eventRow
	for _, e := range all.Events[:at.Seq] {
		if known[e.Seq] == "" {
			missing = append(missing, eventRowOf(e))
		}
	}
	if len(missing) > 0 {
		if err := q.InsertMissingEvents(ctx, rowsJSON(missing)); err != nil {
			return 0, err
		}
		// What they name must be found by its digest, or its content is swept away.
		if err := q.PutEvidence(ctx, rowsJSON(evidenceOf(all.State, all.Events))); err != nil {
			return 0, err
		}
	}
	tail := all
	tail.Events = all.Events[at.Seq:]
	if len(tail.Events) == 0 {
		return len(missing), nil
	}
	if _, err := q.RecordStep(ctx, tail.params()); err != nil {
		return 0, err
	}
	return len(missing) + len(tail.Events), nil
}
