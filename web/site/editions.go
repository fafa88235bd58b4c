package site

// editions.go: the rules of lists (watched indicators, dated obligations) by edition:
// what held when, and loading the next.

import (
	"net/http"
	"strconv"

	"duban/casework"
	"duban/casework/edition"
	"duban/engine"
)

// editionsBody is what the page of a list's rules shows.
type editionsBody struct {
	Subject edition.Subject
	At      string // the page's path
	List    []engine.EditionLine
	Shown   *engine.EditionLine // whose document is shown
	May     bool                // load the next
	Text    string              // as typed
	From    string
	Error   string
}

func (s *Site) showIndicatorRules(w http.ResponseWriter, r *request) error {
	return s.renderEditions(w, r, http.StatusOK, editionsBody{Subject: edition.Indicators, At: "/indicators/rules"})
}

func (s *Site) showObligationRules(w http.ResponseWriter, r *request) error {
	return s.renderEditions(w, r, http.StatusOK, editionsBody{Subject: edition.Obligations, At: "/obligations/rules"})
}

func (s *Site) loadIndicatorRules(w http.ResponseWriter, r *request) error {
	return s.loadEdition(w, r, editionsBody{Subject: edition.Indicators, At: "/indicators/rules"})
}

func (s *Site) loadObligationRules(w http.ResponseWriter, r *request) error {
	return s.loadEdition(w, r, editionsBody{Subject: edition.Obligations, At: "/obligations/rules"})
}

func (s *Site) renderEditions(w http.ResponseWriter, r *request, status int, body editionsBody) error {
	var err error
	if body.List, err = r.viewer.Editions(r.Context(), body.Subject); err != nil {
		return err
	}
	_, err = casework.AuthoriseOperating(r.viewer.By)
	body.May = err == nil
	asked := r.URL.Query().Get("version")
	for i := range body.List {
		if one := &body.List[i]; strconv.Itoa(one.Version) == asked || asked == "" && one.InForce {
			body.Shown = one
		}
	}
	if body.Shown == nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.edition", asked)
	}
	if body.May && body.Text == "" && body.Error == "" {
		body.Text = body.Shown.Text // to be changed
	}
	s.render(w, r, status, "editions", "web.editions.title_"+string(body.Subject), body)
	return nil
}

// loadEdition puts a document in force from a day on. What is refused comes back as
// it was typed.
func (s *Site) loadEdition(w http.ResponseWriter, r *request, body editionsBody) error {
	if _, err := casework.AuthoriseOperating(r.viewer.By); err != nil {
		return err
	}
	text, err := documentOf(r)
	if err != nil {
		return err
	}
	body.Text, body.From = text, r.PostFormValue("from")
	day, err := edition.ReadFrom(body.From)
	if err == nil {
		var loaded edition.Document
		if loaded, err = r.viewer.LoadEdition(r.Context(), body.Subject, []byte(text), day); err == nil {
			s.notice(r, "web.editions.loaded", strconv.Itoa(loaded.Version), loaded.From.String())
			redirect(w, r, body.At+"?version="+strconv.Itoa(loaded.Version))
			return nil
		}
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	body.Error = reason
	return s.renderEditions(w, r, status, body)
}
