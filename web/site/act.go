package site

// act.go: a command typed into a form.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// actForm is a command as typed. ID makes the repeated click harmless; Seq is the
// state that the person saw.
type actForm struct {
	ID, Type, Text, Reason, Digest, Date, To, Unit, Person, Percent, Milestone string
	Task                                                                       int
	Seq                                                                        int64
	Upheld, Fake, Relapsed                                                     bool
}

func actFormOf(q url.Values) (actForm, error) {
	f := actForm{ID: q.Get("id"), Type: q.Get("type"), Text: q.Get("text"), Reason: q.Get("reason"), Digest: q.Get("digest"),
		Date: q.Get("date"), To: q.Get("to"), Unit: q.Get("unit"), Person: q.Get("person"), Percent: q.Get("percent"),
		Milestone: q.Get("milestone"), Upheld: q.Get("upheld") == "1", Fake: q.Get("fake") == "1", Relapsed: q.Get("relapsed") == "1"}
	var err error
	if text := q.Get("task"); text != "" {
		if f.Task, err = strconv.Atoi(text); err != nil {
			return f, casework.Errorf(casework.CodeInvalid, "invalid.form")
		}
	}
	if text := q.Get("seq"); text != "" {
		if f.Seq, err = strconv.ParseInt(text, 10, 64); err != nil {
			return f, casework.Errorf(casework.CodeInvalid, "invalid.form")
		}
	}
	return f, nil
}

// command gives the form as a command.
func (f actForm) command(today calendar.Date) (casework.Command, error) {
	c := casework.Command{ID: casework.CommandID(f.ID), Type: casework.CommandType(f.Type), Task: f.Task, Seq: f.Seq,
		Text: strings.TrimSpace(f.Text), Reason: strings.TrimSpace(f.Reason), Digest: f.Digest, To: casework.StepID(f.To),
		Unit: casework.UnitID(f.Unit), Person: casework.PersonID(f.Person), Milestone: f.Milestone,
		Upheld: f.Upheld, Fake: f.Fake, Relapsed: f.Relapsed}
	if f.Percent != "" {
		percent, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(f.Percent), "%"))
		if err != nil {
			return c, casework.Errorf(casework.CodeInvalid, "invalid.percent", f.Percent)
		}
		c.Percent = &percent
	}
	if f.Date != "" {
		date, err := calendar.ReadDate(f.Date, today.Year)
		if err != nil {
			return c, casework.Errorf(casework.CodeInvalid, "invalid.date", f.Date)
		}
		c.Date = date
	}
	return c, nil
}

// act sends a form's command to its case. What is refused comes back with the
// form as it was typed, why, and what has happened since the person looked.
func (s *Site) act(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form, err := actFormOf(r.PostForm)
	if err != nil {
		return err
	}
	id := casework.CaseID(r.PathValue("id"))
	cmd, err := form.command(r.viewer.Today)
	if err == nil {
		_, err = r.viewer.Act(r.Context(), id, cmd)
	}
	if err == nil {
		s.notice(r, "web.act.done", r.say("command."+form.Type))
		redirect(w, r, "/cases/"+url.PathEscape(string(id)))
		return nil
	}
	e := shown(err)
	switch e.Code {
	case casework.CodeForbidden, casework.CodeNotFound, casework.CodeInternal:
		return err
	}
	body, failure := s.caseOf(r)
	if failure != nil {
		return failure
	}
	for _, ev := range body.Events {
		if ev.Seq > form.Seq {
			body.Since = append(body.Since, ev)
		}
	}
	form.Seq = body.State.Seq // what changed is shown: the next try knows it
	body.Form, body.Error = form, e.Text(r.lang)
	s.renderCase(w, r, statuses[e.Code], body)
	return nil
}
