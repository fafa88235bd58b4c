package site

// sweeps_open.go: opening a sweep: the workbook of standards is put up, shown row by
// row, and opened with its day and its units.

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
)

// sweepsBody is the list of sweeps, and how a new one begins.
type sweepsBody struct {
	Sweeps   []*engine.SweepSeen
	Gone     []*engine.SweepSeen // that were withdrawn
	MayOpen  bool
	Most     int64                // MiB
	Findings []ledgerfile.Finding // of a file that was not taken
	MoreOf   int
	Name     string // its
	Error    string
}

func (s *Site) showSweeps(w http.ResponseWriter, r *request) error {
	if id := r.URL.Query().Get("file"); id != "" {
		return s.renderOpening(w, r, http.StatusOK, openingForm{File: id}, "")
	}
	return s.renderSweeps(w, r, http.StatusOK, sweepsBody{})
}

func (s *Site) renderSweeps(w http.ResponseWriter, r *request, status int, body sweepsBody) error {
	all, err := r.viewer.Sweeps(r.Context())
	if err != nil {
		return err
	}
	body.Sweeps, body.Gone = gone(all, sweepGone, false), gone(all, sweepGone, true)
	_, refusal := r.viewer.SweepColumns(r.Context())
	if refusal != nil && casework.CodeOf(refusal) != casework.CodeForbidden {
		return refusal
	}
	body.MayOpen, body.Most = refusal == nil, engine.MaxImport>>20
	s.render(w, r, status, "sweeps", "web.nav.sweeps", body)
	return nil
}

func (s *Site) putStandards(w http.ResponseWriter, r *request) error {
	if _, err := r.viewer.SweepColumns(r.Context()); err != nil { // before a byte of the file is read
		return err
	}
	name, content, err := fileOf(r)
	if err != nil {
		return err
	}
	if name == "" {
		return s.renderSweeps(w, r, http.StatusUnprocessableEntity, sweepsBody{Error: r.say("invalid.upload_missing")})
	}
	id, err := r.viewer.PutStandards(r.Context(), name, content)
	if err == nil {
		redirect(w, r, "/sweeps?file="+url.QueryEscape(id))
		return nil
	}
	body := sweepsBody{Name: name}
	var findings *ledgerfile.Findings
	if errors.As(err, &findings) {
		body.Findings, body.MoreOf = findings.List, findings.MoreErrors+findings.MoreWarnings
		return s.renderSweeps(w, r, http.StatusUnprocessableEntity, body)
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	body.Error = reason
	return s.renderSweeps(w, r, status, body)
}

// openingForm is what was typed to open a sweep.
type openingForm struct {
	File, Plan, Due string
	Units           []string
	Typed           bool
}

// Asks tells whether a unit is ticked: all are, before somebody has chosen.
func (f openingForm) Asks(unit casework.UnitID) bool {
	return !f.Typed || slices.Contains(f.Units, string(unit))
}

// sweepOpeningBody is a workbook as it would be opened.
type sweepOpeningBody struct {
	*engine.StandardsPreview

	Form  openingForm
	Error string
}

func (s *Site) renderOpening(w http.ResponseWriter, r *request, status int, form openingForm, reason string) error {
	preview, err := r.viewer.PreviewStandards(r.Context(), form.File)
	if err != nil {
		return err
	}
	if preview.Rows == nil { // it is open
		redirect(w, r, sweepAddress(preview.File.Plan))
		return nil
	}
	if !form.Typed {
		form.Plan = "DPC-" + strconv.Itoa(r.viewer.Today.Year)
	}
	s.render(w, r, status, "sweep_open", "web.sweep.open", sweepOpeningBody{StandardsPreview: preview, Form: form, Error: reason})
	return nil
}

func (s *Site) openSweep(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	form := openingForm{File: q.Get("file"), Plan: strings.TrimSpace(q.Get("plan")), Due: q.Get("due"), Units: q["unit"], Typed: true}
	due, err := dayTyped(form.Due, r.viewer.Today)
	plan := ""
	if err == nil {
		units := make([]casework.UnitID, len(form.Units))
		for i, u := range form.Units {
			units[i] = casework.UnitID(u)
		}
		plan, err = r.viewer.OpenSweep(r.Context(), form.File, engine.SweepOpening{Plan: form.Plan, Due: due, Units: units})
	}
	if err == nil {
		redirect(w, r, sweepAddress(plan))
		return nil
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	return s.renderOpening(w, r, status, form, reason)
}
