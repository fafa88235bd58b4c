package site

// household_clue.go: the form in which a single clue is entered; it leads to the
// preview of its import.

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
)

// clueForm is a clue as typed. What is personal (number, telephone, risks) is never
// sent back.
type clueForm struct {
	No, Head, People, Labour, Village, Group, Type, Category, Channel, On, Helper string
}

// clueBody is the form, and why it was not taken.
type clueBody struct {
	Form                                clueForm
	Types, Categories, Channels, Health []string
	Error                               string
	Findings                            []ledgerfile.Finding
	Again                               bool
	Latest                              string
}

func (s *Site) askClue(w http.ResponseWriter, r *request) error {
	if !r.viewer.MayImportLedgers() {
		return casework.Errorf(casework.CodeForbidden, "forbidden.import", string(r.viewer.By.Person))
	}
	return s.renderClue(w, r, http.StatusOK, clueBody{Form: clueForm{On: r.viewer.Today.String()}})
}

func (s *Site) renderClue(w http.ResponseWriter, r *request, status int, body clueBody) error {
	words := engine.ClueWords
	body.Types, body.Categories, body.Channels, body.Health = words.Types, words.Categories, words.Channels, words.Risks
	body.Latest = r.viewer.Today.String()
	s.render(w, r, status, "household_clue", "web.clue.title", body)
	return nil
}

func clueFormOf(q url.Values) clueForm {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	return clueForm{No: get("no"), Head: get("head"), People: get("people"), Labour: get("labour"), Village: get("village"), Group: get("group"),
		Type: get("type"), Category: get("category"), Channel: get("channel"), On: get("on"), Helper: get("helper")}
}

// clue reads the form.
func (f clueForm) clue(r *request) (engine.Clue, error) {
	c := engine.Clue{No: f.No, Head: f.Head, IDNumber: strings.TrimSpace(r.PostForm.Get("number")), Phone: strings.TrimSpace(r.PostForm.Get("phone")),
		Group: f.Group, Type: f.Type, Category: f.Category, Channel: f.Channel, Risks: r.PostForm["risk"], Helper: f.Helper}
	var err error
	if c.People, err = strconv.Atoi(f.People); err != nil {
		return c, casework.Errorf(casework.CodeInvalid, "invalid.number", f.People)
	}
	if c.Labour, err = strconv.Atoi(f.Labour); err != nil {
		return c, casework.Errorf(casework.CodeInvalid, "invalid.number", f.Labour)
	}
	if c.Village, err = r.viewer.UnitNamed(r.Context(), f.Village); err != nil {
		return c, err
	}
	c.On, err = dayTyped(f.On, r.viewer.Today)
	return c, err
}

func (s *Site) putClue(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form := clueFormOf(r.PostForm)
	c, err := form.clue(r)
	id := ""
	if err == nil {
		id, err = r.viewer.PutClue(r.Context(), c)
	}
	if err == nil {
		redirect(w, r, importAddress(id))
		return nil
	}
	body := clueBody{Form: form, Again: true}
	var findings *ledgerfile.Findings
	if errors.As(err, &findings) {
		for _, f := range findings.List {
			f.Cell = ledgerfile.Cell{} // of a workbook that nobody sees
			body.Findings = append(body.Findings, f)
		}
		return s.renderClue(w, r, http.StatusUnprocessableEntity, body)
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	body.Error = reason
	return s.renderClue(w, r, status, body)
}
