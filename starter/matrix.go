package main

// matrix.go: the completion table.

import (
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
	"duban/terminal"
)

func (a *app) matrixCommand() *cobra.Command {
	var plan, asOf string
	cmd := &cobra.Command{
		Use:   "matrix",
		Short: "The completion table: problem × unit",
		Long: `The completion table of a plan: how many of its problems are done for each unit.

As of a moment it counts what the ledger had recorded by then, so the same moment always
gives the same table. A problem that a unit never claimed is flagged (缩小认领).`,
		Example: "  duban matrix\n  duban matrix --plan 2021 --as-of 2026-06-30T18:00:00+08:00 -o json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if r, err := a.remote(); err != nil || r != nil {
				if err != nil {
					return err
				}
				if asOf != "" {
					return casework.Errorf(casework.CodeInvalid, "invalid.remote", "--as-of")
				}
				return a.remoteMatrix(c.Context(), r, plan)
			}
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
			id, err := e.PlanOrOnly(c.Context(), plan)
			if err != nil {
				return err
			}
			table, err := e.Matrix(c.Context(), id, at)
			if err != nil {
				return err
			}
			a.showMatrix(table)
			return nil
		},
	}
	cmd.Flags().StringVar(&plan, "plan", "", "the plan (default: the only one)")
	cmd.Flags().StringVar(&asOf, "as-of", "", "a moment: 2026-06-30 (its end) or 2026-06-30T18:00:00+08:00")
	return cmd
}

func (a *app) showMatrix(t casework.Table) {
	if a.output == "json" {
		a.json(t)
		return
	}
	terminal.Completion(a.out, a.language(), t)
}

// parseMoment reads a moment, or a day, which means its end in the calendar's zone.
func parseMoment(c *cobra.Command, e *engine.Engine, s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	cal, err := e.Rules.Calendar(c.Context())
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.ParseInLocation(time.DateOnly, s, cal.Zone())
	if err != nil {
		return time.Time{}, casework.Errorf(casework.CodeInvalid, "invalid.moment", s)
	}
	return t.AddDate(0, 0, 1), nil
}
