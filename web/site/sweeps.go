package site

// sweeps.go: the sweeps (大排查): how far each is, standards × units, and the list
// behind every figure. Answers are in sweeps_answer.go, opening in sweeps_open.go.

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
	seen, err := r.viewer.SweepSeen(r.Context(), r.PathValue("plan"))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	body := sweepBody{SweepSeen: seen, Unit: q.Get("unit"), Class: q.Get("class"), State: q.Get("state"), States: engine.PlaceStates}
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
	s.render(w, r, http.StatusOK, "sweep", "web.sweep.title", body)
	return nil
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

// The groups of places that figures count, beside their states.
const (
	placesAnswered   = "answered"
	placesUnanswered = "unanswered"
	placesSome       = "some"     // something was found
	placesProblems   = "problems" // a row for each problem
	placesDone       = "done"     // a row for each that is closed
)

var placeGroups = []string{placesUnanswered, placesAnswered, placesSome, placesProblems, placesDone}

// placeRow is a row of a list: a place, or one of its problems.
type placeRow struct {
	*engine.SweepPlace

	Said []engine.SweepSaid
}

// rowsOf gives the rows of a list, of what is seen.
func rowsOf(seen *engine.SweepSeen, state string, unit casework.UnitID, standard string) []placeRow {
	var out []placeRow
	for i := range seen.Places {
		p := &seen.Places[i]
		if (unit != "" && p.Unit != unit) || (standard != "" && p.Standard.No != standard) {
			continue
		}
		switch state {
		case placesProblems, placesDone:
			for _, said := range p.Answers {
				counted := said.Case != "" && said.Stands != engine.StandingNone
				if counted && (state == placesProblems || said.Stands == engine.StandingClosed) {
					out = append(out, placeRow{p, []engine.SweepSaid{said}})
				}
			}
			continue
		case placesAnswered:
			if !p.State.Answered() {
				continue
			}
		case placesUnanswered:
			if p.State.Answered() {
				continue
			}
		case placesSome:
			if p.State != engine.PlaceFound && p.State != engine.PlaceClosed {
				continue
			}
		case "":
		default:
			if string(p.State) != state {
				continue
			}
		}
		out = append(out, placeRow{p, p.Answers})
	}
	return out
}

// placesPerPage is how many rows of a list are shown at once.
const placesPerPage = 100

// placesBody is the list behind a figure.
type placesBody struct {
	*engine.SweepSeen

	Unit, Standard, State string
	States                []string
	List                  []placeRow
	Count                 int
	Next                  string // address of the next rows
	Cases                 map[casework.CaseID]*casework.State
	Spread                spreadForm
	Error                 string
}

// spreadForm is what was typed to make others look for a problem too.
type spreadForm struct {
	Case  casework.CaseID
	Due   string
	Units []string
}

// Asks tells whether a unit is ticked: all are, before somebody has chosen.
func (f spreadForm) Asks(id casework.CaseID, unit casework.UnitID) bool {
	return f.Case != id || slices.Contains(f.Units, string(unit))
}

func (s *Site) placesOf(r *request, q url.Values) (placesBody, error) {
	body := placesBody{Unit: q.Get("unit"), Standard: q.Get("standard"), State: q.Get("state"), States: slices.Clone(placeGroups)}
	for _, state := range engine.PlaceStates {
		body.States = append(body.States, string(state))
	}
	var err error
	if body.SweepSeen, err = r.viewer.SweepSeen(r.Context(), r.PathValue("plan")); err != nil {
		return body, err
	}
	list := rowsOf(body.SweepSeen, body.State, casework.UnitID(body.Unit), body.Standard)
	body.Count = len(list)
	from := 0
	if text := q.Get(paramAfter); text != "" {
		if from, err = strconv.Atoi(text); err != nil || from < 0 {
			return body, casework.Errorf(casework.CodeInvalid, "invalid.page")
		}
	}
	list = list[min(from, len(list)):]
	if len(list) > placesPerPage {
		list = list[:placesPerPage]
		next := url.Values{paramAfter: {strconv.Itoa(from + placesPerPage)}}
		for name, value := range map[string]string{"unit": body.Unit, "standard": body.Standard, "state": body.State} {
			if value != "" {
				next.Set(name, value)
			}
		}
		body.Next = sweepAddress(body.Plan) + "/list?" + next.Encode()
	}
	body.List = list
	var ids []casework.CaseID
	for _, row := range list {
		for _, said := range row.Said {
			for _, id := range []casework.CaseID{said.Case, said.Like} {
				if id != "" && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	body.Cases, err = r.viewer.SeenCases(r.Context(), ids)
	return body, err
}

func (s *Site) showPlaces(w http.ResponseWriter, r *request) error {
	body, err := s.placesOf(r, r.URL.Query())
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "sweep_list", "web.sweep.list", body)
	return nil
}

// spreadProblem makes other units look for a problem too. What is refused comes back
// as it was typed.
func (s *Site) spreadProblem(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	form := spreadForm{Case: casework.CaseID(q.Get("case")), Due: q.Get("due"), Units: q["unit"]}
	plan := r.PathValue("plan")
	due, err := dayTyped(form.Due, r.viewer.Today)
	var cases []casework.CaseID
	if err == nil && len(form.Units) == 0 {
		err = casework.Errorf(casework.CodeInvalid, "invalid.sweep_nobody")
	}
	if err == nil {
		units := make([]casework.UnitID, len(form.Units))
		for i, u := range form.Units {
			units[i] = casework.UnitID(u)
		}
		cases, err = r.viewer.SpreadProblem(r.Context(), plan, form.Case, units, due)
	}
	if err == nil {
		s.notice(r, "web.sweep.spread_done", strconv.Itoa(len(cases)))
		redirect(w, r, sweepAddress(plan)+"/list?state="+placesProblems)
		return nil
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	body, err := s.placesOf(r, url.Values{"standard": {q.Get("standard")}, "state": {placesProblems}})
	if err != nil {
		return err
	}
	body.Spread, body.Error = form, reason
	s.render(w, r, status, "sweep_list", "web.sweep.list", body)
	return nil
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
