package engine

// inspection_findings.go: what a team found wrong, and the case that carries it
// from then on.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/inspection"
)

// Found is what a team found wrong.
type Found struct {
	Case     casework.CaseID
	Task     int // 0: the only task of the case in the sample
	Text     string
	Unit     casework.UnitID // that must put it right; "": the task's own unit
	Severity string          // "": ordinary
	Reopen   bool            // the closed case itself goes into its next round
}

// FindOnSite makes a finding of what was recorded: a finding case of its own, or
// the contradicted case reopened. The dates come from the rules.
func (e *Engine) FindOnSite(ctx context.Context, by casework.Requester, id string, f Found) (inspection.Finding, error) {
	if err := checkInspectionText(f.Text); err != nil {
		return inspection.Finding{}, err
	}
	v, err := e.visit(ctx, by, id, f.Case, f.Task)
	if err != nil {
		return inspection.Finding{}, err
	}
	rules := v.one.Rules
	if f.Severity == "" {
		f.Severity = "ordinary"
	}
	if _, ok := rules.Severities[f.Severity]; !ok {
		known := make([]string, 0, len(rules.Severities))
		for s := range rules.Severities {
			known = append(known, s)
		}
		slices.Sort(known)
		return inspection.Finding{}, casework.Errorf(casework.CodeInvalid, "inspection.severity", f.Severity, strings.Join(known, ", "))
	}
	record, ok := newestRecord(v.one.Basis.Records, v.drawn)
	switch {
	case !ok:
		return inspection.Finding{}, casework.Errorf(casework.CodeNotFound, "notfound.inspection_record", id, string(f.Case))
	case record.Verdict == inspection.Confirmed:
		return inspection.Finding{}, casework.Errorf(casework.CodeRefused, "inspection.nothing_found", string(f.Case))
	case f.Reopen && record.Verdict != inspection.Contradicted:
		return inspection.Finding{}, casework.Errorf(casework.CodeRefused, "inspection.not_contradicted", string(f.Case))
	}
	if before, ok := reopenedBy(v.one.Basis.Findings, record.No); f.Reopen && ok {
		if before.Text == f.Text {
			return before, nil // a repeated click
		}
		return inspection.Finding{}, casework.Errorf(casework.CodeRefused, "inspection.reopened_before", string(f.Case), strconv.Itoa(before.Round))
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return inspection.Finding{}, err
	}
	found := inspection.Finding{Record: record.No, Unit: f.Unit, Severity: f.Severity, Text: f.Text, By: by.Person, At: v.now,
		Feedback: rules.FeedbackBy(cal, v.one.Window), Due: rules.RectifyBy(cal, v.today)}
	if f.Reopen {
		found, err = e.reopen(ctx, by, v, found)
	} else {
		found, err = e.openFinding(ctx, by, v, found)
	}
	if err != nil {
		return inspection.Finding{}, err
	}
	if err := e.Ledger.PutInspectionFinding(ctx, id, found); err != nil {
		return inspection.Finding{}, err
	}
	return found, e.stirInspection(ctx, id)
}

// reopenedBy gives the finding by which a record has reopened its case.
func reopenedBy(findings []inspection.Finding, record int64) (inspection.Finding, bool) {
	at := slices.IndexFunc(findings, func(f inspection.Finding) bool {
		return f.Record == record && f.Outcome == inspection.OutcomeReopened
	})
	if at < 0 {
		return inspection.Finding{}, false
	}
	return findings[at], true
}

func newestRecord(records []inspection.Record, d inspection.Drawn) (inspection.Record, bool) {
	for _, r := range slices.Backward(records) {
		if r.Case == d.Case && r.Task == d.Task {
			return r, true
		}
	}
	return inspection.Record{}, false
}

// reopen gives the contradicted case its next round: the task that was looked
// at, or in a look-back, which is of the whole case, all that were closed.
func (e *Engine) reopen(ctx context.Context, by casework.Requester, v visit, f inspection.Finding) (inspection.Finding, error) {
	cmd := casework.Command{ID: casework.CommandID(fmt.Sprintf("inspection/%s/reopen/%d", v.one.ID, f.Record)), Type: casework.CommandReopen,
		By: by, Task: v.drawn.Task, Reason: f.Text, Date: f.Due}
	if v.one.Kind == inspection.LookBack {
		cmd.Task = 0
	}
	res, err := e.Act(ctx, v.drawn.Case, cmd)
	f.Outcome, f.Case, f.Round, f.Unit = inspection.OutcomeReopened, v.drawn.Case, res.Round, v.drawn.Unit
	return f, err
}

func (e *Engine) openFinding(ctx context.Context, by casework.Requester, v visit, f inspection.Finding) (inspection.Finding, error) {
	if f.Unit == "" {
		s, err := e.Ledger.State(ctx, v.drawn.Case)
		if err != nil {
			return f, err
		}
		if t := s.Task(v.drawn.Task); t != nil {
			f.Unit = t.Unit
		}
	}
	var err error
	f.Outcome, f.Round = inspection.OutcomeCase, 1
	f.Case, err = e.raiseFinding(ctx, by, v, f)
	return f, err
}
