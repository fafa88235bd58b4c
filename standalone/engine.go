package main

// Where the engine's own parts are hooked into the tree.

import (
	"context"
	"log/slog"
	"os"
	"time"
	_ "time/tzdata" // the working calendar's zone, on machines without one

	"duban/engine"
	"duban/schema"
	"duban/standalone/stack"
)

// prepareLedger brings the ledger's schema up to date and makes the key ring on first use.
func prepareLedger(ctx context.Context, running *stack.Stack) error {
	if _, err := engine.EnsureKeys(running.Folder, time.Now()); err != nil {
		return err
	}
	ledger, err := schema.Open(ctx, running.DatabaseURL)
	if err != nil {
		return err
	}
	defer ledger.Close()
	return schema.Migrate(ctx, ledger.DB())
}

// startWorker hosts the workflows and activities in this process; stop returns when what they
// were doing has come to a safe point.
func startWorker(ctx context.Context, running *stack.Stack) (stop func(), err error) {
	cfg, err := engine.FromFolder(running.Folder)
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, cfg, quiet())
	if err != nil {
		return nil, err
	}
	if err := e.StartSchedules(ctx); err != nil {
		e.Close()
		return nil, err
	}
	if _, err := e.Resume(ctx); err != nil {
		e.Close()
		return nil, err
	}
	w := e.NewWorker(engine.WorkerOptions{})
	if err := w.Start(); err != nil {
		e.Close()
		return nil, err
	}
	return func() { w.Stop(); e.Close() }, nil
}

// quiet keeps the terminal for what concerns the user.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}
