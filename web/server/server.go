// Package server listens and serves pages and API; web/ and the standalone start it.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	_ "gocloud.dev/blob/s3blob" // evidence in a bucket, where several machines share one

	"duban/casework"
	"duban/engine"
	"duban/web/api"
	"duban/web/caller"
	"duban/web/site"
)

// Options of a server.
type Options struct {
	Engine  *engine.Engine
	Log     *slog.Logger
	Address string // host:port; port 0 takes a free one
	Secure  bool   // people reach it by https

	OpenID  site.OpenID
	Proxies []netip.Prefix
}

// Server serves until it is stopped.
type Server struct {
	URL string

	site   *site.Site
	http   *http.Server
	failed chan error
	log    *slog.Logger
	over   chan struct{}
}

// Bounds of a connection: slow senders are not waited for.
const (
	readHeaders = 10 * time.Second
	readAll     = 5 * time.Minute
	writeAll    = 5 * time.Minute
	keepIdle    = 2 * time.Minute
	stopWithin  = 10 * time.Second
	checkWithin = 10 * time.Second // how long the store of evidence may take to answer
)

// Start listens and serves. An address that is taken is [casework.CodeUnavailable];
// a store of evidence that cannot be used, whatever one waits, is [casework.CodeInvalid].
func Start(o Options) (*Server, error) {
	if err := checkEvidence(o); err != nil {
		return nil, err
	}
	pages, err := site.New(site.Options{Engine: o.Engine, Log: o.Log, Secure: o.Secure, OpenID: o.OpenID})
	if err != nil {
		return nil, err
	}
	programs, err := api.New(api.Options{Engine: o.Engine, Log: o.Log, Secure: o.Secure})
	if err != nil {
		pages.Close()
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages.Handler())
	mux.Handle(api.Prefix+"/", programs) // apart from the pages: no session, no cookie reaches it
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		pages.Close()
		return nil, casework.Wrap(casework.CodeUnavailable, err, "unavailable.address", o.Address)
	}
	s := &Server{URL: "http://" + listener.Addr().String(), site: pages, failed: make(chan error, 1), log: o.Log, over: make(chan struct{})}
	s.http = &http.Server{
		Handler:           caller.Behind(o.Proxies, mux),
		ReadHeaderTimeout: readHeaders, ReadTimeout: readAll, WriteTimeout: writeAll, IdleTimeout: keepIdle,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	s.http.RegisterOnShutdown(pages.EndLive)
	go s.tidy(o.Engine)
	go func() {
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- casework.Wrap(casework.CodeUnavailable, err, "unavailable.listener", s.URL)
		}
	}()
	return s, nil
}

// checkEvidence ends the start where files could never be taken in. A store or a
// scanner that only does not answer does not keep people from their cases.
func checkEvidence(o Options) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkWithin)
	defer cancel()
	err := o.Engine.CheckEvidence(ctx)
	if casework.CodeOf(err) == casework.CodeInvalid {
		return err
	}
	if err != nil {
		o.Log.Warn("no files are taken in for now", "error", err)
	}
	return nil
}

// tidy clears away each hour what was sent in and never handed in, and what is old.
func (s *Server) tidy(e *engine.Engine) {
	every := time.NewTicker(time.Hour)
	defer every.Stop()
	for {
		select {
		case <-s.over:
			return
		case now := <-every.C:
			if err := e.ForgetUploads(context.Background(), now); err != nil {
				s.log.Warn("old uploads not cleared away", "error", err)
			}
			if _, err := e.Ledger.Tidy(context.Background(), now); err != nil {
				s.log.Warn("what is old not cleared away", "error", err)
			}
		}
	}
}

// Failed yields why the server cannot go on.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop lets requests under way end, and closes live pages, which never would.
func (s *Server) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	close(s.over)
	err := s.http.Shutdown(ctx)
	s.site.Close()
	return err
}
