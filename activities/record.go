package activities

// record.go: a step becomes fact. Everything that a step writes is derived here
// from the state after it and written in one transaction.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// RecordInput is a step: the state after it, the policy that holds after it and
// the events that led there.
type RecordInput struct {
	State  *casework.State
	Policy *casework.Policy
	Events []casework.Event
}

// Recorded is what the ledger holds of a case beyond what the caller knew.
type Recorded struct {
	Events []casework.Event `json:"events"`
	Ahead  bool             `json:"ahead,omitempty"` // of another command: nothing was written
	Wake   time.Time        `json:"wake,omitzero"`   // when time next moves the case
}

// Record writes a step, once however often it is called. If the ledger holds
// other events already, it writes nothing and returns those.
func (a *Activities) Record(ctx context.Context, in RecordInput) (Recorded, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Recorded{}, err
	}
	rows := StepRows(in.State, in.Policy, in.Events, cal)
	got, err := a.ledger.Record(ctx, rows)
	if err != nil {
		return Recorded{}, final(err)
	}
	out := Recorded{Events: got.Events, Ahead: got.Ahead, Wake: rows.WakeAt}
	if len(got.Events) != len(in.Events) || got.Events[len(got.Events)-1].Hash != in.State.Head {
		// The ledger went another way: count the wake-up on its state.
		out.Wake, err = a.wakeOf(ctx, in.State.Case, cal)
	}
	return out, err
}

// StepRows derives everything that a step writes, with the notices it causes.
func StepRows(s *casework.State, p *casework.Policy, events []casework.Event, cal *calendar.Calendar) schema.StepRows {
	rows := schema.RowsOf(p, cal, s, events, events[len(events)-1].RecordedAt)
	for _, e := range events {
		for _, n := range p.Notifications(s, e) {
			rows.Notices = append(rows.Notices, schema.NoticeRow{Key: n.Key, Kind: n.Kind, Task: n.Task, EventSeq: n.Seq, To: n.To})
		}
	}
	return rows
}
