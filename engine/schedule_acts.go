package engine

// schedule_acts.go: what people do with schedules. The row is changed first, with
// who changed it; Temporal follows, now or at the next start.

import (
	"context"
	"strconv"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

// CheckSchedule fails with [casework.CodeInvalid] and every fault of a schedule,
// input that its workflow would not understand included.
func (e *Engine) CheckSchedule(s schedule.Schedule) error {
	start, wired := actionOf(s)
	if !wired {
		return schedule.Check(s)
	}
	_, err := e.temporalForm(s, start)
	return err
}

// EditSchedule changes a schedule's row as [schema.Ledger.EditSchedule] does and
// applies it. Nothing is recorded that [Engine.CheckSchedule] refuses.
func (e *Engine) EditSchedule(ctx context.Context, by casework.Requester, id string, edit func(*schedule.Schedule)) (schedule.Schedule, error) {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return schedule.Schedule{}, err
	}
	after, err := e.Ledger.Schedule(ctx, id)
	if err != nil {
		return after, err
	}
	edit(&after)
	if err := e.CheckSchedule(after); err != nil {
		return after, err
	}
	if after, err = e.Ledger.EditSchedule(ctx, string(by.Person), id, edit); err != nil {
		return after, err
	}
	_, err = e.ApplySchedules(ctx)
	return after, err
}

// PauseSchedule stops a schedule until it is resumed; firings due meanwhile do
// not happen and can be backfilled. The note says why.
func (e *Engine) PauseSchedule(ctx context.Context, by casework.Requester, id, note string) error {
	_, err := e.EditSchedule(ctx, by, id, func(s *schedule.Schedule) { s.Paused, s.Note = true, note })
	return err
}

// ResumeSchedule starts a schedule again.
func (e *Engine) ResumeSchedule(ctx context.Context, by casework.Requester, id string) error {
	_, err := e.EditSchedule(ctx, by, id, func(s *schedule.Schedule) { s.Paused, s.Note = false, "" })
	return err
}

// RemoveSchedule takes a schedule away, here and in Temporal.
func (e *Engine) RemoveSchedule(ctx context.Context, by casework.Requester, id string) error {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return err
	}
	if err := e.Ledger.RemoveSchedule(ctx, string(by.Person), id); err != nil {
		return err
	}
	_, err := e.ApplySchedules(ctx)
	return err
}

// TriggerSchedule fires a schedule now, paused or not. While an earlier firing
// runs, this one waits.
func (e *Engine) TriggerSchedule(ctx context.Context, by casework.Requester, id string) error {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return err
	}
	if _, err := e.wired(ctx, id); err != nil {
		return err
	}
	return e.applied(id, e.handle(ctx, id).Trigger(ctx, client.ScheduleTriggerOptions{
		Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
	}))
}

// wired gives a schedule that this program can run.
func (e *Engine) wired(ctx context.Context, id string) (schedule.Schedule, error) {
	s, err := e.Ledger.Schedule(ctx, id)
	if err != nil {
		return s, err
	}
	if _, ok := actionOf(s); !ok {
		return s, casework.Errorf(casework.CodeRefused, "schedule.unwired", id, string(s.Action))
	}
	return s, nil
}

func (e *Engine) applied(id string, err error) error {
	if missing(err) {
		return casework.Errorf(casework.CodeNotFound, "schedule.unapplied", id)
	}
	return translate(err)
}

// Backfilled is what became of one firing of a backfill.
type Backfilled struct {
	Nominal time.Time `json:"nominal"`
	Started bool      `json:"started"` // false: it ran already
	Outcome string    `json:"outcome"` // see schedule.outcome.*
}

// Bounds of a backfill.
const (
	backfillMost = 100 // firings at a time: they start side by side
	backfillWait = 30 * time.Second
)

// BackfillSchedule runs the firings that were due after from, up to and including
// to, and have not run: each once, under the workflow ID that it would have had.
// One that ran, whatever its outcome, is not run again as long as Temporal keeps
// its history. What lies ahead is left to the schedule. More than a hundred
// firings are refused ([casework.CodeInvalid]).
func (e *Engine) BackfillSchedule(ctx context.Context, by casework.Requester, id string, from, to time.Time) ([]Backfilled, error) {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return nil, err
	}
	s, err := e.wired(ctx, id)
	if err != nil {
		return nil, err
	}
	if now := time.Now(); to.After(now) {
		to = now
	}
	due, more, err := s.Within(from, to, backfillMost)
	if err != nil {
		return nil, err
	}
	if more {
		return nil, casework.Errorf(casework.CodeInvalid, "schedule.backfill_most", strconv.Itoa(backfillMost))
	}
	out := make([]Backfilled, len(due))
	var missed []client.ScheduleBackfill
	for i, at := range due {
		out[i] = Backfilled{Nominal: at}
		if out[i].Outcome, err = e.firing(ctx, id, at); err != nil {
			return nil, err
		}
		if out[i].Started = out[i].Outcome == outcomeNone; out[i].Started {
			// With the jitter that its moment has, and no other moment's.
			missed = append(missed, client.ScheduleBackfill{Start: at, End: at.Add(time.Duration(s.Jitter)),
				Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL})
		}
	}
	if len(missed) == 0 {
		return out, nil
	}
	if err := e.applied(id, e.handle(ctx, id).Backfill(ctx, client.ScheduleBackfillOptions{Backfill: missed})); err != nil {
		return nil, err
	}
	return out, e.awaitFirings(ctx, id, out)
}

// awaitFirings waits until what was asked for has begun.
func (e *Engine) awaitFirings(ctx context.Context, id string, list []Backfilled) error {
	ctx, cancel := context.WithTimeout(ctx, backfillWait)
	defer cancel()
	for i := range list {
		for list[i].Outcome == outcomeNone {
			var err error
			if list[i].Outcome, err = e.firing(ctx, id, list[i].Nominal); err != nil {
				return err
			}
			if list[i].Outcome != outcomeNone {
				break
			}
			select {
			case <-time.After(applyLook):
			case <-ctx.Done():
				return casework.Wrap(casework.CodeUnavailable, ctx.Err(), "unavailable.engine")
			}
		}
	}
	return nil
}

func (e *Engine) firing(ctx context.Context, id string, nominal time.Time) (string, error) {
	return e.outcomeOf(ctx, workflows.ScheduledWorkflowID(e.queue, id, nominal))
}
