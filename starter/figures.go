package main

// figures.go: the report's figures.

import (
	"time"

	"github.com/spf13/cobra"

	"duban/engine"
	"duban/terminal"
)

func (a *app) figuresCommand() *cobra.Command {
	var asOf, since string
	cmd := &cobra.Command{
		Use:   "figures",
		Short: "Households at risk: listed, eliminated, open, by unit",
		Long: `The figures of households at risk (防返贫监测), in households and people.

As of a moment they count what the ledger had recorded by then, so the same moment always
gives the same figures. With --since, those taken in for the first time since a day stand in a
column of their own. Every figure leads to its cases: duban household list.`,
		Example: "  duban figures\n  duban figures --since 2026-01-01\n  duban figures --as-of 2026-06-30 -o json",
		Args:    cobra.NoArgs,
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
			var from time.Time
			if since != "" {
				if from, err = parseDay(c, e, since); err != nil {
					return err
				}
			}
			figures, err := e.HouseholdFiguresSince(c.Context(), from, at)
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(figures)
				return nil
			}
			terminal.Households(a.out, a.language(), figures)
			return nil
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "count apart who was taken in since a day: 2026-01-01")
	cmd.Flags().StringVar(&asOf, "as-of", "", "a moment: 2026-06-30 (its end) or 2026-06-30T18:00:00+08:00")
	return cmd
}

// parseDay gives the first moment of a day, or the moment itself.
func parseDay(c *cobra.Command, e *engine.Engine, text string) (time.Time, error) {
	at, err := parseMoment(c, e, text)
	if err == nil && len(text) == len(time.DateOnly) {
		at = at.AddDate(0, 0, -1) // which names a day's end
	}
	return at, err
}
