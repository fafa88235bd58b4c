package site

// signin.go: coming in and leaving.

import (
	"net/http"
	"net/url"

	"duban/casework"
	"duban/schema"
	"duban/web/caller"
)

// signInBody is what the sign-in page shows.
type signInBody struct {
	Login  string
	Next   string
	Error  string
	OpenID string // the provider's name; "" for none
}

func (s *Site) signInBody(next string) signInBody {
	body := signInBody{Next: next}
	if s.openid != nil {
		body.OpenID = s.openid.name
	}
	return body
}

func (s *Site) showSignIn(w http.ResponseWriter, r *request) error {
	s.render(w, r, http.StatusOK, "signin", "web.signin.title", s.signInBody(localPath(r.URL.Query().Get("next"))))
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
	body := s.signInBody(localPath(r.PostForm.Get("next")))
	body.Login = r.PostForm.Get("login")
	account, err := s.engine.SignIn(r.Context(), body.Login, r.PostForm.Get("password"), caller.Address(r.Request), r.now)
	if code := casework.CodeOf(err); err != nil && (code == casework.CodeForbidden || code == casework.CodeUnavailable) {
		e := shown(err)
		body.Error = r.text(e)
		s.render(w, r, statuses[e.Code], "signin", "web.signin.title", body)
		return nil
	}
	if err != nil {
		return err
	}
	return s.proceed(w, r, account, wayPassword, body.Next)
}

// proceed lets somebody in, or asks for the second factor.
func (s *Site) proceed(w http.ResponseWriter, r *request, account schema.Account, way, next string) error {
	if !account.Second {
		if err := s.begin(r, account, way); err != nil {
			return err
		}
		http.Redirect(w, r.Request, next, http.StatusSeeOther) //nolint:gosec // every path is one of ours: see localPath
		return nil
	}
	if err := s.renew(r); err != nil {
		return err
	}
	ctx := r.Context()
	s.sessions.Put(ctx, pendingPerson, string(account.Person))
	s.sessions.Put(ctx, pendingEpoch, account.Epoch)
	s.sessions.Put(ctx, pendingUntil, r.now.Add(pendingFor).Unix())
	s.sessions.Put(ctx, pendingWay, way)
	s.sessions.Put(ctx, pendingNext, next)
	http.Redirect(w, r.Request, "/sign-in/code", http.StatusSeeOther)
	return nil
}

// codeBody is what the page of the second factor shows.
type codeBody struct{ Error string }

// pending gives who has passed the first factor a moment ago, "" for nobody.
func (s *Site) pending(r *request) casework.PersonID {
	ctx := r.Context()
	if r.now.Unix() > s.sessions.GetInt64(ctx, pendingUntil) {
		return ""
	}
	return casework.PersonID(s.sessions.GetString(ctx, pendingPerson))
}

func (s *Site) showCode(w http.ResponseWriter, r *request) error {
	if s.pending(r) == "" {
		redirect(w, r, "/sign-in")
		return nil
	}
	s.render(w, r, http.StatusOK, "code", "web.code.title", codeBody{})
	return nil
}

func (s *Site) checkCode(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	person := s.pending(r)
	if person == "" {
		redirect(w, r, "/sign-in")
		return nil
	}
	account, err := s.engine.SecondFactor(r.Context(), person, r.PostForm.Get("code"), caller.Address(r.Request), r.now)
	if code := casework.CodeOf(err); err != nil && (code == casework.CodeForbidden || code == casework.CodeUnavailable) {
		e := shown(err)
		s.render(w, r, statuses[e.Code], "code", "web.code.title", codeBody{Error: r.text(e)})
		return nil
	}
	if err != nil {
		return err
	}
	ctx := r.Context()
	if account.Epoch != s.sessions.GetInt(ctx, pendingEpoch) { // the password was changed in between
		redirect(w, r, "/sign-in")
		return nil
	}
	next := localPath(s.sessions.GetString(ctx, pendingNext))
	if err := s.begin(r, account, s.sessions.GetString(ctx, pendingWay)); err != nil {
		return err
	}
	http.Redirect(w, r.Request, next, http.StatusSeeOther)
	return nil
}

func (s *Site) signOut(w http.ResponseWriter, r *request) error {
	known, err := s.recognise(r)
	if err != nil {
		return err
	}
	if known {
		if _, err := s.engine.Ledger.EndSession(r.Context(), r.session, r.viewer.By.Person, r.now); err != nil {
			return err
		}
		s.record(r, schema.AccessSignedOut, "", "", false)
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	http.Redirect(w, r.Request, "/sign-in", http.StatusSeeOther)
	return nil
}
