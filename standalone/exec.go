package main

// duban-standalone exec: a command with the servers around it, for tests and rehearsals.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"duban/standalone/stack"
)

func execCommand() *cobra.Command {
	var folder string
	var ephemeral, verbose bool
	command := &cobra.Command{
		Use:   "exec (--folder FOLDER | --ephemeral) -- COMMAND [ARGUMENTS...]",
		Short: "Run a command with PostgreSQL and Temporal around it",
		Long: `Start PostgreSQL and Temporal, run the command, stop them again and end with the
command's exit code.

The command finds them by its environment: DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and
DUBAN_FOLDER. The database DATABASE_URL names is empty on a new folder.`,
		Example: "  duban-standalone exec --ephemeral -- go test ./...",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if (folder == "") != ephemeral {
				return errors.New("exec needs either --folder or --ephemeral")
			}
			log := func(string) {}
			if verbose {
				log = say
			}
			return execute(command.Context(), folder, log, args)
		},
	}
	command.Flags().StringVar(&folder, "folder", "", "where all data is kept, also afterwards")
	command.Flags().BoolVar(&ephemeral, "ephemeral", false, "use a new folder and remove it afterwards")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell what is being started")
	return command
}

// execute runs the command with a tree around it; an empty folder means a throw-away one.
func execute(ctx context.Context, folder string, log func(string), args []string) (err error) {
	// Registered before the start and until the end, so that no signal ever meets the default,
	// which would leave a database behind.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	ctx, cancel := untilSignal(ctx)
	options := stack.Options{Folder: folder, Log: log}
	if folder == "" {
		options.Ephemeral = true
		if options.Folder, err = ephemeralFolder(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stack.RemoveAll(options.Folder)) }()
	}
	running, err := stack.Start(ctx, options)
	if err != nil {
		defer cancel()
		return interrupted(ctx, err)
	}
	defer func() { err = errors.Join(err, running.Stop(context.WithoutCancel(ctx))) }()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// From here on a signal is the command's business: it ends, and then so do we.
	cancel()
	return runInside(running, signals, args)
}

// ephemeralFolder is made where every account can get to: root's database runs under another one.
func ephemeralFolder() (string, error) {
	folder, err := os.MkdirTemp("", "duban-")
	if err != nil {
		return "", err
	}
	if os.Geteuid() == 0 {
		return folder, os.Chmod(folder, 0o711) //nolint:gosec // the database runs under another account
	}
	return folder, nil
}

// runInside runs the command and returns its failure as an exit code.
func runInside(running *stack.Stack, signals <-chan os.Signal, args []string) error {
	child := exec.Command(args[0], args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(),
		"DATABASE_URL="+running.DatabaseURL,
		"TEMPORAL_ADDRESS="+running.TemporalAddress,
		"TEMPORAL_NAMESPACE="+running.Namespace,
		"DUBAN_FOLDER="+running.Folder,
	)
	if err := child.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "duban-standalone:", err)
		return exitError(127)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case received := <-signals:
			// Ctrl-C at a terminal has reached the command as well; twice means "at once" to many.
			if received != syscall.SIGINT || !inForeground() {
				_ = child.Process.Signal(received)
			}
		case failure := <-running.Failed():
			fmt.Fprintln(os.Stderr, "duban-standalone: Temporal cannot go on:", failure)
			_ = child.Process.Signal(syscall.SIGTERM)
		case err := <-ended:
			return exitOf(err)
		}
	}
}

// inForeground reports whether this process is the one a terminal sends Ctrl-C to.
func inForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close()
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// exitOf turns the end of a process into the code a shell would give it.
func exitOf(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() { //nolint:misspell // its name
		return exitError(128 + int(status.Signal()))
	}
	return exitError(exit.ExitCode())
}
