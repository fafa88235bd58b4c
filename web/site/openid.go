package site

// openid.go: coming in by an OpenID provider of the administration (OpenID Connect,
// code flow with PKCE). The provider says who somebody is; which person that is, an
// administrator has entered; what they may do, their posts say.

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"duban/casework"
	"duban/web/caller"
)

// OpenID says which provider people come in by.
type OpenID struct {
	Issuer, ClientID, ClientSecret string
	Name                           string // on the sign-in page
	URL                            string // of this site, as people reach it
}

const (
	openIDBack   = "/sign-in/openid/back"
	openIDWithin = 10 * time.Second // for the provider to answer
	openIDFor    = 10 * time.Minute // for the person to come back

	flowState    = "openid state"
	flowNonce    = "openid nonce"
	flowVerifier = "openid verifier"
	flowNext     = "openid next"
	flowUntil    = "openid until"
)

// openID is the client of a provider. It asks for the provider's addresses and keys
// when somebody first comes that way: a provider that is down keeps nobody out who
// has a password.
type openID struct {
	OpenID
	name   string
	client *http.Client

	mu       sync.Mutex
	config   *oauth2.Config
	verifier *oidc.IDTokenVerifier
}

func newOpenID(o OpenID) *openID {
	if o.Issuer == "" {
		return nil
	}
	return &openID{OpenID: o, name: o.Name, client: &http.Client{Timeout: openIDWithin}}
}

// ready gives the provider's addresses and keys.
func (o *openID) ready(ctx context.Context) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.config != nil {
		return o.config, o.verifier, nil
	}
	// The keys are fetched again for as long as the program runs, beyond this request.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.client), o.Issuer)
	if err != nil {
		return nil, nil, casework.Wrap(casework.CodeUnavailable, err, "unavailable.openid")
	}
	back, err := url.JoinPath(o.URL, openIDBack)
	if err != nil {
		return nil, nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	o.config = &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: back, Scopes: []string{oidc.ScopeOpenID}}
	o.verifier = provider.Verifier(&oidc.Config{ClientID: o.ClientID})
	return o.config, o.verifier, nil
}

// startOpenID sends somebody to the provider.
func (s *Site) startOpenID(w http.ResponseWriter, r *request) error {
	if s.openid == nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	// A link on another site must not end a session by beginning this way.
	known, err := s.recognise(r)
	if err != nil {
		return err
	}
	if known {
		redirect(w, r, localPath(r.URL.Query().Get("next")))
		return nil
	}
	config, _, err := s.openid.ready(r.Context())
	if err != nil {
		return s.openIDFailed(w, r, err)
	}
	if err := s.renew(r); err != nil {
		return err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	ctx := r.Context()
	s.sessions.Put(ctx, flowState, state)
	s.sessions.Put(ctx, flowNonce, nonce)
	s.sessions.Put(ctx, flowVerifier, verifier)
	s.sessions.Put(ctx, flowNext, localPath(r.URL.Query().Get("next")))
	s.sessions.Put(ctx, flowUntil, r.now.Add(openIDFor).Unix())
	http.Redirect(w, r.Request, config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusFound)
	return nil
}

// finishOpenID takes somebody back from the provider.
func (s *Site) finishOpenID(w http.ResponseWriter, r *request) error {
	if s.openid == nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	subject, next, err := s.openIDSubject(r)
	if err != nil {
		return s.openIDFailed(w, r, err)
	}
	account, err := s.engine.SignInIdentity(r.Context(), s.openid.Issuer, subject, caller.Address(r.Request), r.now)
	if casework.CodeOf(err) == casework.CodeForbidden && err != nil {
		return s.openIDFailed(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.proceed(w, r, account, wayOpenID, next)
}

// openIDSubject gives whom the provider recognised. What was kept for the way is
// taken out of the session first: an answer counts once.
func (s *Site) openIDSubject(r *request) (subject, next string, err error) {
	ctx, q := r.Context(), r.URL.Query()
	state, nonce := s.sessions.PopString(ctx, flowState), s.sessions.PopString(ctx, flowNonce)
	verifier, until := s.sessions.PopString(ctx, flowVerifier), s.sessions.GetInt64(ctx, flowUntil)
	next = localPath(s.sessions.PopString(ctx, flowNext))
	broken := func(cause error) error { return casework.Wrap(casework.CodeForbidden, cause, "forbidden.openid") }
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(q.Get("state"))) != 1 || r.now.Unix() > until {
		return "", "", casework.Errorf(casework.CodeForbidden, "forbidden.openid")
	}
	if q.Get("error") != "" { // the person, or the provider, would not
		return "", "", casework.Errorf(casework.CodeForbidden, "forbidden.openid")
	}
	config, keys, err := s.openid.ready(ctx)
	if err != nil {
		return "", "", err
	}
	ctx = oidc.ClientContext(ctx, s.openid.client)
	token, err := config.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return "", "", broken(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", "", casework.Errorf(casework.CodeForbidden, "forbidden.openid")
	}
	id, err := keys.Verify(ctx, raw)
	if err != nil {
		return "", "", broken(err)
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(nonce), []byte(id.Nonce)) != 1 {
		return "", "", casework.Errorf(casework.CodeForbidden, "forbidden.openid")
	}
	return id.Subject, next, nil
}

// openIDFailed says on the sign-in page why nobody has come in.
func (s *Site) openIDFailed(w http.ResponseWriter, r *request, err error) error {
	e := shown(err)
	if e.Code == casework.CodeInternal {
		return err
	}
	if e.Cause != nil {
		s.log.Warn("openid", "error", err)
	}
	body := s.signInBody("/")
	body.Error = r.text(e)
	s.render(w, r, statuses[e.Code], "signin", "web.signin.title", body)
	return nil
}
