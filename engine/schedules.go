package engine

// schedules.go: making Temporal's schedules equal to the ledger's rows.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

// Bounds of an application: Temporal takes a change by a signal, so what it
// shows follows a moment later.
const (
	applyTimeout = 30 * time.Second
	applyAgain   = 3 * time.Second // how long a change is waited for before it is made again
	applyLook    = 50 * time.Millisecond
)

// step is one change that is still to make.
type step struct {
	schedule.Change
	want *client.Schedule // nil: to be removed
}

// PlanSchedules tells what ApplySchedules would do, and does nothing.
func (e *Engine) PlanSchedules(ctx context.Context) ([]schedule.Change, error) {
	steps, unusable, err := e.planSchedules(ctx)
	out := make([]schedule.Change, len(steps))
	for i, s := range steps {
		out[i] = s.Change
	}
	if err != nil {
		return nil, err
	}
	return out, unusable
}

// StartSchedules applies the schedules when a program starts. A row that cannot
// be used is logged and left as it was: it must not keep the others, and the
// whole system, from running.
func (e *Engine) StartSchedules(ctx context.Context) error {
	_, err := e.ApplySchedules(ctx)
	if casework.CodeOf(err) == casework.CodeInvalid {
		e.logger().Error("a schedule cannot be used", "error", err)
		return nil
	}
	return err
}

// ApplySchedules makes Temporal's schedules equal to the ledger's rows and tells
// what it changed: nothing, when they are. Schedules are ours by the beginning
// of their IDs, [workflows.ScheduleIDs]; others are left alone. It returns when
// Temporal shows what was asked for. Processes may do so at once: each looks at
// the rows again after it has changed something, so the newest rows win. A
// change of a schedule drops its firings that were due before the change and
// have not happened; see [Engine.BackfillSchedule]. A row that cannot be used is
// [casework.CodeInvalid]; the others are applied.
func (e *Engine) ApplySchedules(ctx context.Context) ([]schedule.Change, error) {
	ctx, cancel := context.WithTimeout(ctx, applyTimeout)
	defer cancel()
	var applied []schedule.Change
	made := map[string]time.Time{}
	asked := map[string][]schedule.Field{}
	for {
		steps, unusable, err := e.planSchedules(ctx)
		if err != nil {
			return applied, err
		}
		if len(steps) == 0 {
			return applied, unusable
		}
		for _, s := range steps {
			// The same difference as before: Temporal has not caught up yet.
			if slices.Equal(asked[s.ID], s.Fields) && time.Since(made[s.ID]) < applyAgain {
				continue
			}
			if err := e.make(ctx, s); err != nil {
				return applied, err
			}
			if _, known := made[s.ID]; !known {
				applied = append(applied, s.Change)
			}
			made[s.ID], asked[s.ID] = time.Now(), s.Fields
		}
		select {
		case <-time.After(applyLook):
		case <-ctx.Done():
			return applied, casework.Wrap(casework.CodeUnavailable, ctx.Err(), "unavailable.engine")
		}
	}
}

// planSchedules compares the rows with what Temporal has; unusable tells of rows
// that were passed over.
func (e *Engine) planSchedules(ctx context.Context) (steps []step, unusable, err error) {
	rows, err := e.Ledger.Schedules(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		start, wired := actionOf(row)
		if !wired {
			continue
		}
		want, err := e.temporalForm(row, start)
		if err != nil {
			unusable = together(unusable, err)
			continue
		}
		s, err := e.compareSchedule(ctx, row.ID, want)
		if err != nil {
			return nil, nil, err
		}
		if s.Kind != "" {
			steps = append(steps, s)
		}
	}
	orphans, err := e.orphans(ctx, rows)
	return append(steps, orphans...), unusable, err
}

// together gives one refusal that tells of two rows' faults.
func together(one, other error) error {
	var a, b *casework.Error
	if !errors.As(one, &a) || !errors.As(other, &b) || a.Key != b.Key || len(a.Args) == 0 || len(b.Args) == 0 {
		return errors.Join(one, other)
	}
	return casework.Errorf(a.Code, a.Key, a.Args[0]+"; "+b.Args[0])
}

// compareSchedule gives the step that a schedule needs; one without a kind when none.
func (e *Engine) compareSchedule(ctx context.Context, id string, want *client.Schedule) (step, error) {
	s := step{Change: schedule.Change{ID: id}, want: want}
	have, err := e.handle(ctx, id).Describe(ctx)
	if missing(err) {
		s.Kind = schedule.Created
		return s, nil
	}
	if err != nil {
		return step{}, translate(err)
	}
	if s.Fields, err = e.difference(&have.Schedule, want); len(s.Fields) > 0 {
		s.Kind = schedule.Updated
	}
	return s, err
}

// orphans gives a step for each schedule of ours that has no row. A list can lag
// behind, so each is looked at.
func (e *Engine) orphans(ctx context.Context, rows []schedule.Schedule) ([]step, error) {
	list, err := e.Client.ScheduleClient().List(ctx, client.ScheduleListOptions{PageSize: 1000})
	if err != nil {
		return nil, translate(err)
	}
	var out []step
	for list.HasNext() {
		entry, err := list.Next()
		if err != nil {
			return nil, translate(err)
		}
		id, ours := strings.CutPrefix(entry.ID, workflows.ScheduleIDs(e.queue))
		if _, kept := schedule.Find(rows, id); !ours || kept {
			continue
		}
		_, err = e.handle(ctx, id).Describe(ctx)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, step{Change: schedule.Change{ID: id, Kind: schedule.Removed}})
	}
	return out, nil
}

// make does a step. That another process was faster is no error.
func (e *Engine) make(ctx context.Context, s step) error {
	switch s.Kind {
	case schedule.Created:
		_, err := e.Client.ScheduleClient().Create(ctx, client.ScheduleOptions{
			ID: workflows.ScheduleID(e.queue, s.ID), Spec: *s.want.Spec, Action: s.want.Action,
			Overlap: s.want.Policy.Overlap, CatchupWindow: s.want.Policy.CatchupWindow,
			Paused: s.want.State.Paused, Note: s.want.State.Note,
		})
		var exists *serviceerror.AlreadyExists
		if errors.Is(err, temporal.ErrScheduleAlreadyRunning) || errors.As(err, &exists) {
			return nil
		}
		return translate(err)
	case schedule.Updated:
		err := e.handle(ctx, s.ID).Update(ctx, client.ScheduleUpdateOptions{
			DoUpdate: func(client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
				return &client.ScheduleUpdate{Schedule: s.want}, nil
			},
		})
		if missing(err) {
			return nil
		}
		return translate(err)
	default:
		if err := e.handle(ctx, s.ID).Delete(ctx); !missing(err) {
			return translate(err)
		}
		return nil
	}
}

func (e *Engine) handle(ctx context.Context, id string) client.ScheduleHandle {
	return e.Client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(e.queue, id))
}

func missing(err error) bool {
	var none *serviceerror.NotFound
	return errors.As(err, &none)
}
