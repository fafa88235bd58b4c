package schema

// inspection_draw.go: from the candidates to the sample: list and seed are
// recorded first, once; then the sample is drawn from what was recorded.

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"duban/casework"
	"duban/casework/inspection"
	"duban/schema/db"
)

// InspectTask is a task that could be inspected.
type InspectTask struct {
	Case   casework.CaseID
	Task   int
	Unit   casework.UnitID
	Open   bool
	Clock  *casework.Clock // nil for a closed task
	Policy casework.PolicyRef
	Ended  time.Time // of the case, for a look-back
}

// TasksToInspect gives open tasks of some kinds, and those closed since a moment.
func (l *Ledger) TasksToInspect(ctx context.Context, kinds []casework.Kind, f InspectionFilter, since time.Time) ([]InspectTask, error) {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	rows, err := l.q.TasksToInspect(ctx, db.TasksToInspectParams{Kinds: words, Plan: f.Plan, Stage: string(f.Stage),
		Open: f.State != "closed", Closed: f.State != "open", Since: stored(since)})
	if err != nil {
		return nil, translate(err)
	}
	out := make([]InspectTask, len(rows))
	for i, r := range rows {
		out[i] = InspectTask{Case: casework.CaseID(r.CaseID), Task: r.No, Unit: casework.UnitID(r.Unit),
			Open:   r.Outcome == string(casework.OutcomeOpen),
			Policy: casework.PolicyRef{Kind: casework.Kind(r.PolicyKind), Version: r.PolicyVersion}}
		if err := json.Unmarshal(r.Clock, &out[i].Clock); err != nil {
			return nil, translate(err)
		}
	}
	return out, nil
}

// CasesToLookBackOn gives the closed cases of a plan ("" = all) that nobody has
// looked back on in their round. Whether a case's policy asks for it already is
// for the caller to count.
func (l *Ledger) CasesToLookBackOn(ctx context.Context, plan string) ([]InspectTask, error) {
	rows, err := l.q.CasesToLookBackOn(ctx, plan)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]InspectTask, len(rows))
	for i, r := range rows {
		out[i] = InspectTask{Case: casework.CaseID(r.CaseID), Task: r.No, Unit: casework.UnitID(r.Unit), Ended: moment(r.EndedAt),
			Policy: casework.PolicyRef{Kind: casework.Kind(r.PolicyKind), Version: r.PolicyVersion}}
	}
	return out, nil
}

type candidateWire struct {
	Inspection string `json:"inspection"`
	inspection.Candidate
}

type drawnWire struct {
	Inspection string `json:"inspection"`
	inspection.Drawn
}

// SeedInspection records the candidates and the seed of a draw together, once:
// a second list or seed is not taken, and what stands is kept.
func (l *Ledger) SeedInspection(ctx context.Context, id, seed string, list []inspection.Candidate, at time.Time) error {
	return l.within(ctx, func(q *db.Queries, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = '5min'"); err != nil { // a province's tasks
			return err
		}
		row, err := lockInspection(ctx, q, id)
		if err != nil || row.Seed != "" {
			return err
		}
		rows := make([]candidateWire, len(list))
		for i, c := range list {
			rows[i] = candidateWire{id, c}
		}
		if err := inBatches(ctx, rows, q.PutInspectionCandidates); err != nil {
			return err
		}
		return q.SeedInspection(ctx, db.SeedInspectionParams{Seed: seed, Digest: inspection.DigestOf(list), At: stored(at), ID: id})
	})
}

// InspectionCandidates gives the list that the sample is drawn from.
func (l *Ledger) InspectionCandidates(ctx context.Context, id string) ([]inspection.Candidate, error) {
	rows, err := l.q.InspectionCandidates(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]inspection.Candidate, len(rows))
	for i, r := range rows {
		out[i] = inspection.Candidate{Case: casework.CaseID(r.CaseID), Task: r.Task, Unit: casework.UnitID(r.Unit), Stratum: r.Stratum, Share: r.Share}
	}
	return out, nil
}

// PutInspectionSample records what was drawn. The same draw again changes nothing.
func (l *Ledger) PutInspectionSample(ctx context.Context, id string, drawn []inspection.Drawn, at time.Time) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		row, err := lockInspection(ctx, q, id)
		if err != nil || row.State == InspectionDrawn {
			return err
		}
		rows := make([]drawnWire, len(drawn))
		for i, d := range drawn {
			rows[i] = drawnWire{id, d}
		}
		if err := inBatches(ctx, rows, q.PutInspectionSample); err != nil {
			return err
		}
		return q.MarkInspectionDrawn(ctx, stored(at), id)
	})
}
