package engine

// engine.go: a connection to ledger and Temporal.

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	tlog "go.temporal.io/sdk/log"

	"duban/activities"
	"duban/activities/outbound"
	"duban/casework"
	"duban/codec"
	"duban/evidence"
	"duban/schema"
)

// Engine is a connected desk; safe for concurrent use.
type Engine struct {
	Ledger *schema.Ledger
	Client client.Client
	Rules  *activities.Rules

	queue     string
	keys      *codec.Ring
	log       *slog.Logger
	converter converter.DataConverter
	store     func() (*evidence.Store, error) // of the bytes of proof
	outbound  outbound.Policy
	places    placesMemo
	months    sync.Map // snapshots of frozen months by digest: see [Engine.frozen]
	weeks     weeksMemo
}

// Open connects to the ledger and to Temporal.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*Engine, error) {
	l, err := schema.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	c, err := dial(ctx, cfg, log)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &Engine{Ledger: l, Client: c, Rules: activities.NewRules(l), queue: cfg.queue(), keys: cfg.Keys, log: log,
		converter: codec.DataConverter(cfg.Keys), store: storeOf(cfg), outbound: cfg.Outbound}, nil
}

// OpenLedger connects to the ledger alone, for what Temporal is not needed for.
func OpenLedger(ctx context.Context, cfg Config, log *slog.Logger) (*Engine, error) {
	l, err := schema.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	return &Engine{Ledger: l, Rules: activities.NewRules(l), keys: cfg.Keys, log: log, store: storeOf(cfg), outbound: cfg.Outbound}, nil
}

func dial(ctx context.Context, cfg Config, log *slog.Logger) (client.Client, error) {
	opts := cfg.Temporal
	opts.DataConverter = codec.DataConverter(cfg.Keys)
	opts.FailureConverter = codec.FailureConverter(cfg.Keys)
	opts.Logger = tlog.NewStructuredLogger(log)
	c, err := client.DialContext(ctx, opts)
	if err != nil {
		return nil, casework.Wrap(casework.CodeUnavailable, err, "unavailable.engine")
	}
	return c, nil
}

// Close ends both connections.
func (e *Engine) Close() {
	if e.Client != nil {
		e.Client.Close()
	}
	if err := e.Ledger.Close(); err != nil {
		e.logger().Warn("closing the ledger", "error", err)
	}
}

// Queue gives the task queue that the engine's workers serve.
func (e *Engine) Queue() string { return e.queue }
