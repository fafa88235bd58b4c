package workflows

// round.go: the monthly check: one workflow a month carries the round from its
// opening to the circular of the month after.

import (
	"slices"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework/round"
)

// TypeOpenMonth is fired by a schedule and starts the month's [MonthlyCheck].
const TypeOpenMonth = "OpenMonth"

// RoundWorkflowID gives the workflow ID of a month's round.
func RoundWorkflowID(month string) string { return "round/" + month }

// RoundInput starts the workflow of a month's round, which the ledger holds.
type RoundInput struct {
	Month string `json:"month"`
}

// RoundResult is what a round ends with.
type RoundResult struct {
	Digest string `json:"digest"` // of the month's snapshot
	Raised int    `json:"raised"` // directives from its alerts

	Refused int `json:"refused,omitempty"` // that could not be given out
}

// OpenMonth opens the round of the month for which it was fired and starts its
// workflow, which outlives it. One that was opened before goes on as it is.
func OpenMonth(ctx workflow.Context, in ScheduledInput) (string, error) {
	nominal := in.Nominal(ctx)
	if _, err := AwaitWorkday(ctx, nominal, in.MoveToWorkday); err != nil {
		return "", err
	}
	var month string
	err := workflow.ExecuteActivity(reporting(ctx), ledger.OpenRound, nominal, workflow.Now(ctx)).Get(ctx, &month)
	if err != nil {
		return "", err
	}
	child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            RoundWorkflowID(month),
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
	})
	err = workflow.ExecuteChildWorkflow(child, TypeMonthlyCheck, RoundInput{Month: month}).GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		err = nil
	}
	return month, err
}

// MonthlyCheck reminds the laggards, tells the office of its meetings, closes the month when it is over, freezes
// its snapshot, turns alerts into directives where the rules say so, and tells
// the circular. Each of it is harmless when repeated.
func MonthlyCheck(ctx workflow.Context, in RoundInput) (RoundResult, error) {
	var res RoundResult
	done := map[string]bool{}
	for {
		next, more, err := nextMoment(ctx, in, done)
		if err != nil || !more {
			return res, err
		}
		if left := next.At.Sub(workflow.Now(ctx)); left > 0 {
			// A new holiday table may move it: counted again, a day later at most.
			if err := workflow.Sleep(ctx, min(left, lookAgain)); err != nil {
				return res, err
			}
			continue
		}
		if err := in.do(ctx, next.ID, &res); err != nil {
			return res, err
		}
		done[next.ID] = true
	}
}

// nextMoment gives the first thing of the agenda that is not done.
func nextMoment(ctx workflow.Context, in RoundInput, done map[string]bool) (activities.RoundMoment, bool, error) {
	var agenda []activities.RoundMoment
	err := workflow.ExecuteActivity(reporting(ctx), ledger.RoundAgenda, in.now(ctx)).Get(ctx, &agenda)
	if err != nil {
		return activities.RoundMoment{}, false, err
	}
	now := workflow.Now(ctx)
	over := func(m activities.RoundMoment) bool { return m.ID == "freeze" && !m.At.After(now) }
	for i, m := range agenda {
		// After an outage the missed reminders collapse: what comes next is due too.
		// A meeting that was missed can still be held until the month is over.
		remind, meeting := strings.HasPrefix(m.ID, "remind/"), strings.HasPrefix(m.ID, "meeting/")
		if (remind && i+1 < len(agenda) && !agenda[i+1].At.After(now)) || (meeting && slices.ContainsFunc(agenda[i:], over)) {
			done[m.ID] = true
		}
		if !done[m.ID] {
			return m, true, nil
		}
	}
	return activities.RoundMoment{}, false, nil
}

func (in RoundInput) now(ctx workflow.Context) activities.RoundInput {
	return activities.RoundInput{Month: in.Month, Now: workflow.Now(ctx)}
}

func (in RoundInput) do(ctx workflow.Context, what string, res *RoundResult) error {
	switch what {
	case "freeze":
		var frozen activities.Frozen
		if err := workflow.ExecuteActivity(reporting(ctx), ledger.FreezeMonth, in.now(ctx)).Get(ctx, &frozen); err != nil {
			return err
		}
		raised, refused, err := raise(ctx, frozen.Raise)
		res.Digest, res.Raised, res.Refused = frozen.Digest, len(raised), len(refused)
		return err
	case "circular":
		return workflow.ExecuteActivity(reporting(ctx), ledger.TellCircular, in.now(ctx)).Get(ctx, nil)
	}
	if step, meeting := strings.CutPrefix(what, "meeting/"); meeting {
		return workflow.ExecuteActivity(reporting(ctx), ledger.TellMeeting,
			activities.MeetingInput{RoundInput: in.now(ctx), Step: round.Step(step)}).Get(ctx, nil)
	}
	return workflow.ExecuteActivity(reporting(ctx), ledger.RemindLaggards,
		activities.RemindInput{RoundInput: in.now(ctx), Reminder: what}).Get(ctx, nil)
}
