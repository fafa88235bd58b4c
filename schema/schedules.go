package schema

// schedules.go: what recurs, and who changed it. Every change of a row is kept
// by the database itself, in schedule_changes.

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"duban/casework"
	"duban/casework/schedule"
	"duban/schema/db"
)

// seededBy is who the first rows come from.
const seededBy = "duban"

// scheduleRow is a row of schedules as the database takes and gives it.
type scheduleRow struct {
	ID            string          `json:"id"`
	TitleZh       string          `json:"title_zh"`
	TitleEn       string          `json:"title_en"`
	Action        string          `json:"action"`
	Cron          string          `json:"cron"`
	Every         int64           `json:"every"` // seconds, as all lengths here
	Zone          string          `json:"zone"`
	CatchUp       int64           `json:"catch_up"`
	Overlap       string          `json:"overlap"`
	Jitter        int64           `json:"jitter"`
	MoveToWorkday bool            `json:"move_to_workday"`
	Args          json.RawMessage `json:"args"`
	Paused        bool            `json:"paused"`
	Note          string          `json:"note"`
}

func rowOfSchedule(s schedule.Schedule) scheduleRow {
	args := s.Args
	if len(args) == 0 {
		args = json.RawMessage("{}")
	}
	return scheduleRow{ID: s.ID, TitleZh: s.Title.Zh, TitleEn: s.Title.En, Action: string(s.Action),
		Cron: s.Cron, Every: seconds(s.Every), Zone: s.Zone, CatchUp: seconds(s.CatchUp), Overlap: string(s.Overlap),
		Jitter: seconds(s.Jitter), MoveToWorkday: s.MoveToWorkday, Args: args, Paused: s.Paused, Note: s.Note}
}

func (r scheduleRow) schedule() schedule.Schedule {
	s := schedule.Schedule{ID: r.ID, Title: casework.Title{Zh: r.TitleZh, En: r.TitleEn}, Action: schedule.Action(r.Action),
		Cron: r.Cron, Every: length(r.Every), Zone: r.Zone, CatchUp: length(r.CatchUp), Overlap: schedule.Overlap(r.Overlap),
		Jitter: length(r.Jitter), MoveToWorkday: r.MoveToWorkday, Paused: r.Paused, Note: r.Note}
	if string(r.Args) != "{}" {
		s.Args = r.Args
	}
	return s
}

func seconds(d schedule.Duration) int64 { return int64(time.Duration(d) / time.Second) }
func length(n int64) schedule.Duration  { return schedule.Duration(time.Duration(n) * time.Second) }

func scheduleOf(r db.Schedule) schedule.Schedule {
	return scheduleRow{ID: r.ID, TitleZh: r.TitleZh, TitleEn: r.TitleEn, Action: r.Action, Cron: r.Cron, Every: r.Every,
		Zone: r.Zone, CatchUp: r.CatchUp, Overlap: r.Overlap, Jitter: r.Jitter, MoveToWorkday: r.MoveToWorkday,
		Args: r.Args, Paused: r.Paused, Note: r.Note}.schedule()
}

// Schedules gives every schedule, in the order in which they came.
func (l *Ledger) Schedules(ctx context.Context) ([]schedule.Schedule, error) {
	rows, err := l.q.Schedules(ctx)
	if err != nil {
		return nil, translate(err)
	}
	list := make([]schedule.Schedule, len(rows))
	for i, r := range rows {
		list[i] = scheduleOf(r)
	}
	return list, nil
}

// Schedule gives one schedule, or [casework.CodeNotFound].
func (l *Ledger) Schedule(ctx context.Context, id string) (schedule.Schedule, error) {
	list, err := l.Schedules(ctx)
	if err != nil {
		return schedule.Schedule{}, err
	}
	s, found := schedule.Find(list, id)
	if !found {
		return s, casework.Errorf(casework.CodeNotFound, "notfound.schedule", id)
	}
	return s, nil
}

// AddSchedules checks new schedules and writes them. One whose ID exists is a
// [casework.CodeConflict].
func (l *Ledger) AddSchedules(ctx context.Context, by string, list []schedule.Schedule) error {
	if err := schedule.Check(list...); err != nil {
		return err
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ActAs(ctx, by); err != nil {
			return err
		}
		return q.AddSchedules(ctx, rowsOf(list))
	})
}

// EditSchedule changes one schedule and gives it as it then stands. The edited
// schedule is checked ([casework.CodeInvalid]); two edits at once happen one
// after the other. Without a schedule of that ID it is [casework.CodeNotFound].
func (l *Ledger) EditSchedule(ctx context.Context, by, id string, edit func(*schedule.Schedule)) (after schedule.Schedule, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		row, err := q.ScheduleForUpdate(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return casework.Errorf(casework.CodeNotFound, "notfound.schedule", id)
		}
		if err != nil {
			return err
		}
		after = scheduleOf(row)
		edit(&after)
		after.ID = id
		if err := schedule.Check(after); err != nil {
			return err
		}
		if err := q.ActAs(ctx, by); err != nil {
			return err
		}
		return q.PutSchedule(ctx, rowsOf([]schedule.Schedule{after}))
	})
	return after, err
}

// RemoveSchedule takes a schedule away; it is not seeded again. Without one of
// that ID it is [casework.CodeNotFound].
func (l *Ledger) RemoveSchedule(ctx context.Context, by, id string) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ActAs(ctx, by); err != nil {
			return err
		}
		n, err := q.RemoveSchedule(ctx, id)
		if err == nil && n == 0 {
			return casework.Errorf(casework.CodeNotFound, "notfound.schedule", id)
		}
		return err
	})
}

// ScheduleEdit is one change of a schedule: nil Before for a new one, nil After
// for one that was removed.
type ScheduleEdit struct {
	Schedule string             `json:"schedule"`
	At       time.Time          `json:"at"`
	By       string             `json:"by"`
	Before   *schedule.Schedule `json:"before,omitempty"`
	After    *schedule.Schedule `json:"after,omitempty"`
}

// ScheduleEdits gives what was changed on a schedule, oldest first; "" asks for all.
func (l *Ledger) ScheduleEdits(ctx context.Context, id string) ([]ScheduleEdit, error) {
	rows, err := l.q.ScheduleChanges(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ScheduleEdit, len(rows))
	for i, r := range rows {
		out[i] = ScheduleEdit{Schedule: r.Schedule, At: r.At.UTC(), By: r.By}
		if out[i].Before, err = readSchedule(r.Before); err != nil {
			return nil, translate(err)
		}
		if out[i].After, err = readSchedule(r.After); err != nil {
			return nil, translate(err)
		}
	}
	return out, nil
}

// readSchedule gives the schedule of a change, nil where there was none.
func readSchedule(doc json.RawMessage) (*schedule.Schedule, error) {
	if string(doc) == "null" {
		return nil, nil
	}
	var r scheduleRow
	if err := json.Unmarshal(doc, &r); err != nil {
		return nil, err
	}
	s := r.schedule()
	return &s, nil
}

func (l *Ledger) seedSchedules(ctx context.Context, list []schedule.Schedule) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ActAs(ctx, seededBy); err != nil {
			return err
		}
		return q.SeedSchedules(ctx, rowsOf(list))
	})
}

func rowsOf(list []schedule.Schedule) json.RawMessage {
	rows := make([]scheduleRow, len(list))
	for i, s := range list {
		rows[i] = rowOfSchedule(s)
	}
	return rowsJSON(rows)
}
