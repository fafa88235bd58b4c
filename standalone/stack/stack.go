package stack

// Starting and stopping the tree.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duban/standalone/postgres"
	"duban/standalone/temporal"
	"duban/standalone/ui"
)

// Role and database of the engine. The database is empty until the engine migrates it.
const (
	Role     = "duban"
	Database = "duban"
)

// stopLimit bounds how long PostgreSQL may take for a clean shutdown.
const stopLimit = 60 * time.Second

// Options of a tree.
type Options struct {
	// Folder holds all of its data; made when missing.
	Folder string
	// TemporalPort and UIPort are taken or refused; with 0 any free port will do.
	TemporalPort, UIPort int
	// UsualPorts prefers the ports where Temporal's tools look, as far as they are free: for a tree
	// that people work with. Others leave them alone.
	UsualPorts bool
	// UI serves Temporal's web interface too.
	UI bool
	// Ephemeral trees are for one use: their database ends with this process even when it is killed.
	Ephemeral bool
	// Log takes short sentences for the person at the terminal, one at a time, from any goroutine.
	Log func(string)
}

// Stack is a running tree. Make one with Start.
type Stack struct {
	Folder          string
	DatabaseURL     string
	TemporalAddress string
	Namespace       string
	UIURL           string // empty without the interface
	WebURL          string // empty without the pages: see ServesWeb

	started  time.Time
	options  Options
	lock     *os.File
	cluster  *postgres.Cluster
	temporal *temporal.Server
	ui       *ui.Server
}

// Start brings the tree of a folder up: first one on an empty folder, later ones on its data, also
// after a crash. On an error everything that had been started is stopped again.
func Start(ctx context.Context, options Options) (_ *Stack, err error) {
	if options.Log == nil {
		options.Log = func(string) {}
	}
	folder, err := prepare(options.Folder)
	if err != nil {
		return nil, err
	}
	s := &Stack{Folder: folder, Namespace: temporal.Namespace, options: options}
	if s.lock, err = lock(folder); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
		}
	}()
	if err := forget(folder); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.startPostgres, s.startTemporal, s.startUI} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	s.started = time.Now().UTC().Truncate(time.Second)
	return s, s.Running().write(folder)
}

func (s *Stack) startPostgres(ctx context.Context) (err error) {
	place := filepath.Join(s.Folder, "postgres")
	s.cluster, err = postgres.Start(ctx, postgres.Options{
		Folder:    place,
		Passwords: filepath.Join(s.Folder, "passwords.json"),
		Port:      postgres.LastPort(place),
		Ephemeral: s.options.Ephemeral,
		Log:       s.options.Log,
	})
	if err != nil {
		return err
	}
	if err := s.cluster.EnsureDatabases(ctx, Role, Database); err != nil {
		return err
	}
	if err := s.cluster.EnsureDatabases(ctx, temporal.Role, temporal.StoreDatabase, temporal.VisibilityDatabase); err != nil {
		return err
	}
	s.DatabaseURL, err = s.cluster.URL(Role, Database)
	return err
}

func (s *Stack) startTemporal(ctx context.Context) error {
	password, err := s.cluster.Password(temporal.Role)
	if err != nil {
		return err
	}
	s.temporal, err = temporal.Start(ctx, temporal.Options{
		Database: temporal.Database{
			Address:   s.cluster.Address(),
			SocketDir: s.cluster.SocketDir(),
			Password:  password,
		},
		Port:      s.options.TemporalPort,
		Preferred: s.usual(temporal.DefaultPort),
		LogDir:    filepath.Join(s.Folder, "logs"),
		Log:       s.options.Log,
	})
	if err != nil {
		return err
	}
	s.TemporalAddress = s.temporal.Address
	return nil
}

func (s *Stack) startUI(ctx context.Context) (err error) {
	if !s.options.UI {
		return nil
	}
	s.ui, err = ui.Start(ctx, ui.Options{
		Port:            s.options.UIPort,
		Preferred:       s.usual(ui.DefaultPort),
		TemporalAddress: s.TemporalAddress,
		Namespace:       s.Namespace,
	})
	if err != nil {
		return err
	}
	s.UIURL = s.ui.URL
	return nil
}

func (s *Stack) usual(port int) int {
	if s.options.UsualPorts {
		return port
	}
	return 0
}

// Running describes the tree for other programs.
func (s *Stack) Running() Running {
	return Running{
		PID:               os.Getpid(),
		TemporalAddress:   s.TemporalAddress,
		TemporalNamespace: s.Namespace,
		DatabaseURL:       s.DatabaseURL,
		UIURL:             s.UIURL,
		WebURL:            s.WebURL,
		StartedAt:         s.started,
	}
}

// ServesWeb tells other programs where the engine's pages are.
func (s *Stack) ServesWeb(url string) error {
	s.WebURL = url
	return s.Running().write(s.Folder)
}

// Failed yields a sentence when the Temporal server cannot go on; the tree has to be stopped then.
// A database that dies needs no such word: it is started again.
func (s *Stack) Failed() <-chan string { return s.temporal.Failed() }

// PostgresPID is the database server's process at this moment.
func (s *Stack) PostgresPID() int { return s.cluster.PID() }

// Stop ends the tree in the opposite order of its start, as far as it had come. It is complete
// when it returns, also with an error.
func (s *Stack) Stop(ctx context.Context) error {
	var failures []error
	if s.ui != nil {
		s.ui.Stop()
	}
	if s.temporal != nil {
		s.options.Log("Temporal: stopping")
		failures = append(failures, s.temporal.Stop())
	}
	if s.cluster != nil {
		s.options.Log("PostgreSQL: stopping")
		limited, cancel := context.WithTimeout(ctx, stopLimit)
		failures = append(failures, s.cluster.Stop(limited))
		cancel()
	}
	failures = append(failures, forget(s.Folder), s.lock.Close())
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
