package workflows

// case.go: the shell that every kind of case runs in: handlers first, then
// begin, then wait for commands and for the two moments that time brings.

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework"
)

// defaultRunSteps bounds a run well before the server's limits (2,000 updates,
// 51,200 events): a step is about 5.5 events.
const defaultRunSteps = 1000

// ledger names the activities type-safely; it is never called here.
var ledger *activities.Activities

// caseRun is one run of a case's workflow.
type caseRun struct {
	in      CaseInput
	policy  *casework.Policy
	state   *casework.State
	wake    time.Time      // when time next moves the case; zero = never
	turn    workflow.Mutex // one handler at a time
	ready   bool           // the state is known
	stirred bool           // somebody asked to count the wake-up again
	steps   int            // steps recorded in this run
}

// runCase carries a case until it is closed or cancelled. A case is cancelled
// by a command with a reason, never by cancelling its workflow: the context is
// cut off from such requests.
func runCase(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	ctx, cutOff := workflow.NewDisconnectedContext(ctx)
	defer cutOff()
	c := &caseRun{in: in, policy: in.Policy, turn: workflow.NewMutex(ctx)}
	if err := c.handle(ctx); err != nil {
		return CaseResult{}, err
	}
	if err := c.begin(ctx); err != nil {
		return CaseResult{}, activities.ToTemporal(err)
	}
	c.ready = true
	for {
		if err := c.wait(ctx); err != nil {
			return CaseResult{}, err
		}
		if !c.over(ctx) {
			continue
		}
		// A handler that still runs would be orphaned by ending now; one that
		// finishes may have reopened the case.
		if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
			return CaseResult{}, err
		}
		switch {
		case c.state.Done():
			return CaseResult{Seq: c.state.Seq, Head: c.state.Head, Stage: c.state.Stage(c.policy)}, nil
		case c.spent(ctx):
			return CaseResult{}, c.continueAsNew(ctx)
		}
	}
}

// begin makes the state known: opened now, carried from the run before, or
// folded from the ledger.
func (c *caseRun) begin(ctx workflow.Context) error {
	switch {
	case c.in.State != nil:
		c.state, c.wake = c.in.State, c.in.Wake
		return nil
	case c.in.FromLedger:
		return c.load(ctx)
	}
	c.state = &casework.State{Case: c.in.Case}
	return c.commit(ctx, casework.Command{ID: "open", Type: casework.CommandOpen, Opening: c.in.Opening})
}

// load folds the case from the ledger.
func (c *caseRun) load(ctx workflow.Context) error {
	var loaded activities.Loaded
	err := workflow.ExecuteLocalActivity(recording(ctx), ledger.Load, c.in.Case).Get(ctx, &loaded)
	if err != nil {
		return err
	}
	c.state, c.policy, c.wake = loaded.State, loaded.Policy, loaded.Wake
	return nil
}

// over tells whether the run should end.
func (c *caseRun) over(ctx workflow.Context) bool { return c.state.Done() || c.spent(ctx) }

// spent tells whether the run's history is long enough.
func (c *caseRun) spent(ctx workflow.Context) bool {
	most := c.in.RunSteps
	if most == 0 {
		most = defaultRunSteps
	}
	return c.steps >= most || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// continueAsNew starts the next run with everything that this one knows.
func (c *caseRun) continueAsNew(ctx workflow.Context) error {
	next := CaseInput{Case: c.in.Case, Policy: c.policy, State: c.state, Wake: c.wake, RunSteps: c.in.RunSteps}
	if c.stirred { // asked for and not yet done: the next run begins with it
		next.Wake = workflow.Now(ctx)
	}
	return workflow.NewContinueAsNewError(ctx, workflow.GetInfo(ctx).WorkflowType.Name, next)
}

// wait sleeps until the run should end or time moved the case.
func (c *caseRun) wait(ctx workflow.Context) error {
	timerCtx, stop := workflow.WithCancel(ctx)
	defer stop()
	armed := c.wake
	var timer workflow.Future
	if !armed.IsZero() {
		timer = workflow.NewTimer(timerCtx, max(armed.Sub(workflow.Now(ctx)), 0))
	}
	fired := func() bool { return timer != nil && timer.IsReady() }
	err := workflow.Await(ctx, func() bool {
		return fired() || c.stirred || !c.wake.Equal(armed) || c.over(ctx)
	})
	if err != nil || c.over(ctx) {
		return err
	}
	if fired() || c.stirred {
		return c.expire(ctx)
	}
	return nil
}
