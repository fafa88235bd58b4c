// Command duban-standalone runs the whole engine as one process tree on one machine: a private
// PostgreSQL cluster, a Temporal server with its web interface, and the engine's worker.
//
// What belongs in this package: the command line and the order in which parts are put together.
// The parts themselves are packages of their own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// exitError is an error that only means: end with this code. What there was to say has been said.
type exitError int

func (c exitError) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func main() {
	os.Exit(run())
}

func run() int {
	root := &cobra.Command{
		Use:           "duban-standalone",
		Short:         "Run the engine with its own PostgreSQL and Temporal server",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(upCommand(), execCommand())
	// Without a taker, a reader that goes away (… | head) would kill this process in mid-work.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	err := root.ExecuteContext(context.Background())
	var code exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "duban-standalone: interrupted")
		return 130
	default:
		fmt.Fprintln(os.Stderr, "duban-standalone:", err)
		return 1
	}
}

// untilSignal returns a context that ends with the first SIGINT, SIGTERM or SIGHUP. A second one
// ends the process at once, for whoever cannot wait; the database survives that and is adopted by
// the next start.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
			return
		}
		cancel()
		<-signals
		fmt.Fprintln(os.Stderr, "duban-standalone: ended at once; the next start will recover")
		os.Exit(130)
	}()
	return ctx, func() { signal.Stop(signals); cancel() }
}

// interrupted replaces an error that only shows where a signal cut the work short.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// say prints a progress sentence. Standard output is for results.
func say(sentence string) { fmt.Fprintln(os.Stderr, sentence) }
