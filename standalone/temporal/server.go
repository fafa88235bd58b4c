package temporal

// Starting and stopping the server.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/temporal"

	"duban/standalone/loopback"
)

// DefaultPort is where Temporal's tools expect a server.
const DefaultPort = 7233

// startLimit bounds a start on a slow machine; on an ordinary one it takes seconds.
const startLimit = 3 * time.Minute

// stopLimit is far more than an orderly stop takes.
const stopLimit = 30 * time.Second

// Database says how to reach the PostgreSQL server that holds the databases.
type Database struct {
	Address   string // host:port
	SocketDir string // folder of the unix socket, which is preferred; may be empty
	Password  string // of the role temporal
}

// Options of a server.
type Options struct {
	Database Database
	// Port of the frontend, taken or refused; with 0 it is Preferred when that is free, else any.
	Port, Preferred int
	// LogDir is the folder for its log.
	LogDir string
	// Log takes short sentences for the person at the terminal.
	Log func(string)
}

// Server is a running Temporal server. Make one with Start.
type Server struct {
	// Address of the frontend, host:port.
	Address string

	server   temporal.Server
	fatal    *failure
	closeLog func() error
}

// Start brings the databases' schema up to date, starts all services and returns when the
// namespace can be used. The databases must exist and belong to Role.
func Start(ctx context.Context, options Options) (_ *Server, err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	p, err := choosePorts(options.Port, options.Preferred)
	if err != nil {
		return nil, err
	}
	s := &Server{Address: loopback.Address(p.frontend), fatal: newFailure()}
	logger, closeLog := newLogger(options.LogDir, s.fatal)
	s.closeLog = closeLog
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("Temporal: %w (its log is %s)", err, LogFile(options.LogDir)), closeLog()) //nolint:staticcheck // a name begins with a capital
		}
	}()

	if err := migrate(options.Database, logger, options.Log); err != nil {
		return nil, err
	}
	options.Log("Temporal: starting on " + s.Address)
	relaxCollector()
	if err := s.guard(ctx, func() error { return s.start(options.Database, p, logger) }); err != nil {
		return nil, err
	}
	if err := s.guard(ctx, func() error { return ensureNamespace(ctx, s.Address) }); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) start(d Database, p ports, logger log.Logger) (err error) {
	s.server, err = temporal.NewServer(
		temporal.WithConfig(serverConfig(d, p)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(staticHosts(p)),
		temporal.WithDynamicConfigClient(dynamicSettings()),
		temporal.WithLogger(logger),
		// Loopback only, and whoever reaches it owns the machine's account anyway.
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
	if err != nil {
		return err
	}
	return s.server.Start()
}

// guard runs a step of the start, which a fatal message or the end of ctx cuts short. What the step
// had begun is then left as it is, since it cannot be stopped half-way: the process has to end.
func (s *Server) guard(ctx context.Context, step func() error) error {
	result := make(chan error, 1)
	go func() { result <- step() }()
	select {
	case err := <-result:
		return err
	case message := <-s.fatal.message:
		return errors.New(message)
	case <-ctx.Done():
		return fmt.Errorf("not ready in time: %w", context.Cause(ctx))
	}
}

// Failed yields a message when the running server meets an error it cannot go on from; the only
// thing left is to stop and start again.
func (s *Server) Failed() <-chan string { return s.fatal.message }

// Stop ends all services; work in flight is redone by the next start.
func (s *Server) Stop() error {
	stopped := make(chan error, 1)
	go func() { stopped <- s.server.Stop() }()
	select {
	case err := <-stopped:
		return errors.Join(err, s.closeLog())
	case <-time.After(stopLimit):
		// A service that met a fatal error can hold what the others wait for.
		return errors.New("Temporal did not stop in time and was left behind; nothing is lost, the next start goes on from the database") //nolint:staticcheck // a name begins with a capital
	}
}

func choosePorts(asked, preferred int) (ports, error) {
	frontend, err := loopback.Choose("Temporal", "--temporal-port", asked, preferred)
	if err != nil {
		return ports{}, err
	}
	internal, err := loopback.FreePorts(4)
	if err != nil {
		return ports{}, err
	}
	// One more than needed, as the frontend's own port can be among them.
	internal = slices.DeleteFunc(internal, func(port int) bool { return port == frontend })
	return ports{frontend: frontend, history: internal[0], matching: internal[1], worker: internal[2]}, nil
}

// relaxCollector trades memory for processor time, the scarcer of the two on a small machine:
// the live heap is some tens of megabytes. Whoever set GOGC knows better.
func relaxCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}
