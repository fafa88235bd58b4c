package site

// account.go: what a person keeps about themselves: password, language, theme,
// notices, sessions.

import (
	"net/http"
	"slices"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/schema"
	"duban/web/caller"
)

// mutable gives the kinds of notices that a person may do without. What must be
// done reaches its holder whatever they chose.
func mutable() (out []string) {
	for _, k := range casework.NoticeKinds() {
		if k.Mutable() {
			out = append(out, k.String())
		}
	}
	return out
}

// accountBody is what the account page shows.
type accountBody struct {
	Must     bool // the password must be changed before anything else
	Error    string
	Part     string // which part the error belongs to
	Least    int    // characters of a password
	Posts    []casework.Post
	Sessions []schema.Session
	This     string // the session that looks
	Notices  []noticeChoice
	Linked   []schema.Identity
	Second   secondBody
}

type noticeChoice struct {
	Kind   string
	Wanted bool
}

// secondBody is the state of the second factor.
type secondBody struct {
	On     bool
	Secret string   // to be confirmed
	Codes  []string // recovery codes, told once
	Left   int      // recovery codes not used yet
}

func (s *Site) routesAccount(mux *http.ServeMux) {
	s.page(mux, "GET /account", s.showAccount)
	s.page(mux, "POST /account/password", s.changePassword)
	s.page(mux, "POST /account/notices", s.chooseNotices)
	s.page(mux, "POST /account/sessions/end", s.endSession)
	s.page(mux, "POST /account/second", s.beginSecond)
	s.page(mux, "POST /account/second/confirm", s.confirmSecond)
	s.page(mux, "POST /account/second/end", s.endSecond)
	s.page(mux, "GET /account/second/picture.png", s.secondPicture)
}

func (s *Site) showAccount(w http.ResponseWriter, r *request) error {
	return s.renderAccount(w, r, http.StatusOK, accountBody{})
}

// renderAccount fills in what the page always shows.
func (s *Site) renderAccount(w http.ResponseWriter, r *request, status int, body accountBody) error {
	ctx, who := r.Context(), r.viewer.By.Person
	body.Must, body.Least, body.Posts, body.This = r.account.MustChange && !r.byProvider(), engine.MinPassword, r.viewer.By.Posts, r.session
	var err error
	if body.Sessions, err = s.engine.Ledger.Sessions(ctx, who, r.now.Add(-sessionLifetime), r.now.Add(-sessionIdle-seenEvery)); err != nil {
		return err
	}
	for i := range body.Sessions {
		body.Sessions[i].Agent = browserName(body.Sessions[i].Agent)
	}
	for _, kind := range mutable() {
		body.Notices = append(body.Notices, noticeChoice{kind, !slices.Contains(r.account.Muted, kind)})
	}
	if body.Linked, err = s.engine.Ledger.Identities(ctx, who); err != nil {
		return err
	}
	if body.Second.On = r.account.Second || len(body.Second.Codes) > 0; body.Second.On {
		body.Second.Left, err = s.engine.Ledger.CountRecovery(ctx, who)
	} else {
		body.Second.Secret, _, err = s.engine.PendingSecond(r.account, pictureSize)
	}
	if err != nil {
		return err
	}
	s.render(w, r, status, "account", "web.account.title", body)
	return nil
}

// accountError shows a refusal beside the form that was refused; a fault goes on.
func (s *Site) accountError(w http.ResponseWriter, r *request, part string, err error) error {
	e := shown(err)
	if e.Code == casework.CodeInternal {
		return err
	}
	return s.renderAccount(w, r, statuses[e.Code], accountBody{Error: r.text(e), Part: part})
}

// changePassword sets a new password and goes on in a session of the new epoch:
// all the others have ended.
func (s *Site) changePassword(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	fresh := r.PostForm.Get("new")
	if fresh != r.PostForm.Get("repeat") {
		return s.accountError(w, r, "password", casework.Errorf(casework.CodeInvalid, "invalid.password_repeat"))
	}
	who := r.viewer.By.Person
	if err := s.engine.ChangePassword(r.Context(), who, r.PostForm.Get("old"), fresh, caller.Address(r.Request), r.now); err != nil {
		return s.accountError(w, r, "password", err)
	}
	account, err := s.engine.Ledger.Account(r.Context(), who)
	if err != nil {
		return err
	}
	if err := s.begin(r, account, wayPassword); err != nil {
		return err
	}
	s.notice(r, "web.account.changed")
	redirect(w, r, "/account")
	return nil
}

// chooseNotices keeps which notices a person does without.
func (s *Site) chooseNotices(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	var muted []string
	for _, kind := range mutable() {
		if !slices.Contains(r.PostForm["wanted"], kind) {
			muted = append(muted, kind)
		}
	}
	if err := s.engine.Ledger.SetMuted(r.Context(), r.viewer.By.Person, muted); err != nil {
		return err
	}
	s.notice(r, "web.account.kept")
	redirect(w, r, "/account")
	return nil
}

// browserName gives a browser and its system in two words; what a browser calls
// itself is no text for people.
func browserName(agent string) string {
	first := func(names ...[2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser := first([2]string{"MicroMessenger", "微信"}, [2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"}, [2]string{"QQBrowser", "QQ"},
		[2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := first([2]string{"HarmonyOS", "HarmonyOS"}, [2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"},
		[2]string{"Windows", "Windows"}, [2]string{"Mac OS", "macOS"}, [2]string{"Linux", "Linux"})
	if browser == "" && system == "" {
		return "—"
	}
	return strings.TrimSpace(browser + " " + system)
}
