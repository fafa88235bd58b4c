package site

// obligations.go: dated obligations: what is owed when, by unit, and one of them
// with what was entered, told and raised of it.

import (
	"net/http"
	"net/url"
	"strconv"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine"
	"duban/schema"
)

func (s *Site) routesObligations(mux *http.ServeMux) {
	s.page(mux, "GET /obligations", s.showObligations)
	s.page(mux, "POST /obligations", s.enterObligation)
	s.page(mux, "GET /obligations/new", s.askObligation)
	s.page(mux, "POST /obligations/look", s.lookAtObligations)
	s.page(mux, "GET /obligations/rules", s.showObligationRules)
	s.page(mux, "POST /obligations/rules", s.loadObligationRules)
	s.page(mux, "GET /obligations/of/{no}", s.showObligation)
	s.page(mux, "POST /obligations/of/{no}", s.changeObligation)
	s.page(mux, "POST /obligations/of/{no}/settle", s.settleObligation)
	s.page(mux, "POST /obligations/of/{no}/take-back", s.takeSettlementBack)
}

const obligationsPerPage = 50

// The states that the list offers; the empty one is what is owed.
const (
	obligationsAll     = "all"
	obligationsSettled = "settled"
	obligationsOverdue = "overdue"
	obligationsSoon    = "soon"
)

// soonDays is how far "soon" looks ahead.
const soonDays = 30

var obligationStates = []string{obligationsOverdue, obligationsSoon, obligationsSettled, obligationsAll}

// obligationFilter is the filter as the address says it.
type obligationFilter struct{ Unit, State, Kind, Until, Text string }

func (f obligationFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"unit": f.Unit, "state": f.State, "kind": f.Kind, "until": f.Until, "text": f.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// Narrowed tells whether anything is filtered.
func (f obligationFilter) Narrowed() bool { return f != obligationFilter{} }

// asked gives the filter as the ledger takes it.
func (f obligationFilter) asked(r *request) (schema.ObligationAsked, error) {
	a := schema.ObligationAsked{Kind: f.Kind, Text: f.Text, Limit: obligationsPerPage}
	var err error
	if a.Unit, err = r.viewer.UnitNamed(r.Context(), f.Unit); err != nil {
		return a, err
	}
	if a.Until, err = dayTyped(f.Until, r.viewer.Today); err != nil {
		return a, err
	}
	if a.After, err = schema.ReadObligationKey(r.URL.Query().Get(paramAfter)); err != nil {
		return a, err
	}
	until := func(day calendar.Date) {
		if a.Until.IsZero() || day.Before(a.Until) {
			a.Until = day
		}
	}
	switch f.State {
	case obligationsAll:
	case obligationsSettled:
		a.Settled = true
	case obligationsOverdue:
		a.Open = true
		until(r.viewer.Today.AddDays(-1))
	case obligationsSoon:
		a.Open, a.From = true, r.viewer.Today
		until(r.viewer.Today.AddDays(soonDays))
	default:
		a.Open = true
	}
	return a, nil
}

// obligationsBody is what the list shows.
type obligationsBody struct {
	Filter   obligationFilter
	States   []string
	Kinds    []engine.ObligationKind
	Rows     []engine.ObligationLine
	Next     string
	Figures  []*obligation.Tally
	Total    *obligation.Tally
	Units    map[casework.UnitID]string
	MayEnter bool
	MayLook  bool
	Today    calendar.Date
}

func (s *Site) showObligations(w http.ResponseWriter, r *request) error {
	ctx, q := r.Context(), r.URL.Query()
	body := obligationsBody{States: obligationStates, MayLook: r.viewer.MayLook(), Today: r.viewer.Today,
		Filter: obligationFilter{Unit: q.Get("unit"), State: q.Get("state"), Kind: q.Get("kind"), Until: q.Get("until"), Text: q.Get("text")}}
	asked, err := body.Filter.asked(r)
	if err != nil {
		return err
	}
	var next schema.ObligationKey
	if body.Rows, next, err = r.viewer.Obligations(ctx, asked); err != nil {
		return err
	}
	if body.Kinds, err = r.viewer.ObligationKinds(ctx); err != nil {
		return err
	}
	if at := next.Text(); at != "" {
		more := body.Filter.query()
		more.Set(paramAfter, at)
		body.Next = "/obligations?" + more.Encode()
	}
	if r.part() && q.Get(paramAfter) != "" {
		s.renderPart(w, r, "obligations", "obligation-rows", body)
		return nil
	}
	figures, total, names, err := r.viewer.ObligationFigures(ctx)
	if err != nil {
		return err
	}
	for i := range figures {
		body.Figures = append(body.Figures, &figures[i])
	}
	body.Total, body.Units = &total, names
	if body.MayEnter, err = r.viewer.MayEnterLists(ctx); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "obligations", "obligation-list", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "obligations", "web.obligations.title", body)
	return nil
}

// Title gives what a kind is called.
func (b obligationsBody) Title(kind string) casework.Title { return kindTitle(b.Kinds, kind) }

func kindTitle(kinds []engine.ObligationKind, kind string) casework.Title {
	for _, k := range kinds {
		if k.Kind == kind {
			return k.Title
		}
	}
	return casework.Title{Zh: kind, En: kind}
}

// lookAtObligations looks at all of them now, as the schedule does daily.
func (s *Site) lookAtObligations(w http.ResponseWriter, r *request) error {
	cal, err := s.engine.Rules.Calendar(r.Context())
	if err != nil {
		return err
	}
	res, err := r.viewer.LookAtObligations(r.Context())
	if err != nil {
		return err
	}
	if working, _ := cal.Workday(r.viewer.Today); working {
		s.notice(r, "cli.obligations_looked", strconv.Itoa(res.Open), strconv.Itoa(res.Reminded), strconv.Itoa(res.Raised))
	} else {
		s.notice(r, "web.obligations.rest")
	}
	redirect(w, r, "/obligations")
	return nil
}

// obligationBody is what an obligation's page shows.
type obligationBody struct {
	*engine.ObligationPage
	Kinds  []engine.ObligationKind
	Form   obligationForm
	Settle settleForm
	Back   backForm
	Gone   map[int64]bool // entries whose settlement was taken back
	Error  string
	Today  calendar.Date
}

// Title gives what a kind is called.
func (b obligationBody) Title(kind string) casework.Title { return kindTitle(b.Kinds, kind) }

func (s *Site) obligationOf(r *request) (obligationBody, error) {
	body := obligationBody{Today: r.viewer.Today, Settle: settleForm{On: r.viewer.Today.String()}}
	var err error
	if body.ObligationPage, err = r.viewer.Obligation(r.Context(), r.PathValue("no")); err != nil {
		return body, err
	}
	body.Form, body.Gone = formOf(&body.ObligationEntry), map[int64]bool{}
	for _, e := range body.Entries {
		if e.TakesBack != 0 {
			body.Gone[e.TakesBack] = true
		}
	}
	body.Kinds, err = r.viewer.ObligationKinds(r.Context())
	return body, err
}

func (s *Site) showObligation(w http.ResponseWriter, r *request) error {
	body, err := s.obligationOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "obligation", "web.obligations.title", body)
	return nil
}

func obligationPath(no string) string { return "/obligations/of/" + url.PathEscape(no) }
