package schema

// inspections.go: inspections as they are opened, manned, drawn and closed.
// What teams record and find is in inspection_records.go.

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
	InspectionPlanned = "planned"
	InspectionDrawn   = "drawn"
	InspectionClosed  = "closed"
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

type teamWire struct {
	Inspection string            `json:"inspection"`
	No         int               `json:"no"`
	Unit       casework.UnitID   `json:"unit"`
	Leader     casework.PersonID `json:"leader"`
}

type inspectorWire struct {
	Inspection string            `json:"inspection"`
	Team       int               `json:"team"`
	Person     casework.PersonID `json:"person"`
}

func putTeams(ctx context.Context, q *db.Queries, id string, teams []inspection.Team) error {
	var rows []teamWire
	var members []inspectorWire
	var numbers []int
	for _, t := range teams {
		rows = append(rows, teamWire{id, t.No, t.Unit, t.Leader})
		numbers = append(numbers, t.No)
		for _, m := range t.Members {
			members = append(members, inspectorWire{id, t.No, m})
		}
	}
	if err := q.PutInspectionTeams(ctx, rowsJSON(rows)); err != nil {
		return err
	}
	if err := q.DropInspectionMembers(ctx, id, numbers); err != nil {
		return err
	}
	return q.PutInspectionMembers(ctx, rowsJSON(members))
}

// SetInspectionTeams gives teams new leaders and members. A closed inspection's
// teams stay as they were.
func (l *Ledger) SetInspectionTeams(ctx context.Context, id string, teams []inspection.Team) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := lockInspection(ctx, q, id); err != nil {
			return err
		}
		return putTeams(ctx, q, id, teams)
	})
}

// lockInspection holds an inspection that is not closed until the transaction ends.
func lockInspection(ctx context.Context, q *db.Queries, id string) (db.Inspection, error) {
	row, err := q.LockInspection(ctx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return row, casework.Errorf(casework.CodeNotFound, "notfound.inspection", id)
	case err == nil && row.State == InspectionClosed:
		return row, casework.Errorf(casework.CodeRefused, "inspection.closed", id)
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
	return out, translate(json.Unmarshal(r.Filter, &out.Filter))
}

// InspectionTeams gives the teams of an inspection in order of number.
func (l *Ledger) InspectionTeams(ctx context.Context, id string) ([]inspection.Team, error) {
	teams, err := l.q.InspectionTeams(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	members, err := l.q.InspectionMembers(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]inspection.Team, len(teams))
	for i, t := range teams {
		out[i] = inspection.Team{No: t.No, Unit: casework.UnitID(t.Unit), Leader: casework.PersonID(t.Leader)}
		for _, m := range members {
			if m.Team == t.No {
				out[i].Members = append(out[i].Members, casework.PersonID(m.Person))
			}
		}
	}
	return out, nil
}
