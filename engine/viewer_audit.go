package engine

// viewer_audit.go: the record of who did and saw what, for those who may read it:
// all of it for whoever sees everything or runs the system; for an office or
// discipline below the leading group, that of a case that they see.

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"duban/casework"
	"duban/schema"
)

// Audits tells how far the person reads the record: not at all, of one case that
// they see, all of it.
func (v *Viewer) Audits() (some, all bool) {
	if _, err := casework.AuthoriseAudit(v.By); err != nil {
		return false, false
	}
	return true, v.Sight.Everything || v.MayAccounts()
}

// mayAudit refuses to show the record, or more of it than the person may read.
func (v *Viewer) mayAudit(ctx context.Context, id casework.CaseID) error {
	_, err := casework.AuthoriseAudit(v.By)
	if err == nil {
		_, all := v.Audits()
		switch {
		case all:
		case id == "":
			err = casework.Errorf(casework.CodeForbidden, "forbidden.audit_case", string(v.By.Person))
		default:
			_, err = v.See(ctx, id)
			return err
		}
	}
	return v.refused(ctx, id, "audit", err)
}

// Accesses gives lines of the record.
func (v *Viewer) Accesses(ctx context.Context, f schema.AccessFilter) ([]schema.Access, error) {
	if err := v.mayAudit(ctx, f.Case); err != nil {
		return nil, err
	}
	return v.e.Ledger.Accesses(ctx, f)
}

// Readings gives who read households' personal data.
func (v *Viewer) Readings(ctx context.Context, f schema.AccessFilter) ([]schema.Reading, error) {
	if err := v.mayAudit(ctx, f.Case); err != nil {
		return nil, err
	}
	return v.e.Ledger.NewestReadings(ctx, f)
}

// OrganisationChanges gives who changed who holds what, the newest first.
func (v *Viewer) OrganisationChanges(ctx context.Context, before int64, limit int) ([]schema.OrganisationChange, error) {
	if err := v.mayAudit(ctx, ""); err != nil {
		return nil, err
	}
	return v.e.Ledger.OrganisationChanges(ctx, before, limit)
}

// ScheduleEdits gives who changed what recurs, the newest first.
func (v *Viewer) ScheduleEdits(ctx context.Context) ([]schema.ScheduleEdit, error) {
	if err := v.mayAudit(ctx, ""); err != nil {
		return nil, err
	}
	list, err := v.e.Ledger.ScheduleEdits(ctx, "")
	slices.Reverse(list)
	return list, err
}

// ChainState is a case's chains as they stand in the ledger.
type ChainState struct {
	Case   casework.CaseID
	Events int
	Slips  int
	Head   string // hash of the newest event
	Faults []Fault
	At     time.Time
}

// VerifyCase checks every entry of a case's chains as the offline check does, and
// puts the check on record.
func (v *Viewer) VerifyCase(ctx context.Context, id casework.CaseID) (ChainState, error) {
	out := ChainState{Case: id, At: v.now}
	if err := v.mayAudit(ctx, id); err != nil {
		return out, err
	}
	var file bytes.Buffer
	enc := json.NewEncoder(&file)
	enc.SetEscapeHTML(false)
	rows, head, err := v.e.Ledger.CaseRows(ctx, id)
	if err != nil {
		return out, err
	}
	ends := map[string]chain{}
	for _, row := range rows {
		ends[row.Stream] = chain{row.Seq, row.Hash}
		if row.Stream == "event" {
			out.Events++
			out.Head = row.Hash
		} else {
			out.Slips++
		}
		if err := enc.Encode(ExportLine(row)); err != nil {
			return out, casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
	}
	found, err := Verify(&file)
	if err != nil {
		return out, err
	}
	out.Faults = found.Faults
	// What was cut off at the end, or is the only one, shows in the case's own row.
	for stream, at := range map[string]chain{"event": {head.Seq, head.Head}, "slip": {head.SlipSeq, head.SlipHead}} {
		if ends[stream] != at {
			out.Faults = append(out.Faults, Fault{stream, id, at.seq, "the case's row names another newest entry"})
		}
	}
	return out, v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessVerified, Case: id, Address: v.From})
}

// Fingerprint gives the fingerprint over the heads of all chains of the ledger, as
// the offline check of an export computes it: who keeps one can tell later whether
// newest entries were cut off.
func (v *Viewer) Fingerprint(ctx context.Context) (digest string, cases int, err error) {
	if err := v.mayAudit(ctx, ""); err != nil {
		return "", 0, err
	}
	chains := map[chainKey]*chain{}
	after := casework.CaseID("")
	for {
		rows, err := v.e.Ledger.ReconcileRows(ctx, after, reconcilePage)
		if err != nil {
			return "", 0, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			cases++
			after = r.Case
			chains[chainKey{"event", r.Case}] = &chain{r.Seq, r.Head}
			if r.SlipSeq > 0 {
				chains[chainKey{"slip", r.Case}] = &chain{r.SlipSeq, r.SlipHead}
			}
		}
	}
	return fingerprint(chains), cases, v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessVerified,
		Detail: "fingerprint", Address: v.From})
}
