package main

// tasklist.go: a year's task list and its quarters; withdrawing one.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
)

func (a *app) tasklistCommand() *cobra.Command {
	c := &cobra.Command{Use: "tasklist", Short: "A year's task list (任务清单): its milestones by quarter; withdrawing one",
		Long: `A task list is a plan whose file has columns 一季度目标 to 四季度目标: "duban import" takes it like any
plan, each task is a case, each quarter a milestone of it. A unit says that it has come to one with
"duban act CASE progress --milestone 2026Q1"; the monthly round asks those who have not, and a missed
one becomes an alert.`}
	c.AddCommand(&cobra.Command{
		Use: "show PLAN", Short: "Every task with its quarters: reached, late, missed, ahead", Args: cobra.ExactArgs(1),
		Example: "  duban tasklist show RWQD-2022\n  duban tasklist show RWQD-2022 -o json",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.TaskList(ctx, args[0], time.Now())
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, l := range list {
					row := []any{l.Case, clip(l.Text, 24), l.Unit, l.Percent}
					for q := range 4 {
						row = append(row, a.quarter(l, q))
					}
					rows[i] = row
				}
				a.show(list, []string{"cli.case", "cli.measure", "cli.unit", "cli.percent", "cli.q1", "cli.q2", "cli.q3", "cli.q4"}, rows)
				return nil
			})
		},
	})
	c.AddCommand(a.withdrawing("tasklist", "Withdraw a task list that was taken in by mistake; its tasks are cancelled with it",
		func(ctx context.Context, e *engine.Engine, by casework.Requester, plan, reason string) error {
			v, err := e.Viewer(ctx, by.Person, time.Now())
			if err != nil {
				return err
			}
			return v.WithdrawTaskList(ctx, plan, reason)
		}))
	return c
}

func (a *app) quarter(l engine.TaskLine, q int) string {
	for _, m := range l.Quarters {
		if strings.HasSuffix(m.ID, "Q"+strconv.Itoa(q+1)) {
			return a.say("quarter."+string(m.State)) + "\n" + clip(m.Text, 8)
		}
	}
	return ""
}
