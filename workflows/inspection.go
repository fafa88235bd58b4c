package workflows

// inspection.go: an inspection (督查) from its opening to its closing report.

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework/inspection"
)

// InspectionWorkflowID gives the workflow ID of an inspection.
func InspectionWorkflowID(id string) string { return "inspection/" + id }

// InspectionInput starts or continues the workflow of an inspection that the
// ledger holds.
type InspectionInput struct {
	ID   string   `json:"id"`
	Done []string `json:"done,omitempty"` // carried: items of the agenda that are behind it
}

// recountAfter is how long an inspection sleeps at most before it counts its
// moments on the calendar again: a new holiday table can bring one forward.
const recountAfter = 24 * time.Hour

// retryInspection is how long it waits after something that repeating at once
// could not mend.
const retryInspection = time.Minute

// inspecting is for the reads and writes of an inspection: a province's tasks
// take their time.
func inspecting(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Minute,
		},
	})
}

// QuarterlyInspection carries an inspection of any kind: it reminds, draws the
// sample when the window begins, asks for missing records and freezes the
// report when everything is settled or the last day of feedback is over. What it
// does is harmless when repeated, so a run that was killed may simply be started
// again.
func QuarterlyInspection(ctx workflow.Context, in InspectionInput) (activities.InspectionReported, error) {
	ctx, cutOff := workflow.NewDisconnectedContext(ctx)
	defer cutOff()
	stirred := false
	wake := workflow.GetSignalChannel(ctx, SignalWake)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for wake.Receive(ctx, nil) {
			stirred = true
		}
	})
	for {
		stirred = false
		sleep, report, err := in.turn(ctx)
		switch {
		case err != nil:
			workflow.GetLogger(ctx).Error("an inspection cannot go on", "inspection", in.ID, "error", err)
			sleep = retryInspection
		case report != nil:
			return *report, nil
		}
		if sleep > 0 {
			if _, err := workflow.AwaitWithTimeout(ctx, sleep, func() bool { return stirred }); err != nil {
				return activities.InspectionReported{}, err
			}
		}
		if !stirred && workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return activities.InspectionReported{}, workflow.NewContinueAsNewError(ctx, TypeQuarterlyInspection, in)
		}
	}
}

// turn does what is due next. It gives how long there is nothing to do, or the
// report that ends the inspection.
func (in *InspectionInput) turn(ctx workflow.Context) (time.Duration, *activities.InspectionReported, error) {
	now := workflow.Now(ctx)
	asked := activities.InspectionInput{ID: in.ID, Now: now}
	var agenda activities.InspectionAgenda
	if err := workflow.ExecuteLocalActivity(recording(ctx), ledger.InspectionAgenda, asked).Get(ctx, &agenda); err != nil {
		return 0, nil, err
	}
	if agenda.Cancelled() {
		return 0, &activities.InspectionReported{Cancelled: true}, nil
	}
	todo, missed, next := inspection.Next(agenda.Items, in.Done, now)
	in.Done = append(in.Done, missed...)
	if agenda.Settled || agenda.Closed() {
		todo = &inspection.Item{ID: string(inspection.ActClose), Act: inspection.ActClose, At: now}
	}
	if todo == nil {
		if next.IsZero() {
			return retryInspection, nil, nil
		}
		return min(next.Sub(now), recountAfter), nil, nil
	}
	if todo.Act == inspection.ActClose && agenda.Unfound > 0 {
		if err := in.findWhatIsLeft(ctx, asked); err != nil {
			return 0, nil, err
		}
	}
	asked.Item = *todo
	report, err := in.do(ctx, asked)
	if err == nil {
		in.Done = append(in.Done, todo.ID)
	}
	return 0, report, err
}

// findWhatIsLeft makes findings of what teams did not confirm and left at that,
// before the report closes over it.
func (in *InspectionInput) findWhatIsLeft(ctx workflow.Context, asked activities.InspectionInput) error {
	var list []activities.Raise
	if err := workflow.ExecuteActivity(inspecting(ctx), ledger.UnansweredFindings, asked).Get(ctx, &list); err != nil {
		return err
	}
	_, refused, err := raise(ctx, list)
	if err != nil || len(refused) == 0 {
		return err
	}
	return workflow.ExecuteActivity(inspecting(ctx), ledger.FileRefused,
		activities.RefusedInput{ID: asked.ID, Now: asked.Now, Refused: refused}).Get(ctx, nil)
}

func (in *InspectionInput) do(ctx workflow.Context, asked activities.InspectionInput) (*activities.InspectionReported, error) {
	ctx = inspecting(ctx)
	switch asked.Item.Act {
	case inspection.ActDraw:
		// The seed first, and recorded: only then does anybody know the sample.
		if err := workflow.ExecuteActivity(ctx, ledger.SeedInspection, asked).Get(ctx, nil); err != nil {
			return nil, err
		}
		return nil, workflow.ExecuteActivity(ctx, ledger.DrawInspection, asked).Get(ctx, nil)
	case inspection.ActClose:
		var report activities.InspectionReported
		err := workflow.ExecuteActivity(ctx, ledger.CloseInspection, asked).Get(ctx, &report)
		return &report, err
	}
	return nil, workflow.ExecuteActivity(ctx, ledger.RemindInspection, asked).Get(ctx, nil)
}
