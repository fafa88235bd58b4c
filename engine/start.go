package engine

// start.go: starting the workflows that an import asked for. The ledger keeps
// what is still to start, so an interrupted start goes on where it stopped.

import (
	"context"
	"errors"
	"slices"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/schema"
	"duban/workflows"
)

// startsAtOnce is how many starts are under way together: enough to keep the
// server busy, few enough not to time out behind each other.
const startsAtOnce = 24

// Progress hears how far long work is.
type Progress func(done, total int)

// StartPending starts every case that the plan ("" = any) still has to start,
// and returns when the ledger holds them all.
func (e *Engine) StartPending(ctx context.Context, plan string, progress Progress) (started int, err error) {
	pending, err := e.Ledger.PendingStarts(ctx, plan)
	if err != nil {
		return 0, err
	}
	return e.startAll(ctx, pending, progress)
}

// startAll starts cases and returns when the ledger holds them all.
func (e *Engine) startAll(ctx context.Context, pending []schema.CaseStart, progress Progress) (started int, err error) {
	if len(pending) == 0 {
		return 0, nil
	}
	done := make(chan casework.CaseID, startsAtOnce)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(startsAtOnce)
	go func() {
		for _, p := range pending {
			group.Go(func() error {
				if err := e.start(gctx, p); err != nil {
					return err
				}
				done <- p.Case
				return nil
			})
		}
		err = group.Wait()
		close(done)
	}()
	ids := make([]casework.CaseID, 0, len(pending))
	for id := range done {
		ids = append(ids, id)
		if progress != nil {
			progress(len(ids), len(pending))
		}
	}
	if err != nil {
		return len(ids), translate(err)
	}
	return len(ids), e.awaitOpened(ctx, ids)
}

func (e *Engine) start(ctx context.Context, p schema.CaseStart) error {
	policy, err := e.Rules.Policy(ctx, p.Policy.Kind, p.Policy.Version)
	if err != nil {
		return err
	}
	_, err = e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                                       workflows.CaseWorkflowID(p.Case),
		TaskQueue:                                e.queue,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY, // an opening that failed is tried again
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		TypedSearchAttributes:                    workflows.Attributes(p.Opening.Kind, p.Opening.Plan),
	}, workflows.TypeOf(p.Opening.Kind), workflows.CaseInput{Case: p.Case, Policy: policy, Opening: &p.Opening})
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &already) {
		return nil // by the start that was interrupted
	}
	return err
}

// awaitOpened waits until the ledger holds every case, because what a page shows
// after an import must be there, and then strikes them off the list of starts. A
// case whose workflow ended without opening it will never be there: it stays on the
// list, and the next start tries it again.
func (e *Engine) awaitOpened(ctx context.Context, ids []casework.CaseID) error {
	missing := ids
	wait := 20 * time.Millisecond
	look := time.Now().Add(openingTakes)
	for {
		opened, err := e.Ledger.Opened(ctx, missing)
		if err != nil {
			return err
		}
		missing = without(missing, opened)
		if len(missing) == 0 {
			return e.Ledger.MarkStarted(ctx, ids, time.Now())
		}
		if time.Now().After(look) {
			if err := e.openingFailed(ctx, missing); err != nil {
				return errors.Join(err, e.Ledger.MarkStarted(ctx, without(ids, missing), time.Now()))
			}
			look = time.Now().Add(openingTakes)
		}
		select {
		case <-ctx.Done():
			return casework.Wrap(casework.CodeUnavailable, ctx.Err(), "unavailable.engine")
		case <-time.After(wait):
		}
		wait = min(2*wait, time.Second)
	}
}

// openingTakes is how long openings are waited for before it is asked whether they
// are still under way.
const openingTakes = 3 * time.Second

// openingFailed gives the error of the first case whose workflow has ended and that
// the ledger does not hold.
func (e *Engine) openingFailed(ctx context.Context, missing []casework.CaseID) error {
	for _, id := range missing {
		d, err := e.Client.DescribeWorkflowExecution(ctx, workflows.CaseWorkflowID(id), "")
		if err != nil {
			return translate(err)
		}
		if d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			continue
		}
		// It may have opened the case and ended since the ledger was asked.
		if opened, err := e.Ledger.Opened(ctx, []casework.CaseID{id}); err != nil || len(opened) > 0 {
			return err
		}
		why := translate(e.Client.GetWorkflow(ctx, workflows.CaseWorkflowID(id), "").Get(ctx, nil))
		return casework.Wrap(casework.CodeRefused, why, "refused.not_opened", string(id))
	}
	return nil
}

func without(ids, gone []casework.CaseID) []casework.CaseID {
	drop := make(map[casework.CaseID]bool, len(gone))
	for _, id := range gone {
		drop[id] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id casework.CaseID) bool { return drop[id] })
}
