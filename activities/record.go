package activities

// record.go: a step becomes fact. Everything that a step writes is derived here
// from the state after it and written in one transaction.

import (
	"context"
	"fmt"
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
		rows.Notices = append(rows.Notices, notices(p, s, e)...)
	}
	return rows
}

// notices tells people what has come to them: the holder of a step that opened,
// and whoever is concerned by a request, a return or an urging.
func notices(p *casework.Policy, s *casework.State, e casework.Event) []schema.NoticeRow {
	if e.Carried || e.Type == casework.EventOpened {
		return nil // paper told them already; the dispatch tells them next
	}
	if e.Type == casework.EventCommented {
		return mentions(e)
	}
	var to []casework.Receiver
	switch e.Type {
	case casework.EventUrged:
		to = []casework.Receiver{casework.ReceiverHolder, casework.ReceiverHolderHead}
	case casework.EventDeclined:
		to = []casework.Receiver{casework.ReceiverOffice}
	case casework.EventExtensionApplied, casework.EventExtensionAdvanced:
		to = []casework.Receiver{casework.ReceiverHolderHead, casework.ReceiverLeadUnit, casework.ReceiverLeadLeader}
	case casework.EventArbitrated, casework.EventExtensionApproved, casework.EventExtensionRefused,
		casework.EventSuspended, casework.EventResumed, casework.EventReassigned:
		to = []casework.Receiver{casework.ReceiverHolder}
	default:
		if e.To == "" {
			return nil
		}
		to = []casework.Receiver{casework.ReceiverHolder}
	}
	var out []schema.NoticeRow
	for i := range s.Tasks {
		t := &s.Tasks[i]
		if !t.Open() || (e.Task != 0 && e.Task != t.No) || (e.To != "" && e.To != t.Step) {
			continue
		}
		for n, a := range p.Addressees(s.Parties, t, to) {
			out = append(out, schema.NoticeRow{
				Key:  fmt.Sprintf("%s/%d/%d/%d", e.Case, e.Seq, t.No, n),
				Kind: string(e.Type), Task: t.No, EventSeq: e.Seq, To: a,
			})
		}
	}
	return out
}

// Mentioned is the kind of the notice to somebody whom a comment names.
const Mentioned = "mentioned"

// mentions tells those whom a comment names, themselves aside.
func mentions(e casework.Event) []schema.NoticeRow {
	var out []schema.NoticeRow
	for n, who := range e.Detail.Mentions {
		if who != e.By.Person {
			out = append(out, schema.NoticeRow{Key: fmt.Sprintf("%s/%d/m/%d", e.Case, e.Seq, n), Kind: Mentioned,
				Task: e.Task, EventSeq: e.Seq, To: casework.Addressee{Person: who}})
		}
	}
	return out
}
