package engine

// clock.go: the Temporal Schedule that fires the sweep.

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"duban/workflows"
)

// sweepEvery is how often the clock looks for what is due.
const sweepEvery = time.Minute

// EnsureClock makes the clock's schedule if there is none. One sweep at a time;
// after an outage the newest firing is enough, because one sweep catches up
// with everything, so older ones are not made up for.
func (e *Engine) EnsureClock(ctx context.Context) error {
	_, err := e.Client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID:            workflows.ClockScheduleID,
		Spec:          client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: sweepEvery}}},
		Overlap:       enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
		CatchupWindow: sweepEvery,
		Action: &client.ScheduleWorkflowAction{
			ID:                  workflows.ClockWorkflowID,
			Workflow:            workflows.TypeClock,
			TaskQueue:           e.queue,
			WorkflowTaskTimeout: 10 * time.Second,
			Args:                []any{workflows.ClockInput{}},
		},
	})
	var exists *serviceerror.AlreadyExists
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) || errors.As(err, &exists) {
		return nil
	}
	return translate(err)
}

// ClockStatus is what the clock's schedule is doing.
type ClockStatus struct {
	Paused bool      `json:"paused"`
	Note   string    `json:"note,omitempty"`
	Every  string    `json:"every"`
	Last   time.Time `json:"last,omitzero"`
	Next   time.Time `json:"next,omitzero"`
}

// Clock tells what the clock is doing.
func (e *Engine) Clock(ctx context.Context) (ClockStatus, error) {
	d, err := e.clockHandle(ctx).Describe(ctx)
	if err != nil {
		return ClockStatus{}, translate(err)
	}
	s := ClockStatus{Paused: d.Schedule.State.Paused, Note: d.Schedule.State.Note, Every: sweepEvery.String()}
	if n := len(d.Info.RecentActions); n > 0 {
		s.Last = d.Info.RecentActions[n-1].ActualTime
	}
	if len(d.Info.NextActionTimes) > 0 && !s.Paused {
		s.Next = d.Info.NextActionTimes[0]
	}
	return s, nil
}

// PauseClock stops all slips until resumed; what becomes due meanwhile
// collapses into the rung that is due then.
func (e *Engine) PauseClock(ctx context.Context, note string) error {
	return translate(e.clockHandle(ctx).Pause(ctx, client.SchedulePauseOptions{Note: note}))
}

// ResumeClock starts the clock again.
func (e *Engine) ResumeClock(ctx context.Context, note string) error {
	return translate(e.clockHandle(ctx).Unpause(ctx, client.ScheduleUnpauseOptions{Note: note}))
}

// TriggerClock sweeps now.
func (e *Engine) TriggerClock(ctx context.Context) error {
	return translate(e.clockHandle(ctx).Trigger(ctx, client.ScheduleTriggerOptions{
		Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
	}))
}

func (e *Engine) clockHandle(ctx context.Context) client.ScheduleHandle {
	return e.Client.ScheduleClient().GetHandle(ctx, workflows.ClockScheduleID)
}
