package engine

// clock.go: the schedule that sends the slips, as people ask for it.

import (
	"context"
	"time"

	"duban/workflows"
)

// ClockStatus is what the clock's schedule is doing.
type ClockStatus struct {
	Paused bool      `json:"paused"`
	Note   string    `json:"note,omitempty"`
	Every  string    `json:"every"`
	Last   time.Time `json:"last,omitzero"`
	Next   time.Time `json:"next,omitzero"`
}

// Clock tells what the clock is doing. It is paused, resumed and triggered like
// every schedule; what becomes due while it is paused collapses into the rung
// that is due then.
func (e *Engine) Clock(ctx context.Context) (ClockStatus, error) {
	row, err := e.Ledger.Schedule(ctx, workflows.ClockSchedule)
	if err != nil {
		return ClockStatus{}, err
	}
	st, err := e.ScheduleStatus(ctx, row, 0)
	if err != nil {
		return ClockStatus{}, err
	}
	s := ClockStatus{Paused: row.Paused, Note: row.Note, Every: row.Every.String()}
	if zone, err := time.LoadLocation(row.Zone); err == nil { // else the row was spoilt by hand: in UTC
		st.Last, st.Planned = st.Last.In(zone), st.Planned.In(zone)
	}
	s.Last, s.Next = st.Last, st.Planned
	if row.Every == 0 {
		s.Every = row.Cron
	}
	return s, nil
}
