package main

// bare.go: the yardstick: a workflow that takes the same number of updates and
// does nothing else.

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"duban/engine"
)

const (
	bareQueue  = "bare"
	bareType   = "Bare"
	bareUpdate = "step"
)

// bareWorkflow ends after n updates.
func bareWorkflow(ctx workflow.Context, n int) error {
	done := 0
	err := workflow.SetUpdateHandler(ctx, bareUpdate, func(workflow.Context, int) (int, error) {
		done++
		return done, nil
	})
	if err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return done >= n && workflow.AllHandlersFinished(ctx) })
}

// bareClient is a client without codec: the bare engine.
func bareClient(ctx context.Context) (client.Client, error) {
	cfg, err := engine.FromEnvironment()
	if err != nil {
		return nil, err
	}
	opts := cfg.Temporal
	opts.Logger = tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	return client.DialContext(ctx, opts)
}

// hostBare serves the bare workflow until the context ends, with the options
// that the engine's own worker has.
func hostBare(ctx context.Context) error {
	c, err := bareClient(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	w := worker.New(c, bareQueue, engine.WorkerTuning())
	w.RegisterWorkflowWithOptions(bareWorkflow, workflow.RegisterOptions{Name: bareType})
	if err := w.Start(); err != nil {
		return err
	}
	fmt.Println("bare worker ready")
	<-ctx.Done()
	w.Stop()
	return nil
}

// bareLife leads one bare workflow to its end.
func bareLife(ctx context.Context, c client.Client, id string, steps int) error {
	run, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: bareQueue}, bareType, steps)
	if err != nil {
		return err
	}
	for i := range steps {
		h, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
			WorkflowID: id, UpdateID: fmt.Sprint(i), UpdateName: bareUpdate, Args: []any{i},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		})
		if err != nil {
			return err
		}
		if err := h.Get(ctx, nil); err != nil {
			return err
		}
	}
	return run.Get(ctx, nil)
}
