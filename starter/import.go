package main

// import.go: taking in a ledger file.

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/ledgerfile"
)

func (a *app) importCommand() *cobra.Command {
	var o engine.ImportOptions
	var shift, as string
	cmd := &cobra.Command{
		Use: "import FILE.xlsx", Short: "Take in a ledger file and start its cases", Args: cobra.ExactArgs(1),
		Long: `Take in a rectification ledger (整改台账) or a household ledger (监测户台账) as offices keep it, and
start a workflow for each measure or household. Which of them it is, the headers say. Values of
watched indicators and dated obligations come in by the same way, with --as a leader or an office.

All or nothing: a file with a fault changes nothing, and every fault is named with sheet, row,
column, what was read and what was expected. The same file again changes nothing. Of a changed
file only what the rules allow is taken over; the rest is listed with what to do instead.

States that the file carries (claimed, progress, done, closed) become events of their own dates,
marked as carried over.`,
		Example: `  duban import plan.xlsx --dry-run
  duban import plan.xlsx
  duban import examples/plan.xlsx --shift 2022-05-31=today
  duban import examples/households.xlsx --shift 2022-06-30=today`,
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			cal, err := e.Rules.Calendar(c.Context())
			if err != nil {
				return err
			}
			if err := shiftDates(&o, shift, cal.Zone()); err != nil {
				return err
			}
			if o.By, err = a.behind(c.Context(), e, as); err != nil {
				return err
			}
			res, err := e.Import(c.Context(), args[0], o, a.progress("cli.starting"))
			if err != nil {
				return a.importError(err)
			}
			a.showImport(res)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.DryRun, "dry-run", false, "show row by row what would happen")
	flags.StringVar(&o.Plan, "plan", "", "the plan's ID (default: the file's)")
	flags.BoolVar(&o.CreateUnits, "create-units", false, "create units that nobody knows yet")
	flags.StringVar(&shift, "shift", "", "move all dates: DATE=today or DATE=DATE (for demonstrations)")
	flags.StringVar(&as, "as", "", asOperator+"; without one no deadline is corrected and no household amended")
	return cmd
}

// shiftDates reads DATE=today or DATE=DATE.
func shiftDates(o *engine.ImportOptions, shift string, zone *time.Location) error {
	if shift == "" {
		return nil
	}
	bad := casework.Errorf(casework.CodeInvalid, "invalid.shift", shift)
	from, to, ok := strings.Cut(shift, "=")
	if !ok {
		return bad
	}
	var err error
	if o.ShiftFrom, err = calendar.ParseDate(from); err != nil {
		return bad
	}
	if to == "today" {
		o.ShiftTo = calendar.DateOf(time.Now(), zone)
		return nil
	}
	if o.ShiftTo, err = calendar.ParseDate(to); err != nil {
		return bad
	}
	return nil
}

// importError prints every finding of a file that is not taken in.
func (a *app) importError(err error) error {
	var findings *ledgerfile.Findings
	if !errors.As(err, &findings) {
		var e *casework.Error
		if errors.As(err, &e) {
			return err
		}
		return casework.Errorf(casework.CodeInvalid, "invalid.ledger_file", err.Error())
	}
	if a.output == "json" {
		a.json(map[string]any{"error": map[string]any{"code": casework.CodeInvalid, "findings": findings.List}})
	} else {
		writeLine(a.errOut, findings.Text(a.lang))
		writeLine(a.errOut, a.say("cli.nothing_changed"))
	}
	return &toldError{code: exitCodes[casework.CodeInvalid]}
}

func (a *app) showImport(res engine.Imported) {
	if a.output == "json" {
		a.json(res)
		return
	}
	for _, w := range res.Warnings {
		writeLine(a.errOut, w.Text(a.lang))
	}
	for _, s := range res.Sheets {
		if s.Kind == ledgerfile.SheetSkipped {
			a.tell("cli.sheet_skipped", s.Name, ledgerfile.ReasonText(s.Reason, a.lang))
		}
	}
	if res.Unchanged {
		a.tell("cli.import_same", res.Plan, strconv.Itoa(res.Started))
		return
	}
	rows := [][]any{}
	for _, r := range res.Rows {
		if !res.DryRun && r.Action != engine.RowChanged && r.Action != engine.RowRefused && r.Action != engine.RowMissing {
			continue
		}
		rows = append(rows, []any{r.Case, clip(r.Text, 24), clip(strings.Join(r.Units, "、"), 24), r.Due, r.Carried,
			a.say("row." + r.Action), a.changes(r.Changes)})
	}
	if len(rows) > 0 {
		a.show(nil, []string{"cli.case", "cli.measure", "cli.units", "cli.due", "cli.carried_acts", "cli.action", "cli.changes"}, rows)
	}
	if engine.IsList(res.Kind) {
		n := map[string]int{}
		for _, r := range res.Rows {
			n[r.Action]++
		}
		key := "cli.rows_imported"
		if res.DryRun {
			key = "cli.rows_would"
		}
		a.tell(key, strconv.Itoa(n[engine.RowNew]), strconv.Itoa(n[engine.RowChanged]), strconv.Itoa(n[engine.RowSame]))
		return
	}
	if res.Households > 0 {
		key := "cli.households_imported"
		if res.DryRun {
			key = "cli.households_would"
		}
		a.tell(key, strconv.Itoa(res.Households), strconv.Itoa(res.Tasks), strconv.Itoa(res.Units), strconv.Itoa(res.Persons), strconv.Itoa(res.Started))
		return
	}
	key := "cli.imported"
	if res.DryRun {
		key = "cli.import_would"
	}
	a.tell(key, res.Plan, strconv.Itoa(res.Classes), strconv.Itoa(res.Problems), strconv.Itoa(res.Measures),
		strconv.Itoa(res.Tasks), strconv.Itoa(res.Started))
}

func (a *app) changes(list []engine.ImportChange) string {
	lines := make([]string, len(list))
	for i, c := range list {
		lines[i] = c.Field + ": " + clip(c.From, 20) + " → " + clip(c.To, 20)
		if c.Refused {
			lines[i] += " (" + a.say(c.Hint) + ")"
		}
	}
	return strings.Join(lines, "\n")
}
