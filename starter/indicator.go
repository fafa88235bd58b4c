package main

// indicator.go: watched indicators: what they are, their values, their breaches.

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/round"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

func (a *app) indicatorCommand() *cobra.Command {
	c := &cobra.Command{Use: "indicator", Short: "Watched indicators: list, set, import, show, rules"}
	c.AddCommand(a.indicatorList(), a.indicatorSet(), a.indicatorImport(), a.indicatorShow(),
		a.editionCommand(edition.Indicators, (*engine.Engine).LoadIndicators))
	return c
}

func (a *app) indicatorList() *cobra.Command {
	var month string
	cmd := &cobra.Command{
		Use: "list", Short: "What is watched, and by which thresholds", Args: cobra.NoArgs,
		Example: "  duban indicator list\n  duban indicator list --month 2027-01",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				book, err := e.Ledger.IndicatorBook(ctx)
				if err != nil {
					return err
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				of := round.MonthOf(time.Now(), cal.Zone())
				if month != "" {
					if of, err = round.ParseMonth(month); err != nil {
						return err
					}
				}
				list := book.Of(of.String())
				rows := make([][]any, len(list))
				for i, d := range list {
					rows[i] = []any{d.ID, a.title(d.Title), a.say("direction." + string(d.Direction)), a.thresholds(d)}
				}
				a.show(list, []string{"cli.indicator", "cli.title", "cli.direction", "cli.thresholds"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&month, "month", "", "as it is in a month (default: the running one)")
	return cmd
}

func (a *app) thresholds(d indicator.Indicator) string {
	var parts []string
	for _, m := range slices.Sorted(maps.Keys(d.Thresholds)) {
		parts = append(parts, a.say("cli.from_month", strconv.Itoa(m), d.Thresholds[m].String()))
	}
	return strings.Join(parts, " ")
}

func (a *app) indicatorSet() *cobra.Command {
	var as, source string
	cmd := &cobra.Command{
		Use: "set INDICATOR UNIT MONTH VALUE --as PERSON", Short: "Enter a unit's value of a month; a breach becomes a directive", Args: cobra.ExactArgs(4),
		Example: "  duban indicator set payment_rate 西吉县 2026-06 60.2 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			v, err := indicator.ParseValue(args[3])
			if err != nil {
				return casework.Errorf(casework.CodeInvalid, "invalid.indicator_value", args[3])
			}
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				return a.enterIndicators(ctx, e, by, []schema.IndicatorValue{{Indicator: args[0], Unit: casework.UnitID(args[1]), Month: args[2], Value: v, Source: source}})
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who enters it: a leader or an office")
	cmd.Flags().StringVar(&source, "source", "", "where the figure comes from")
	return cmd
}

func (a *app) indicatorImport() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "import FILE.xlsx --as PERSON", Short: "Enter the values of a workbook: indicator, unit, month, value", Args: cobra.ExactArgs(1),
		Example: "  duban indicator import examples/indicators.xlsx --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				book, err := e.Ledger.IndicatorBook(ctx)
				if err != nil {
					return err
				}
				rows, err := ledgerfile.ReadIndicators(args[0], ledgerfile.Options{Words: book.Words()})
				if err != nil {
					return a.importError(err)
				}
				list := make([]schema.IndicatorValue, len(rows))
				for i, r := range rows {
					list[i] = schema.IndicatorValue{Indicator: r.Indicator, Unit: casework.UnitID(r.Unit), Month: r.Month, Value: r.Value, Source: args[0]}
				}
				return a.enterIndicators(ctx, e, by, list)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who enters them: a leader or an office")
	return cmd
}

func (a *app) enterIndicators(ctx context.Context, e *engine.Engine, by casework.Requester, list []schema.IndicatorValue) error {
	watched, err := e.EnterIndicators(ctx, by, list)
	if err != nil {
		return err
	}
	a.showWatched(watched)
	return nil
}

func (a *app) showWatched(list []engine.Watched) {
	rows := [][]any{}
	for _, w := range list {
		state, id := a.say("indicator.good"), casework.CaseID("")
		if n := len(w.Breaches); n > 0 && w.Breaches[n-1].Recovered == "" {
			state, id = a.say("indicator.breach", w.Breaches[n-1].From), w.Cases[n-1]
		}
		last := ""
		if n := len(w.Series); n > 0 {
			last = w.Series[n-1].Month + " " + w.Series[n-1].Value.String() + "%"
		}
		rows = append(rows, []any{w.Indicator, w.Unit, last, state, id})
	}
	a.show(list, []string{"cli.indicator", "cli.unit", "cli.value", "cli.result", "cli.case"}, rows)
}

func (a *app) indicatorShow() *cobra.Command {
	var unit string
	cmd := &cobra.Command{
		Use: "show INDICATOR", Short: "The units' newest values and open breaches", Args: cobra.ExactArgs(1),
		Example: "  duban indicator show payment_rate\n  duban indicator show payment_rate --unit 西吉县 -o json",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.WatchUnits(ctx, args[0], casework.UnitID(unit))
				if err != nil {
					return err
				}
				a.showWatched(list)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&unit, "unit", "", "one unit only")
	return cmd
}
