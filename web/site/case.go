package site

// case.go: one case: where it stands, with whom, until when and why, what
// happened, and what its reader may do.

import (
	"net/http"

	"github.com/google/uuid"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// caseBody is what a case's page shows.
type caseBody struct {
	*engine.CasePage
	Events []casework.Event // the newest first
	Slips  []casework.Slip
	Form   actForm // what was typed and not taken
	Error  string  // why not
	Since  []casework.Event
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

// caseOf reads everything that a case's page shows.
func (s *Site) caseOf(r *request) (caseBody, error) {
	id := casework.CaseID(r.PathValue("id"))
	page, err := r.viewer.Case(r.Context(), id)
	if err != nil {
		return caseBody{}, err
	}
	body := caseBody{CasePage: page}
	if body.Events, err = s.engine.Ledger.Events(r.Context(), id); err != nil {
		return body, err
	}
	if body.Slips, err = s.engine.Ledger.Slips(r.Context(), id); err != nil {
		return body, err
	}
	fresh, err := uuid.NewV7()
	if err != nil {
		return body, err
	}
	body.Form = actForm{ID: fresh.String(), Seq: page.State.Seq}
	return body, nil
}

// OffersFor gives the offers of one task (0 = of the whole case).
func (b caseBody) OffersFor(task int) []casework.Offer {
	var out []casework.Offer
	for _, o := range b.Offers {
		if o.Task == task {
			out = append(out, o)
		}
	}
	return out
}
