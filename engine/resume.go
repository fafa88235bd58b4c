package engine

// resume.go: rounds and inspections that are open in the ledger and do not run. The
// ledger is written before a workflow starts; a crash in between, or a Temporal
// database restored to an earlier moment, leaves them without one.

import (
	"context"
	"errors"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"duban/casework"
	"duban/casework/round"
	"duban/schema"
	"duban/workflows"
)

// resumable is a round or an inspection that is open in the ledger.
type resumable struct {
	topic    casework.CaseID // as its notices name it
	workflow string
	start    func(context.Context) error
}

func (e *Engine) resumables(ctx context.Context) ([]resumable, error) {
	var out []resumable
	ids, err := e.Ledger.OpenInspections(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		out = append(out, resumable{schema.InspectionTopic(id), workflows.InspectionWorkflowID(id),
			func(ctx context.Context) error { return e.startInspection(ctx, schema.Inspection{ID: id}) }})
	}
	months, err := e.Ledger.OpenRounds(ctx)
	if err != nil {
		return nil, err
	}
	for _, month := range months {
		m, err := round.ParseMonth(month)
		if err != nil {
			return nil, err
		}
		out = append(out, resumable{schema.RoundTopic(m), workflows.RoundWorkflowID(month),
			func(ctx context.Context) error { return e.startRound(ctx, month) }})
	}
	return out, nil
}

// Resume starts the workflow of every round and inspection that is open in the
// ledger and does not run, and tells of which. Each worker calls it when it starts;
// any number may at once, since a workflow's ID runs once. One that cannot be
// started is logged and keeps no other from it.
func (e *Engine) Resume(ctx context.Context) ([]casework.CaseID, error) {
	list, err := e.resumables(ctx)
	if err != nil {
		return nil, err
	}
	var started []casework.CaseID
	for _, r := range list {
		running, err := e.running(ctx, r.workflow)
		if err == nil && running {
			continue
		}
		if err == nil {
			err = r.start(ctx)
		}
		if err != nil {
			e.logger().Error("an open round or inspection does not run", "workflow", r.workflow, "error", err)
			continue
		}
		started = append(started, r.topic)
	}
	return started, nil
}

func (e *Engine) running(ctx context.Context, workflowID string) (bool, error) {
	desc, err := e.Client.DescribeWorkflowExecution(ctx, workflowID, "")
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return false, nil
	}
	if err != nil {
		return false, translate(err)
	}
	return desc.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, nil
}

// reconcileResumables gives a difference for each open round and inspection that
// does not run, and with repair starts it.
func (e *Engine) reconcileResumables(ctx context.Context, repair bool) ([]Difference, error) {
	list, err := e.resumables(ctx)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, r := range list {
		running, err := e.running(ctx, r.workflow)
		if err != nil {
			return out, err
		}
		if running {
			continue
		}
		d := Difference{Case: r.topic, Kind: DiffNoWorkflow}
		if repair {
			if err := r.start(ctx); err != nil {
				d.Detail = err.Error()
			} else {
				d.Repaired = true
			}
		}
		out = append(out, d)
	}
	return out, nil
}
