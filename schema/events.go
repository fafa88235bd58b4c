package schema

// events.go: reading what happened.

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// eventOf reads a stored event and checks its content against its hash.
func eventOf(body, hash string) (casework.Event, error) {
	var e casework.Event
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return e, translate(err)
	}
	e.Hash = hash
	if casework.HashBody([]byte(body)) != hash {
		return e, casework.Wrap(casework.CodeInternal,
			fmt.Errorf("event %d of %s does not match its hash", e.Seq, e.Case), "internal.fault")
	}
	return e, nil
}

func slipOf(body, hash string) (casework.Slip, error) {
	var s casework.Slip
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		return s, translate(err)
	}
	s.Hash = hash
	if casework.HashBody([]byte(body)) != hash {
		return s, casework.Wrap(casework.CodeInternal,
			fmt.Errorf("slip %d of %s does not match its hash", s.Seq, s.Case), "internal.fault")
	}
	return s, nil
}

func eventsOf[R any](rows []R, err error, parts func(R) (body, hash string)) ([]casework.Event, error) {
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.Event, len(rows))
	for i, r := range rows {
		if out[i], err = eventOf(parts(r)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Events gives the events of a case in order; none for an unknown case.
func (l *Ledger) Events(ctx context.Context, id casework.CaseID) ([]casework.Event, error) {
	rows, err := l.hot.CaseEvents(ctx, string(id))
	return eventsOf(rows, err, func(r db.CaseEventsRow) (string, string) { return r.Body, r.Hash })
}

// State gives a case as its events make it, or [casework.CodeNotFound].
func (l *Ledger) State(ctx context.Context, id casework.CaseID) (*casework.State, error) {
	events, err := l.Events(ctx, id)
	if err != nil {
		return nil, err
	}
	return StateOf(id, events)
}

// StateOf folds a case from all its events; without any it is [casework.CodeNotFound].
func StateOf(id casework.CaseID, events []casework.Event) (*casework.State, error) {
	if len(events) == 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.case", string(id))
	}
	s, err := casework.Fold(id, events)
	return s, translate(err)
}

// FindCommand gives the events that a command made; none if it took no effect.
func (l *Ledger) FindCommand(ctx context.Context, id casework.CaseID, command casework.CommandID) ([]casework.Event, error) {
	rows, err := l.hot.CommandEvents(ctx, string(id), string(command))
	return eventsOf(rows, err, func(r db.CommandEventsRow) (string, string) { return r.Body, r.Hash })
}

// Slips gives the slips of a case in order.
func (l *Ledger) Slips(ctx context.Context, id casework.CaseID) ([]casework.Slip, error) {
	rows, err := l.hot.CaseSlips(ctx, string(id))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.Slip, len(rows))
	for i, r := range rows {
		if out[i], err = slipOf(r.Body, r.Hash); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// EventsOfType gives every event of a type that happened in [since, until), in
// the order of happening.
func (l *Ledger) EventsOfType(ctx context.Context, kind casework.EventType, since, until time.Time) ([]casework.Event, error) {
	rows, err := l.q.EventsOfType(ctx, string(kind), since, until)
	return eventsOf(rows, err, func(r db.EventsOfTypeRow) (string, string) { return r.Body, r.Hash })
}

// EventsRecorded gives up to limit events in the order of recording, after the
// given one; the zero Event starts at the beginning.
func (l *Ledger) EventsRecorded(ctx context.Context, after casework.Event, limit int) ([]casework.Event, error) {
	rows, err := l.q.EventsRecorded(ctx, db.EventsRecordedParams{
		AfterAt: stored(after.RecordedAt), AfterCase: string(after.Case), AfterSeq: after.Seq, Batch: limit})
	return eventsOf(rows, err, func(r db.EventsRecordedRow) (string, string) { return r.Body, r.Hash })
}
