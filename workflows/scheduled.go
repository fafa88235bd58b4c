package workflows

// scheduled.go: what a workflow that a schedule fires needs to know: the moment
// for which it was fired, and the working day on which it takes effect.

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// scheduledStart is set by Temporal on what its schedules start.
var scheduledStart = temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")

// ScheduledTime gives the nominal moment of the firing that started the
// workflow: when it was due, however late after an outage or a backfill it
// runs. A workflow that no schedule started gives the start of its run.
func ScheduledTime(ctx workflow.Context) time.Time {
	if at, ok := workflow.GetTypedSearchAttributes(ctx).GetTime(scheduledStart); ok {
		return at.UTC()
	}
	return workflow.GetInfo(ctx).WorkflowStartTime.UTC()
}

// Nominal gives the moment for which the input was made: the one it names, or
// that of the firing.
func (in ScheduledInput) Nominal(ctx workflow.Context) time.Time {
	if !in.At.IsZero() {
		return in.At.UTC()
	}
	return ScheduledTime(ctx)
}

// lookAgain is the longest wait before the working day is counted again: a new
// holiday table may bring it nearer as well.
const lookAgain = 24 * time.Hour

// AwaitWorkday waits until a firing takes effect and gives that moment: the
// nominal one or, with move, when its day is a rest day, the same time of day on
// the next working day. It counts again each time a wait is over, a day at most,
// because a new holiday table may have moved the day; a moment that has passed
// is not waited for. Cancelling the workflow ends the wait with that error.
func AwaitWorkday(ctx workflow.Context, nominal time.Time, move bool) (time.Time, error) {
	if !move {
		return nominal, nil
	}
	for {
		var actual time.Time
		err := workflow.ExecuteLocalActivity(recording(ctx), ledger.Workday, activities.WorkdayInput{At: nominal}).Get(ctx, &actual)
		if err != nil {
			return time.Time{}, err
		}
		left := actual.Sub(workflow.Now(ctx))
		if left <= 0 {
			return actual, nil
		}
		if err := workflow.Sleep(ctx, min(left, lookAgain)); err != nil {
			return time.Time{}, err
		}
	}
}
