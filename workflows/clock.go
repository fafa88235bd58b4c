package workflows

// clock.go: time's acts: one sweep over everything that is due.

import (
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// Clock sends every slip that is due and returns how many. A Temporal Schedule
// fires it; one sweep at a time, and after an outage one sweep catches up.
func Clock(ctx workflow.Context, in ClockInput) (activities.Swept, error) {
	at := in.At
	if at.IsZero() {
		at = workflow.Now(ctx)
	}
	var swept activities.Swept
	err := workflow.ExecuteActivity(sweeping(ctx), ledger.Sweep,
		activities.SweepInput{At: at, Always: in.Always}).Get(ctx, &swept)
	return swept, err
}
