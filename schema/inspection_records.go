package schema

// inspection_records.go: what teams saw and found.

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

type recordWire struct {
	Key        string              `json:"key"`
	Inspection string              `json:"inspection"`
	Case       casework.CaseID     `json:"case_id"`
	Task       int                 `json:"task"`
	By         casework.PersonID   `json:"by"`
	At         time.Time           `json:"at"`
	Verdict    inspection.Verdict  `json:"verdict"`
	Text       string              `json:"text"`
	Location   string              `json:"location"`
	Evidence   []casework.Evidence `json:"evidence"`
}

type findingWire struct {
	Inspection string             `json:"inspection"`
	Record     int64              `json:"record"`
	Outcome    inspection.Outcome `json:"outcome"`
	Case       casework.CaseID    `json:"case_id"`
	Round      int                `json:"round"`
	Unit       casework.UnitID    `json:"unit"`
	Severity   string             `json:"severity"`
	Text       string             `json:"text"`
	Feedback   calendar.Date      `json:"feedback_by"`
	Due        calendar.Date      `json:"due_on"`
	By         casework.PersonID  `json:"by"`
	At         time.Time          `json:"at"`
}

// PutInspectionRecord keeps what was seen, once a key; the key of another record
// is [casework.CodeConflict]. A task outside the
// sample is [casework.CodeInvalid], a closed inspection [casework.CodeRefused].
func (l *Ledger) PutInspectionRecord(ctx context.Context, id, key string, r inspection.Record) error {
	evidence := r.Evidence
	if evidence == nil {
		evidence = []casework.Evidence{}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := lockInspection(ctx, q, id); err != nil {
			return err
		}
		n, err := q.PutInspectionRecord(ctx, rowJSON(recordWire{key, id, r.Case, r.Task, r.By, stored(r.At), r.Verdict, r.Text, r.Location, evidence}))
		if err != nil || n > 0 {
			return err
		}
		before, err := q.InspectionRecordByKey(ctx, key)
		if err == nil && (before.Inspection != id || before.CaseID != string(r.Case) || before.Task != r.Task ||
			before.Verdict != string(r.Verdict) || before.Text != r.Text) {
			return casework.Errorf(casework.CodeConflict, "inspection.key_taken", key, before.CaseID)
		}
		return err
	})
}

// PutInspectionFinding keeps what became of a record; the same again changes
// nothing. The report is of what stood before it closed, so a closed inspection
// takes none.
func (l *Ledger) PutInspectionFinding(ctx context.Context, id string, f inspection.Finding) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := lockInspection(ctx, q, id); err != nil {
			return err
		}
		return q.PutInspectionFinding(ctx, rowJSON(findingWire{id, f.Record, f.Outcome, f.Case, f.Round, f.Unit, f.Severity,
			f.Text, f.Feedback, f.Due, f.By, stored(f.At)}))
	})
}

// InspectionRecordKept tells whether a record of a key is kept.
func (l *Ledger) InspectionRecordKept(ctx context.Context, key string) (bool, error) {
	_, err := l.q.InspectionRecordByKey(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, translate(err)
}

// InspectsCase tells whether somebody is in a team that is to look at a case in an
// inspection under way.
func (l *Ledger) InspectsCase(ctx context.Context, who casework.PersonID, id casework.CaseID) (bool, error) {
	does, err := l.q.InspectsCase(ctx, string(id), string(who))
	return does, translate(err)
}

// FindingEvidence gives what was recorded on site and led to a case: to a finding of
// its own, or to its reopening.
func (l *Ledger) FindingEvidence(ctx context.Context, id casework.CaseID) ([]EvidenceRow, error) {
	rows, err := l.q.FindingRecords(ctx, string(id))
	if err != nil {
		return nil, translate(err)
	}
	var out []EvidenceRow
	for _, r := range rows {
		var pieces []casework.Evidence
		if err := json.Unmarshal(r.Evidence, &pieces); err != nil {
			return nil, translate(err)
		}
		for _, p := range pieces {
			out = append(out, EvidenceRow{Evidence: p, By: casework.PersonID(r.By), At: r.At.UTC(), Inspection: r.Inspection, LookedAt: casework.CaseID(r.CaseID)})
		}
	}
	return out, nil
}
