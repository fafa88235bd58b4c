package workflows

// handover.go: a post passes on, on its day.

import (
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// HandOver waits for the day and then hands over everything open that rests with
// the one who leaves: also what came to rest with them meanwhile.
func HandOver(ctx workflow.Context, in activities.HandOverInput) (activities.HandedOver, error) {
	var out activities.HandedOver
	if left := in.At.Sub(workflow.Now(ctx)); left > 0 {
		if err := workflow.Sleep(ctx, left); err != nil {
			return out, err
		}
	}
	err := workflow.ExecuteActivity(setBased(ctx), ledger.HandOver, in).Get(ctx, &out)
	return out, err
}
