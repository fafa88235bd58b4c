package workflows

// clock.go: time's acts: every slip that is due.

import (
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// Clock sends every slip that is due and returns how many. A Temporal Schedule
// fires it; one run at a time, and after an outage one run catches up.
func Clock(ctx workflow.Context, in ClockInput) (activities.SlipsSent, error) {
	at := in.At
	if at.IsZero() {
		at = workflow.Now(ctx)
	}
	var sent activities.SlipsSent
	err := workflow.ExecuteActivity(setBased(ctx), ledger.Sweep,
		activities.SlipsInput{At: at, Always: in.Always}).Get(ctx, &sent)
	return sent, err
}
