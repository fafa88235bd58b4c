package schedule

// next.go: when a schedule fires.

import (
	"time"

	"duban/casework/calendar"
	"duban/casework/cron"
)

// Next gives the next n firings after a moment, paused or not: when it is due
// and when it takes effect. It fails like [Check] for a schedule that is none.
func (s Schedule) Next(cal *calendar.Calendar, after time.Time, n int) ([]cron.Firing, error) {
	nominal, err := s.Nominal(after, n)
	if err != nil {
		return nil, err
	}
	out := make([]cron.Firing, len(nominal))
	for i, at := range nominal {
		out[i] = cron.Firing{Nominal: at, Actual: at}
		if s.MoveToWorkday {
			out[i] = cron.Moved(cal, at)
		}
	}
	return out, nil
}

// Nominal gives the next n moments after one at which the schedule is due, rest
// days or not.
func (s Schedule) Nominal(after time.Time, n int) ([]time.Time, error) {
	if err := Check(s); err != nil {
		return nil, err
	}
	if s.Every == 0 {
		spec, err := cron.Parse(s.Cron, s.Zone)
		if err != nil {
			return nil, err
		}
		return spec.Preview(after, n), nil
	}
	zone, err := zoneOf(s.Zone)
	if err != nil {
		return nil, err
	}
	// Intervals are counted from the epoch, as Temporal counts them.
	every := int64(time.Duration(s.Every) / time.Second)
	next := (after.Unix()/every + 1) * every
	var out []time.Time
	for range n {
		out = append(out, time.Unix(next, 0).In(zone))
		next += every
	}
	return out, nil
}

// Within gives the moments after from up to and including to at which the
// schedule is due, at most limit of them; more tells that there were others.
func (s Schedule) Within(from, to time.Time, limit int) (list []time.Time, more bool, err error) {
	for len(list) <= limit {
		next, err := s.Nominal(from, 1)
		if err != nil {
			return nil, false, err
		}
		if len(next) == 0 || next[0].After(to) {
			return list, false, nil
		}
		list = append(list, next[0])
		from = next[0]
	}
	return list[:limit], true, nil
}
