package site

// site.go: what the pages need, and which path leads to which page.

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/postgresstore"
	"github.com/alexedwards/scs/v2"

	"duban/engine"
)

// Options of a site.
type Options struct {
	Engine *engine.Engine
	Log    *slog.Logger
	Secure bool             // served over TLS: cookies say so
	Now    func() time.Time // nil: the system's clock
}

// Site serves the pages. Make one with [New].
type Site struct {
	engine    *engine.Engine
	log       *slog.Logger
	sessions  *scs.SessionManager
	store     *postgresstore.PostgresStore
	templates *templates
	assets    *assets
	hub       *hub
	stopFold  func()
	jobs      *jobs
	secure    bool
	now       func() time.Time
}

// Bounds of a session: it ends a working day after it began, or after an hour
// without a click.
const (
	sessionLifetime = 12 * time.Hour
	sessionIdle     = time.Hour
)

// New makes a site. It fails when a template does not parse or the database does
// not let it listen; Close ends it.
func New(o Options) (*Site, error) {
	s := &Site{engine: o.Engine, log: o.Log, secure: o.Secure, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.templates, err = loadTemplates(s.assets); err != nil {
		return nil, err
	}
	s.store = postgresstore.NewWithCleanupInterval(o.Engine.Ledger.DB(), 10*time.Minute)
	s.sessions = scs.New()
	s.sessions.Store = newSparing(s.store)
	s.sessions.Lifetime, s.sessions.IdleTimeout = sessionLifetime, sessionIdle
	s.sessions.HashTokenInStore = true // who reads the table cannot sign in with it
	s.sessions.Cookie.Name = "duban"
	s.sessions.Cookie.HttpOnly, s.sessions.Cookie.SameSite, s.sessions.Cookie.Secure = true, http.SameSiteLaxMode, o.Secure
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, s.visitor(r), err) }
	if s.hub, err = newHub(o.Engine, o.Log); err != nil {
		s.store.StopCleanup()
		return nil, err
	}
	s.stopFold = s.fold()
	s.jobs = newJobs(o.Log)
	return s, nil
}

// EndLive lets the pages that follow the ledger end, before a shutdown waits for
// them.
func (s *Site) EndLive() { s.hub.end() }

// Close ends what runs beside the requests.
func (s *Site) Close() {
	s.hub.close()
	s.jobs.close()
	s.stopFold()
	s.store.StopCleanup()
}

// Handler serves every page behind the chain that all of them pass.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", s.assets)
	mux.Handle("GET /favicon.ico", http.RedirectHandler(s.assets.path("favicon.svg"), http.StatusMovedPermanently))
	mux.HandleFunc("GET /healthz", s.health)

	s.open(mux, "GET /sign-in", s.showSignIn)
	s.open(mux, "POST /sign-in", s.signIn)
	s.open(mux, "POST /sign-out", s.signOut)
	s.open(mux, "POST /preferences", s.setPreferences)

	s.page(mux, "GET /{$}", s.showOverview)
	s.page(mux, "GET /work", s.showWork)
	s.page(mux, "GET /cases", s.showLedger)
	s.page(mux, "GET /cases/{id}", s.showCase)
	s.page(mux, "POST /cases/{id}/acts", s.act)
	s.page(mux, "GET /matrix", s.showMatrix)
	s.routesRules(mux)
	s.page(mux, "GET /live", s.live)
	s.page(mux, "GET /account", s.showAccount)
	s.page(mux, "POST /account/password", s.changePassword)
	s.open(mux, "/", s.notFound)
	return s.chain(mux)
}
