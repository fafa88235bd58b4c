package site

// household.go: one household's file (一户一档): its way, its help, its visits.
// Personal data come only when somebody asks for them with a purpose.

import (
	"net/http"

	"duban/casework"
	"duban/engine"
)

// householdBody is what a household's file shows.
type householdBody struct {
	*engine.HouseholdPage
	Conditions []casework.Condition
	Personal   *engine.Personal // asked for in this request, nil else
	Purpose    string
	Error      string
	MayVisit   *casework.Offer
	MayPropose *casework.Offer
}

// householdOf reads everything that a household's page shows.
func (s *Site) householdOf(r *request) (householdBody, error) {
	page, err := r.viewer.Household(r.Context(), casework.CaseID(r.PathValue("id")))
	if err != nil {
		return householdBody{}, err
	}
	b := householdBody{HouseholdPage: page}
	for i := range page.Offers {
		o := &page.Offers[i]
		switch {
		case o.Command == casework.CommandVisit:
			b.MayVisit = o
		case o.Command == casework.CommandSubmit && o.Task == 1:
			b.MayPropose = o
		}
	}
	if !page.State.Listed.IsZero() && !page.State.Done() {
		b.Conditions, err = r.viewer.Conditions(r.Context(), page, nil)
	}
	return b, err
}

func (s *Site) showHousehold(w http.ResponseWriter, r *request) error {
	body, err := s.householdOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "household", "web.household.title", body)
	return nil
}

// readPersonal answers with a household's personal data, once. Without a purpose,
// or without the right post, it answers with the reason.
func (s *Site) readPersonal(w http.ResponseWriter, r *request) error {
	body, err := s.householdOf(r)
	if err != nil {
		return err
	}
	body.Purpose = r.PostFormValue("purpose")
	personal, err := r.viewer.ReadPersonal(r.Context(), body.State.Case, body.Purpose)
	status := http.StatusOK
	if err != nil {
		text, code, ok := r.again(err)
		if !ok {
			return err
		}
		body.Error, status = text, code
	} else {
		body.Personal = &personal
	}
	if r.part() { // htmx swaps only what came well
		s.renderPart(w, r, "household", "personal", body)
		return nil
	}
	s.render(w, r, status, "household", "web.household.title", body)
	return nil
}
