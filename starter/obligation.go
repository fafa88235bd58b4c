package main

// obligation.go: dated obligations: import, list, settle, take back, look, figures.

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/edition"
	"duban/casework/obligation"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

func (a *app) obligationCommand() *cobra.Command {
	c := &cobra.Command{Use: "obligation", Short: "Dated obligations (loan maturities): import, list, settle, take back, look, figures, rules",
		Long: `Dated obligations are looked at daily (schedule "obligations"): the unit is reminded before the day,
and what is overdue becomes a directive to collect it (逾期清收), once. A file holds no person: the
unit that sees to a loan knows who.`}
	c.AddCommand(a.obligationImport(), a.obligationList(), a.obligationSettle(), a.obligationTakeBack(), a.obligationLook(), a.obligationFigures(),
		a.editionCommand(edition.Obligations, (*engine.Engine).LoadObligationRules))
	return c
}

func (a *app) obligationImport() *cobra.Command {
	var as, shift string
	cmd := &cobra.Command{
		Use: "import FILE.xlsx --as PERSON", Short: "Enter the obligations of a workbook; what is known already stays", Args: cobra.ExactArgs(1),
		Example: "  duban obligation import examples/obligations.xlsx --as zhoushuyi --shift 2022-06-30=today",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				book, err := e.Ledger.ObligationBook(ctx)
				if err != nil {
					return err
				}
				rows, err := ledgerfile.ReadObligations(args[0], ledgerfile.Options{Words: book.Words()})
				if err != nil {
					return a.importError(err)
				}
				list := make([]obligation.Obligation, len(rows))
				for i, r := range rows {
					list[i] = obligation.Obligation{No: r.No, Kind: r.Kind, Title: r.Title, Unit: casework.UnitID(r.Unit), Amount: r.Amount,
						Due: r.Due, Settled: r.Settled}
				}
				if err := shiftObligations(ctx, e, list, shift); err != nil {
					return err
				}
				taken, err := e.EnterObligations(ctx, by, list, args[0])
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(taken)
					return nil
				}
				a.tell("cli.obligations_taken", strconv.Itoa(taken.New), strconv.Itoa(taken.Changed), strconv.Itoa(taken.Unchanged))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who enters them: a leader or an office")
	cmd.Flags().StringVar(&shift, "shift", "", "move all dates: DATE=today or DATE=DATE (for demonstrations)")
	return cmd
}

// shiftObligations moves every date, as "duban import --shift" does.
func shiftObligations(ctx context.Context, e *engine.Engine, list []obligation.Obligation, shift string) error {
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return err
	}
	var o engine.ImportOptions
	if err := shiftDates(&o, shift, cal.Zone()); err != nil || shift == "" {
		return err
	}
	days := o.ShiftFrom.DaysUntil(o.ShiftTo)
	for i := range list {
		list[i].Due = list[i].Due.AddDays(days)
		if !list[i].Settled.IsZero() {
			list[i].Settled = list[i].Settled.AddDays(days)
		}
	}
	return nil
}

func (a *app) obligationList() *cobra.Command {
	var unit, until string
	var open bool
	cmd := &cobra.Command{
		Use: "list", Short: "Obligations by due date", Args: cobra.NoArgs,
		Example: "  duban obligation list --open --until 2022-07-31\n  duban obligation list --unit 西吉县 -o json",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				day, err := dayOf(until)
				if err != nil {
					return err
				}
				list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{Unit: casework.UnitID(unit), Open: open, Until: day})
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, o := range list {
					rows[i] = []any{o.No, clip(o.Title, 30), o.Unit, o.Amount.String(), o.Due.String(), o.Settled.String()}
				}
				a.show(list, []string{"cli.obligation", "cli.title", "cli.unit", "cli.amount", "cli.due", "cli.settled"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&unit, "unit", "", "this unit and those below it")
	cmd.Flags().StringVar(&until, "until", "", "due by this day")
	cmd.Flags().BoolVar(&open, "open", false, "only what is not settled")
	return cmd
}

func (a *app) obligationSettle() *cobra.Command {
	var as, on, note string
	cmd := &cobra.Command{
		Use: "settle NUMBER --as PERSON", Short: "Record that an obligation was met", Args: cobra.ExactArgs(1),
		Example: "  duban obligation settle XD-2021-0009 --on 2022-07-05 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				day, err := lastDay(ctx, e, on)
				if err != nil {
					return err
				}
				if err := e.Settle(ctx, by, args[0], day, note); err != nil {
					return err
				}
				a.tell("cli.obligation_settled", args[0], day.String())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who says so: the unit that sees to it, or an office")
	cmd.Flags().StringVar(&on, "on", "today", "the day")
	cmd.Flags().StringVar(&note, "note", "", "what it rests on: a receipt's number")
	return cmd
}

func (a *app) obligationTakeBack() *cobra.Command {
	var as, reason string
	cmd := &cobra.Command{
		Use: "take-back NUMBER --reason TEXT --as PERSON", Short: "Take back a settlement that was entered by mistake; both stay on record", Args: cobra.ExactArgs(1),
		Example: "  duban obligation take-back XD-2021-0009 --reason 回单是别的户的 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				if err := e.TakeBackSettlement(ctx, by, args[0], reason, 0); err != nil {
					return err
				}
				a.tell("cli.obligation_taken_back", args[0])
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who says so: the unit that sees to it, or an office")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

func (a *app) obligationLook() *cobra.Command {
	return &cobra.Command{
		Use: "look", Short: "Look at the obligations now, as the schedule does daily", Args: cobra.NoArgs,
		Example: "  duban obligation look",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			res, err := e.LookAtObligations(c.Context(), time.Now())
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(res)
				return nil
			}
			a.tell("cli.obligations_looked", strconv.Itoa(res.Open), strconv.Itoa(res.Reminded), strconv.Itoa(res.Raised))
			return nil
		},
	}
}

func (a *app) obligationFigures() *cobra.Command {
	return &cobra.Command{
		Use: "figures", Short: "By unit: settled, open, overdue, the overdue rate", Args: cobra.NoArgs,
		Example: "  duban obligation figures",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, total, err := e.TallyObligations(ctx, time.Now())
				if err != nil {
					return err
				}
				row := func(name string, t *obligation.Tally) []any {
					return []any{name, t.All, t.Settled, t.Open, t.Overdue, t.Outstanding.String(), t.OverdueSum.String(),
						fmt.Sprintf("%d.%02d%%", t.Rate()/100, t.Rate()%100)}
				}
				rows := make([][]any, 0, len(list)+1)
				for i := range list {
					rows = append(rows, row(string(list[i].Unit), &list[i]))
				}
				rows = append(rows, row(a.say("cli.total"), &total))
				a.show(map[string]any{"units": list, "total": total}, []string{"cli.unit", "cli.all", "cli.settled_count", "cli.open_count",
					"cli.overdue_count", "cli.outstanding", "cli.overdue_sum", "cli.overdue_rate"}, rows)
				return nil
			})
		},
	}
}
