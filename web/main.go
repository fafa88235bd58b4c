// Command web serves the pages. Run as many as the load needs; each is configured
// by the environment, whose table --print-config prints, or finds a standalone
// running in the folder.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the working calendar's zone, on machines without one

	"duban/engine"
	"duban/schema"
	"duban/web/server"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

func run() error {
	address := flag.String("listen", "", "address to listen on (default: DUBAN_LISTEN)")
	secure := flag.Bool("secure", false, "people reach it by https: cookies say so (default: DUBAN_SECURE)")
	dump := flag.Bool("print-config", false, "print the configuration, without secrets, and end")
	flag.Parse()
	settings, err := server.FromEnvironment()
	if *dump {
		fmt.Print(server.Table(os.LookupEnv))
	}
	if err != nil || *dump {
		return err
	}
	settings.Secure = settings.Secure || *secure
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	cfg, err := engine.Find("")
	if err != nil {
		return err
	}
	e, err := engine.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := schema.Migrate(ctx, e.Ledger.DB()); err != nil {
		return err
	}
	password, err := e.EnsureAdministrator(ctx, time.Now())
	if err != nil {
		return err
	}
	if password != "" {
		fmt.Printf("first sign-in: %s, one-time password %s\n", engine.FirstAdministrator, password)
	}
	s, err := server.Start(settings.Options(server.Options{Engine: e, Log: log, Address: *address}))
	if err != nil {
		return err
	}
	fmt.Println("web ready", s.URL)
	select {
	case <-ctx.Done():
		return s.Stop()
	case failure := <-s.Failed(): // whoever watches the process starts it again
		return errors.Join(failure, s.Stop())
	}
}
