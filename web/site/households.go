package site

// households.go: villages, their households, and the two lists that take a
// household's ID number or give it to nobody.

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

// routesHouseholds are the pages of households at risk.
func (s *Site) routesHouseholds(mux *http.ServeMux) {
	s.page(mux, "GET /households", s.showHouseholds)
	s.page(mux, "GET /households/new", s.askClue)
	s.page(mux, "POST /households/new", s.putClue)
	s.page(mux, "GET /households/find", s.askForHousehold)
	s.page(mux, "POST /households/find", s.findHousehold)
	s.page(mux, "GET /households/publication", s.showPublication)
	s.page(mux, "GET /households/publication.xlsx", s.sparingly(s.writePublication))
	s.page(mux, "GET /households/{id}", s.showHousehold)
	s.page(mux, "POST /households/{id}/personal", s.readPersonal)
	s.page(mux, "GET /households/{id}/visit", s.askVisit)
	s.page(mux, "POST /households/{id}/visit", s.recordVisit)
	s.page(mux, "GET /households/{id}/eliminate", s.askElimination)
	s.page(mux, "POST /households/{id}/eliminate", s.proposeElimination)
}

const householdsPerPage = 50

// householdsBody is what the page of households shows.
type householdsBody struct {
	Filter     householdFilter
	Places     *engine.HouseholdPlaces
	Rows       []engine.HouseholdRow
	Categories []string
	Next       string
	MayEnter   bool // a clue
}

// householdFilter is the filter as the address says it.
type householdFilter struct{ Unit, Category, State, Text string }

func (f householdFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"unit": f.Unit, "category": f.Category, "state": f.State, "text": f.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// Narrowed tells whether anything besides the place is filtered.
func (f householdFilter) Narrowed() bool { return f.Category != "" || f.State != "" || f.Text != "" }

// The states that the list offers; the empty one is what is under way.
const (
	householdsAll   = "all"
	householdsEnded = "ended"
	householdsLate  = "late"
	householdsMine  = "mine"
)

func (s *Site) showHouseholds(w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	f := householdFilter{Unit: q.Get("unit"), Category: q.Get("category"), State: q.Get("state"), Text: q.Get("text")}
	asked := schema.HouseholdFilter{Unit: casework.UnitID(f.Unit), Category: f.Category, Text: f.Text,
		After: casework.CaseID(q.Get(paramAfter)), Limit: householdsPerPage}
	switch f.State {
	case householdsAll:
	case householdsEnded:
		asked.Ended = true
	case householdsLate:
		asked.Open, asked.Late = true, r.viewer.Today
	case householdsMine:
		asked.Open, asked.Helper = true, r.viewer.By.Person
	default:
		asked.Open = true
	}
	body := householdsBody{Filter: f, Categories: []string{"unstable", "marginal", "sudden"}, MayEnter: r.viewer.MayImportLedgers()}
	rows, next, err := r.viewer.Households(r.Context(), asked)
	if err != nil {
		return err
	}
	body.Rows = rows
	if next != "" {
		more := f.query()
		more.Set(paramAfter, string(next))
		body.Next = "/households?" + more.Encode()
	}
	if r.part() && asked.After != "" {
		s.renderPart(w, r, "households", "household-rows", body)
		return nil
	}
	if body.Places, err = r.viewer.HouseholdPlaces(r.Context(), asked.Unit); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "households", "web.nav.households", body)
	return nil
}

// findBody is the form that looks a household up by an ID number. The number
// itself is never sent back.
type findBody struct{ Purpose, Error string }

func (s *Site) askForHousehold(w http.ResponseWriter, r *request) error {
	s.render(w, r, http.StatusOK, "household_find", "web.household.find", findBody{})
	return nil
}

func (s *Site) findHousehold(w http.ResponseWriter, r *request) error {
	purpose := r.PostFormValue("purpose")
	id, err := r.viewer.FindHousehold(r.Context(), r.PostFormValue("number"), purpose)
	if err == nil {
		redirect(w, r, "/households/"+url.PathEscape(string(id)))
		return nil
	}
	text, status, ok := r.again(err)
	if casework.CodeOf(err) == casework.CodeNotFound {
		text, status, ok = r.text(err), http.StatusNotFound, true
	}
	if !ok {
		return err
	}
	s.render(w, r, status, "household_find", "web.household.find", findBody{Purpose: purpose, Error: text})
	return nil
}

// publicationBody is the list that is put up.
type publicationBody struct {
	Unit  string
	Lines []casework.Published
}

func (s *Site) publication(r *request) (publicationBody, error) {
	unit := r.URL.Query().Get("unit")
	list, err := r.viewer.PublicationList(r.Context(), casework.UnitID(unit))
	return publicationBody{Unit: unit, Lines: list}, err
}

func (s *Site) showPublication(w http.ResponseWriter, r *request) error {
	body, err := s.publication(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "publication", "web.household.publication", body)
	return nil
}

func (s *Site) writePublication(w http.ResponseWriter, r *request) error {
	body, err := s.publication(r)
	if err != nil {
		return err
	}
	if len(body.Lines) == 0 {
		return casework.Errorf(casework.CodeRefused, "refused.nothing_to_publish", body.Unit)
	}
	title := body.Unit + r.say("web.household.publication_title")
	var file bytes.Buffer
	if err := ledgerfile.WritePublicationTo(&file, title, body.Lines); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": title + ".xlsx"}))
	_, _ = w.Write(file.Bytes()) // the browser has gone: nobody to tell
	return nil
}
