package cron

// fields.go: a spec as plain numbers, and where changes of clocks hit it.

import "time"

// Fields are the values at which a spec fires: all five must match.
type Fields struct {
	Minutes, Hours, Days, Months []int
	Weekdays                     []int // 0 is Sunday
}

// Fields gives the spec as numbers. Since a spec never restricts both the day
// of the month and the weekday, "all must match" is what it means.
func (s Spec) Fields() Fields {
	return Fields{
		Minutes:  values(s.clock.Minute, 0, 59),
		Hours:    values(s.clock.Hour, 0, 23),
		Days:     values(s.clock.Dom, 1, 31),
		Months:   values(s.clock.Month, 1, 12),
		Weekdays: values(s.clock.Dow, 0, 6),
	}
}

func values(bits uint64, from, to int) []int {
	var out []int
	for v := from; v <= to; v++ {
		if bits&(1<<v) != 0 {
			out = append(out, v)
		}
	}
	return out
}

// Jumped gives the first firing, from the start of one year to the end of
// another, whose local time a change of clocks skips or repeats, or that comes
// within some time before that. What happens then is told differently by every
// scheduler, so a schedule keeps clear of it. The moment is given as the local
// time stands on a clock.
func (s Spec) Jumped(fromYear, toYear int, ahead time.Duration) (time.Time, bool) {
	day := time.Date(fromYear, 1, 1, 0, 0, 0, 0, time.UTC)
	for end := time.Date(toYear+1, 1, 1, 0, 0, 0, 0, time.UTC); day.Before(end); day = day.AddDate(0, 0, 1) {
		before, after := offset(day, s.zone), offset(day.AddDate(0, 0, 1), s.zone)
		if before == after {
			continue
		}
		change := changeWithin(day, s.zone)
		// On a clock, the hour from first to last is missing or comes twice.
		first, last := change.Add(before), change.Add(after)
		if last.Before(first) {
			first, last = last, first
		}
		if next := s.clock.Next(first.Add(-ahead - time.Second)); !next.IsZero() && next.Before(last) {
			return next, true
		}
	}
	return time.Time{}, false
}

func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// changeWithin gives the moment within a day of UTC from which the zone's
// clocks stand otherwise than at the day's start.
func changeWithin(day time.Time, zone *time.Location) time.Time {
	low, high := day, day.AddDate(0, 0, 1)
	for high.Sub(low) > time.Second {
		middle := low.Add(high.Sub(low) / 2).Truncate(time.Second)
		if offset(middle, zone) == offset(day, zone) {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
