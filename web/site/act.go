package site

// act.go: a command typed into a form.

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/evidence"
)

// actForm is a command as typed. ID makes the repeated click harmless; Seq is the
// state that the person saw.
type actForm struct {
	ID, Type, Text, Reason, Digest, Date, To, Unit, Person, Percent, Milestone string
	Members, Labour                                                            string // of a household, as it is now
	Task                                                                       int
	Seq                                                                        int64
	Upheld, Fake, Relapsed                                                     bool
	Uploads                                                                    []string
	Shares                                                                     []shareForm
}

// shareForm is one unit's share as typed: of added tasks.
type shareForm struct{ Unit, Title, Date string }

// freshForm gives a form in which nothing has been typed.
func freshForm(seq int64) (actForm, error) {
	id, err := freshKey()
	return actForm{ID: id, Seq: seq}, err
}

func actFormOf(q url.Values) (actForm, error) {
	f := actForm{ID: q.Get("id"), Type: q.Get("type"), Text: q.Get("text"), Reason: q.Get("reason"), Digest: q.Get("digest"),
		Date: q.Get("date"), To: q.Get("to"), Unit: q.Get("unit"), Person: q.Get("person"), Percent: q.Get("percent"),
		Milestone: q.Get("milestone"), Upheld: q.Get("upheld") == "1", Fake: q.Get("fake") == "1", Relapsed: q.Get("relapsed") == "1",
		Uploads: q["upload"], Members: q.Get("members"), Labour: q.Get("labour")}
	for i, unit := range q["share_unit"] {
		if titles, dates := q["share_title"], q["share_date"]; i < len(titles) && i < len(dates) && unit+titles[i]+dates[i] != "" {
			f.Shares = append(f.Shares, shareForm{unit, titles[i], dates[i]})
		}
	}
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
	if f.Members != "" || f.Labour != "" {
		members, bad := strconv.Atoi(strings.TrimSpace(f.Members))
		labour, worse := strconv.Atoi(strings.TrimSpace(f.Labour))
		if bad != nil || worse != nil {
			return c, casework.Errorf(casework.CodeInvalid, "invalid.number", f.Members+", "+f.Labour)
		}
		c.Household = &casework.HouseholdFacts{Members: members, Labour: labour}
	}
	if f.Percent != "" {
		percent, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(f.Percent), "%"))
		if err != nil {
			return c, casework.Errorf(casework.CodeInvalid, "invalid.percent", f.Percent)
		}
		c.Percent = &percent
	}
	var err error
	if c.Date, err = dateOf(f.Date, today); err != nil {
		return c, err
	}
	for _, share := range f.Shares {
		t := casework.OpeningTask{Role: casework.RoleHelp, Unit: casework.UnitID(share.Unit), Title: strings.TrimSpace(share.Title)}
		if t.Deadline.Date, err = dateOf(share.Date, today); err != nil {
			return c, err
		}
		if t.Deadline.Type = calendar.ByDate; t.Deadline.Date.IsZero() {
			t.Deadline.Type = calendar.AtOnce
		}
		if c.Type == casework.CommandAddTasks {
			t.Role = casework.RoleCo
		}
		c.Tasks = append(c.Tasks, t)
	}
	return c, nil
}

func dateOf(text string, today calendar.Date) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	date, err := calendar.ReadDate(text, today.Year)
	if err != nil {
		return date, casework.Errorf(casework.CodeInvalid, "invalid.date", text)
	}
	return date, nil
}

// formMemory is how much of a form with files is kept in memory; files lie on disk.
const formMemory = 1 << 20

// act sends a form's command to its case. What is refused comes back with the
// form as it was typed, why, and what has happened since the person looked.
func (s *Site) act(w http.ResponseWriter, r *request) error {
	id := casework.CaseID(r.PathValue("id"))
	form, files, done, err := readActOn(r, id)
	if err != nil {
		return err
	}
	defer done()
	if err = s.give(r, id, &form, files); err == nil {
		s.notice(r, "web.act.done", r.say("command."+form.Type))
		at := "/cases/" + url.PathEscape(string(id))
		if form.Task > 0 {
			at += "#task-" + strconv.Itoa(form.Task)
		}
		redirect(w, r, at)
		return nil
	}
	e := shown(err)
	switch e.Code {
	case casework.CodeForbidden, casework.CodeNotFound:
		if e.Key != "notfound.upload" {
			return err
		}
	case casework.CodeInternal:
		return err
	}
	body, failure := s.caseOf(r)
	if failure != nil {
		return failure
	}
	body.Since = body.after(form.Seq)
	form.Seq = body.State.Seq // what changed is shown: the next try knows it
	fresh := body.Form
	body.Form, body.Error = form, body.why(e)
	if e.Key == "stale.digest" { // it names what is shown now, once the person has looked again
		body.Form.Digest = ""
	}
	if body.Form.ID == "" {
		body.Form.ID = fresh.ID
	}
	s.renderCase(w, r, statuses[e.Code], body)
	return nil
}

// readActOn is [readAct] of a form about a case; files are not read of somebody who
// does not see it.
func readActOn(r *request, id casework.CaseID) (form actForm, files []*multipart.FileHeader, done func(), err error) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if _, err := r.viewer.See(r.Context(), id); err != nil {
			return form, nil, func() {}, err
		}
	}
	return readAct(r)
}

// readAct reads a form, with files if the browser sends them along.
func readAct(r *request) (form actForm, files []*multipart.FileHeader, done func(), err error) {
	done = func() {}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := r.ParseMultipartForm(formMemory); err != nil {
			return form, nil, done, shownForm(err)
		}
		done = func() { _ = r.MultipartForm.RemoveAll() }
		files = r.MultipartForm.File["files"]
	} else if err := r.ParseForm(); err != nil {
		return form, nil, done, shownForm(err)
	}
	form, err = actFormOf(r.PostForm)
	return form, files, done, err
}

func shownForm(err error) error {
	if e := shown(err); e.Code != casework.CodeInternal {
		return e
	}
	return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
}

// give takes files in, and sends the command with them. What came in stays with the
// form if the command is refused.
func (s *Site) give(r *request, id casework.CaseID, form *actForm, files []*multipart.FileHeader) error {
	ctx := r.Context()
	state, err := r.viewer.See(ctx, id)
	if err != nil {
		return err
	}
	if _, took := state.Took(casework.CommandID(form.ID)); took {
		return nil // clicked twice, or the first answer was lost
	}
	if err := takeIn(r, id, form, files); err != nil {
		return err
	}
	cmd, err := form.command(r.viewer.Today)
	if err != nil {
		return err
	}
	if err := named(r, &cmd); err != nil {
		return err
	}
	if cmd.Type == casework.CommandComment {
		cmd.Seq = 0 // a word is not out of date because somebody else said one
	}
	_, err = r.viewer.ActWith(ctx, id, cmd, form.Uploads)
	return err
}

// takeIn takes in the files that a browser without a script sends along.
func takeIn(r *request, id casework.CaseID, form *actForm, files []*multipart.FileHeader) error {
	for _, file := range files {
		if file.Size == 0 && file.Filename == "" {
			continue // the field was left empty
		}
		upload, err := r.viewer.Send(r.Context(), id, file.Filename, file.Size, fromForm(file))
		if err != nil {
			return err
		}
		form.Uploads = append(form.Uploads, upload.ID)
	}
	return nil
}

// named finds the units and persons that were typed by their names.
func named(r *request, cmd *casework.Command) (err error) {
	if cmd.Unit, err = r.viewer.UnitNamed(r.Context(), string(cmd.Unit)); err != nil {
		return err
	}
	if cmd.Person, err = r.viewer.PersonNamed(r.Context(), string(cmd.Person)); err != nil {
		return err
	}
	for i := range cmd.Tasks {
		if cmd.Tasks[i].Unit, err = r.viewer.UnitNamed(r.Context(), string(cmd.Tasks[i].Unit)); err != nil {
			return err
		}
	}
	return nil
}

func fromForm(file *multipart.FileHeader) evidence.Source {
	return func(context.Context) (io.ReadCloser, error) { return file.Open() }
}
