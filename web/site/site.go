package site

// site.go: what the pages need, and which path leads to which page.

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/postgresstore"
	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"duban/engine"
	"duban/web/limit"
)

// Options of a site.
type Options struct {
	Engine *engine.Engine
	Log    *slog.Logger
	Secure bool             // served over TLS: cookies say so
	Now    func() time.Time // nil: the system's clock

	OpenID OpenID // whose provider people come in by; none without an issuer
}

// Site serves the pages. Make one with [New].
type Site struct {
	engine   *engine.Engine
	log      *slog.Logger
	sessions *scs.SessionManager
	store    *postgresstore.PostgresStore
	embedded
	hub      *hub
	stopFold func()
	openid   *openID // nil for none
	imports  *importer
	jobs     *jobs
	costly   *limit.Keeper
	secure   bool
	now      func() time.Time
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
	s := &Site{engine: o.Engine, log: o.Log, secure: o.Secure, now: o.Now,
		openid: newOpenID(o.OpenID), costly: limit.New()}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.embedded, err = fromEmbedded(); err != nil {
		return nil, err
	}
	s.store = postgresstore.NewWithCleanupInterval(o.Engine.Ledger.DB(), 10*time.Minute)
	s.sessions = scs.New()
	if unused, ok := s.sessions.Store.(*memstore.MemStore); ok {
		unused.StopCleanup()
	}
	s.sessions.Store = newSparing(s.store)
	s.sessions.Lifetime, s.sessions.IdleTimeout = sessionLifetime, sessionIdle
	s.sessions.HashTokenInStore = true // who reads the table cannot sign in with it
	s.sessions.Cookie.Name = "duban"
	if o.Secure {
		s.sessions.Cookie.Name = "__Host-duban" // a page of a neighbouring host cannot plant one
	}
	s.sessions.Cookie.HttpOnly, s.sessions.Cookie.SameSite, s.sessions.Cookie.Secure = true, http.SameSiteLaxMode, o.Secure
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, s.visitor(r), err) }
	if s.hub, err = newHub(o.Engine, o.Log, s.now); err != nil {
		s.store.StopCleanup()
		return nil, err
	}
	s.stopFold = s.fold()
	s.imports = newImporter(o.Engine, o.Log)
	s.jobs = newJobs(o.Engine)
	return s, nil
}

// EndLive lets the pages that follow the ledger end, before a shutdown waits for
// them.
func (s *Site) EndLive() { s.hub.end() }

// Close ends what runs beside the requests.
func (s *Site) Close() {
	s.imports.close()
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
	s.open(mux, "GET /sign-in/code", s.showCode)
	s.open(mux, "POST /sign-in/code", s.checkCode)
	s.open(mux, "GET /sign-in/openid", s.startOpenID)
	s.open(mux, "GET "+openIDBack, s.finishOpenID)
	s.open(mux, "POST /sign-out", s.signOut)
	s.open(mux, "POST /preferences", s.setPreferences)

	s.page(mux, "GET /{$}", s.showOverview)
	s.routesWork(mux)
	s.routesImports(mux)
	s.routesLedger(mux)
	s.routesCase(mux)
	s.page(mux, "GET /matrix", s.showMatrix)
	s.routesRules(mux)
	s.page(mux, "GET /live", s.live)
	s.routesAccount(mux)
	s.routesNotices(mux)
	s.routesPeople(mux)
	s.routesAudit(mux)
	s.routesHouseholds(mux)
	s.routesRounds(mux)
	s.routesInspections(mux)
	s.routesIndicators(mux)
	s.routesObligations(mux)
	s.routesDirectives(mux)
	s.routesSweeps(mux)
	s.routesTaskLists(mux)
	s.routesTokens(mux)
	s.routesWebhooks(mux)
	s.open(mux, "GET /api", s.showAPI)
	s.open(mux, "/", s.notFound)
	return s.chain(mux)
}
