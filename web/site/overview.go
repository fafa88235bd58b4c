package site

// overview.go: the leader's cockpit.

import (
	"net/http"

	"duban/casework"
	"duban/engine"
)

// overviewBody is what the overview shows.
type overviewBody struct {
	Plan  string
	Table casework.Table
	Late  []engine.Line // the longest overdue
	Soon  []engine.Line // due this week
}

func (s *Site) showOverview(w http.ResponseWriter, r *request) error {
	body := overviewBody{}
	plans, err := s.engine.Ledger.Plans(r.Context())
	if err != nil {
		return err
	}
	if len(plans) > 0 {
		body.Plan = plans[0].ID
		if body.Table, err = s.engine.Matrix(r.Context(), body.Plan, r.now); err != nil {
			return err
		}
	}
	s.render(w, r, http.StatusOK, "overview", "web.nav.overview", body)
	return nil
}
