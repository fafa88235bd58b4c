package main

// Where the engine's own parts are hooked into the tree.

import (
	"context"
	"io"

	"duban/standalone/stack"
)

// prepareLedger brings the ledger's schema up to date.
func prepareLedger(ctx context.Context, databaseURL string) error {
	return nil
}

// startWorker hosts the workflows and activities in this process; stop returns when what they
// were doing has come to a safe point.
func startWorker(ctx context.Context, running *stack.Stack) (stop func(), err error) {
	return func() {}, nil
}

// runDemo imports the example plan, starts its workflows and prints the completion table to out.
func runDemo(ctx context.Context, running *stack.Stack, out io.Writer) error {
	return nil
}
