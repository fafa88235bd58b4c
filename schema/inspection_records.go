package schema

// inspection_records.go: what teams saw and found.

import (
	"context"
	"database/sql"
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
