package workflows

// messages.go: telling other programs of events.

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
)

// messages is a type-safe handle; it is never called.
var messages *activities.Messages

// sendFor is how long a firing stays: a little less than until the next one.
const sendFor = 55 * time.Second

// SendMessages sends what waits for receivers of webhooks and what happens in the
// minute that it was fired for. What waits is in the ledger, so a firing that is
// lost loses nothing.
func SendMessages(ctx workflow.Context, _ ScheduledInput) (activities.Sent, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute, // a backlog may take longer than a minute
		HeartbeatTimeout:    time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Minute,
			MaximumAttempts:    5, // the next firing comes anyway
		},
	})
	var sent activities.Sent
	err := workflow.ExecuteActivity(ctx, messages.SendMessages, activities.SendInput{Stay: sendFor}).Get(ctx, &sent)
	return sent, err
}
