package site

// sweeps_list.go: the list behind every figure of a sweep, and spreading what stands
// in it.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"duban/casework"
	"duban/engine"
)

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
	var err error
	if body.SweepSeen, err = r.viewer.SweepSeen(r.Context(), r.PathValue("plan")); err != nil {
		return body, err
	}
	for _, state := range statesIn(body.SweepSeen) {
		body.States = append(body.States, string(state))
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
