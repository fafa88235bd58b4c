package schema

// notices.go: what is to be told. A notice is shown on a page from the moment it is
// written (notices_shown.go). That it went out by another way is noted besides:
// nothing does that yet, and delivered_at stays empty.

import (
	"context"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Notice is something to tell an addressee.
type Notice struct {
	ID       int64
	Key      string
	Case     casework.CaseID
	Task     int
	Kind     string
	EventSeq int64 // the event that it is about, or 0
	SlipSeq  int64 // the slip that it is about, or 0
	To       casework.Addressee
	Created  time.Time
}

// Undelivered gives up to limit notices that have not gone out from the system,
// oldest first, after the one of the given ID.
func (l *Ledger) Undelivered(ctx context.Context, after int64, limit int) ([]Notice, error) {
	rows, err := l.q.UndeliveredNotices(ctx, after, limit)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		out[i] = noticeOf(r)
	}
	return out, nil
}

func noticeOf(r db.Notice) Notice {
	return Notice{ID: r.ID, Key: r.Key, Case: casework.CaseID(r.CaseID), Task: r.Task, Kind: r.Kind,
		EventSeq: r.EventSeq.Int64, SlipSeq: r.SlipSeq.Int64, Created: r.CreatedAt.UTC(),
		To: casework.Addressee{Person: casework.PersonID(r.Person), Unit: casework.UnitID(r.Unit), Role: casework.PostRole(r.Role)}}
}

// MarkDelivered takes notices off the list; those taken off before keep their moment.
func (l *Ledger) MarkDelivered(ctx context.Context, ids []int64, at time.Time) error {
	return translate(l.q.MarkDelivered(ctx, at, ids))
}

// EvidenceRow is the metadata of one piece of proof that a case holds.
type EvidenceRow struct {
	casework.Evidence
	Seq      int64 // of the event that handed it in
	Task     int
	Revision int // of the submission; 0 when it came with another act
	By       casework.PersonID
	At       time.Time

	// Of what was recorded on site, by no event of the case: the inspection, and the
	// case that was looked at.
	Inspection string
	LookedAt   casework.CaseID
}

// Evidence gives the pieces of proof of a case in the order of handing in.
func (l *Ledger) Evidence(ctx context.Context, id casework.CaseID) ([]EvidenceRow, error) {
	rows, err := l.q.CaseEvidence(ctx, string(id))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]EvidenceRow, len(rows))
	for i, r := range rows {
		out[i] = EvidenceRow{casework.Evidence{ID: r.ID, Name: r.Name, Size: r.Size, SHA256: r.Sha256},
			r.Seq, r.Task, r.Revision, casework.PersonID(r.By), r.At.UTC(), "", ""}
	}
	return out, nil
}

// NewNotice tells an addressee something that is about no case: about a round or
// an inspection.
type NewNotice struct {
	Key  string
	Kind casework.NoticeKind
	To   casework.Addressee
}

// PutNotices puts notices about a topic into the outbox, each once by its key.
func (l *Ledger) PutNotices(ctx context.Context, topic casework.CaseID, list []NewNotice, at time.Time) error {
	rows := noticeRows(topic, list, at)
	if err := inBatches(ctx, rows, l.q.PutNotices); err != nil {
		return translate(err)
	}
	l.announceTold(ctx, toldBy(rows))
	return nil
}

func noticeRows(topic casework.CaseID, list []NewNotice, at time.Time) []noticeRow {
	rows := make([]noticeRow, len(list))
	for i, n := range list {
		rows[i] = noticeRow{Key: n.Key, Case: topic, Kind: n.Kind.String(), Person: n.To.Person, Unit: n.To.Unit, Role: n.To.Role, CreatedAt: stored(at)}
	}
	return rows
}
