package workflows

// inspection_open.go: the inspections that schedules open: a quarter's, and a
// month's look-back.

import (
	"encoding/json"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// What schedules fire; [TypeQuarterlyInspection] carries every kind of inspection.
const (
	TypeOpenQuarter  = "OpenQuarter"
	TypeOpenLookBack = "OpenLookBack"
)

// OpenQuarter opens the inspection of a quarter and starts it. The schedule's
// arguments may name the units: {"units": […], "also": […], "title": "…"}. One that
// was opened by hand before goes on as it is.
func OpenQuarter(ctx workflow.Context, in ScheduledInput) (string, error) {
	return openScheduled(ctx, in, ledger.OpenQuarter)
}

// OpenLookBack opens the look-back of a month and starts it, by the same arguments;
// a month in which nothing is ripe has none, and the result is empty.
func OpenLookBack(ctx workflow.Context, in ScheduledInput) (string, error) {
	return openScheduled(ctx, in, ledger.OpenLookBack)
}

// openScheduled opens what an activity opens on the day on which a firing takes effect.
func openScheduled(ctx workflow.Context, in ScheduledInput, open any) (string, error) {
	nominal := in.Nominal(ctx)
	if _, err := AwaitWorkday(ctx, nominal, in.MoveToWorkday); err != nil {
		return "", err
	}
	asked := activities.ScheduledInput{Of: nominal, Now: workflow.Now(ctx)}
	if len(in.Args) > 0 {
		if err := json.Unmarshal(in.Args, &asked.Opening); err != nil {
			return "", temporal.NewNonRetryableApplicationError("arguments of the schedule", "invalid", err)
		}
	}
	var id string
	if err := workflow.ExecuteActivity(inspecting(ctx), open, asked).Get(ctx, &id); err != nil || id == "" {
		return "", err
	}
	child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:        InspectionWorkflowID(id),
		ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON, // an inspection outlives what opened it
	})
	err := workflow.ExecuteChildWorkflow(child, TypeQuarterlyInspection, InspectionInput{ID: id}).GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		err = nil
	}
	return id, err
}
