package site

// sweeps_answer.go: a unit answers for its standards, many in one form. Each is
// taken for itself: what is refused comes back as it was typed, beside what was
// answered meanwhile.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
)

// answersBody is the form of a unit.
type answersBody struct {
	*engine.SweepSeen

	Unit    casework.UnitID
	Me      casework.PersonID
	Key     string // names the occasion: a repeated click answers once
	Groups  []answerGroup
	Left    int
	Own     bool                                // the unit's cases are the reader's to open;
	Cases   map[casework.CaseID]*casework.State // where they are not as such, those that are
	Error   string                              // of the form as a whole
	Refused bool                                // it holds what was typed
}

// answerGroup is a class of standards with how many are answered.
type answerGroup struct {
	No, Name string
	Done     int
	Rows     []answerRow
}

// answerRow is a standard with what was said, and what is being typed.
type answerRow struct {
	engine.SweepPlace

	Typed answerForm
	Error string
	Since []engine.SweepSaid // said while it was being typed
}

// answerForm is an answer as typed.
type answerForm struct{ State, Text, Problem, Measure, Due, Person, Seen string }

// The choices of an answer.
const (
	answerNone  = "none"
	answerFound = "found"
)

func (s *Site) answersOf(r *request, unit casework.UnitID) (answersBody, error) {
	seen, err := r.viewer.SweepSeen(r.Context(), r.PathValue("plan"))
	if err != nil {
		return answersBody{}, err
	}
	if unit == "" {
		unit = first(seen)
	}
	if !slices.Contains(seen.Answers, unit) {
		return answersBody{}, casework.Errorf(casework.CodeForbidden, "forbidden.answer", string(r.viewer.By.Person), string(unit))
	}
	key, err := freshKey()
	if err != nil {
		return answersBody{}, err
	}
	body := answersBody{SweepSeen: seen, Unit: unit, Me: r.viewer.By.Person, Key: key}
	body.Own = r.viewer.Sight.Unit(unit)
	var ids []casework.CaseID
	for _, p := range seen.OfUnit(unit) {
		for _, said := range p.Answers {
			if said.Case != "" && !body.Own {
				ids = append(ids, said.Case)
			}
		}
		if n := len(body.Groups); n == 0 || body.Groups[n-1].No != p.Standard.Class {
			body.Groups = append(body.Groups, answerGroup{No: p.Standard.Class, Name: p.Standard.ClassName})
		}
		at := &body.Groups[len(body.Groups)-1]
		at.Rows = append(at.Rows, answerRow{SweepPlace: p, Typed: answerForm{Seen: strconv.FormatInt(p.Last(), 10)}})
		if p.State.Answered() {
			at.Done++
		} else {
			body.Left++
		}
	}
	body.Cases, err = r.viewer.SeenCases(r.Context(), ids)
	return body, err
}

// first gives the unit whose form is shown unasked: the person's own, else the first
// that they may answer for.
func first(seen *engine.SweepSeen) casework.UnitID {
	for _, unit := range seen.Mine {
		if slices.Contains(seen.Answers, unit) {
			return unit
		}
	}
	if len(seen.Answers) > 0 {
		return seen.Answers[0]
	}
	return ""
}

func (s *Site) showAnswers(w http.ResponseWriter, r *request) error {
	body, err := s.answersOf(r, casework.UnitID(r.URL.Query().Get("unit")))
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "sweep_answer", "web.sweep.fill", body)
	return nil
}

func answerFormOf(q url.Values, no string) answerForm {
	get := func(field string) string { return q.Get(field + "/" + no) }
	return answerForm{State: get("state"), Text: get("text"), Problem: get("problem"), Measure: get("measure"), Due: get("due"),
		Person: get("person"), Seen: get("seen")}
}

// answer reads what was typed for a standard.
func (f answerForm) answer(r *request, no, key string) (engine.SweepAnswer, error) {
	out := engine.SweepAnswer{Standard: no, Found: f.State == answerFound, Text: strings.TrimSpace(f.Text), Key: "web/" + key + "/" + no}
	var err error
	if out.Seen, err = strconv.ParseInt(f.Seen, 10, 64); err != nil {
		return out, casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	if !out.Found {
		return out, nil
	}
	out.Text, out.Measure = strings.TrimSpace(f.Problem), strings.TrimSpace(f.Measure)
	if out.Due, err = dayTyped(f.Due, r.viewer.Today); err != nil {
		return out, err
	}
	out.Person, err = r.viewer.PersonNamed(r.Context(), f.Person)
	return out, err
}

func (s *Site) putAnswers(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return shownForm(err)
	}
	q, plan, unit := r.PostForm, r.PathValue("plan"), casework.UnitID(r.PostForm.Get("unit"))
	key := q.Get("key")
	if key == "" || len(key) > 64 {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	before, err := s.answersOf(r, unit) // refuses who may not, before anything is read
	if err != nil {
		return err
	}
	var list []engine.SweepAnswer
	typed, faults := map[string]answerForm{}, map[string]error{}
	for _, g := range before.Groups {
		for _, row := range g.Rows {
			form := answerFormOf(q, row.Standard.No)
			if form.State != answerNone && form.State != answerFound {
				continue
			}
			typed[row.Standard.No] = form
			one, err := form.answer(r, row.Standard.No, key)
			if err != nil {
				faults[row.Standard.No] = err
				continue
			}
			list = append(list, one)
		}
	}
	done, err := r.viewer.AnswerSweep(r.Context(), plan, before.Unit, list)
	if err != nil {
		return err
	}
	taken, found := 0, 0
	for _, a := range done {
		if a.Err != nil {
			faults[a.Standard] = a.Err
			continue
		}
		delete(typed, a.Standard)
		if taken++; a.Case != "" {
			found++
		}
	}
	if len(typed) == 0 && taken > 0 {
		s.notice(r, "web.sweep.sent", strconv.Itoa(taken), strconv.Itoa(found))
		redirect(w, r, sweepAddress(plan)+"/answer?unit="+url.QueryEscape(string(before.Unit)))
		return nil
	}
	return s.answersAgain(w, r, before.Unit, typed, faults, taken)
}

// answersAgain shows the form with what was not taken, and why.
func (s *Site) answersAgain(w http.ResponseWriter, r *request, unit casework.UnitID, typed map[string]answerForm, faults map[string]error, taken int) error {
	body, err := s.answersOf(r, unit)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	for g := range body.Groups {
		for i := range body.Groups[g].Rows {
			row := &body.Groups[g].Rows[i]
			form, was := typed[row.Standard.No]
			if !was {
				continue
			}
			e := shown(faults[row.Standard.No])
			if e.Code == casework.CodeInternal || e.Code == casework.CodeUnavailable {
				s.log.Error("an answer was not taken", "sweep", body.Plan, "standard", row.Standard.No, "error", e)
			}
			if e.Code == casework.CodeStale {
				status = http.StatusConflict
			}
			knew, _ := strconv.ParseInt(form.Seen, 10, 64) // what cannot be read knew nothing
			for _, said := range row.Answers {
				if said.ID > knew {
					row.Since = append(row.Since, said)
				}
			}
			form.Seen = row.Typed.Seen // the next try knows what is shown now
			row.Typed, row.Error = form, r.text(e)
		}
	}
	if body.Refused = true; len(typed) == 0 {
		body.Error = r.say("invalid.answers_none")
	} else {
		body.Error = r.say("web.sweep.partly", strconv.Itoa(taken), strconv.Itoa(len(typed)))
	}
	s.render(w, r, status, "sweep_answer", "web.sweep.fill", body)
	return nil
}
