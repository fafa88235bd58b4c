package site

// chain.go: what every request passes on its way to a page.

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
	"duban/evidence"
	"duban/schema"
	"duban/web/caller"
)

// maxForm bounds a request's body; uploads have limits of their own: see bodyLimit.
const maxForm = 1 << 20

// maxAnswers bounds the one large form: a problem in full for each of some hundred
// standards, nine bytes for a Chinese character.
const maxAnswers = 8 << 20

// policy is what a page may load: only from here, no script or style in the page
// itself. Pictures of evidence may be blobs that the page made.
const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// chain wraps the pages: faults end as an error page, answers carry the headers
// that keep a browser safe, requests of other sites are refused, bodies are
// bounded, the session is at hand.
func (s *Site) chain(next http.Handler) http.Handler {
	next = s.sessions.LoadAndSave(next)
	next = bounded(next)
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	next = cross.Handler(next)
	next = s.headers(next)
	next = s.recovered(next)
	return next
}

func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(r))
		next.ServeHTTP(w, r)
	})
}

// bodyLimit bounds what a request may bring: forms are small, evidence and ledger
// files are not.
func bodyLimit(r *http.Request) int64 {
	switch {
	case r.Method == http.MethodPost && (r.URL.Path == "/imports" || r.URL.Path == "/sweeps"):
		return engine.MaxImport + maxForm
	case r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/cases/"):
		return engine.PartSize
	case r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/sweeps/") && strings.HasSuffix(r.URL.Path, "/answer"):
		return maxAnswers
	case takesFiles(r.URL.Path) && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data"):
		return evidence.MaxSize + maxForm
	}
	return maxForm
}

// takesFiles tells whether a form that is sent to a path may bring evidence along.
func takesFiles(path string) bool {
	for under, act := range map[string]string{"/cases/": "/acts", "/households/": "/visit", "/inspections/": "/record"} {
		if strings.HasPrefix(path, under) && strings.HasSuffix(path, act) {
			return true
		}
	}
	return false
}

func (s *Site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !strings.HasPrefix(r.URL.Path, "/static/") {
			h.Set("Cache-Control", "no-store") // a shared computer's back button shows nothing
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if fault := recover(); fault != nil {
				if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(fault)
				}
				s.log.Error("fault in a page", "path", r.URL.Path, "fault", fault, "stack", string(debug.Stack()))
				s.fail(w, s.visitor(r), casework.Errorf(casework.CodeInternal, "internal.fault"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *Site) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.fail(w, s.visitor(r), casework.Errorf(casework.CodeForbidden, "forbidden.cross_origin"))
}

// request is a request with who makes it.
type request struct {
	*http.Request

	viewer  *engine.Viewer // nil before signing in
	account schema.Account
	session string // its ID in the list of sessions
	way     string // by which the person came in
	lang    wording.Language
	now     time.Time
	secure  bool   // served over TLS
	told    string // what the next page is to say
}

// say gives a sentence in the reader's language.
func (r *request) say(key string, args ...string) string { return wording.Text(r.lang, key, args...) }

// part tells whether htmx asks for a part of a page.
func (r *request) part() bool { return r.Header.Get("HX-Request") == "true" }

// handler answers a request or gives the error that [Site.fail] shows.
type handler func(http.ResponseWriter, *request) error

// open serves a page to everybody.
func (s *Site) open(mux *http.ServeMux, pattern string, h handler) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		req := s.visitor(r)
		if err := h(w, req); err != nil {
			s.fail(w, req, err)
		}
	})
}

// page serves a page to whoever has signed in.
func (s *Site) page(mux *http.ServeMux, pattern string, h handler) {
	s.open(mux, pattern, func(w http.ResponseWriter, r *request) error {
		known, err := s.recognise(r)
		if err != nil {
			return err
		}
		if !known {
			s.askToSignIn(w, r)
			return nil
		}
		if r.account.MustChange && !r.byProvider() && r.URL.Path != "/account" && r.URL.Path != "/account/password" {
			redirect(w, r, "/account?must=1")
			return nil
		}
		return h(w, r)
	})
}

// visitor gives a request of somebody who has not been recognised yet.
func (s *Site) visitor(r *http.Request) *request {
	return &request{Request: r, lang: languageOf(r), now: s.now(), secure: s.secure}
}

// recognise finds out who the session belongs to; false if it is nobody's or over.
func (s *Site) recognise(r *request) (bool, error) {
	ctx := r.Context()
	id := s.sessions.GetString(ctx, sessionID)
	if id == "" {
		return false, nil
	}
	account, seen, err := s.engine.Ledger.SessionAccount(ctx, id)
	if casework.CodeOf(err) == casework.CodeNotFound && err != nil {
		return false, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return false, err
	}
	if account.Disabled || account.Epoch != s.sessions.GetInt(ctx, sessionEpoch) {
		return false, s.sessions.Destroy(ctx)
	}
	if r.viewer, err = s.engine.Viewer(ctx, account.Person, r.now); err != nil {
		return false, err
	}
	r.viewer.From = caller.Address(r.Request)
	r.account, r.session, r.way = account, id, s.sessions.GetString(ctx, sessionWay)
	if account.Language != "" {
		r.lang = wording.Language(account.Language)
	}
	if r.now.Sub(seen) > seenEvery {
		return true, s.engine.Ledger.SeeSession(ctx, id, r.now)
	}
	return true, nil
}

// fail shows an error as a page, or as a part for htmx. What was denied is on record.
func (s *Site) fail(w http.ResponseWriter, r *request, err error) {
	e := shown(err)
	if e.Cause != nil || e.Code == casework.CodeInternal {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if e.Code == casework.CodeForbidden && r.viewer != nil && !r.viewer.Denied() {
		s.record(r, schema.AccessDenied, "", r.Method+" "+r.URL.Path, true)
	}
	s.renderError(w, r, e)
}

// record writes what somebody did into the record of accesses. A record that
// cannot be written is logged: what was denied stays denied.
func (s *Site) record(r *request, act schema.AccessAct, id casework.CaseID, detail string, denied bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
	defer cancel()
	err := s.engine.Ledger.RecordAccess(ctx, schema.Access{At: r.now, Person: r.viewer.By.Person, Act: act, Case: id,
		Detail: detail, Address: caller.Address(r.Request), Denied: denied})
	if err != nil {
		s.log.Error("access not recorded", "act", act, "error", err)
	}
}

// redirect sends the browser to another page; htmx is told to load it whole.
func redirect(w http.ResponseWriter, r *request, path string) {
	if r.told != "" {
		tell(w, r)
	}
	if r.part() {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r.Request, path, http.StatusSeeOther) //nolint:gosec // every path is one of ours: see localPath
}

func (s *Site) health(w http.ResponseWriter, r *http.Request) {
	if err := s.engine.Ledger.Ping(r.Context()); err != nil {
		http.Error(w, "the ledger does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

func (s *Site) notFound(_ http.ResponseWriter, r *request) error {
	if _, err := s.recognise(r); err != nil { // whoever has signed in keeps the frame around it
		return err
	}
	return casework.Errorf(casework.CodeNotFound, "notfound.page")
}
