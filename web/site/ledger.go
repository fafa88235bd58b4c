package site

// ledger.go: the list of tasks, filtered by its address and paged by key.

import (
	"net/http"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// linesPerPage is how many tasks a page of the ledger shows.
const linesPerPage = 50

// ledgerBody is what the ledger page shows.
type ledgerBody struct {
	Filter filter
	Plans  []schema.Plan
	Stages []casework.Stage
	Kinds  []casework.Kind
	Lights []casework.Light
	Lines  []engine.Line
	Next   string // address of the next page, "" on the last
}

var (
	openStages = []casework.Stage{casework.StageAssign, casework.StageAct, casework.StageVerify, casework.StageClose}
	kinds      = []casework.Kind{casework.KindMeasure, casework.KindHousehold, casework.KindFinding, casework.KindDirective}
	lights     = []casework.Light{casework.LightRed, casework.LightYellow, casework.LightBlue, casework.LightGreen}
)

func (s *Site) showLedger(w http.ResponseWriter, r *request) error {
	f := filterOf(r.URL.Query())
	asked, err := f.of(r.viewer.Today)
	if err != nil {
		return err
	}
	asked.Limit = linesPerPage
	if f.Slip != "" {
		asked.Keep = r.viewer.OnRung(r.Context(), f.Slip)
	}
	lines, next, err := r.viewer.Lines(r.Context(), asked, casework.Light(f.Light))
	if err != nil {
		return err
	}
	body := ledgerBody{Filter: f, Stages: openStages, Kinds: kinds, Lights: lights, Lines: lines}
	if !next.IsZero() {
		q := f.query()
		q.Set(paramAfter, keyText(next))
		body.Next = "/cases?" + q.Encode()
	}
	if r.part() && f.After != "" {
		s.renderPart(w, r, "ledger", "rows", body)
		return nil
	}
	if body.Plans, err = s.engine.Ledger.Plans(r.Context()); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "ledger", "web.nav.ledger", body)
	return nil
}
