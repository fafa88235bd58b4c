package workflows

// obligations.go: the daily look at dated obligations.

import (
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// LookedResult is what a look did.
type LookedResult struct {
	Open     int `json:"open"`
	Reminded int `json:"reminded"`
	Raised   int `json:"raised"` // collections that were new
	Refused  int `json:"refused,omitempty"`
}

// LookAtObligations reminds of what matures and makes a case of what is overdue.
// Fired daily; a look that was missed is contained in the next.
func LookAtObligations(ctx workflow.Context, in ScheduledInput) (LookedResult, error) {
	var res LookedResult
	now, err := AwaitWorkday(ctx, in.Nominal(ctx), in.MoveToWorkday)
	if err != nil {
		return res, err
	}
	for more := true; more; {
		var looked activities.Looked
		if err := workflow.ExecuteActivity(reporting(ctx), ledger.LookAtObligations, now).Get(ctx, &looked); err != nil {
			return res, err
		}
		ids, refused, err := raise(ctx, looked.Raise)
		if err != nil {
			return res, err
		}
		res.Open, res.Reminded, more = looked.Open, looked.Reminded, looked.More
		res.Raised += len(ids)
		res.Refused += len(refused)
	}
	return res, nil
}
