// Command worker hosts the engine's workflows and activities. Run as many as
// the load needs; each is configured by the environment (DATABASE_URL,
// DUBAN_KEYS or DUBAN_KEY_FILE, and Temporal's own variables) or finds a
// standalone running in the folder.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the working calendar's zone, on machines without one

	"duban/engine"
	"duban/schema"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

func run() error {
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
	if err := e.StartSchedules(ctx); err != nil {
		return err
	}
	if _, err := e.Resume(ctx); err != nil {
		return err
	}
	w := e.NewWorker(engine.WorkerOptions{})
	if err := w.Start(); err != nil {
		return err
	}
	fmt.Println("worker ready")
	<-ctx.Done()
	w.Stop()
	return nil
}
