package workflows

// case_commit.go: how a command becomes fact: decided here, recorded in the
// ledger, and only then folded.

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework"
)

// commit decides a command and records what it makes. The ledger may hold
// events that this workflow does not know: of the same command, when a worker
// died between writing and telling, or of another that was never acknowledged.
// They are folded as they stand; after another's, the command is decided again.
func (c *caseRun) commit(ctx workflow.Context, cmd casework.Command) error {
	for {
		now := workflow.Now(ctx)
		facts, err := c.facts(ctx, cmd, now)
		if err != nil {
			return err
		}
		events, err := c.decide(ctx, cmd, facts, now)
		if err != nil || len(events) == 0 {
			return err
		}
		recorded, err := c.record(ctx, cmd, events)
		if err != nil {
			return err
		}
		if err := c.fold(ctx, recorded); err != nil {
			return err
		}
		if !recorded.Ahead {
			c.steps++
			return nil
		}
	}
}

// changeTurns marks the decision from which on each turn of an extension is another
// person's. A history from before replays as it was decided; the marker is written only
// where the rule refuses something that its validator let pass.
const changeTurns = "extension-turns"

func (c *caseRun) decide(ctx workflow.Context, cmd casework.Command, facts casework.Facts, now time.Time) ([]casework.Event, error) {
	events, err := casework.Decide(c.policy, c.state, cmd, facts, now)
	if casework.IsRecused(err) && workflow.GetVersion(ctx, changeTurns, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		facts.OneHand = true
		return casework.Decide(c.policy, c.state, cmd, facts, now)
	}
	return events, err
}

func (c *caseRun) record(ctx workflow.Context, cmd casework.Command, events []casework.Event) (activities.Recorded, error) {
	after := c.state.Clone()
	for _, e := range events {
		if err := after.Apply(e); err != nil {
			return activities.Recorded{}, err
		}
	}
	policy := c.policy
	if cmd.Type == casework.CommandMovePolicy {
		policy = cmd.Policy
	}
	var recorded activities.Recorded
	in := activities.RecordInput{State: after, Policy: policy, Events: events}
	err := workflow.ExecuteLocalActivity(recording(ctx), ledger.Record, in).Get(ctx, &recorded)
	return recorded, err
}

func (c *caseRun) fold(ctx workflow.Context, recorded activities.Recorded) error {
	for _, e := range recorded.Events {
		if err := c.state.Apply(e); err != nil {
			return err
		}
	}
	c.wake = recorded.Wake
	if c.state.Policy == c.policy.Ref() {
		return nil
	}
	var moved casework.Policy
	if err := workflow.ExecuteLocalActivity(recording(ctx), ledger.Policy, c.state.Policy).Get(ctx, &moved); err != nil {
		return err
	}
	c.policy = &moved
	return nil
}

// facts asks the ledger for what only the calendar knows, where it is needed.
func (c *caseRun) facts(ctx workflow.Context, cmd casework.Command, now time.Time) (casework.Facts, error) {
	if !cmd.NeedsFacts() {
		return casework.Facts{}, nil
	}
	clocks, err := c.clocks(ctx, now)
	return casework.Facts{Known: true, Due: clocks.Due, Today: clocks.Today, Listed: clocks.Listed, Lines: clocks.Lines}, err
}

func (c *caseRun) clocks(ctx workflow.Context, now time.Time) (activities.Clocks, error) {
	var clocks activities.Clocks
	in := activities.ClocksInput{State: c.state.Clone(), Policy: c.policy, Now: now}
	err := workflow.ExecuteLocalActivity(recording(ctx), ledger.Clocks, in).Get(ctx, &clocks)
	return clocks, err
}

// retryExpiry is how long a wake-up waits that found a ledger which has lost
// events: until somebody repairs it, no step can be recorded.
const retryExpiry = time.Minute

// expire ends what time has brought to its end, counted on the calendar as it
// stands now, and arms the next wake-up. Nothing that goes wrong here may end
// the workflow: the case would rest with nobody.
func (c *caseRun) expire(ctx workflow.Context) error {
	if err := c.turn.Lock(ctx); err != nil {
		return err
	}
	defer c.turn.Unlock()
	c.stirred = false
	now := workflow.Now(ctx)
	if err := c.endWhatIsDue(ctx, now); err != nil {
		workflow.GetLogger(ctx).Error("what time brought could not be recorded", "case", c.in.Case, "error", err)
		c.wake = now.Add(retryExpiry)
	}
	return nil
}

func (c *caseRun) endWhatIsDue(ctx workflow.Context, now time.Time) error {
	clocks, err := c.clocks(ctx, now)
	if err != nil {
		return err
	}
	c.wake = casework.WakeAt(clocks.Expiries)
	for _, e := range clocks.Expiries {
		if e.At.After(now) {
			continue
		}
		err := c.commit(ctx, casework.Command{ID: e.ID(), Type: e.Command, Task: e.Task})
		// Refused: what the ledger held beyond this workflow has moved the task.
		if err != nil && casework.CodeOf(err) != casework.CodeRefused {
			return err
		}
	}
	return nil
}
