package engine

// sweeps.go: the sweep (大排查大整改): every unit answers for every standard; what
// is found becomes a measure of the same plan. Opening, spreading, reminding here;
// answers in sweeps_answers.go, how far everybody is in sweeps_matrix.go, withdrawing in
// withdrawals.go.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// The sources of what a sweep finds.
const (
	sourceSelf  = "自查自纠"
	sourceAlike = "举一反三"
)

// SweepOpening is a sweep to be opened.
type SweepOpening struct {
	Plan  string // its ID; measures of what is found are numbered after it
	Due   calendar.Date
	Units []casework.UnitID // who answers; none = every column of the completion table
	File  *ledgerfile.Standards
}

// sweepIDLength is how long the ID of a sweep may be: case numbers begin with it.
const sweepIDLength = 40

// check refuses an ID that no address and no case number can hold.
func (o SweepOpening) check() error {
	if strings.TrimSpace(o.Plan) == "" || o.Due.IsZero() {
		return casework.Errorf(casework.CodeInvalid, "invalid.sweep")
	}
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' && r != '.'
	}
	if len([]rune(o.Plan)) > sweepIDLength || strings.ContainsFunc(o.Plan, odd) || strings.HasPrefix(o.Plan, ".") {
		return casework.Errorf(casework.CodeInvalid, "invalid.sweep_id", o.Plan)
	}
	return nil
}

// OpenSweep opens a sweep from a workbook of standards: columns of the completion
// table answer, until a day. Who may: see [casework.AuthoriseSweeping].
func (e *Engine) OpenSweep(ctx context.Context, by casework.Requester, o SweepOpening) (schema.Screening, error) {
	var s schema.Screening
	if err := o.check(); err != nil {
		return s, err
	}
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return s, err
	}
	s = schema.Screening{Plan: o.Plan, Title: o.File.Title, Due: o.Due, By: by.Person, Opened: time.Now(), Units: o.Units}
	if s.Title == "" {
		s.Title = o.Plan
	}
	columns := columnsIn(rows)
	if len(s.Units) == 0 {
		s.Units = columns
	}
	if _, err := casework.AuthoriseSweeping(by, activities.SeatsIn(rows), s.Units); err != nil {
		return s, err
	}
	if len(columns) == 0 {
		return s, casework.Errorf(casework.CodeRefused, "refused.no_columns")
	}
	for i, u := range s.Units {
		if !slices.Contains(columns, u) || slices.Contains(s.Units[:i], u) {
			return s, casework.Errorf(casework.CodeInvalid, "invalid.sweep_unit", string(u))
		}
	}
	s.Units = slices.DeleteFunc(columns, func(u casework.UnitID) bool { return !slices.Contains(s.Units, u) }) // in their order
	var classes []schema.Class
	numbers := map[string]string{}
	standards := make([]schema.Standard, len(o.File.Rows))
	for i, r := range o.File.Rows {
		if numbers[r.Class] == "" {
			numbers[r.Class] = fmt.Sprint(len(classes) + 1)
			classes = append(classes, schema.Class{No: numbers[r.Class], Name: r.Class, Position: len(classes)})
		}
		if err := standardFault(rows, r); err != nil {
			return s, err
		}
		standards[i] = schema.Standard{No: r.No, Class: numbers[r.Class], Text: r.Text, LeadUnit: casework.UnitID(r.LeadUnit), Position: i}
	}
	return s, e.Ledger.OpenScreening(ctx, s, classes, standards, o.Due.Year)
}

// columnsIn gives the columns of the completion table.
func columnsIn(rows schema.OrganisationRows) []casework.UnitID {
	var out []casework.UnitID
	for _, u := range rows.Units {
		if u.Column {
			out = append(out, u.ID)
		}
	}
	return out
}

// standardFault tells what keeps a standard from being asked: a lead unit that
// nobody knows, or none, so that nobody could check what is put right.
func standardFault(rows schema.OrganisationRows, r ledgerfile.StandardRow) error {
	if r.LeadUnit == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.standard_lead", r.No)
	}
	if !slices.ContainsFunc(rows.Units, func(u schema.Unit) bool { return string(u.ID) == r.LeadUnit }) {
		return casework.Errorf(casework.CodeNotFound, "notfound.unit", r.LeadUnit)
	}
	return nil
}

// Spread makes other units look for a problem that one of them found (举一反三):
// each gets a measure of its own. It gives the cases. Who may: see
// [casework.AuthoriseSweeping].
func (e *Engine) Spread(ctx context.Context, by casework.Requester, plan string, like casework.CaseID, units []casework.UnitID, due calendar.Date) ([]casework.CaseID, error) {
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return nil, err
	}
	if len(units) == 0 {
		units = sweep.Units
	}
	if err := e.maySweep(ctx, by, units); err != nil {
		return nil, err
	}
	if err := sweep.Goes(); err != nil {
		return nil, err
	}
	answers, err := e.Ledger.Answers(ctx, plan)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(answers, func(a schema.Answer) bool { return a.Case == like })
	if at < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.case", string(like))
	}
	first := answers[at]
	view, err := e.Ledger.CaseView(ctx, like)
	if err != nil {
		return nil, err
	}
	for _, unit := range units { // before the first is given
		if !slices.Contains(sweep.Units, unit) {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.sweep_unit", string(unit), plan)
		}
	}
	var out []casework.CaseID
	for _, unit := range units {
		if unit == first.Unit {
			continue
		}
		id, err := e.AnswerFound(ctx, by, plan, SelfFound{Standard: first.Standard, Unit: unit, Problem: first.Text, Measure: view.Text, Due: due, Like: like,
			Key: fmt.Sprintf("spread/%s/%s", like, unit)})
		if err != nil {
			return out, err
		}
		out = append(out, id)
	}
	return out, nil
}

// maySweep refuses who may not ask units for something at once.
func (e *Engine) maySweep(ctx context.Context, by casework.Requester, units []casework.UnitID) error {
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return err
	}
	_, err = casework.AuthoriseSweeping(by, activities.SeatsIn(rows), units)
	return err
}

// RemindSweep tells the heads of the units that have not answered for every
// standard, once a day, and gives how many. Who may: see [casework.AuthoriseSweeping].
func (e *Engine) RemindSweep(ctx context.Context, by casework.Requester, plan string, now time.Time) (int, error) {
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return 0, err
	}
	if err := e.maySweep(ctx, by, sweep.Units); err != nil {
		return 0, err
	}
	if err := sweep.Goes(); err != nil {
		return 0, err
	}
	rows, err := e.SweepMatrix(ctx, plan)
	if err != nil {
		return 0, err
	}
	_, today, err := e.chart(ctx, now)
	if err != nil {
		return 0, err
	}
	var notices []schema.NewNotice
	for _, r := range rows {
		if len(r.Owing) > 0 {
			notices = append(notices, schema.NewNotice{Kind: casework.NoticeSweepOwing, Key: fmt.Sprintf("sweep/%s/%s/%s", plan, r.Unit, today),
				To: casework.Addressee{Unit: r.Unit, Role: casework.PostHead}})
		}
	}
	return len(notices), e.Ledger.PutNotices(ctx, casework.CaseID("sweep/"+plan), notices, now)
}
