package engine

// schedule_status.go: what a schedule is doing, from its row and from Temporal.

import (
	"context"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"duban/casework/cron"
	"duban/casework/schedule"
)

// ScheduleState says how a schedule stands.
type ScheduleState string

// The states.
const (
	ScheduleActive    ScheduleState = "active"
	SchedulePaused    ScheduleState = "paused"
	ScheduleUnapplied ScheduleState = "unapplied" // Temporal does not have it: `duban schedule apply`
	ScheduleUnusable  ScheduleState = "unusable"  // the row does not hold: edited by hand, or of a newer program
)

// ScheduleStatus is a schedule and what came and comes of it.
type ScheduleStatus struct {
	schedule.Schedule
	State   ScheduleState `json:"state"`
	Next    []cron.Firing `json:"next"`             // by the rules, were it not paused
	Planned time.Time     `json:"planned,omitzero"` // Temporal's own next firing; zero when paused
	Last    time.Time     `json:"last,omitzero"`    // when the newest firing was due
	Outcome string        `json:"outcome,omitempty"`
	Fired   int           `json:"fired"`  // firings so far
	Missed  int           `json:"missed"` // lost: later than the catch-up allows
	Skipped int           `json:"skipped"`
}

// outcomes are the ends of a workflow in the catalogue's words, schedule.outcome.*.
var outcomes = map[enumspb.WorkflowExecutionStatus]string{
	enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:          "running",
	enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:        "completed",
	enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:           "failed",
	enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:         "cancelled",
	enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:       "terminated",
	enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:        "timed_out",
	enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: "running",
	enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED:           "paused",
}

// ScheduleStatuses gives every schedule with its next n firings.
func (e *Engine) ScheduleStatuses(ctx context.Context, n int) ([]ScheduleStatus, error) {
	rows, err := e.Ledger.Schedules(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ScheduleStatus, len(rows))
	for i, row := range rows {
		if out[i], err = e.ScheduleStatus(ctx, row, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ScheduleStatus gives what a schedule is doing, with its next n firings.
func (e *Engine) ScheduleStatus(ctx context.Context, row schedule.Schedule, n int) (ScheduleStatus, error) {
	s := ScheduleStatus{Schedule: row, State: ScheduleActive}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return s, err
	}
	if s.Next, err = row.Next(cal, time.Now(), n); err != nil {
		s.State = ScheduleUnusable
		return s, nil //nolint:nilerr // the state says it; the other schedules are shown
	}
	if row.Paused {
		s.State = SchedulePaused
	}
	d, err := e.handle(ctx, row.ID).Describe(ctx)
	if missing(err) {
		s.State = ScheduleUnapplied
		return s, nil
	}
	if err != nil {
		return s, translate(err)
	}
	s.Fired, s.Missed, s.Skipped = d.Info.NumActions, d.Info.NumActionsMissedCatchupWindow, d.Info.NumActionsSkippedOverlap
	if len(d.Info.NextActionTimes) > 0 && !d.Schedule.State.Paused {
		s.Planned = d.Info.NextActionTimes[0]
	}
	if k := len(d.Info.RecentActions); k > 0 {
		last := d.Info.RecentActions[k-1]
		s.Last = last.ScheduleTime
		if run := last.StartWorkflowResult; run != nil {
			s.Outcome, err = e.outcomeOf(ctx, run.WorkflowID)
		}
	}
	return s, err
}

// outcomeNone is said of a firing that did not happen, or so long ago that
// Temporal keeps it no longer.
const outcomeNone = "none"

// outcomeOf gives how a workflow ended, as schedule.outcome.* names it.
func (e *Engine) outcomeOf(ctx context.Context, workflowID string) (string, error) {
	d, err := e.Client.DescribeWorkflowExecution(ctx, workflowID, "")
	if missing(err) {
		return outcomeNone, nil
	}
	if err != nil {
		return "", translate(err)
	}
	return outcomes[d.GetWorkflowExecutionInfo().GetStatus()], nil
}
