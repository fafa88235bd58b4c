package site

// household_acts.go: the two forms that a helper fills in: a visit, and the
// proposal that a household's risk has ended.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// visitBody is the form of a visit.
type visitBody struct {
	householdBody
	Key, On, Text string
	Latest        calendar.Date
	Files         field
}

func visitOf(r *request, page householdBody, key string, f actForm, typed bool) visitBody {
	id := page.State.Case
	return visitBody{page, key, f.Date, f.Text, r.viewer.Today,
		photosField(r, "/cases/"+url.PathEscape(string(id))+"/evidence", id, page.Ready, typed, f.Uploads)}
}

func (s *Site) askVisit(w http.ResponseWriter, r *request) error {
	page, err := s.householdOf(r)
	if err != nil {
		return err
	}
	key, err := freshKey()
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "visit", "web.visit.title", visitOf(r, page, key, actForm{Date: r.viewer.Today.String()}, false))
	return nil
}

func (s *Site) recordVisit(w http.ResponseWriter, r *request) error {
	form, files, done, err := readActOn(r, casework.CaseID(r.PathValue("id")))
	if err != nil {
		return err
	}
	defer done()
	form.ID, form.Type, form.Task, form.Date = r.PostFormValue("key"), string(casework.CommandVisit), 1, r.PostFormValue("on")
	if err = s.give(r, casework.CaseID(r.PathValue("id")), &form, files); err == nil {
		s.notice(r, "web.visit.done", form.Date)
		redirect(w, r, householdPath(r)+"#visits")
		return nil
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	page, err := s.householdOf(r)
	if err != nil {
		return err
	}
	page.Error = reason
	key, err := freshKey() // a key that was refused stays refused
	if err != nil {
		return err
	}
	s.render(w, r, status, "visit", "web.visit.title", visitOf(r, page, key, form, true))
	return nil
}

func householdPath(r *request) string { return "/households/" + url.PathEscape(r.PathValue("id")) }

// eliminationBody is the form of a proposal.
type eliminationBody struct {
	householdBody
	Key, Mode, Income, From, To, Text, Reason            string
	Spending, Education, Medical, Housing, Water, Judged bool
}

func (s *Site) askElimination(w http.ResponseWriter, r *request) error {
	page, err := s.householdOf(r)
	if err != nil {
		return err
	}
	body := eliminationBody{householdBody: page, Mode: string(casework.ModeHelp), To: r.viewer.Today.String()}
	for _, c := range page.Conditions {
		if c.ID == "window" && len(c.Args) > 0 {
			body.From = c.Args[0]
		}
	}
	if body.Key, err = freshKey(); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "eliminate", "web.eliminate.title", body)
	return nil
}

func (s *Site) proposeElimination(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	b := eliminationBody{Key: q.Get("key"), Mode: q.Get("mode"), Income: q.Get("income"), From: q.Get("from"), To: q.Get("to"),
		Text: strings.TrimSpace(q.Get("text")), Reason: strings.TrimSpace(q.Get("reason")), Spending: q.Get("spending") == "1",
		Education: q.Get("education") == "1", Medical: q.Get("medical") == "1", Housing: q.Get("housing") == "1", Water: q.Get("water") == "1"}
	a, err := b.assessment(r.viewer.Today)
	if err == nil {
		_, err = r.viewer.Act(r.Context(), casework.CaseID(r.PathValue("id")), casework.Command{ID: casework.CommandID(b.Key),
			Type: casework.CommandSubmit, Task: 1, Text: b.Text, Reason: b.Reason, Assessment: a})
	}
	if err == nil {
		s.notice(r, "web.eliminate.done")
		redirect(w, r, householdPath(r))
		return nil
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	if b.householdBody, err = s.householdOf(r); err != nil {
		return err
	}
	if a != nil && a.Mode == casework.ModeHelp {
		if b.Conditions, err = r.viewer.Conditions(r.Context(), b.HouseholdPage, a); err != nil {
			return err
		}
		b.Judged = true
	}
	b.Error = reason
	if b.Key, err = freshKey(); err != nil { // a key that was refused stays refused
		return err
	}
	s.render(w, r, status, "eliminate", "web.eliminate.title", b)
	return nil
}

func (b *eliminationBody) assessment(today calendar.Date) (*casework.Assessment, error) {
	a := &casework.Assessment{Mode: casework.Mode(b.Mode), Spending: b.Spending,
		Guarantees: casework.Guarantees{Education: b.Education, Medical: b.Medical, Housing: b.Housing, Water: b.Water}}
	if a.Mode == casework.ModeNatural {
		return a, nil
	}
	for _, d := range []struct {
		text string
		into *calendar.Date
	}{{b.From, &a.From}, {b.To, &a.To}} {
		if d.text == "" {
			continue
		}
		day, err := calendar.ReadDate(d.text, today.Year)
		if err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.date", d.text)
		}
		*d.into = day
	}
	if b.Income != "" {
		yuan, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(b.Income), ",", ""))
		if err != nil || yuan < 0 {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.income", b.Income)
		}
		a.Income = yuan
	}
	return a, nil
}
