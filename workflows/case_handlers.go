package workflows

// case_handlers.go: what a case answers to: commands, a look at its state, a
// nudge to catch up with the ledger or the calendar.

import (
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework"
)

// handle registers everything before the first wait, so that nothing sent to a
// starting workflow is lost.
func (c *caseRun) handle(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, UpdateAct, c.act,
		workflow.UpdateHandlerOptions{Validator: c.validate, Description: "a command on the case"})
	if err != nil {
		return err
	}
	err = workflow.SetUpdateHandlerWithOptions(ctx, UpdateSync, c.sync,
		workflow.UpdateHandlerOptions{Description: "fold what the ledger holds beyond the workflow"})
	if err != nil {
		return err
	}
	err = workflow.SetQueryHandler(ctx, QueryState, func() (*casework.State, error) { return c.state, nil })
	if err != nil {
		return err
	}
	wake := workflow.GetSignalChannel(ctx, SignalWake)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for wake.Receive(ctx, nil) {
			c.stirred = true
		}
	})
	return nil
}

// validate refuses what the rules refuse, before anything enters the history.
// The handler decides again, because another command may come in between.
func (c *caseRun) validate(ctx workflow.Context, cmd casework.Command) error {
	if !c.ready {
		return nil
	}
	_, err := casework.Decide(c.policy, c.state, cmd, casework.Facts{}, workflow.Now(ctx))
	return activities.ToTemporal(err)
}

func (c *caseRun) act(ctx workflow.Context, cmd casework.Command) (ActResult, error) {
	if err := c.takeTurn(ctx); err != nil {
		return ActResult{}, err
	}
	defer c.turn.Unlock()
	if err := c.commit(ctx, cmd); err != nil {
		return ActResult{}, activities.ToTemporal(err)
	}
	res := c.result()
	if seq, ok := c.state.Took(cmd.ID); ok {
		res.Seq = seq // a repeated command is told what its first time made
	}
	return res, nil
}

// sync folds what the ledger holds beyond the workflow's state: after a step
// that was written but never acknowledged, and never asked for again.
func (c *caseRun) sync(ctx workflow.Context) (ActResult, error) {
	if err := c.takeTurn(ctx); err != nil {
		return ActResult{}, err
	}
	defer c.turn.Unlock()
	var recorded activities.Recorded
	in := activities.AfterInput{Case: c.in.Case, Seq: c.state.Seq}
	if err := workflow.ExecuteLocalActivity(recording(ctx), ledger.After, in).Get(ctx, &recorded); err != nil {
		return ActResult{}, err
	}
	if len(recorded.Events) == 0 {
		return c.result(), nil
	}
	return c.result(), c.fold(ctx, recorded)
}

func (c *caseRun) takeTurn(ctx workflow.Context) error {
	if err := workflow.Await(ctx, func() bool { return c.ready }); err != nil {
		return err
	}
	return c.turn.Lock(ctx)
}

func (c *caseRun) result() ActResult {
	return ActResult{Seq: c.state.Seq, Head: c.state.Head, Stage: c.state.Stage(c.policy), Round: c.state.Round}
}
