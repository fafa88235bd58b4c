package site

// signin.go: coming in and leaving.

import (
	"net/http"
	"net/url"

	"duban/casework"
	"duban/schema"
)

// signInBody is what the sign-in page shows.
type signInBody struct {
	Login string
	Next  string
	Error string
}

func (s *Site) showSignIn(w http.ResponseWriter, r *request) error {
	s.render(w, r, http.StatusOK, "signin", "web.signin.title", signInBody{Next: localPath(r.URL.Query().Get("next"))})
	return nil
}

// askToSignIn leads to the sign-in page and back afterwards.
func (s *Site) askToSignIn(w http.ResponseWriter, r *request) {
	path := "/sign-in"
	if r.Method == http.MethodGet && !r.part() && r.URL.Path != "/" {
		path += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	redirect(w, r, path)
}

func (s *Site) signIn(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	body := signInBody{Login: r.PostForm.Get("login"), Next: localPath(r.PostForm.Get("next"))}
	account, err := s.engine.SignIn(r.Context(), body.Login, r.PostForm.Get("password"), address(r.Request), r.now)
	if casework.CodeOf(err) == casework.CodeForbidden && err != nil {
		body.Error = shown(err).Text(r.lang)
		s.render(w, r, http.StatusForbidden, "signin", "web.signin.title", body)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.begin(r, account); err != nil {
		return err
	}
	http.Redirect(w, r.Request, body.Next, http.StatusSeeOther)
	return nil
}

// begin starts a session; its token is a new one, so that a planted one is worth nothing.
func (s *Site) begin(r *request, account schema.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	s.sessions.Put(r.Context(), sessionPerson, string(account.Person))
	s.sessions.Put(r.Context(), sessionEpoch, account.Epoch)
	return nil
}

func (s *Site) signOut(w http.ResponseWriter, r *request) error {
	known, err := s.recognise(r)
	if err != nil {
		return err
	}
	if known {
		s.record(r, schema.AccessSignedOut, "", "", false)
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	http.Redirect(w, r.Request, "/sign-in", http.StatusSeeOther)
	return nil
}
