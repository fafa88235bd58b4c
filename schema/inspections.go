package schema

// inspections.go: inspections as they are opened, called off and closed. Who is in
// the teams is in inspection_teams.go, what they record in inspection_records.go.

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/schema/db"
)

// The states of an inspection.
const (
	InspectionPlanned   = "planned"
	InspectionDrawn     = "drawn"
	InspectionClosed    = "closed"
	InspectionCancelled = "cancelled"
)

// Inspection is an inspection (督查) as it stands.
type Inspection struct {
	ID     string            `json:"id"`
	Kind   inspection.Kind   `json:"kind"`
	Title  string            `json:"title"`
	State  string            `json:"state"`
	Window inspection.Window `json:"window"`
	Rules  *inspection.Rules `json:"-"`
	Filter InspectionFilter  `json:"filter"`
	Seed   string            `json:"seed,omitempty"`
	Digest string            `json:"candidates_digest,omitempty"`

	OpenedBy casework.PersonID `json:"opened_by,omitempty"` // "" for the schedule
	Opened   time.Time         `json:"opened_at"`
	Seeded   time.Time         `json:"seeded_at,omitzero"`
	Drawn    time.Time         `json:"drawn_at,omitzero"`
	Closed   time.Time         `json:"closed_at,omitzero"`

	Cancelled *Cancelled `json:"cancelled,omitempty"`
}

// Cancelled says who called an inspection off, and why.
type Cancelled struct {
	By     casework.PersonID `json:"by"`
	Reason string            `json:"reason"`
	At     time.Time         `json:"at"`
}

// Over tells whether nothing more happens in an inspection.
func (in *Inspection) Over() bool {
	return in.State == InspectionClosed || in.State == InspectionCancelled
}

// InspectionFilter narrows what the sample is drawn from. Which units are
// inspected stands with the teams.
type InspectionFilter struct {
	Plan  string         `json:"plan,omitempty"`
	State string         `json:"state,omitempty"` // open, closed; "" = both
	Stage casework.Stage `json:"stage,omitempty"` // of the task
}

// PutInspection opens an inspection with its teams. One that exists is left as
// it is: opened is false then.
func (l *Ledger) PutInspection(ctx context.Context, in Inspection, rules []byte, teams []inspection.Team) (opened bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		n, err := q.PutInspection(ctx, db.PutInspectionParams{ID: in.ID, Kind: string(in.Kind), Title: in.Title,
			FromOn: in.Window.From.Start(time.UTC), ToOn: in.Window.To.Start(time.UTC), RulesVersion: in.Rules.Version,
			Rules: string(rules), Filter: rowJSON(in.Filter), OpenedBy: string(in.OpenedBy), OpenedAt: stored(in.Opened)})
		if err != nil || n == 0 {
			return err
		}
		opened = true
		return putTeams(ctx, q, in.ID, teams)
	})
	return opened, err
}

// CancelInspection calls an inspection off and puts notices of it into the outbox.
// What was drawn, recorded and found stays.
func (l *Ledger) CancelInspection(ctx context.Context, id string, c Cancelled, notices []NewNotice) error {
	rows := noticeRows(InspectionTopic(id), notices, c.At)
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := lockInspection(ctx, q, id); err != nil {
			return err
		}
		if err := q.CancelInspection(ctx, db.CancelInspectionParams{By: string(c.By), Reason: c.Reason, At: stored(c.At), ID: id}); err != nil {
			return err
		}
		return inBatches(ctx, rows, q.PutNotices)
	})
	if err == nil {
		l.announceTold(ctx, toldBy(rows))
	}
	return err
}

// OpenInspections gives the IDs of those that are neither closed nor called off.
func (l *Ledger) OpenInspections(ctx context.Context) ([]string, error) {
	ids, err := l.q.OpenInspections(ctx)
	return ids, translate(err)
}

// lockInspection holds an inspection that is not over until the transaction ends.
func lockInspection(ctx context.Context, q *db.Queries, id string) (db.Inspection, error) {
	row, err := q.LockInspection(ctx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return row, casework.Errorf(casework.CodeNotFound, "notfound.inspection", id)
	case err == nil && row.State == InspectionClosed:
		return row, casework.Errorf(casework.CodeRefused, "inspection.closed", id)
	case err == nil && row.State == InspectionCancelled:
		return row, casework.Errorf(casework.CodeRefused, "inspection.cancelled", id)
	}
	return row, err
}

// Inspection gives an inspection, or [casework.CodeNotFound].
func (l *Ledger) Inspection(ctx context.Context, id string) (Inspection, error) {
	row, err := l.q.Inspection(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Inspection{}, casework.Errorf(casework.CodeNotFound, "notfound.inspection", id)
	}
	if err != nil {
		return Inspection{}, translate(err)
	}
	return inspectionOf(row)
}

// Inspections gives every inspection, the newest window first.
func (l *Ledger) Inspections(ctx context.Context) ([]Inspection, error) {
	rows, err := l.q.Inspections(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Inspection, len(rows))
	for i, r := range rows {
		if out[i], err = inspectionOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func inspectionOf(r db.Inspection) (Inspection, error) {
	rules, err := inspection.ParseRules([]byte(r.Rules))
	if err != nil {
		return Inspection{}, translate(err)
	}
	out := Inspection{ID: r.ID, Kind: inspection.Kind(r.Kind), Title: r.Title, State: r.State, Rules: rules,
		Window: inspection.Window{From: calendar.DateOf(r.FromOn, time.UTC), To: calendar.DateOf(r.ToOn, time.UTC)},
		Seed:   r.Seed, Digest: r.CandidatesDigest, OpenedBy: casework.PersonID(r.OpenedBy), Opened: r.OpenedAt.UTC(),
		Seeded: moment(r.SeededAt), Drawn: moment(r.DrawnAt), Closed: moment(r.ClosedAt)}
	if r.State == InspectionCancelled {
		out.Cancelled = &Cancelled{casework.PersonID(r.CancelledBy), r.CancelReason, moment(r.CancelledAt)}
	}
	return out, translate(json.Unmarshal(r.Filter, &out.Filter))
}
