package year_test

// city_test.go: a year of a city in the SDK's test environment, which skips the
// time in which nothing happens: real workflows, real activities, a real ledger,
// and a script of who does what on which day.

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework"
	"duban/casework/caseworktest"
	"duban/schema"
	"duban/workflows"
)

// The year goes over the turn of 2025, so that both holiday tables count.
var (
	yearStart = day(2025, 7, 1)
	yearEnd   = day(2026, 7, 1)
)

// city is the year under way.
type city struct {
	t      *testing.T
	env    *testsuite.TestWorkflowEnvironment
	ledger *schema.Ledger
	days   *calendarDays
	luck   *rand.Rand

	starts []start
	fired  time.Time                     // the schedules' next day
	ends   []time.Time                   // when shares come to their end
	listed map[casework.CaseID]time.Time // when households are taken in
	held   []held                        // when shares of measures lay with their units

	measured map[casework.CaseID]bool // the plan's measures

	script []planned
	played int
	given  int // commands that took effect
	failed []string
}

func newCity(t *testing.T, l *schema.Ledger) *city {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	quiet := slog.New(slog.DiscardHandler)
	suite.SetLogger(tlog.NewStructuredLogger(quiet))
	env := suite.NewTestWorkflowEnvironment()
	workflows.Register(env)
	env.RegisterActivity(activities.New(l, nil, quiet))
	env.SetStartTime(yearStart)
	env.SetTestTimeout(10 * time.Minute)
	env.SetDetachedChildWait(false) // open cases go on after the year
	env.SetWorkflowRunTimeout(2 * 366 * 24 * time.Hour)
	c := &city{fired: yearStart, measured: map[casework.CaseID]bool{}, listed: map[casework.CaseID]time.Time{}, t: t, env: env, ledger: l, days: newDays(), luck: rand.New(rand.NewPCG(2025, 2026))}
	env.RegisterWorkflowWithOptions(c.year, workflow.RegisterOptions{Name: "Year"})
	return c
}

// year looks each working morning for what is due, then opens the day's cases.
func (c *city) year(ctx workflow.Context) error {
	for i, d := range c.days.days {
		look := d.Add(lookAt * time.Minute)
		if !c.days.works[i] || look.Before(yearStart) || !look.Before(yearEnd) {
			continue
		}
		if err := workflow.Sleep(ctx, look.Sub(workflow.Now(ctx))); err != nil {
			return err
		}
		if err := workflow.ExecuteChildWorkflow(ctx, workflows.TypeClock, workflows.ClockInput{}).Get(ctx, nil); err != nil {
			return err
		}
		if err := c.open(ctx, d); err != nil {
			return err
		}
		if err := c.fire(ctx, d); err != nil {
			return err
		}
	}
	// Two hours more: the last month is frozen when it has rested for one.
	return workflow.Sleep(ctx, yearEnd.Add(2*time.Hour).Sub(workflow.Now(ctx)))
}

// fire does what the schedules do: on the first day of each month the monthly
// check, four weeks before a quarter's end its inspection. What falls on a rest
// day waits for the next working day by itself.
func (c *city) fire(ctx workflow.Context, today time.Time) error {
	for ; c.fired.Before(today.AddDate(0, 0, 1)); c.fired = c.fired.AddDate(0, 0, 1) {
		if c.fired.Day() != 1 || c.fired.Before(yearStart) {
			continue
		}
		in := workflows.ScheduledInput{At: c.fired.Add(5 * time.Minute), MoveToWorkday: true}
		if err := workflow.ExecuteChildWorkflow(ctx, workflows.TypeOpenMonth, in).Get(ctx, nil); err != nil {
			return err
		}
		if c.fired.Month()%3 != 0 {
			continue
		}
		in.At = c.fired.Add(9 * time.Hour)
		if err := workflow.ExecuteChildWorkflow(ctx, workflows.TypeOpenQuarter, in).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// start is a case that begins on a day.
type start struct {
	on time.Time
	in workflows.CaseInput
}

// open starts the cases of the days up to one.
func (c *city) open(ctx workflow.Context, today time.Time) error {
	for ; len(c.starts) > 0 && !c.starts[0].on.After(today); c.starts = c.starts[1:] {
		in := c.starts[0].in
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			WorkflowID: workflows.CaseWorkflowID(in.Case), ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON})
		if err := workflow.ExecuteChildWorkflow(child, workflows.TypeOf(in.Policy.Kind), in).GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// planned is one command of the script.
type planned struct {
	at  time.Time
	id  casework.CaseID
	cmd casework.Command
}

// at plans a command for a moment. What is approved is looked up when it comes.
func (c *city) at(moment time.Time, id casework.CaseID, by casework.Requester, what casework.CommandType, with ...func(*casework.Command)) {
	cmd := caseworktest.Command(fmt.Sprintf("year-%d", len(c.script)), what, by, with...)
	c.script = append(c.script, planned{moment, id, cmd})
}

// play gives the commands whose moment has come and sets the alarm for the next:
// the environment takes only so many alarms at once.
func (c *city) play() {
	for c.played < len(c.script) && !c.script[c.played].at.After(c.env.Now()) {
		c.give(c.script[c.played])
		c.played++
	}
	if c.played < len(c.script) {
		c.env.RegisterDelayedCallback(c.play, c.script[c.played].at.Sub(c.env.Now()))
	}
}

func (c *city) give(p planned) {
	fail := func(err error) {
		c.failed = append(c.failed, fmt.Sprintf("%s %s %s: %v", p.at.Format(time.DateOnly), p.id, p.cmd.Type, err))
	}
	state, err := c.ledger.State(c.t.Context(), p.id)
	if err != nil {
		fail(err)
		return
	}
	cmd := caseworktest.Approve(p.cmd, state)
	err = c.env.UpdateWorkflowByID(workflows.CaseWorkflowID(p.id), workflows.UpdateAct, string(cmd.ID), &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: fail,
		OnComplete: func(_ any, err error) {
			if err != nil {
				fail(err)
				return
			}
			c.given++
		},
	}, cmd)
	if err != nil {
		fail(err)
	}
}

// run lets the year pass.
func (c *city) run() {
	c.t.Helper()
	slices.SortStableFunc(c.starts, func(a, b start) int { return a.on.Compare(b.on) })
	slices.SortStableFunc(c.script, func(a, b planned) int { return a.at.Compare(b.at) })
	c.env.RegisterDelayedCallback(c.play, 0)
	c.env.ExecuteWorkflow("Year")
	require.True(c.t, c.env.IsWorkflowCompleted())
	require.NoError(c.t, c.env.GetWorkflowError())
	require.Empty(c.t, c.failed)
	require.Len(c.t, c.script, c.given, "every command of the script took effect, once")
}

// office gives a moment in the afternoon of a day.
func office(d time.Time) time.Time { return d.Add(15 * time.Hour) }
