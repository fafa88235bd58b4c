package schema

// inspection_report.go: what a report is counted on, the report as it was frozen,
// and the notices of an inspection.

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

// InspectionBasis gives everything that an inspection's report is counted on,
// as of one moment.
func (l *Ledger) InspectionBasis(ctx context.Context, id string) (inspection.Basis, error) {
	var b inspection.Basis
	err := l.snapshot(ctx, func(q *db.Queries) (err error) {
		b, err = basisOf(ctx, q, id)
		return err
	})
	return b, err
}

func basisOf(ctx context.Context, q *db.Queries, id string) (inspection.Basis, error) {
	row, err := q.Inspection(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return inspection.Basis{}, casework.Errorf(casework.CodeNotFound, "notfound.inspection", id)
	}
	if err != nil {
		return inspection.Basis{}, err
	}
	in, err := inspectionOf(row)
	if err != nil {
		return inspection.Basis{}, err
	}
	b := inspection.Basis{Inspection: id, Kind: in.Kind, Title: in.Title, Window: in.Window, Rules: in.Rules.Version,
		RulesHash: in.Rules.Digest, Seed: in.Seed, Digest: in.Digest}
	strata, err := q.InspectionStrata(ctx, id)
	if err != nil {
		return b, err
	}
	for _, s := range strata {
		b.Strata = append(b.Strata, inspection.Stratum{Name: s.Stratum, Of: s.Of, Drawn: s.Drawn})
	}
	sample, err := q.InspectionSample(ctx, id)
	if err != nil {
		return b, err
	}
	for _, s := range sample {
		b.Drawn = append(b.Drawn, inspection.Drawn{Case: casework.CaseID(s.CaseID), Task: s.Task, Unit: casework.UnitID(s.Unit), Stratum: s.Stratum, Team: s.Team})
	}
	records, err := q.InspectionRecords(ctx, id)
	if err != nil {
		return b, err
	}
	for _, r := range records {
		one := inspection.Record{No: r.No, Case: casework.CaseID(r.CaseID), Task: r.Task, By: casework.PersonID(r.By), At: r.At.UTC(),
			Verdict: inspection.Verdict(r.Verdict), Text: r.Text, Location: r.Location}
		if err := json.Unmarshal(r.Evidence, &one.Evidence); err != nil {
			return b, err
		}
		b.Records = append(b.Records, one)
	}
	findings, err := q.InspectionFindings(ctx, id)
	if err != nil {
		return b, err
	}
	for _, f := range findings {
		b.Findings = append(b.Findings, inspection.Finding{Record: f.Record, Outcome: inspection.Outcome(f.Outcome), Case: casework.CaseID(f.CaseID),
			Round: f.Round, Unit: casework.UnitID(f.Unit), Severity: f.Severity, Text: f.Text, Feedback: calendar.DateOf(f.FeedbackBy, time.UTC),
			Due: calendar.DateOf(f.DueOn, time.UTC), By: casework.PersonID(f.By), At: f.At.UTC()})
	}
	return b, nil
}

// InspectionReport is a closing report as it was frozen.
type InspectionReport struct {
	AsOf   time.Time       `json:"as_of"`
	Digest string          `json:"digest"` // SHA-256 of the body, in hex
	Body   json.RawMessage `json:"body"`
}

// CloseInspection freezes the closing report and closes the inspection, once:
// what is counted is what stands at that instant, nothing is recorded in
// between, and the report that was frozen first stays. What count refuses is not
// closed.
func (l *Ledger) CloseInspection(ctx context.Context, id string, at time.Time, count func(inspection.Basis) ([]byte, error)) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		_, err := lockInspection(ctx, q, id)
		if casework.CodeOf(err) == casework.CodeRefused {
			return nil // closed before, or called off
		}
		if err != nil {
			return err
		}
		basis, err := basisOf(ctx, q, id)
		if err != nil {
			return err
		}
		basis.AsOf = stored(at)
		body, err := count(basis)
		if err != nil {
			return err
		}
		err = q.PutInspectionReport(ctx, db.PutInspectionReportParams{Inspection: id, AsOf: basis.AsOf, Body: string(body), Digest: casework.HashBody(body)})
		if err != nil {
			return err
		}
		return q.MarkInspectionClosed(ctx, stored(at), id)
	})
}

// InspectionReport gives the frozen report, or [casework.CodeNotFound].
func (l *Ledger) InspectionReport(ctx context.Context, id string) (InspectionReport, error) {
	row, err := l.q.InspectionReport(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return InspectionReport{}, casework.Errorf(casework.CodeNotFound, "notfound.inspection_report", id)
	}
	if err != nil {
		return InspectionReport{}, translate(err)
	}
	return InspectionReport{AsOf: row.AsOf.UTC(), Digest: row.Digest, Body: json.RawMessage(row.Body)}, nil
}

// InspectionTopic is what stands for a case in the notices of an inspection.
func InspectionTopic(id string) casework.CaseID { return casework.CaseID("inspection/" + id) }
