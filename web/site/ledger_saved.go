package site

// ledger_saved.go: views of the ledger kept under a name, and the picker of units.

import (
	"net/http"
	"strconv"

	"duban/casework"
	"duban/engine"
)

func (s *Site) saveView(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	at := localPath(r.PostForm.Get("at"))
	if err := r.viewer.SaveView(r.Context(), r.PostForm.Get("name"), at, casework.UnitID(r.PostForm.Get("unit"))); err != nil {
		return err
	}
	s.notice(r, "web.saved.kept", r.PostForm.Get("name"))
	redirect(w, r, at)
	return nil
}

func (s *Site) dropView(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.view")
	}
	if err := r.viewer.DropView(r.Context(), id); err != nil {
		return err
	}
	s.notice(r, "web.saved.dropped")
	redirect(w, r, localPath(r.PostForm.Get("at")))
	return nil
}

// unitsBody is what the picker of units shows.
type unitsBody struct {
	engine.UnitBranch
	Search string
}

func (s *Site) showUnits(w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	body := unitsBody{r.viewer.Branch(casework.UnitID(q.Get("at")), q.Get("unit")), q.Get("unit")}
	s.renderPart(w, r, "ledger", "units", body)
	return nil
}
