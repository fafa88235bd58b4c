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

// LookInput is a firing, and what runs before this one raised for it.
type LookInput struct {
	ScheduledInput

	Raised  int `json:"raised,omitempty"`
	Refused int `json:"refused,omitempty"`
}

// LookAtObligations reminds of what matures and makes a case of what is overdue.
// Fired daily; a look that was missed is contained in the next.
// A file of thousands that are overdue already is collected over several runs:
// each case that starts is several events of the history.
func LookAtObligations(ctx workflow.Context, in LookInput) (LookedResult, error) {
	res := LookedResult{Raised: in.Raised, Refused: in.Refused}
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
		if more && workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return res, workflow.NewContinueAsNewError(ctx, TypeLookAtObligations,
				LookInput{ScheduledInput: ScheduledInput{At: now}, Raised: res.Raised, Refused: res.Refused})
		}
	}
	return res, nil
}
