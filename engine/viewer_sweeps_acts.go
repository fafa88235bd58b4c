package engine

// viewer_sweeps_acts.go: what a person does in a sweep: answer for a unit, many
// standards at once; spread what was found; remind; open a sweep from a workbook
// that was put up and looked at.

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// SweepAnswer is what somebody typed for a standard. Key makes a repeated click
// harmless, Seen is the newest answer that they knew.
type SweepAnswer struct {
	Standard string
	Found    bool
	Text     string // what was looked at; of a problem, what is wrong
	Measure  string
	Due      calendar.Date
	Person   casework.PersonID
	Key      string
	Seen     int64
}

// AnswerTaken is what came of it.
type AnswerTaken struct {
	Standard string
	Case     casework.CaseID // of a problem
	Err      error
}

// AnswerSweep takes in what was typed for a unit, each standard for itself: what is
// refused of one keeps none of the others back. Who may not answer for the unit is
// refused as a whole.
func (v *Viewer) AnswerSweep(ctx context.Context, plan string, unit casework.UnitID, list []SweepAnswer) ([]AnswerTaken, error) {
	a, err := v.e.answering(ctx, v.By, plan, unit)
	if err == nil {
		err = v.answers(a.actor, unit)
	}
	if err != nil {
		return nil, v.refused(ctx, "", "sweep "+plan+" "+string(unit), err)
	}
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]AnswerTaken, len(list))
	opened := false
	for i, one := range list {
		out[i].Standard = one.Standard
		seen := &schema.Known{ID: one.Seen}
		if standard, err := a.standard(one.Standard); err == nil { // else it is refused below
			seen.GivenBy = v.givers(rows, unit, &standard)
		}
		if !one.Found {
			out[i].Err = v.e.answerNone(ctx, a, one.Standard, one.Text, one.Key, seen)
			continue
		}
		out[i].Case, out[i].Err = v.e.answerFound(ctx, a, SelfFound{Standard: one.Standard, Unit: unit, Problem: one.Text, Measure: one.Measure,
			Due: one.Due, Person: one.Person, Key: one.Key, Seen: seen})
		opened = opened || out[i].Err == nil
	}
	if opened {
		// They are in the ledger: what does not start now is started by any worker.
		if _, err := v.e.StartPending(ctx, plan, nil); err != nil {
			v.e.logger().Warn("sweep: cases wait to be started", "plan", plan, "error", err)
		}
	}
	return out, nil
}

// SpreadProblem gives a problem that one unit found, and that the person sees, to
// others too: see [Engine.Spread].
func (v *Viewer) SpreadProblem(ctx context.Context, plan string, like casework.CaseID, units []casework.UnitID, due calendar.Date) ([]casework.CaseID, error) {
	if due.IsZero() {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.spread_due")
	}
	if _, err := v.See(ctx, like); err != nil { // its words are handed on
		return nil, err
	}
	if err := v.asksIn(ctx, plan, units); err != nil {
		return nil, v.refused(ctx, like, "sweep spread", err)
	}
	ids, err := v.e.Spread(ctx, v.By, plan, like, units, due)
	return ids, v.refused(ctx, like, "sweep spread", err)
}

// RemindSweep tells those who have not answered, once a day: see [Engine.RemindSweep].
func (v *Viewer) RemindSweep(ctx context.Context, plan string) (int, error) {
	err := v.asksIn(ctx, plan, nil)
	if err != nil {
		return 0, v.refused(ctx, "", "sweep remind "+plan, err)
	}
	n, err := v.e.RemindSweep(ctx, v.By, plan, v.now)
	return n, v.refused(ctx, "", "sweep remind "+plan, err)
}

// WithdrawSweep withdraws a sweep that was opened by mistake: see [Engine.WithdrawSweep].
func (v *Viewer) WithdrawSweep(ctx context.Context, plan, reason string) error {
	err := v.asksIn(ctx, plan, nil)
	if err == nil {
		err = v.e.WithdrawSweep(ctx, v.By, plan, reason, v.now)
	}
	return v.refused(ctx, "", "sweep withdraw "+plan, err)
}

// asksIn refuses who may not ask units of a sweep for something, all of its units
// where none are named.
func (v *Viewer) asksIn(ctx context.Context, plan string, units []casework.UnitID) error {
	sweep, err := v.e.Ledger.Screening(ctx, plan)
	if err != nil {
		return err
	}
	seats, err := v.e.seats(ctx)
	if err != nil {
		return err
	}
	if len(units) == 0 {
		units = sweep.Units
	}
	return v.asks(seats, units)
}

// kindStandards is the kind of a workbook of standards that was put up.
const kindStandards = "standards"

// SweepColumns gives the units that a new sweep can ask, to somebody who may open
// one for all of them.
func (v *Viewer) SweepColumns(ctx context.Context) ([]casework.Column, error) {
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.asks(activities.SeatsIn(rows), columnsIn(rows)); err != nil {
		return nil, err
	}
	list, err := v.e.Ledger.Columns(ctx)
	out := make([]casework.Column, len(list))
	for i, u := range list {
		out[i] = casework.Column{ID: u.ID, Name: u.Name}
	}
	return out, err
}

// PutStandards keeps a workbook of standards for its preview and gives its ID. One
// with faults is not kept: its findings come back as a [*ledgerfile.Findings].
func (v *Viewer) PutStandards(ctx context.Context, name string, content []byte) (string, error) {
	if _, err := v.SweepColumns(ctx); err != nil {
		return "", err
	}
	if _, err := readStandards(content); err != nil {
		return "", err
	}
	return v.keepImport(ctx, schema.ImportFile{Name: clipName(name), Kind: kindStandards}, content)
}

func readStandards(content []byte) (*ledgerfile.Standards, error) {
	file, err := ledgerfile.ReadStandardsFrom(bytes.NewReader(content), int64(len(content)), ledgerfile.Options{})
	if err != nil {
		return nil, readable(err)
	}
	return file, nil
}

// StandardsPreview is a workbook that was put up, row by row.
type StandardsPreview struct {
	File    schema.ImportFile
	Title   string
	Rows    []StandardsRow // those with faults first
	Faults  int
	Classes int
	Columns []casework.Column // who can be asked
}

// StandardsRow is a row with what is wrong with it.
type StandardsRow struct {
	ledgerfile.StandardRow
	Fault *casework.Error
}

// PreviewStandards tells row by row what a workbook would ask. One that has been
// opened has no rows any more.
func (v *Viewer) PreviewStandards(ctx context.Context, id string) (*StandardsPreview, error) {
	columns, err := v.SweepColumns(ctx)
	if err != nil {
		return nil, err
	}
	p, file, err := v.standards(ctx, id)
	if err != nil || file == nil {
		return p, err
	}
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	p.Columns, p.Title = columns, file.Title
	classes := map[string]bool{}
	for _, r := range file.Rows {
		classes[r.Class] = true
		row := StandardsRow{StandardRow: r}
		if err := standardFault(rows, r); errors.As(err, &row.Fault) {
			p.Faults++
		}
		p.Rows = append(p.Rows, row)
	}
	p.Classes = len(classes)
	slices.SortStableFunc(p.Rows, func(a, b StandardsRow) int {
		switch {
		case (a.Fault == nil) == (b.Fault == nil):
			return 0
		case a.Fault != nil:
			return -1
		}
		return 1
	})
	return p, nil
}

// standards reads a workbook that was put up; nil when its sweep is open.
func (v *Viewer) standards(ctx context.Context, id string) (*StandardsPreview, *ledgerfile.Standards, error) {
	f, err := v.e.importFile(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if f.Kind != kindStandards {
		return nil, nil, casework.Errorf(casework.CodeNotFound, "notfound.import")
	}
	p := &StandardsPreview{File: f}
	if f.State == schema.ImportDone {
		return p, nil, nil
	}
	content, err := v.e.importContent(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	file, err := readStandards(content)
	return p, file, err
}

// OpenSweep opens the sweep of a workbook that was put up, and gives its ID. Asked
// again, it is the sweep that was opened then. A day that has passed is refused: what
// was on paper is entered on the command line.
func (v *Viewer) OpenSweep(ctx context.Context, id string, o SweepOpening) (string, error) {
	if _, err := v.SweepColumns(ctx); err != nil {
		return "", v.refused(ctx, "", "sweep open", err)
	}
	p, file, err := v.standards(ctx, id)
	if err != nil {
		return "", err
	}
	if file == nil {
		return p.File.Plan, nil
	}
	if len(o.Units) == 0 {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.sweep_nobody")
	}
	if !o.Due.IsZero() && o.Due.Before(v.Today) {
		return "", casework.Errorf(casework.CodeRefused, "refused.date_past", o.Due.String())
	}
	o.File = file
	if opened, err := v.e.OpenSweep(ctx, v.By, o); err != nil && !v.openedBefore(ctx, err, opened) {
		return "", err
	}
	if err := v.e.Ledger.PlaceImport(ctx, id, o.Plan); err != nil {
		return "", err
	}
	return o.Plan, v.e.Ledger.EndImport(ctx, id, v.now)
}

// openedBefore tells whether a sweep that exists is the one just asked for: a click
// beside this one, or before a process was killed, opened it.
func (v *Viewer) openedBefore(ctx context.Context, err error, asked schema.Screening) bool {
	if casework.CodeOf(err) != casework.CodeConflict {
		return false
	}
	there, err := v.e.Ledger.Screening(ctx, asked.Plan)
	return err == nil && there.By == asked.By && there.Due == asked.Due && there.Title == asked.Title && slices.Equal(there.Units, asked.Units)
}
