package site

// case.go: one case: where it stands, with whom, until when and why, what
// happened, what it holds, and what its reader may do.

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// routesCase are the pages of one case.
func (s *Site) routesCase(mux *http.ServeMux) {
	s.page(mux, "GET /cases/{id}", s.showCase)
	s.page(mux, "GET /cases/{id}/news", s.showNews)
	s.page(mux, "GET /cases/{id}/clock/{task}", s.showClock)
	s.page(mux, "GET /cases/{id}/papers/{kind}/{no}", s.showPaper)
	s.page(mux, "GET /find/units", s.findUnits)
	s.page(mux, "GET /find/persons", s.findPersons)
	s.page(mux, "POST /cases/{id}/acts", s.act)

	s.page(mux, "GET /cases/{id}/evidence/{sum}", s.serveEvidence)
	s.page(mux, "POST /cases/{id}/uploads", s.startUpload)
	s.page(mux, "HEAD /cases/{id}/uploads/{upload}", s.showUpload)
	s.page(mux, "PATCH /cases/{id}/uploads/{upload}", s.appendUpload)
	s.page(mux, "DELETE /cases/{id}/uploads/{upload}", s.dropUpload)
}

// caseBody is what a case's page shows.
type caseBody struct {
	*engine.CasePage
	Events []casework.Event // the newest first
	Slips  []casework.Slip
	Pieces []engine.Piece
	Ready  []schema.Upload // what the reader has sent in and not handed in yet
	Form   actForm         // what was typed and not taken
	Error  string          // why not
	Since  []casework.Event
	Names  []string // whom a comment may name

	r *request
}

func (s *Site) showCase(w http.ResponseWriter, r *request) error {
	body, err := s.caseOf(r)
	if err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "case", "state", body)
		return nil
	}
	s.record(r, schema.AccessSaw, body.State.Case, "", false)
	s.renderCase(w, r, http.StatusOK, body)
	return nil
}

func (s *Site) renderCase(w http.ResponseWriter, r *request, status int, body caseBody) {
	s.render(w, r, status, "case", "web.case.title", body)
}

// showNews tells what has happened since a state, to somebody who is typing: their
// form is not taken away.
func (s *Site) showNews(w http.ResponseWriter, r *request) error {
	body, err := s.caseOf(r)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	if err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	body.Since = body.after(seen)
	s.renderPart(w, r, "case", "news", body)
	return nil
}

// caseOf reads everything that a case's page shows.
func (s *Site) caseOf(r *request) (caseBody, error) {
	ctx, id := r.Context(), casework.CaseID(r.PathValue("id"))
	page, err := r.viewer.Case(ctx, id)
	if err != nil {
		return caseBody{}, err
	}
	body := caseBody{CasePage: page, Events: slices.Clone(page.Events), r: r}
	slices.Reverse(body.Events)
	if body.Slips, err = s.engine.Ledger.Slips(ctx, id); err != nil {
		return body, err
	}
	slices.Reverse(body.Slips)
	if body.Pieces, err = r.viewer.Evidence(ctx, page.State, page.Events); err != nil {
		return body, err
	}
	if body.Ready, err = r.viewer.Ready(ctx, id); err != nil {
		return body, err
	}
	if body.may(casework.CommandComment) {
		for _, who := range r.viewer.Concerned(page) {
			body.Names = append(body.Names, page.Persons[who])
		}
	}
	body.Form, err = freshForm(page.State.Seq)
	return body, err
}

// may tells whether the reader may give a command now, to any task.
func (b caseBody) may(c casework.CommandType) bool {
	for _, o := range b.Offers {
		if o.Command == c && o.Shut == nil {
			return true
		}
	}
	return false
}

// after gives the events that came after a state, the newest first.
func (b caseBody) after(seq int64) []casework.Event {
	for i, e := range b.Events {
		if e.Seq <= seq {
			return b.Events[:i]
		}
	}
	return b.Events
}

// clockBody is the count behind a due date.
type clockBody struct {
	*engine.Explanation
	Case casework.CaseID
}

// showClock explains a due date day by day: a part of the case's page, fetched when
// somebody opens it, or a page of its own.
func (s *Site) showClock(w http.ResponseWriter, r *request) error {
	task, err := strconv.Atoi(r.PathValue("task"))
	if err != nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	id := casework.CaseID(r.PathValue("id"))
	why, err := r.viewer.Explain(r.Context(), id, task)
	if err != nil {
		return err
	}
	body := clockBody{why, id}
	if r.part() {
		s.renderPart(w, r, "clock", "days", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "clock", "web.clock.title", body)
	return nil
}

// foundBody is what a search while typing found.
type foundBody struct{ Found []string }

// findUnits gives the units that fit what is being typed into a form.
func (s *Site) findUnits(w http.ResponseWriter, r *request) error {
	return s.found(w, r, r.viewer.FindUnits, "unit", "share_unit")
}

// findPersons gives the persons who fit.
func (s *Site) findPersons(w http.ResponseWriter, r *request) error {
	return s.found(w, r, r.viewer.FindPersons, "person")
}

func (s *Site) found(w http.ResponseWriter, r *request, find func(context.Context, string) ([]string, error), fields ...string) error {
	q := r.URL.Query()
	for _, name := range fields {
		if text := q.Get(name); text != "" {
			list, err := find(r.Context(), text)
			if err != nil {
				return err
			}
			s.renderPart(w, r, "case", "found", foundBody{list})
			return nil
		}
	}
	s.renderPart(w, r, "case", "found", foundBody{})
	return nil
}
