package main

// What make demo shows: the example ledger, imported and started.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
	"duban/engine"
	"duban/examples"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
	"duban/standalone/stack"
	"duban/terminal"
)

// demoAsOf is the day that the example ledger describes; it becomes today.
var demoAsOf = calendar.NewDate(2022, time.May, 31)

// runDemo imports the example plan, starts its workflows and prints the completion table to out;
// then it lets everything else live that is supervised. On data that has all of it already it
// starts only what an interrupted run left.
func runDemo(ctx context.Context, running *stack.Stack, out io.Writer) error {
	cfg, err := engine.FromFolder(running.Folder)
	if err != nil {
		return err
	}
	e, err := engine.Open(ctx, cfg, quiet())
	if err != nil {
		return err
	}
	defer e.Close()
	plan, err := demoPlan(ctx, e)
	if err != nil {
		return err
	}
	table, err := e.Matrix(ctx, plan, time.Now())
	if err != nil {
		return err
	}
	terminal.Completion(out, wording.Chinese, table)
	if err := demoHouseholds(ctx, e); err != nil {
		return err
	}
	figures, err := e.HouseholdFigures(ctx, time.Now())
	if err != nil {
		return err
	}
	terminal.Households(out, wording.Chinese, figures)
	return demoLife(ctx, e, plan)
}

// demoHouseholds imports the half year's households, if they are not here.
func demoHouseholds(ctx context.Context, e *engine.Engine) error {
	_, known, err := e.Ledger.ListHouseholds(ctx, schema.HouseholdFilter{Limit: 1})
	if err != nil {
		return err
	}
	bar := terminal.Bar(os.Stderr, "starting households")
	if known != "" {
		_, err := e.StartPending(ctx, schema.PlanOf(casework.KindHousehold), bar)
		return err
	}
	file, err := ledgerfile.ReadHouseholdsFrom(bytes.NewReader(examples.Households), int64(len(examples.Households)), ledgerfile.Options{})
	if err != nil {
		return err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return err
	}
	ledgerfile.ShiftHouseholds(file, city.AsOf, calendar.DateOf(time.Now(), cal.Zone()))
	res, err := e.ImportHouseholds(ctx, file, "demo", engine.ImportOptions{}, bar)
	if err != nil {
		return err
	}
	say(fmt.Sprintf("%d households, %d cases started", res.Households, res.Started))
	return nil
}

func demoPlan(ctx context.Context, e *engine.Engine) (string, error) {
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.Plan), int64(len(examples.Plan)), ledgerfile.Options{})
	if err != nil {
		return "", err
	}
	plans, err := e.Ledger.Plans(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range plans {
		if p.ID == engine.PlanID(file) {
			say("The example ledger is here already")
			_, err := e.StartPending(ctx, p.ID, terminal.Bar(os.Stderr, "starting cases"))
			return p.ID, err
		}
	}
	say("Importing the example ledger")
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return "", err
	}
	ledgerfile.Shift(file, demoAsOf, calendar.DateOf(time.Now(), cal.Zone()))
	res, err := e.ImportPlan(ctx, file, "demo", engine.ImportOptions{}, terminal.Bar(os.Stderr, "starting cases"))
	if err != nil {
		return "", err
	}
	say(fmt.Sprintf("%d classes, %d problems, %d measures, %d tasks; %d cases started",
		res.Classes, res.Problems, res.Measures, res.Tasks, res.Started))
	return res.Plan, nil
}
