package main

// proof.go: that ledger and workflows agree, and that an export is whole.

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
)

func (a *app) reconcileCommand() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use: "reconcile", Short: "Compare every workflow's state with the folded ledger", Args: cobra.NoArgs,
		Long: `Compare, case by case, the state of the workflow with the ledger's folded events.

With --repair the side that is behind takes over what it lacks: the workflow folds what the
ledger has beyond it; the ledger takes back from the workflow's history what it lost.
Ends with code 7 when differences are left.`,
		Example: "  duban reconcile\n  duban reconcile --repair",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			res, err := e.Reconcile(c.Context(), repair, a.progress("cli.reconciling"))
			if err != nil {
				return err
			}
			rows := make([][]any, len(res.Differences))
			left := 0
			for i, d := range res.Differences {
				if !d.Repaired {
					left++
				}
				rows[i] = []any{d.Case, a.say("diff." + d.Kind), d.Ledger, d.Workflow, d.Repaired, d.Detail}
			}
			if a.output == "json" || len(rows) > 0 {
				a.show(res, []string{"cli.case", "cli.difference", "cli.ledger", "cli.workflow", "cli.repaired", "cli.text"}, rows)
			}
			a.tell("cli.reconciled", strconv.Itoa(res.Cases), strconv.Itoa(res.Open), strconv.Itoa(len(rows)), strconv.Itoa(left))
			if left > 0 {
				return &toldError{code: exitCodes[casework.CodeConflict]}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "bring the side that is behind to the other's point")
	return cmd
}

func (a *app) exportCommand() *cobra.Command {
	var plan, out, asOf string
	cmd := &cobra.Command{
		Use: "export", Short: "Write events and slips with their hashes, one JSON object a line", Args: cobra.NoArgs,
		Long: `Write every event and slip of a plan (default: of all) as JSON lines: stream, case, seq, body, hash.
The body is the text that the hash covers; it names the hash before it. duban verify checks such
a file with nothing else at hand.`,
		Example: "  duban export --plan 2021 --file ledger.jsonl\n  duban verify ledger.jsonl",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			at := time.Now()
			if asOf != "" {
				if at, err = parseMoment(c, e, asOf); err != nil {
					return err
				}
			}
			return a.export(c, e, plan, out, at)
		},
	}
	cmd.Flags().StringVar(&plan, "plan", "", "one plan only")
	cmd.Flags().StringVar(&out, "file", "", "file to write (default: standard output)")
	cmd.Flags().StringVar(&asOf, "as-of", "", "what the ledger had recorded by a moment")
	return cmd
}

func (a *app) export(c *cobra.Command, e *engine.Engine, plan, path string, at time.Time) (err error) {
	w := a.out
	if path != "" {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return casework.Wrap(casework.CodeInvalid, err, "invalid.export_file", path)
		}
		defer func() {
			if cerr := file.Close(); err == nil && cerr != nil {
				err = casework.Wrap(casework.CodeUnavailable, cerr, "unavailable.file", path)
			}
		}()
		w = file
	}
	buffered := bufio.NewWriter(w)
	n, err := e.Export(c.Context(), plan, at, buffered)
	if err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.file", path)
	}
	if path != "" {
		a.tell("cli.exported", strconv.Itoa(n), path)
	}
	return nil
}

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify FILE", Short: "Check an exported chain offline", Args: cobra.ExactArgs(1),
		Long: `Check that each entry of an export matches its hash, follows the one before it without a gap,
and that the events of each case fold to a state. Needs no database. "-" reads standard input.
The heads of all chains are summed to one fingerprint: compare it with one noted earlier to see
that no newest rows were dropped.`,
		Example: "  duban verify ledger.jsonl\n  duban export | duban verify -",
		RunE: func(_ *cobra.Command, args []string) error {
			var r io.Reader = os.Stdin
			if args[0] != "-" {
				file, err := os.Open(args[0])
				if err != nil {
					return casework.Wrap(casework.CodeInvalid, err, "invalid.file", args[0])
				}
				defer func() { _ = file.Close() }()
				r = file
			}
			res, err := engine.Verify(r)
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(res)
			} else {
				for _, f := range res.Faults {
					writeLine(a.out, fmt.Sprintf("%s %s %d: %s", f.Stream, f.Case, f.Seq, f.What))
				}
				a.tell("cli.verified", strconv.Itoa(res.Cases), strconv.Itoa(res.Entries), strconv.Itoa(len(res.Faults)), res.Fingerprint)
			}
			if len(res.Faults) > 0 {
				return &toldError{code: exitCodes[casework.CodeConflict]}
			}
			return nil
		},
	}
}
