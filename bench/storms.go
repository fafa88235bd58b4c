package main

// storms.go: very many cases become overdue in the same second.

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/schema"
	"duban/workflows"
)

func (b *bench) storms(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	missing, doubled := 0, 0
	for _, storm := range []struct {
		name  string
		plan  string
		cases int
		year  int
	}{
		{"storm_5000_s", "storm1", b.n(5000), 2031},
		{"storm_100000_s", "storm2", b.n(100000), 2033},
	} {
		due := calendar.NewDate(storm.year, time.June, 27)
		if err := seed(ctx, b.e.Ledger, storm.plan, storm.cases, due); err != nil {
			return err
		}
		took, err := b.clock(ctx, storm.plan, due)
		if err != nil {
			return err
		}
		b.figures[storm.name] = took
		m, d, err := b.count(ctx, storm.plan, storm.cases)
		if err != nil {
			return err
		}
		missing, doubled = missing+m, doubled+d
	}
	b.figures["storm_missing"], b.figures["storm_doubled"] = float64(missing), float64(doubled)
	return nil
}

// seed writes cases into a ledger that are all due on one day, dispatched and
// claimed: what time does needs no workflow.
func seed(ctx context.Context, l *schema.Ledger, plan string, n int, due calendar.Date) error {
	policy := casework.DefaultPolicy(casework.KindMeasure)
	cal := caseworktest.Calendar()
	dispatched := due.AddDays(-200).Start(cal.Zone())
	var group errgroup.Group
	group.SetLimit(8)
	for i := range n {
		group.Go(func() error {
			opening := caseworktest.Opening(due)
			opening.Plan = plan
			opening.Carried = []casework.CarriedAct{
				{Type: casework.CommandDispatch, At: dispatched},
				{Type: casework.CommandClaim, Task: 1, At: dispatched.AddDate(0, 0, 1)},
			}
			s := &casework.State{Case: casework.CaseID(fmt.Sprintf("%s-%06d", plan, i))}
			events, err := casework.Decide(policy, s, casework.Command{ID: "open", Type: casework.CommandOpen, Opening: opening},
				casework.Facts{}, dispatched.AddDate(0, 0, 2))
			if err != nil {
				return err
			}
			for _, e := range events {
				if err := s.Apply(e); err != nil {
					return err
				}
			}
			_, err = l.Record(ctx, activities.StepRows(s, policy, events, cal))
			return err
		})
	}
	return group.Wait()
}

// clock runs the clock's workflow for the moment after the due date at which
// every case gets its slip, and gives the time from its start to the last slip.
func (b *bench) clock(ctx context.Context, plan string, due calendar.Date) (float64, error) {
	cal := caseworktest.Calendar()
	at := cal.Alarm(cal.AddWorkdays(due, 1)).Add(time.Minute)
	began := time.Now()
	run, err := b.e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "storm-" + plan, TaskQueue: b.e.Queue()},
		workflows.TypeClock, workflows.ClockInput{At: at})
	if err != nil {
		return 0, err
	}
	var sent activities.SlipsSent
	if err := run.Get(ctx, &sent); err != nil {
		return 0, err
	}
	return round3(sent.Last.Sub(began).Seconds()), nil
}

// count reads every slip of the storm from the ledger: how many cases got none
// and how many more than one.
func (b *bench) count(ctx context.Context, plan string, n int) (missing, doubled int, err error) {
	slips := map[casework.CaseID]int{}
	for i := range n {
		slips[casework.CaseID(fmt.Sprintf("%s-%06d", plan, i))] = 0
	}
	for row, err := range b.e.Ledger.ExportRows(ctx, plan, time.Now().AddDate(20, 0, 0)) {
		if err != nil {
			return 0, 0, err
		}
		if row.Stream == "slip" {
			slips[row.Case]++
		}
	}
	for _, n := range slips {
		switch {
		case n == 0:
			missing++
		case n > 1:
			doubled++
		}
	}
	return missing, doubled, nil
}
