// Package cron reads recurring times: robfig's parser behind stricter rules,
// with a zone, a preview and the move from rest days to working days. It fires
// nothing: Temporal Schedules do.
//
// Daylight saving: a firing inside the hour that a change of clocks skips does
// not happen, and one inside the hour that it repeats happens once, the first
// time. [Spec.Jumped] finds such firings, so that a schedule can refuse them.
package cron

import (
	"errors"
	"fmt"
	"strings"
	"time"

	robfig "github.com/robfig/cron/v3"

	"duban/casework/calendar"
)

// Spec is a recurring time in a zone.
type Spec struct {
	text  string
	zone  *time.Location
	clock *robfig.SpecSchedule
}

const fields = robfig.Minute | robfig.Hour | robfig.Dom | robfig.Month | robfig.Dow | robfig.Descriptor

// horizon is how far a firing may lie ahead before the spec counts as never
// firing: a leap day needs eight years at most.
const horizon = 9 * 366 * 24 * time.Hour

// Parse reads five fields (minute hour day month weekday) or a descriptor such
// as @monthly, in a zone such as Asia/Shanghai. It refuses what would surprise:
// seconds, intervals, zones inside the text, restricting both the day of the
// month and the weekday (which fires on either), and times that never come.
func Parse(expr, zone string) (Spec, error) {
	text := strings.Join(strings.Fields(expr), " ")
	if len(text) > 200 {
		return Spec{}, errors.New("cron spec: longer than 200 characters")
	}
	bad := func(why, instead string) (Spec, error) {
		return Spec{}, fmt.Errorf("cron spec %q: %s; %s", text, why, instead)
	}
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return bad(fmt.Sprintf("unknown time zone %q", zone), "write one such as Asia/Shanghai")
	}
	switch {
	case text == "":
		return bad("it is empty", "write minute hour day month weekday, such as 0 9 20 * *")
	case strings.Contains(text, "TZ="):
		return bad("it names a zone inside", "give the zone beside it")
	case strings.HasPrefix(text, "@every"):
		return bad("an interval drifts away from the clock", "write minute hour day month weekday")
	case !strings.HasPrefix(text, "@") && strings.Count(text, " ") != 4:
		return bad(fmt.Sprintf("%d fields", strings.Count(text, " ")+1), "write five: minute hour day month weekday")
	}
	clock, err := robfig.NewParser(fields).Parse(text)
	if err != nil {
		return bad(err.Error(), "write minute hour day month weekday, such as 0 9 20 * *")
	}
	if part := strings.Fields(text); len(part) == 5 && !free(part[2]) && !free(part[4]) {
		return bad("it restricts both the day of the month and the weekday, and would fire on either", "restrict one of them")
	}
	bits, ok := clock.(*robfig.SpecSchedule)
	if !ok {
		return bad("an interval drifts away from the clock", "write minute hour day month weekday")
	}
	s := Spec{text: text, zone: location, clock: bits}
	// From a fixed moment, so that the same spec is always judged the same.
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, location)
	if next := clock.Next(from); next.IsZero() || next.Sub(from) > horizon {
		return bad("it never comes", "check the day of the month")
	}
	return s, nil
}

func free(field string) bool { return field == "*" || field == "?" }

// String gives the spec as it was written, blanks folded.
func (s Spec) String() string { return s.text }

// Zone gives the zone of the spec.
func (s Spec) Zone() *time.Location { return s.zone }

// Next gives the first firing after a moment. It is looked for on a clock that
// never changes and then put into the zone: robfig's own steps through the hours
// lose days in zones whose clocks change by half an hour.
func (s Spec) Next(after time.Time) (time.Time, bool) {
	for wall := onClock(after.In(s.zone), time.UTC); ; {
		if wall = s.clock.Next(wall); wall.IsZero() {
			return time.Time{}, false
		}
		if at, exists := s.atWall(wall); exists && at.After(after) {
			return at, true
		}
	}
}

// onClock gives the moment at which clocks in another zone stand as t does.
func onClock(t time.Time, zone *time.Location) time.Time {
	h, m, sec := t.Clock()
	return time.Date(t.Year(), t.Month(), t.Day(), h, m, sec, t.Nanosecond(), zone)
}

// atWall gives the first moment at which clocks in the spec's zone stand as
// wall says; none when a change of clocks skips it.
func (s Spec) atWall(wall time.Time) (time.Time, bool) {
	at := onClock(wall, s.zone)
	if at.Format(time.DateTime) != wall.Format(time.DateTime) {
		return time.Time{}, false
	}
	const before = 3 * time.Hour // further back than any change moves a clock
	first := at.Add(offset(at, s.zone) - offset(at.Add(-before), s.zone))
	if first.Before(at) && first.Format(time.DateTime) == at.Format(time.DateTime) {
		return first, true
	}
	return at, true
}

// maxPreview bounds a preview.
const maxPreview = 1000

// Preview gives the next n firings after a moment.
func (s Spec) Preview(after time.Time, n int) []time.Time {
	var out []time.Time
	for len(out) < min(n, maxPreview) {
		next, ok := s.Next(after)
		if !ok {
			break
		}
		out = append(out, next)
		after = next
	}
	return out
}

// Firing is one firing as the spec says and as the working calendar lets it.
type Firing struct {
	Nominal time.Time `json:"nominal"`
	Actual  time.Time `json:"actual"` // on the next working day, if Nominal is a rest day

	Provisional bool `json:"provisional,omitempty"` // a holiday table that is to come may move it
}

// Moved gives the firing of a moment that a rest day moves as
// [calendar.Calendar.Postpone] says.
func Moved(cal *calendar.Calendar, at time.Time) Firing {
	f := Firing{Nominal: at, Actual: cal.Postpone(at)}
	_, from := cal.Workday(calendar.DateOf(f.Nominal, cal.Zone()))
	_, to := cal.Workday(calendar.DateOf(f.Actual, cal.Zone()))
	f.Provisional = from || to
	return f
}

// PreviewOn gives the next n firings, as rest days move them.
func (s Spec) PreviewOn(cal *calendar.Calendar, after time.Time, n int) []Firing {
	var out []Firing
	for _, at := range s.Preview(after, n) {
		out = append(out, Moved(cal, at))
	}
	return out
}
