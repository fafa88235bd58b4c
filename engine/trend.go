package engine

// trend.go: how many tasks were closed week by week, for overviews. A count
// is kept for some minutes and shared by all who look; each is shown what lies in their
// own sight.

import (
	"context"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

const (
	weeksShown = 13              // a quarter
	weeksAge   = 5 * time.Minute // how old a count may be
)

// WeekPoint is a week of a trend.
type WeekPoint struct {
	Monday calendar.Date
	Closed int
}

// weeksMemo keeps the newest count.
type weeksMemo struct {
	mu      sync.Mutex // held while counting
	keep    sync.RWMutex
	counted time.Time
	first   calendar.Date
	rows    []schema.UnitWeek
}

func (m *weeksMemo) get() (rows []schema.UnitWeek, first calendar.Date, counted time.Time) {
	m.keep.RLock()
	defer m.keep.RUnlock()
	return m.rows, m.first, m.counted
}

// of gives the count, made anew when it is too old. One reader counts at a time; the
// others are shown the last count meanwhile.
func (m *weeksMemo) of(ctx context.Context, l *schema.Ledger, zone *time.Location, first calendar.Date, now time.Time) ([]schema.UnitWeek, error) {
	rows, of, counted := m.get()
	fresh := func() bool { return of == first && now.Sub(counted).Abs() < weeksAge }
	if fresh() {
		return rows, nil
	}
	if of == first {
		if !m.mu.TryLock() {
			return rows, nil
		}
	} else {
		m.mu.Lock() // nothing of this week's is there to show
	}
	defer m.mu.Unlock()
	if rows, of, counted = m.get(); fresh() {
		return rows, nil
	}
	rows, err := l.ClosedByWeek(ctx, first, zone)
	if err != nil {
		return nil, err
	}
	m.keep.Lock()
	m.rows, m.first, m.counted = rows, first, now
	m.keep.Unlock()
	return rows, nil
}

// weeks gives the weeks of the trend that the person sees, the oldest first; none
// where nothing was closed in any.
func (v *Viewer) weeks(ctx context.Context) ([]WeekPoint, error) {
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	monday := v.Today.AddDays(-((int(v.Today.Weekday()) + 6) % 7))
	first := monday.AddDays(-7 * (weeksShown - 1))
	rows, err := v.e.weeks.of(ctx, v.e.Ledger, cal.Zone(), first, v.now)
	if err != nil {
		return nil, err
	}
	out, some := make([]WeekPoint, weeksShown), false
	for i := range out {
		out[i].Monday = first.AddDays(7 * i)
	}
	seen := make(map[casework.UnitID]bool, len(v.Sight.Units))
	for _, u := range v.Sight.Units {
		seen[u] = true
	}
	for _, r := range rows {
		if i := first.DaysUntil(r.Week) / 7; i >= 0 && i < weeksShown && (v.Sight.Everything || seen[r.Unit]) {
			out[i].Closed += r.N
			some = true
		}
	}
	if !some {
		return nil, nil
	}
	return out, nil
}
