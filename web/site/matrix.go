package site

// matrix.go: the completion table of a plan.

import (
	"net/http"

	"duban/casework"
	"duban/schema"
)

// matrixBody is what the completion table's page shows.
type matrixBody struct {
	Plan  string
	Plans []schema.Plan
	Table casework.Table
}

func (s *Site) showMatrix(w http.ResponseWriter, r *request) error {
	body := matrixBody{Plan: r.URL.Query().Get("plan")}
	var err error
	if body.Plans, err = s.engine.Ledger.Plans(r.Context()); err != nil {
		return err
	}
	if body.Plan == "" && len(body.Plans) > 0 {
		body.Plan = body.Plans[0].ID
	}
	if body.Plan != "" {
		if body.Table, err = s.engine.Matrix(r.Context(), body.Plan, r.now); err != nil {
			return err
		}
	}
	s.render(w, r, http.StatusOK, "matrix", "web.nav.matrix", body)
	return nil
}
