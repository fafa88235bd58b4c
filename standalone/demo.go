package main

// What make demo shows: the example ledger, imported and started.

import (
	"context"
	"io"

	"duban/standalone/stack"
)

// runDemo imports the example plan, starts its workflows and prints the completion table to out.
func runDemo(ctx context.Context, running *stack.Stack, out io.Writer) error {
	return nil
}
