package site

// account.go: what a person keeps about themselves: password, language, theme.

import (
	"net/http"

	"duban/casework"
	"duban/engine"
)

// accountBody is what the account page shows.
type accountBody struct {
	Must  bool // the password must be changed before anything else
	Error string
	Least int // characters of a password
	Posts []casework.Post
}

func (s *Site) showAccount(w http.ResponseWriter, r *request) error {
	s.renderAccount(w, r, http.StatusOK, "")
	return nil
}

func (s *Site) renderAccount(w http.ResponseWriter, r *request, status int, text string) {
	s.render(w, r, status, "account", "web.account.title", accountBody{Must: r.account.MustChange, Error: text,
		Least: engine.MinPassword, Posts: r.viewer.By.Posts})
}

// changePassword sets a new password and goes on in a session of the new epoch:
// all the others have ended.
func (s *Site) changePassword(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	err := casework.Errorf(casework.CodeInvalid, "invalid.password_repeat")
	if fresh := r.PostForm.Get("new"); fresh == r.PostForm.Get("repeat") {
		if failure := s.engine.ChangePassword(r.Context(), r.viewer.By.Person, r.PostForm.Get("old"), fresh, address(r.Request), r.now); failure == nil {
			err = nil
		} else {
			err = shown(failure)
		}
	}
	if err != nil {
		s.renderAccount(w, r, statuses[err.Code], err.Text(r.lang))
		return nil
	}
	account, failure := s.engine.Ledger.Account(r.Context(), r.viewer.By.Person)
	if failure != nil {
		return failure
	}
	if failure := s.begin(r, account); failure != nil {
		return failure
	}
	s.notice(r, "web.account.changed")
	redirect(w, r, "/account")
	return nil
}
