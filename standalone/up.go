package main

// duban-standalone up: the engine until Ctrl-C.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"

	"duban/standalone/stack"
)

type upOptions struct {
	stack             stack.Options
	noUI              bool
	worker, web, demo bool
	webPort           int
}

func upCommand() *cobra.Command {
	var options upOptions
	var noWorker, noWeb bool
	command := &cobra.Command{
		Use:   "up",
		Short: "Start everything and stay up until Ctrl-C",
		Long: `Start PostgreSQL, Temporal, its web interface, the worker and the pages on the data of a folder,
creating that on first use, and stay up until Ctrl-C.

When everything runs, one line goes to standard output: the word ready and the addresses as JSON.
Other programs find the same in FOLDER/running.json.`,
		Example: "  duban-standalone up\n  duban-standalone up --folder /srv/duban --temporal-port 7233",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			options.stack.UI, options.worker, options.web = !options.noUI, !noWorker, !noWeb
			return up(command.Context(), options, command.OutOrStdout())
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.stack.Folder, "folder", ".duban", "where all data is kept")
	flags.IntVar(&options.stack.TemporalPort, "temporal-port", 0, "port of the Temporal server (default 7233 or a free one)")
	flags.IntVar(&options.stack.UIPort, "ui-port", 0, "port of Temporal's web interface (default 8233 or a free one)")
	flags.BoolVar(&options.noUI, "no-ui", false, "leave Temporal's web interface out")
	flags.BoolVar(&noWorker, "no-worker", false, "leave the worker out, to run it as a program of its own")
	flags.IntVar(&options.webPort, "web-port", 0, "port of the pages (default 8088 or a free one)")
	flags.BoolVar(&noWeb, "no-web", false, "leave the pages out, to run them as a program of their own")
	flags.BoolVar(&options.demo, "demo", false, "import the example plan and show it")
	return command
}

func up(ctx context.Context, options upOptions, out io.Writer) (err error) {
	ctx, cancel := untilSignal(ctx)
	defer cancel()
	options.stack.Log, options.stack.UsualPorts = say, true
	running, err := stack.Start(ctx, options.stack)
	if err != nil {
		return interrupted(ctx, err)
	}
	defer func() {
		err = errors.Join(err, running.Stop(context.WithoutCancel(ctx)))
		if err == nil {
			say("Everything is stopped; the data is in " + running.Folder)
		}
	}()
	if err := prepareLedger(ctx, running); err != nil {
		return interrupted(ctx, err)
	}
	if options.worker {
		stopWorker, err := startWorker(ctx, running)
		if err != nil {
			return interrupted(ctx, err)
		}
		defer stopWorker()
	}
	if options.demo {
		if err := runDemo(ctx, running, out); err != nil {
			return interrupted(ctx, err)
		}
	}
	if options.web {
		stopWeb, err := startWeb(ctx, running, options)
		if err != nil {
			return interrupted(ctx, err)
		}
		defer stopWeb()
	}
	addresses, err := json.Marshal(shown(running.Running()))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "ready %s\n", addresses)
	select {
	case <-ctx.Done():
		say("Stopping")
		return nil
	case failure := <-running.Failed():
		return fmt.Errorf("Temporal cannot go on: %s", failure) //nolint:staticcheck // a name begins with a capital
	}
}

// shown leaves the database's password out: the line may be copied into a ticket, and programs find
// the password in running.json, which only its owner can read.
func shown(r stack.Running) stack.Running {
	if u, err := url.Parse(r.DatabaseURL); err == nil && u.User != nil {
		u.User = url.User(u.User.Username())
		r.DatabaseURL = u.String()
	}
	return r
}
