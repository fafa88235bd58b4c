package engine

// reconcile.go: the proof that ledger and workflows agree, case by case, and
// the repair when a restore from backup put one of them behind.

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/workflows"
)

// What can be wrong with a case.
const (
	DiffChain       = "chain"           // the ledger's own chain is broken
	DiffNoWorkflow  = "no_workflow"     // open in the ledger, no workflow runs
	DiffLedgerAhead = "ledger_ahead"    // the ledger has events that the workflow lacks
	DiffLedgerLacks = "ledger_lacks"    // the workflow has events that the ledger lacks
	DiffState       = "state"           // same events, different state
	DiffRunning     = "runs_after_end"  // ended in the ledger, the workflow still runs
	DiffUnreadable  = "workflow_silent" // the workflow does not answer
)

// Difference is one case that does not agree.
type Difference struct {
	Case     casework.CaseID `json:"case"`
	Kind     string          `json:"kind"`
	Ledger   int64           `json:"ledger_seq"`
	Workflow int64           `json:"workflow_seq"`
	Detail   string          `json:"detail,omitempty"`
	Repaired bool            `json:"repaired"`
}

// Reconciliation is the result over all cases.
type Reconciliation struct {
	Cases       int          `json:"cases"`
	Open        int          `json:"open"`
	Differences []Difference `json:"differences"`
}

// reconcilePage and reconcileAtOnce bound memory and load.
const (
	reconcilePage   = 500
	reconcileAtOnce = 16
)

// Reconcile compares every case's workflow with its folded ledger, and looks whether
// every open round and inspection runs. With repair, each side takes over what it
// lacks from the other.
func (e *Engine) Reconcile(ctx context.Context, repair bool, progress Progress) (Reconciliation, error) {
	var out Reconciliation
	var mu sync.Mutex
	total, err := e.Ledger.CountCases(ctx)
	if err != nil {
		return out, err
	}
	after := casework.CaseID("")
	for {
		rows, err := e.Ledger.ReconcileRows(ctx, after, reconcilePage)
		if err != nil {
			return out, err
		}
		if len(rows) == 0 {
			stalled, err := e.reconcileResumables(ctx, repair)
			out.Differences = append(out.Differences, stalled...)
			return out, err
		}
		after = rows[len(rows)-1].Case
		group, gctx := errgroup.WithContext(ctx)
		group.SetLimit(reconcileAtOnce)
		for _, row := range rows {
			group.Go(func() error {
				diff, open, err := e.reconcileCase(gctx, row.Case, repair)
				mu.Lock()
				defer mu.Unlock()
				out.Cases++
				if open {
					out.Open++
				}
				if diff != nil {
					out.Differences = append(out.Differences, *diff)
				}
				if progress != nil {
					progress(out.Cases, total)
				}
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return out, err
		}
	}
}

func (e *Engine) reconcileCase(ctx context.Context, id casework.CaseID, repair bool) (*Difference, bool, error) {
	diff, open, err := e.compare(ctx, id)
	if err != nil || diff == nil || !repair {
		return diff, open, err
	}
	if err := e.repair(ctx, diff); err != nil {
		diff.Detail = err.Error()
		return diff, open, nil //nolint:nilerr // a repair that fails is a finding
	}
	left, _, err := e.compare(ctx, id)
	diff.Repaired = err == nil && left == nil
	return diff, open, err
}

// compare gives the difference of a case, or nil.
func (e *Engine) compare(ctx context.Context, id casework.CaseID) (*Difference, bool, error) {
	events, err := e.Ledger.Events(ctx, id)
	if err != nil {
		return nil, false, err
	}
	folded, err := casework.Fold(id, events)
	if err != nil {
		return &Difference{Case: id, Kind: DiffChain, Ledger: int64(len(events)), Detail: err.Error()}, true, nil //nolint:nilerr // a finding
	}
	open := !folded.Done()
	diff := func(kind string, w int64) *Difference {
		return &Difference{Case: id, Kind: kind, Ledger: folded.Seq, Workflow: w}
	}
	desc, err := e.Client.DescribeWorkflowExecution(ctx, workflows.CaseWorkflowID(id), "")
	var missing *serviceerror.NotFound
	switch {
	case errors.As(err, &missing):
		if open {
			return diff(DiffNoWorkflow, 0), open, nil
		}
		return nil, open, nil // purged after its retention: the ledger is the record
	case err != nil:
		return nil, open, translate(err)
	}
	running := desc.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	if !running {
		return e.compareEnded(ctx, id, folded, diff)
	}
	state, err := e.queryState(ctx, id)
	if err != nil {
		d := diff(DiffUnreadable, 0)
		d.Detail = err.Error()
		return d, open, nil //nolint:nilerr // a finding
	}
	switch {
	case state.Seq < folded.Seq:
		return diff(DiffLedgerAhead, state.Seq), open, nil
	case state.Seq > folded.Seq:
		return diff(DiffLedgerLacks, state.Seq), open, nil
	case !sameState(state, folded):
		return diff(DiffState, state.Seq), open, nil
	case !open:
		return diff(DiffRunning, state.Seq), open, nil
	}
	return nil, open, nil
}

// compareEnded compares a workflow that has completed by its result.
func (e *Engine) compareEnded(ctx context.Context, id casework.CaseID, folded *casework.State,
	diff func(string, int64) *Difference) (*Difference, bool, error) {
	var res workflows.CaseResult
	err := e.Client.GetWorkflow(ctx, workflows.CaseWorkflowID(id), "").Get(ctx, &res)
	if err != nil {
		d := diff(DiffNoWorkflow, 0)
		d.Detail = err.Error()
		return d, !folded.Done(), nil //nolint:nilerr // a finding
	}
	switch {
	case res.Seq < folded.Seq && !folded.Done():
		return diff(DiffNoWorkflow, res.Seq), true, nil
	case res.Seq < folded.Seq:
		return diff(DiffLedgerAhead, res.Seq), false, nil
	case res.Seq > folded.Seq:
		return diff(DiffLedgerLacks, res.Seq), !folded.Done(), nil
	case res.Head != folded.Head:
		return diff(DiffState, res.Seq), !folded.Done(), nil
	}
	return nil, false, nil
}

func (e *Engine) queryState(ctx context.Context, id casework.CaseID) (*casework.State, error) {
	v, err := e.Client.QueryWorkflow(ctx, workflows.CaseWorkflowID(id), "", workflows.QueryState)
	if err != nil {
		return nil, err
	}
	var s casework.State
	return &s, v.Get(&s)
}

// sameState compares what is carried, byte by byte.
func sameState(a, b *casework.State) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// repair brings the side that is behind to the point of the other.
func (e *Engine) repair(ctx context.Context, d *Difference) error {
	switch d.Kind {
	case DiffLedgerAhead:
		return e.nudge(ctx, d.Case)
	case DiffNoWorkflow:
		_, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID: workflows.CaseWorkflowID(d.Case), TaskQueue: e.queue,
			WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		}, workflows.TypeOf(casework.KindMeasure), workflows.CaseInput{Case: d.Case, FromLedger: true})
		return err
	case DiffLedgerLacks:
		return e.restore(ctx, d)
	}
	return errors.New("no repair is safe: look at the case's history")
}

// nudge makes a running workflow fold what the ledger has beyond it.
func (e *Engine) nudge(ctx context.Context, id casework.CaseID) error {
	h, err := e.Client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflows.CaseWorkflowID(id), UpdateName: workflows.UpdateSync,
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return nil // it has ended; the ledger's later events are comments or a look-back
	}
	if err != nil {
		return err
	}
	return h.Get(ctx, nil)
}

// restore records again, from the workflow's history, what the ledger lacks.
func (e *Engine) restore(ctx context.Context, d *Difference) error {
	recorded, err := e.historyEvents(ctx, d.Case)
	if err != nil {
		return err
	}
	_, err = e.Ledger.Restore(ctx, recorded)
	return err
}
