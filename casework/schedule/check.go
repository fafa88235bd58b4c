package schedule

// check.go: what is wrong with schedules, all of it at once.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/cron"
)

// Bounds that Temporal Schedules have.
const (
	minCatchUp = Duration(10 * time.Second) // shorter ones are raised silently
	minEvery   = Duration(time.Second)
)

// The years in which a change of clocks must not hit a firing: fixed, so that
// the same schedule is always judged the same.
const firstYear, lastYear = 2025, 2040

// aheadOfChange is how far before a change of clocks there must be no firing either: in
// zones east of Greenwich Temporal (server 1.32) fires a second time what is due
// in the hour before the one that is repeated.
const aheadOfChange = time.Hour

// maxText bounds notes and arguments: they stand in Temporal's own record.
const maxText = 2000

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Check fails with [casework.CodeInvalid] and every fault of the schedules.
func Check(list ...Schedule) error {
	var faults []string
	seen := map[string]bool{}
	for i, s := range list {
		at := fmt.Sprintf("schedules[%d] %s", i, s.ID)
		if len(list) == 1 {
			at = s.ID
		}
		if seen[s.ID] {
			faults = append(faults, at+".id: there is another schedule of this id")
		}
		seen[s.ID] = true
		faults = append(faults, s.faults(at)...)
	}
	if len(faults) > 0 {
		return casework.Errorf(casework.CodeInvalid, "schedule.faults", strings.Join(faults, "; "))
	}
	return nil
}

// CheckTime fails with [casework.CodeInvalid] and every fault that a cron spec has
// as a schedule's.
func CheckTime(spec, zone string) error {
	var faults []string
	s := Schedule{Cron: spec, Zone: zone}
	s.checkTime(func(format string, args ...any) {
		faults = append(faults, strings.TrimPrefix(fmt.Sprintf(format, args...), "."))
	})
	if len(faults) > 0 {
		return casework.Errorf(casework.CodeInvalid, "schedule.faults", strings.Join(faults, "; "))
	}
	return nil
}

func (s Schedule) faults(at string) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, at+fmt.Sprintf(format, args...)) }
	if !idForm.MatchString(s.ID) {
		fault(".id: %q, expected small letters, digits and _, at most 40", s.ID)
	}
	if s.Title.Zh == "" || s.Title.En == "" {
		fault(".title: both zh and en are required")
	}
	if !slices.Contains(Actions, s.Action) {
		fault(".action: %q is none of %s", s.Action, words(Actions))
	}
	s.checkTime(fault)
	if s.CatchUp < minCatchUp {
		fault(".catch_up: %s, expected %s or more", s.CatchUp, minCatchUp)
	}
	if !slices.Contains(Overlaps, s.Overlap) {
		fault(".overlap: %q is none of %s", s.Overlap, words(Overlaps))
	}
	if s.MoveToWorkday && s.Every != 0 {
		fault(".move_to_workday: an interval has no day to move from")
	}
	if len(s.Note) > maxText {
		fault(".note: longer than %d bytes", maxText)
	}
	if !objectOrNothing(s.Args) || len(s.Args) > maxText {
		fault(".args: expected one JSON object of at most %d bytes", maxText)
	}
	return faults
}

func (s Schedule) checkTime(fault func(string, ...any)) {
	if s.Jitter < 0 {
		fault(".jitter: %s is negative", s.Jitter)
	}
	switch {
	case s.Cron == "" && s.Every == 0:
		fault(": needs a cron or, for the clock, every")
		return
	case s.Cron != "" && s.Every != 0:
		fault(": has both cron and every; choose one")
		return
	case s.Every != 0:
		if s.Action != ActionClock {
			fault(".every: only the clock goes by an interval; give a cron")
		}
		if s.Every < minEvery {
			fault(".every: %s, expected %s or more", s.Every, minEvery)
		}
		if s.Jitter >= s.Every {
			fault(".jitter: %s, expected less than the interval of %s", s.Jitter, s.Every)
		}
		if _, err := zoneOf(s.Zone); err != nil {
			fault(".zone: %s", err)
		}
		return
	}
	spec, err := cron.Parse(s.Cron, s.Zone)
	if err != nil {
		fault(".cron: %s", err)
		return
	}
	if when, jumped := spec.Jumped(firstYear, lastYear, aheadOfChange); jumped {
		fault(".cron: %q falls on %s, when clocks in %s are about to change; choose another time of day, or a zone without daylight saving",
			s.Cron, when.Format("2006-01-02 15:04"), s.Zone)
	}
	if lost, day := leavesOut(spec.Fields()); lost != 0 {
		fault(".cron: %q leaves out months that have no day %d, such as %s; choose a day up to 28", s.Cron, day, lost)
	}
	if gap := s.closest(spec); s.Jitter >= gap {
		fault(".jitter: %s, expected less than the %s between two firings", s.Jitter, gap)
	}
}

// leavesOut gives the first of a spec's months that has none of its days in
// every year, and its first day; cron passes over such a month in silence.
func leavesOut(f cron.Fields) (month time.Month, day int) {
	for _, m := range f.Months {
		// The first day of the next month less one; 2025 has no leap day.
		if last := time.Date(2025, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day(); f.Days[0] > last {
			return time.Month(m), f.Days[0]
		}
	}
	return 0, 0
}

// closest gives the least time between the next few firings.
func (s Schedule) closest(spec cron.Spec) Duration {
	firings := spec.Preview(time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC), 50)
	least := Duration(1<<63 - 1)
	for i := 1; i < len(firings); i++ {
		least = min(least, Duration(firings[i].Sub(firings[i-1])))
	}
	return least
}

func objectOrNothing(doc json.RawMessage) bool {
	if len(doc) == 0 {
		return true
	}
	return json.Valid(doc) && bytes.HasPrefix(bytes.TrimSpace(doc), []byte("{"))
}

func zoneOf(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is no known time zone, expected one such as Asia/Shanghai", name)
	}
	return zone, nil
}

func words[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}
