package schema

// recompute.go: a new holiday table takes effect on everything that runs.

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// recountBatch is how many cases are recounted in one transaction: short enough
// that a step on one of them hardly waits.
const recountBatch = 500

// Recompute counts every open task's due date and next alarm again, and when
// time moves each case next. It gives the cases whose wake-up moved: their
// workflows are to be told. It may be repeated and works beside everything
// else; progress, if not nil, hears how far it is.
func (l *Ledger) Recompute(ctx context.Context, cal *calendar.Calendar, policies PolicySource, now time.Time,
	progress func(done, total int)) (moved []casework.CaseID, err error) {
	if err := l.warm(ctx); err != nil {
		return nil, err
	}
	total, err := l.q.CountOpenCases(ctx)
	if err != nil {
		return nil, translate(err)
	}
	done, after := 0, ""
	for {
		var n int
		err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
			cases, err := q.LockOpenCases(ctx, after, recountBatch)
			if err != nil || len(cases) == 0 {
				return err
			}
			r := recount{now: now.UTC(), cal: cal, policies: policies, cases: cases}
			if err := r.run(ctx, q); err != nil {
				return err
			}
			n, after = len(cases), cases[len(cases)-1].ID
			moved = append(moved, r.moved...)
			return nil
		})
		if err != nil || n == 0 {
			return moved, err
		}
		done += n
		if progress != nil {
			progress(done, max(done, int(total)))
		}
	}
}

// recount is one batch of a recomputation.
type recount struct {
	now      time.Time
	cal      *calendar.Calendar
	policies PolicySource
	cases    []db.LockOpenCasesRow
	tasks    []recountedRow
	wakes    []wakeRow
	moved    []casework.CaseID
}

func (r *recount) run(ctx context.Context, q *db.Queries) error {
	ids := make([]string, len(r.cases))
	for i, c := range r.cases {
		ids[i] = c.ID
	}
	rows, err := q.LockOpenTasks(ctx, ids)
	if err != nil {
		return err
	}
	byCase := map[string][]db.LockOpenTasksRow{}
	for _, row := range rows {
		byCase[row.CaseID] = append(byCase[row.CaseID], row)
	}
	for _, c := range r.cases {
		if err := r.recountCase(c, byCase[c.ID]); err != nil {
			return err
		}
	}
	return q.RecordRecount(ctx, rowsJSON(r.tasks), rowsJSON(r.wakes))
}

// recountCase keeps what changes of a case and its open tasks.
func (r *recount) recountCase(c db.LockOpenCasesRow, tasks []db.LockOpenTasksRow) error {
	policy, err := r.policies(casework.Kind(c.PolicyKind), c.PolicyVersion)
	if err != nil {
		return err
	}
	var wake time.Time
	for _, t := range tasks {
		var clock *casework.Clock
		if err := json.Unmarshal(t.Clock, &clock); err != nil {
			return fmt.Errorf("clock of task %d of %s: %w", t.No, t.CaseID, err)
		}
		if clock == nil {
			continue
		}
		due := clock.Due(r.cal, r.now)
		var alarm *time.Time
		if next, ok := policy.NextAlarm(r.cal, *clock, t.LastRung, r.now); ok {
			alarm = optional(next.At)
		}
		if dayOf(t.DueOn) != due.Date || t.Provisional != due.Provisional || !sameMoment(alarm, t.NextAlarmAt) {
			r.tasks = append(r.tasks, recountedRow{t.CaseID, t.No, dayText(due.Date), due.Provisional, alarm})
		}
		if at := expiry(r.cal, clock, r.now); !at.IsZero() && (wake.IsZero() || at.Before(wake)) {
			wake = at
		}
	}
	if !sameMoment(optional(wake), c.WakeAt) {
		r.wakes = append(r.wakes, wakeRow{c.ID, optional(wake)})
		r.moved = append(r.moved, casework.CaseID(c.ID))
	}
	return nil
}

// expiry gives when time ends what a clock shows: a dated suspension or a
// holding period; zero for neither. As [casework.Policy.Expiries] has it.
func expiry(cal *calendar.Calendar, c *casework.Clock, now time.Time) time.Time {
	switch {
	case c.Paused():
		if until := c.Pause[len(c.Pause)-1].Until; !until.IsZero() {
			return until.Start(cal.Zone())
		}
	case c.Hold:
		return c.Ends(cal, now)
	}
	return time.Time{}
}

func sameMoment(t *time.Time, stored sql.NullTime) bool {
	if t == nil || !stored.Valid {
		return t == nil && !stored.Valid
	}
	return t.Equal(stored.Time)
}

// Wake is when time moves a case next.
type Wake struct {
	Case casework.CaseID
	At   time.Time
}

// WakeList gives up to limit cases that time should have moved by a moment, in
// order of it, after the given one: a check on lost timers.
func (l *Ledger) WakeList(ctx context.Context, until time.Time, after Wake, limit int) ([]Wake, error) {
	rows, err := l.q.WakeList(ctx, db.WakeListParams{Until: until, AfterAt: after.At, AfterID: string(after.Case), Batch: limit})
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Wake, len(rows))
	for i, r := range rows {
		out[i] = Wake{casework.CaseID(r.ID), r.WakeAt.Time.UTC()}
	}
	return out, nil
}
