package site

// rules.go: the policies in force: their versions, their ladders, what differs
// between two of them, and loading the next.

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
)

func (s *Site) routesRules(mux *http.ServeMux) {
	s.page(mux, "GET /rules", s.showPolicies)
	s.page(mux, "GET /rules/policies/{kind}/{version}", s.showPolicy)
	s.page(mux, "POST /rules/policies", s.loadPolicy)
	s.page(mux, "GET /rules/calendar", s.showHolidays)
	s.page(mux, "POST /rules/calendar", s.loadCalendar)
	s.page(mux, "GET /rules/calendar/jobs/{job}", s.showCalendarJob)
	s.page(mux, "GET /rules/schedules", s.showSchedules)
	s.page(mux, "POST /rules/schedules/{id}/{act}", s.actOnSchedule)
	s.page(mux, "GET /rules/simulate", s.showSimulate)
	s.page(mux, "POST /rules/simulate", s.sparingly(s.startSimulate))
	s.page(mux, "GET /rules/simulate/{job}", s.showSimulation)
}

// policiesBody is what the list of policies shows.
type policiesBody struct {
	Kinds []policyKind
	May   bool   // load the next
	Text  string // as typed
	Error string
	Check *engine.PolicyCheck
	Diff  []changeWords // of the check
}

// policyKind is a kind with its versions, the newest first.
type policyKind struct {
	Kind     casework.Kind
	Versions []*casework.Policy
}

func (s *Site) showPolicies(w http.ResponseWriter, r *request) error {
	return s.renderPolicies(w, r, http.StatusOK, policiesBody{})
}

func (s *Site) renderPolicies(w http.ResponseWriter, r *request, status int, body policiesBody) error {
	list, err := s.engine.Ledger.Policies(r.Context())
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		k := policyKind{Kind: kind}
		for _, p := range slices.Backward(list) {
			if p.Kind == kind {
				k.Versions = append(k.Versions, p)
			}
		}
		body.Kinds = append(body.Kinds, k)
	}
	_, err = casework.AuthoriseOperating(r.viewer.By)
	body.May = err == nil
	s.render(w, r, status, "rules", "web.nav.rules", body)
	return nil
}

// loadPolicy checks a document and, once its reader has seen what it changes,
// puts it in force.
func (s *Site) loadPolicy(w http.ResponseWriter, r *request) error {
	if _, err := casework.AuthoriseOperating(r.viewer.By); err != nil {
		return err
	}
	text, err := documentOf(r)
	if err != nil {
		return err
	}
	body := policiesBody{Text: text}
	if body.Check, err = r.viewer.CheckPolicy(r.Context(), []byte(text)); err == nil {
		body.Diff = wordsOf(r, body.Check.Before, body.Check.Policy, body.Check.Changes)
		if r.PostFormValue("load") == "1" {
			var p *casework.Policy
			if p, err = r.viewer.LoadPolicy(r.Context(), []byte(text)); err == nil {
				s.notice(r, "web.rules.loaded", r.say("kind."+string(p.Kind)), strconv.Itoa(p.Version))
				redirect(w, r, policyPath(p))
				return nil
			}
		}
	}
	if err == nil {
		return s.renderPolicies(w, r, http.StatusOK, body)
	}
	e := shown(err)
	if e.Code != casework.CodeInvalid && e.Code != casework.CodeConflict {
		return err
	}
	body.Error = r.text(e)
	return s.renderPolicies(w, r, statuses[e.Code], body)
}

func policyPath(p *casework.Policy) string {
	return "/rules/policies/" + string(p.Kind) + "/" + strconv.Itoa(p.Version)
}

// documentOf gives a document that was typed or uploaded; a file goes first.
func documentOf(r *request) (string, error) {
	if err := r.ParseMultipartForm(maxForm); err != nil { //nolint:gosec // the chain bounds every body
		if err := r.ParseForm(); err != nil {
			return "", casework.Wrap(casework.CodeInvalid, err, "invalid.form")
		}
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return strings.ReplaceAll(r.PostFormValue("document"), "\r\n", "\n"), nil
	}
	defer func() { _ = file.Close() }() // of a request
	text, err := io.ReadAll(file)
	if err != nil {
		return "", casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	if len(text) == 0 {
		return strings.ReplaceAll(r.PostFormValue("document"), "\r\n", "\n"), nil
	}
	return string(text), nil
}

// policyBody is what a version's page shows.
type policyBody struct {
	*casework.Policy
	Versions []int
	Against  int // compared with this version, 0 for none
	Diff     []changeWords
	Running  int
	Rungs    []rungStep
}

// rungStep is a rung as the figure of the ladder draws it.
type rungStep struct {
	casework.Rung
	X, Y, H int
	Before  int // working days before the due date; 0 behind it
}

// Measures of the figure of the ladder.
const (
	rungWidth = 60
	rungRise  = 14
)

// stairs lays a ladder out as a stair.
func stairs(ladder []casework.Rung) []rungStep {
	out := make([]rungStep, len(ladder))
	for i, rung := range ladder {
		height := (i + 1) * rungRise
		out[i] = rungStep{Rung: rung, X: i * rungWidth, Y: len(ladder)*rungRise - height, H: height, Before: max(-rung.At, 0)}
	}
	return out
}

// Width and Height of the figure of the ladder.
func (b policyBody) Width() int { return max(len(b.Rungs), 1) * rungWidth }

// Height gives the figure's height, with a line of text above the highest rung.
func (b policyBody) Height() int { return len(b.Rungs)*rungRise + 16 }

func (s *Site) showPolicy(w http.ResponseWriter, r *request) error {
	kind := casework.Kind(r.PathValue("kind"))
	version, err := strconv.Atoi(r.PathValue("version"))
	if err != nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	list, err := s.engine.Ledger.Policies(r.Context())
	if err != nil {
		return err
	}
	body := policyBody{}
	against, _ := strconv.Atoi(r.URL.Query().Get("against")) // nothing: the version before
	var other *casework.Policy
	for _, p := range list {
		if p.Kind != kind {
			continue
		}
		body.Versions = append(body.Versions, p.Version)
		switch {
		case p.Version == version:
			body.Policy = p
		case p.Version == against, against == 0 && p.Version == version-1:
			other = p
		}
	}
	if body.Policy == nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.policy", casework.PolicyRef{Kind: kind, Version: version}.Named())
	}
	if other != nil {
		body.Against, body.Diff = other.Version, wordsOf(r, other, body.Policy, casework.Diff(other, body.Policy))
	}
	running, err := s.engine.Ledger.Running(r.Context(), kind)
	if err != nil {
		return err
	}
	for _, v := range running.Versions {
		if v.Version == version {
			body.Running = v.Cases
		}
	}
	body.Rungs = stairs(body.Ladder)
	s.render(w, r, http.StatusOK, "policy", "web.nav.rules", body)
	return nil
}
