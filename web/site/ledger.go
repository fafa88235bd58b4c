package site

// ledger.go: the list of tasks, filtered by its address and paged by key, and what
// all views of the ledger share.

import (
	"net/http"
	"net/url"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// linesPerPage is how many tasks a page of the ledger shows.
const linesPerPage = 50

// routesLedger are the paths of the ledger and its views.
func (s *Site) routesLedger(mux *http.ServeMux) {
	s.page(mux, "GET /cases", s.showLedger)
	s.page(mux, "GET /cases/tree", s.showTree)
	s.page(mux, "GET /cases/board", s.showBoard)
	s.page(mux, "GET /cases/calendar", s.showCalendar)
	s.page(mux, "GET /cases/timeline", s.showTimeline)
	s.page(mux, "GET /cases/export", s.sparingly(s.exportLedger))
	s.page(mux, "GET /cases/units", s.showUnits)
	s.page(mux, "POST /cases/views", s.saveView)
	s.page(mux, "POST /cases/views/{id}/drop", s.dropView)
}

// ledgerFrame is what all views of the ledger show round their own.
type ledgerFrame struct {
	At     string // the view's path
	Filter filter
	Plans  []schema.Plan
	Stages []casework.Stage
	Kinds  []casework.Kind
	Lights []casework.Light
	Steps  []casework.Step
	Saved  []schema.SavedView
	Me     casework.PersonID
	Units  []casework.UnitID // with which the reader may share
	Today  calendar.Date
	cells  *cells
}

// ledgerBody is what the ledger page shows.
type ledgerBody struct {
	ledgerFrame
	Columns []column
	All     []column // to choose from
	Lines   []engine.Line
	Next    string // address of the next page, "" on the last
}

var (
	openStages = []casework.Stage{casework.StageAssign, casework.StageAct, casework.StageVerify, casework.StageClose}
	kinds      = []casework.Kind{casework.KindMeasure, casework.KindHousehold, casework.KindFinding, casework.KindDirective}
	lights     = []casework.Light{casework.LightRed, casework.LightYellow, casework.LightBlue, casework.LightGreen}
)

// frame gives what all views of the ledger share, and what the filter asks for.
func (s *Site) frame(r *request, at string) (ledgerFrame, schema.Filter, error) {
	f := filterOf(r.URL.Query())
	frame := ledgerFrame{At: at, Filter: f, Stages: openStages, Kinds: kinds, Lights: lights, Me: r.viewer.By.Person,
		Units: r.viewer.OwnUnits(), Today: r.viewer.Today, cells: &cells{lang: r.lang}}
	asked, err := s.asked(r, f)
	if err != nil || r.part() {
		return frame, asked, err
	}
	if frame.Plans, err = r.viewer.PlansToChoose(r.Context()); err != nil {
		return frame, asked, err
	}
	if frame.Steps, err = r.viewer.Steps(r.Context()); err != nil {
		return frame, asked, err
	}
	frame.Saved, err = r.viewer.SavedViews(r.Context())
	return frame, asked, err
}

// asked gives the filter as the ledger takes it.
func (s *Site) asked(r *request, f filter) (schema.Filter, error) {
	asked, err := f.of(r.viewer.Today)
	if err != nil {
		return asked, err
	}
	if f.Person != "" {
		asked.Person, err = r.viewer.PersonCalled(r.Context(), strings.TrimSpace(f.Person))
	}
	return asked, err
}

func (s *Site) showLedger(w http.ResponseWriter, r *request) error {
	// Columns ticked in a form go into the address in one piece.
	if ticked := r.URL.Query()["col"]; len(ticked) > 0 {
		choice := strings.Join(ticked, ".")
		if choice == usualColumns {
			choice = ""
		}
		redirect(w, r, filterOf(r.URL.Query()).With("/cases", "columns", choice))
		return nil
	}
	frame, asked, err := s.frame(r, "/cases")
	if err != nil {
		return err
	}
	asked.Limit = linesPerPage
	if frame.Filter.Slip != "" {
		asked.Keep = r.viewer.OnRung(r.Context(), frame.Filter.Slip)
	}
	body := ledgerBody{ledgerFrame: frame, Columns: columnsOf(frame.Filter.Columns), All: ledgerColumns}
	var next schema.Key
	if body.Lines, next, err = r.viewer.Lines(r.Context(), asked, casework.Light(frame.Filter.Light)); err != nil {
		return err
	}
	if !next.IsZero() {
		body.Next = frame.Filter.With("/cases", paramAfter, next.Text())
	}
	if err := s.nameLeaders(r, body.cells, body.Columns, body.Lines); err != nil {
		return err
	}
	if r.part() && frame.Filter.After != "" {
		s.renderPart(w, r, "ledger", "rows", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "ledger", "web.nav.ledger", body)
	return nil
}

// nameLeaders looks up the names that the cells of a page need.
func (s *Site) nameLeaders(r *request, c *cells, columns []column, lines []engine.Line) (err error) {
	var ids []casework.PersonID
	for _, col := range columns {
		if col.Key != "leader" {
			continue
		}
		for i := range lines {
			ids = append(ids, lines[i].Parties.LeadLeader)
		}
		c.names, err = r.viewer.Names(r.Context(), ids)
	}
	return err
}

// Chosen tells whether a column is shown.
func (b ledgerBody) Chosen(key string) bool {
	for _, c := range b.Columns {
		if c.Key == key {
			return true
		}
	}
	return false
}

// Sorted gives the address of the list in the other order of a column, "" where no
// key allows one.
func (b ledgerBody) Sorted(key string) string {
	switch {
	case key == "case" && b.Filter.Sort != string(schema.OrderCase):
		return b.Filter.With("/cases", "sort", string(schema.OrderCase))
	case key == "due" && b.Filter.Sort == string(schema.OrderDue):
		return b.Filter.With("/cases", "sort", string(schema.OrderLatest))
	case key == "due":
		return b.Filter.With("/cases", "sort", "")
	}
	return ""
}

// Order tells in which order a column stands: ascending, descending or "".
func (b ledgerBody) Order(key string) string {
	switch {
	case key == "case" && b.Filter.Sort == string(schema.OrderCase), key == "due" && b.Filter.Sort == string(schema.OrderDue):
		return "ascending"
	case key == "due" && b.Filter.Sort == string(schema.OrderLatest):
		return "descending"
	}
	return ""
}

// viewAddress gives the address of a saved view: only its query is kept.
func viewAddress(v schema.SavedView) string {
	at, query, _ := strings.Cut(v.Query, "?")
	if !strings.HasPrefix(at, "/cases") {
		at = "/cases"
	}
	if _, err := url.ParseQuery(query); err != nil || query == "" {
		return at
	}
	return at + "?" + query
}

// Address gives where a saved view leads, for templates.
func (f ledgerFrame) Address(v schema.SavedView) string { return viewAddress(v) }
