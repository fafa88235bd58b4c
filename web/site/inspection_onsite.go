package site

// inspection_onsite.go: an inspector on site with a phone: one task a screen,
// what was seen, and what was found wrong.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/inspection"
	"duban/engine"
)

// sampleBody is one task of the sample.
type sampleBody struct {
	*engine.SamplePage
	Key, Error                              string
	Verdict, Text, Location, Severity, Unit string
	Reopen                                  bool
	MayRecord                               bool
	Verdicts                                []inspection.Verdict
	NextPath                                string
	Wrong                                   bool // recorded, not confirmed: a finding is owed or may be added
	Files                                   field
}

func (s *Site) sampleOf(r *request) (sampleBody, error) {
	task, err := strconv.Atoi(r.PathValue("task"))
	if err != nil {
		return sampleBody{}, casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	page, err := r.viewer.SampleTask(r.Context(), r.PathValue("id"), casework.CaseID(r.PathValue("case")), task)
	if err != nil {
		return sampleBody{}, err
	}
	b := sampleBody{SamplePage: page, Verdicts: inspection.Verdicts, Severity: "ordinary"}
	for _, team := range page.Mine {
		b.MayRecord = b.MayRecord || (team == page.Entry.Team && page.Closed.IsZero())
	}
	if page.Next != "" {
		b.NextPath = samplePath(r, page.Next)
	}
	b.Wrong = page.Entry.Verdict != "" && page.Entry.Verdict != inspection.Confirmed
	b.Key, err = freshKey()
	b.Files = b.photos(r, false, nil)
	return b, err
}

// photos is the field of photographs of a task of the sample.
func (b sampleBody) photos(r *request, typed bool, chosen []string) field {
	looks := samplePath(r, string(b.Entry.Case)+"/"+strconv.Itoa(b.Entry.Task)) + "/evidence"
	return photosField(r, looks, b.Entry.Case, b.Ready, typed, chosen)
}

// samplePath gives the path of a task of the sample: case/task.
func samplePath(r *request, key string) string {
	at := strings.LastIndex(key, "/")
	return "/inspections/" + url.PathEscape(r.PathValue("id")) + "/tasks/" + url.PathEscape(key[:at]) + key[at:]
}

func (s *Site) showSample(w http.ResponseWriter, r *request) error {
	body, err := s.sampleOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "sample", "web.inspection.onsite", body)
	return nil
}

func (s *Site) recordOnSite(w http.ResponseWriter, r *request) error {
	body, err := s.sampleOf(r) // before a byte of a file is read
	if err != nil {
		return err
	}
	form, files, done, err := readAct(r)
	if err != nil {
		return err
	}
	defer done()
	body.Key, body.Verdict, body.Location = r.PostFormValue("key"), r.PostFormValue("verdict"), strings.TrimSpace(r.PostFormValue("location"))
	body.Text = strings.TrimSpace(form.Text)
	kept, err := r.viewer.RecordKept(r.Context(), body.Key)
	if err == nil && !kept && body.MayRecord { // who may not is refused below, and leaves nothing behind
		err = takeIn(r, body.Entry.Case, &form, files)
	}
	if err == nil {
		err = r.viewer.RecordOnSite(r.Context(), body.ID, engine.OnSite{Key: body.Key, Case: body.Entry.Case, Task: body.Entry.Task,
			Verdict: inspection.Verdict(body.Verdict), Text: body.Text, Location: body.Location}, form.Uploads)
	}
	if err != nil {
		var failure error
		if body.Ready, failure = r.viewer.Ready(r.Context(), body.Entry.Case); failure != nil {
			return failure
		}
		body.Files = body.photos(r, true, form.Uploads)
		return s.sampleAgain(w, r, body, err)
	}
	s.notice(r, "web.inspection.recorded", r.say("inspection.verdict."+body.Verdict))
	here := samplePath(r, string(body.Entry.Case)+"/"+strconv.Itoa(body.Entry.Task))
	switch { // what was not confirmed has its finding before the next one
	case body.Verdict != string(inspection.Confirmed):
		redirect(w, r, here+"#finding")
	case body.NextPath != "":
		redirect(w, r, body.NextPath)
	default:
		redirect(w, r, "/inspections/"+url.PathEscape(body.ID))
	}
	return nil
}

func (s *Site) findOnSite(w http.ResponseWriter, r *request) error {
	body, err := s.sampleOf(r)
	if err != nil {
		return err
	}
	body.Severity, body.Unit, body.Reopen = r.PostFormValue("severity"), strings.TrimSpace(r.PostFormValue("unit")), r.PostFormValue("reopen") == "1"
	body.Text = strings.TrimSpace(r.PostFormValue("text"))
	found, err := r.viewer.FindOnSite(r.Context(), body.ID, engine.Found{Case: body.Entry.Case, Task: body.Entry.Task, Text: body.Text,
		Unit: casework.UnitID(body.Unit), Severity: body.Severity, Reopen: body.Reopen})
	if err != nil {
		return s.sampleAgain(w, r, body, err)
	}
	s.notice(r, "web.inspection.found", string(found.Case), found.Due.String())
	if body.NextPath != "" {
		redirect(w, r, body.NextPath)
	} else {
		redirect(w, r, "/inspections/"+url.PathEscape(body.ID))
	}
	return nil
}

// sampleAgain shows the task with what was typed and why it was not taken.
func (s *Site) sampleAgain(w http.ResponseWriter, r *request, body sampleBody, err error) error {
	text, status, ok := r.again(err)
	if !ok {
		return err
	}
	body.Error = text
	if body.Key, err = freshKey(); err != nil { // a key that was refused stays refused
		return err
	}
	s.render(w, r, status, "sample", "web.inspection.onsite", body)
	return nil
}
