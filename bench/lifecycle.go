package main

// lifecycle.go: whole lives of cases, in turn with bare workflows of as many
// updates, so that the machine's drift hits both alike.

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/workflows"
)

const (
	rounds      = 3
	livesARound = 200
	livesAtOnce = 24
)

func (b *bench) lifecycles(ctx context.Context) error {
	ours, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = ours.stop() }() // measured already
	theirs, err := startBare()
	if err != nil {
		return err
	}
	defer func() { _ = theirs.stop() }() // measured already
	bare, err := bareClient(ctx)
	if err != nil {
		return err
	}
	defer bare.Close()
	policy, doc := caseworktest.Short()
	if _, err := b.e.Ledger.SavePolicy(ctx, doc); err != nil {
		return err
	}
	steps := len(caseworktest.Life(caseworktest.County))
	n := b.n(livesARound)
	var oursTotal, bareTotal time.Duration
	for turn := range rounds + 1 { // the first warms up
		oursTook, err := timed(n, func(i int) error { return b.life(ctx, policy, fmt.Sprintf("life-%d-%d", turn, i)) })
		if err != nil {
			return err
		}
		bareTook, err := timed(n, func(i int) error { return bareLife(ctx, bare, fmt.Sprintf("bare-%d-%d", turn, i), steps) })
		if err != nil {
			return err
		}
		if turn > 0 {
			oursTotal, bareTotal = oursTotal+oursTook, bareTotal+bareTook
		}
	}
	lives := float64(rounds * n)
	b.figures["lifecycles_per_s"] = round3(lives / oursTotal.Seconds())
	b.figures["bare_lifecycles_per_s"] = round3(lives / bareTotal.Seconds())
	b.figures["lifecycle_vs_bare"] = round3(bareTotal.Seconds() / oursTotal.Seconds())
	b.figures["lifecycle_updates"] = float64(steps)
	return b.historyOf(ctx, bare, steps)
}

// historyOf weighs one finished life of each.
func (b *bench) historyOf(ctx context.Context, bare client.Client, steps int) error {
	d, err := b.e.Client.DescribeWorkflowExecution(ctx, workflows.CaseWorkflowID("life-1-0"), "")
	if err != nil {
		return err
	}
	info := d.WorkflowExecutionInfo
	b.figures["events_per_step"] = round3(float64(info.HistoryLength) / float64(steps))
	b.figures["bytes_per_step"] = round3(float64(info.HistorySizeBytes) / float64(steps))
	d, err = bare.DescribeWorkflowExecution(ctx, "bare-1-0", "")
	if err != nil {
		return err
	}
	info = d.WorkflowExecutionInfo
	b.figures["bare_events_per_step"] = round3(float64(info.HistoryLength) / float64(steps))
	b.figures["bare_bytes_per_step"] = round3(float64(info.HistorySizeBytes) / float64(steps))
	return nil
}

// timed runs n jobs, so many at once, and gives how long they took together.
func timed(n int, job func(int) error) (time.Duration, error) {
	began := time.Now()
	var group errgroup.Group
	group.SetLimit(livesAtOnce)
	for i := range n {
		group.Go(func() error { return job(i) })
	}
	err := group.Wait()
	return time.Since(began), err
}

// life leads one case from opening to closing.
func (b *bench) life(ctx context.Context, policy *casework.Policy, id string) error {
	caseID := casework.CaseID(id)
	run, err := b.e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: workflows.CaseWorkflowID(caseID), TaskQueue: b.e.Queue(),
	}, workflows.TypeRectifyMeasure, workflows.CaseInput{Case: caseID, Policy: policy,
		Opening: caseworktest.Opening(calendar.NewDate(2030, time.June, 28))})
	if err != nil {
		return err
	}
	digest := ""
	for _, c := range caseworktest.Life(caseworktest.County) {
		c.Digest = digest
		if _, err := b.e.Act(ctx, caseID, c); err != nil {
			return fmt.Errorf("%s %s: %w", id, c.Type, err)
		}
		if c.Type == casework.CommandSubmit { // what the approvers look at
			s, err := b.e.Ledger.State(ctx, caseID)
			if err != nil {
				return err
			}
			digest = s.Task(1).Submission.Digest
		}
	}
	return run.Get(ctx, nil)
}
