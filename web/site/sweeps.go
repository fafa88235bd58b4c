package site

// sweeps.go: the sweeps (大排查): how far each is, standards × units. The lists behind
// the figures are in sweeps_list.go, answers in sweeps_answer.go, opening in
// sweeps_open.go.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// routesSweeps are the pages of sweeps.
func (s *Site) routesSweeps(mux *http.ServeMux) {
	s.page(mux, "GET /sweeps", s.showSweeps)
	s.page(mux, "POST /sweeps", s.putStandards)
	s.page(mux, "POST /sweeps/open", s.openSweep)
	s.page(mux, "GET /sweeps/{plan}", s.showSweep)
	s.page(mux, "GET /sweeps/{plan}/list", s.showPlaces)
	s.page(mux, "GET /sweeps/{plan}/answer", s.showAnswers)
	s.page(mux, "POST /sweeps/{plan}/answer", s.putAnswers)
	s.page(mux, "POST /sweeps/{plan}/spread", s.spreadProblem)
	s.page(mux, "POST /sweeps/{plan}/remind", s.remindSweep)
	s.page(mux, "POST /sweeps/{plan}/withdraw", s.withdrawSweep)
}

func sweepAddress(plan string) string { return "/sweeps/" + url.PathEscape(plan) }

// sweepBody is a sweep's page.
type sweepBody struct {
	*engine.SweepSeen

	Unit, Class, State string // what is shown of it
	Columns            []casework.UnitID
	Groups             []sweepGroup
	Choices            []sweepGroup // every class, to choose from
	States             []engine.PlaceState
	Withdraw           withdrawForm
}

// sweepGroup is a class of standards.
type sweepGroup struct {
	No, Name string
	Lines    []sweepLine
}

// sweepLine is a standard with a cell for each column; nil where it is not seen.
type sweepLine struct {
	schema.Standard

	Cells []*engine.SweepPlace
}

func (s *Site) showSweep(w http.ResponseWriter, r *request) error {
	return s.renderSweep(w, r, http.StatusOK, withdrawForm{})
}

func (s *Site) renderSweep(w http.ResponseWriter, r *request, status int, withdraw withdrawForm) error {
	seen, err := r.viewer.SweepSeen(r.Context(), r.PathValue("plan"))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	body := sweepBody{SweepSeen: seen, Unit: q.Get("unit"), Class: q.Get("class"), State: q.Get("state"), States: statesIn(seen), Withdraw: withdraw}
	for _, row := range seen.Rows {
		if body.Unit == "" || string(row.Unit) == body.Unit {
			body.Columns = append(body.Columns, row.Unit)
		}
	}
	body.fill()
	if r.part() {
		s.renderPart(w, r, "sweep", "sweep-state", body)
		return nil
	}
	s.render(w, r, status, "sweep", "web.sweep.title", body)
	return nil
}

// statesIn gives the states in which a place of a sweep can stand for its reader: only
// one of several departments meets answers of others.
func statesIn(seen *engine.SweepSeen) []engine.PlaceState {
	if seen.Total.Others > 0 {
		return engine.PlaceStates
	}
	return slices.DeleteFunc(slices.Clone(engine.PlaceStates), func(s engine.PlaceState) bool { return s == engine.PlaceOthers })
}

// fill sorts the places into classes, standards and columns.
func (b *sweepBody) fill() {
	column := make(map[casework.UnitID]int, len(b.Columns))
	for i, u := range b.Columns {
		column[u] = i
	}
	for _, standard := range b.Standards {
		if n := len(b.Choices); n == 0 || b.Choices[n-1].No != standard.Class {
			b.Choices = append(b.Choices, sweepGroup{No: standard.Class, Name: standard.ClassName})
		}
	}
	var line *sweepLine
	keep := func() {
		asked := func(p *engine.SweepPlace) bool { return p != nil && (b.State == "" || string(p.State) == b.State) }
		if line == nil || !slices.ContainsFunc(line.Cells, asked) || (b.Class != "" && line.Class != b.Class) {
			return
		}
		if n := len(b.Groups); n == 0 || b.Groups[n-1].No != line.Class {
			b.Groups = append(b.Groups, sweepGroup{No: line.Class, Name: line.ClassName})
		}
		at := &b.Groups[len(b.Groups)-1]
		at.Lines = append(at.Lines, *line)
	}
	for i := range b.Places {
		p := &b.Places[i]
		if line == nil || line.No != p.Standard.No {
			keep()
			line = &sweepLine{Standard: p.Standard, Cells: make([]*engine.SweepPlace, len(b.Columns))}
		}
		if at, shown := column[p.Unit]; shown {
			line.Cells[at] = p
		}
	}
	keep()
}

func (s *Site) remindSweep(w http.ResponseWriter, r *request) error {
	plan := r.PathValue("plan")
	n, err := r.viewer.RemindSweep(r.Context(), plan)
	if err != nil {
		return err
	}
	s.notice(r, "web.sweep.reminded", strconv.Itoa(n))
	redirect(w, r, sweepAddress(plan))
	return nil
}
