package main

// sweep.go: the sweep: open, answer, problem, spread, matrix, owing, remind, withdraw.

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
)

func (a *app) sweepCommand() *cobra.Command {
	c := &cobra.Command{Use: "sweep", Short: "The sweep (大排查大整改): every unit answers for every standard",
		Long: `A sweep is a plan of policy standards for which every unit (column of the completion table) answers:
nothing found, or a problem with the measure against it. A problem becomes a case of the plan like any
other; a problem of one unit can be spread to the others (举一反三). Who has not answered shows.`}
	c.AddCommand(a.sweepOpen(), a.sweepAnswer(), a.sweepProblem(), a.sweepSpread(), a.sweepMatrix(), a.sweepOwing(), a.sweepRemind(), a.sweepWithdraw())
	return c
}

func (a *app) sweepOpen() *cobra.Command {
	var as, due, units string
	cmd := &cobra.Command{
		Use: "open PLAN FILE.xlsx --due DAY --as PERSON", Short: "Open a sweep from a workbook of standards", Args: cobra.ExactArgs(2),
		Example: "  duban sweep open DPC-2022 examples/standards.xlsx --due 2022-08-31 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			file, err := ledgerfile.ReadStandards(args[1], ledgerfile.Options{})
			if err != nil {
				return a.importError(err)
			}
			day, err := dayOf(due)
			if err != nil {
				return err
			}
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				s, err := e.OpenSweep(ctx, by, engine.SweepOpening{Plan: args[0], File: file, Due: day, Units: unitList(units)})
				if err != nil {
					return err
				}
				classes := map[string]bool{}
				for _, r := range file.Rows {
					classes[r.Class] = true
				}
				a.tell("cli.sweep_opened", s.Plan, strconv.Itoa(len(classes)), strconv.Itoa(len(file.Rows)), strconv.Itoa(len(s.Units)), s.Due.String())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who opens it: a leader or an office above all of the units")
	cmd.Flags().StringVar(&units, "units", "", "some columns of the completion table only, separated by commas")
	cmd.Flags().StringVar(&due, "due", "", "until when every unit answers")
	return cmd
}

// answerFlags say who answers for which unit.
type answerFlags struct{ as, unit, text, key string }

func (f *answerFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.as, "as", "", "who answers: the unit's reporter or head, a leader or an office of its level or above")
	cmd.Flags().StringVar(&f.unit, "unit", "", "the unit that answers")
	cmd.Flags().StringVar(&f.text, "text", "", "what was looked at")
	cmd.Flags().StringVar(&f.key, "id", "", "idempotency key (default: a new one)")
	_ = cmd.MarkFlagRequired("unit")
}

func (f *answerFlags) id() string {
	if f.key != "" {
		return f.key
	}
	return uuid.NewString()
}

func (a *app) sweepAnswer() *cobra.Command {
	var f answerFlags
	cmd := &cobra.Command{
		Use: "answer PLAN STANDARD… --unit UNIT --as PERSON", Short: "Answer that nothing was found against standards", Args: cobra.MinimumNArgs(2),
		Example: "  duban sweep answer DPC-2022 7.1 7.2 7.3 --unit 西吉县 --text 逐户核查 --as suchenglin",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				for _, standard := range args[1:] {
					key := f.id() + "/" + standard
					if err := e.AnswerNone(ctx, by, args[0], standard, casework.UnitID(f.unit), f.text, key); err != nil {
						return err
					}
					a.tell("cli.answered", f.unit, standard)
				}
				return nil
			})
		},
	}
	f.bind(cmd)
	return cmd
}

func (a *app) sweepProblem() *cobra.Command {
	var f answerFlags
	var problem, measure, due, person string
	cmd := &cobra.Command{
		Use: "problem PLAN STANDARD --unit UNIT --problem TEXT --measure TEXT --due DAY --as PERSON", Args: cobra.ExactArgs(2),
		Short:   "Answer with a problem (自查自纠); its measure becomes a case of the plan",
		Example: "  duban sweep problem DPC-2022 11.3 --unit 西吉县 --problem 两处管网抢修超时 --measure 更换老旧管段并公布抢修电话 --due 2022-09-30 --as suchenglin",
		RunE: func(c *cobra.Command, args []string) error {
			day, err := dayOf(due)
			if err != nil {
				return err
			}
			return a.ordered(c, f.as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				id, err := e.AnswerFound(ctx, by, args[0], engine.SelfFound{Standard: args[1], Unit: casework.UnitID(f.unit), Problem: problem, Measure: measure,
					Due: day, Person: casework.PersonID(person), Key: f.id()})
				if err != nil {
					return err
				}
				a.tell("cli.problem_found", string(id))
				return nil
			})
		},
	}
	f.bind(cmd)
	cmd.Flags().StringVar(&problem, "problem", "", "what is wrong")
	cmd.Flags().StringVar(&measure, "measure", "", "what will be done")
	cmd.Flags().StringVar(&due, "due", "", "by when")
	cmd.Flags().StringVar(&person, "person", "", "who of the unit will do it")
	return cmd
}

func (a *app) sweepSpread() *cobra.Command {
	var as, units, due string
	cmd := &cobra.Command{
		Use: "spread PLAN CASE --due DAY --as PERSON", Short: "Make the other units look for a problem too (举一反三): each gets a measure", Args: cobra.ExactArgs(2),
		Example: "  duban sweep spread DPC-2022 DPC-2022-011.3-1 --due 2022-10-15 --as zhoushuyi\n  duban sweep spread DPC-2022 DPC-2022-011.3-1 --units 原州区,彭阳县 --due 2022-10-15 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			day, err := dayOf(due)
			if err != nil {
				return err
			}
			list := unitList(units)
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				ids, err := e.Spread(ctx, by, args[0], casework.CaseID(args[1]), list, day)
				if err != nil {
					return err
				}
				a.tell("cli.spread", strconv.Itoa(len(ids)))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who orders it: a leader or an office")
	cmd.Flags().StringVar(&units, "units", "", "some units only, separated by commas")
	cmd.Flags().StringVar(&due, "due", "", "by when")
	return cmd
}

// unitList reads units that are separated by commas of either kind.
func unitList(text string) []casework.UnitID {
	var list []casework.UnitID
	for _, u := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '、' || r == '，' }) {
		list = append(list, casework.UnitID(strings.TrimSpace(u)))
	}
	return list
}

// standing gives how far each unit has come in a sweep, and says so if it was withdrawn.
func (a *app) standing(ctx context.Context, e *engine.Engine, plan string) (list []engine.SweepRow, withdrawn bool, err error) {
	list, err = e.SweepMatrix(ctx, plan)
	if err != nil {
		return nil, false, err
	}
	gone, err := e.Ledger.Withdrawal(ctx, plan)
	if err == nil && gone != nil {
		withdrawn = true
		a.tell("told.sweep_withdrawn", plan)
	}
	return list, withdrawn, err
}

func (a *app) sweepMatrix() *cobra.Command {
	return &cobra.Command{
		Use: "matrix PLAN", Short: "How far each unit has come: nothing found, found, not answered, problems closed", Args: cobra.ExactArgs(1),
		Example: "  duban sweep matrix DPC-2022",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, _, err := a.standing(ctx, e, args[0])
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, r := range list {
					rows[i] = []any{r.Unit, r.None, r.Found, len(r.Owing), fmt.Sprintf("%.1f%%", r.Rate()), r.Problems, r.Closed}
				}
				a.show(list, []string{"cli.unit", "cli.none_found", "cli.found", "cli.owing", "cli.answered_rate", "cli.problems", "cli.closed"}, rows)
				return nil
			})
		},
	}
}

func (a *app) sweepOwing() *cobra.Command {
	var unit string
	cmd := &cobra.Command{
		Use: "owing PLAN", Short: "The standards that units have not answered for", Args: cobra.ExactArgs(1),
		Example: "  duban sweep owing DPC-2022 --unit 西吉县",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, withdrawn, err := a.standing(ctx, e, args[0])
				if err != nil {
					return err
				}
				if withdrawn {
					list = []engine.SweepRow{} // nobody owes anything in it
				}
				standards, err := e.Ledger.Standards(ctx, args[0])
				if err != nil {
					return err
				}
				rows := [][]any{}
				for _, r := range list {
					if unit != "" && string(r.Unit) != unit {
						continue
					}
					owing := map[string]bool{}
					for _, no := range r.Owing {
						owing[no] = true
					}
					for _, s := range standards {
						if owing[s.No] {
							rows = append(rows, []any{r.Unit, s.No, s.ClassName, clip(s.Text, 40)})
						}
					}
				}
				a.show(list, []string{"cli.unit", "cli.standard", "cli.class_name", "cli.text"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&unit, "unit", "", "one unit only")
	return cmd
}

func (a *app) sweepWithdraw() *cobra.Command {
	return a.withdrawing("sweep", "Withdraw a sweep that was opened by mistake; answers stay on record", func(ctx context.Context, e *engine.Engine, by casework.Requester, plan, reason string) error {
		return e.WithdrawSweep(ctx, by, plan, reason, time.Now())
	})
}

// withdrawing is a command that withdraws a plan.
func (a *app) withdrawing(noun, short string, do func(context.Context, *engine.Engine, casework.Requester, string, string) error) *cobra.Command {
	var as, reason string
	cmd := &cobra.Command{
		Use: "withdraw PLAN --reason TEXT --as PERSON", Short: short, Args: cobra.ExactArgs(1),
		Example: "  duban " + noun + " withdraw PLAN-2022 --reason 开错了 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				if err := do(ctx, e, by, args[0], reason); err != nil {
					return err
				}
				a.tell("cli.withdrawn", args[0])
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who withdraws it: who may open it")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

func (a *app) sweepRemind() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "remind PLAN --as PERSON", Short: "Tell the units that have not answered for every standard", Args: cobra.ExactArgs(1),
		Example: "  duban sweep remind DPC-2022 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				n, err := e.RemindSweep(ctx, by, args[0], time.Now())
				if err != nil {
					return err
				}
				a.tell("cli.sweep_reminded", strconv.Itoa(n))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reminds: a leader or an office")
	return cmd
}
