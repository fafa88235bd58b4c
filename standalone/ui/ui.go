// Package ui serves Temporal's own web interface inside this process.
//
// What belongs here: the web server of go.temporal.io's UI and its settings. What does not: the
// engine's own pages.
package ui

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/temporalio/ui-server/v2/server"
	"github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"

	"duban/standalone/loopback"
)

// DefaultPort is where Temporal's tools put the interface.
const DefaultPort = 8233

// Options of the interface.
type Options struct {
	// Port to listen on, taken or refused; with 0 it is Preferred when that is free, else any.
	Port, Preferred int
	// TemporalAddress of the frontend, host:port.
	TemporalAddress string
	// Namespace shown first.
	Namespace string
}

// Server is the running interface. Make one with Start.
type Server struct {
	URL    string
	server *server.Server
}

// Start serves the interface on loopback and returns when it answers.
func Start(ctx context.Context, options Options) (*Server, error) {
	// The UI server ends the whole process when it cannot listen, so the port is settled before.
	port, err := loopback.Choose("Temporal's web interface", "--ui-port", options.Port, options.Preferred)
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL: "http://" + loopback.Address(port),
		server: server.NewServer(server_options.WithConfigProvider(&config.Config{
			TemporalGRPCAddress: options.TemporalAddress,
			Host:                loopback.Host,
			Port:                port,
			EnableUI:            true,
			DefaultNamespace:    options.Namespace,
			// It must work without the internet and tell nobody that it runs.
			DisableNewsFetch: true,
			HideLogs:         true,
			// Plain HTTP on loopback: a cookie marked secure would not come back in every browser.
			CORS: config.CORS{CookieInsecure: true},
		})),
	}
	go func() { _ = s.server.Start() }() // returns nil after Stop, see above for the rest
	if err := s.waitReady(ctx); err != nil {
		s.Stop()
		return nil, fmt.Errorf("Temporal's web interface does not answer on %s: %w", s.URL, err) //nolint:staticcheck // a name begins with a capital
	}
	return s, nil
}

// Stop ends the interface; requests in flight are cut off.
func (s *Server) Stop() { s.server.Stop() }

func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/healthz", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			return response.Body.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
