package engine_test

// schedule_spec_test.go: what the preview says is what Temporal will do.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"duban/casework/schedule"
	"duban/workflows"
)

// specs are the forms that parsers are known to read in different ways.
var specs = []string{
	"5 0 1 * *", "0 9 1 3,6,9,12 *", "30 8 * * *", "0 9 20 * *", "*/7 8-17 * * 1-5", "0 0 29 2 *", "0 9 31 * *",
	"0 9 * * MON", "0 9 * * mon-fri", "0 9 * * 0", "0 9 * JAN,jul *", "0 9 ? * 2", "15 10 */10 * *", "3-59/20 9 * * *",
	"0 9 28-31 * *", "0 10/3 * * *", "@monthly", "@weekly", "@daily", "@yearly", "@annually", "@midnight", "0 9 * * */2",
}

var zones = []string{"Asia/Shanghai", "UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"}

// random makes a spec out of one of many forms for each field.
func random(r *rand.Rand) string {
	field := func(from, to int) string {
		a := from + r.IntN(to-from+1)
		b := a + r.IntN(to-a+1)
		return []string{"*", fmt.Sprint(a), fmt.Sprintf("%d-%d", a, b), fmt.Sprintf("*/%d", 1+r.IntN(to)),
			fmt.Sprintf("%d,%d", b, a), fmt.Sprintf("%d-%d/%d", a, b, 1+r.IntN(7)), fmt.Sprintf("%d/%d", a, 1+r.IntN(9))}[r.IntN(7)]
	}
	days, weekdays := field(1, 31), "*"
	if r.IntN(2) == 0 {
		days, weekdays = "*", field(0, 6)
	}
	return field(0, 59) + " " + field(0, 23) + " " + days + " " + field(1, 12) + " " + weekdays
}

// The next hundred firings, across changes of clocks, of many specs and zones.
func TestPreviewIsWhatTemporalDoes(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	r := rand.New(rand.NewPCG(1, 2))
	list := specs
	for len(list) < 120 {
		list = append(list, random(r))
	}
	var rows []schedule.Schedule
	for i, spec := range list {
		s := daily(fmt.Sprintf("spec_%d", i))
		s.Cron, s.Zone, s.Paused = spec, zones[i%len(zones)], true
		if schedule.Check(s) == nil {
			rows = append(rows, s)
		}
	}
	require.Greater(t, len(rows), 60, "too many were refused to say anything")
	apply(t, e) // what the ledger is seeded with
	require.NoError(t, e.Ledger.AddSchedules(t.Context(), "wang", rows))
	require.Len(t, apply(t, e), len(rows))
	require.Empty(t, apply(t, e))
	start := time.Date(2026, 2, 27, 13, 37, 11, 0, time.UTC)
	for _, s := range rows {
		want, err := s.Nominal(start, 100)
		require.NoError(t, err)
		want = slices.DeleteFunc(want, func(at time.Time) bool { return at.Year() >= 2100 }) // as far as Temporal looks
		res, err := e.Client.WorkflowService().ListScheduleMatchingTimes(t.Context(), &workflowservice.ListScheduleMatchingTimesRequest{
			Namespace: os.Getenv("TEMPORAL_NAMESPACE"), ScheduleId: workflows.ScheduleID(e.Queue(), s.ID),
			StartTime: timestamppb.New(start), EndTime: timestamppb.New(want[len(want)-1]),
		})
		require.NoError(t, err)
		for i, at := range res.GetStartTime() {
			require.True(t, want[i].Equal(at.AsTime()), "%q in %s: firing %d is at %s, the preview says %s", s.Cron, s.Zone, i, at.AsTime().In(want[i].Location()), want[i])
		}
		require.Len(t, res.GetStartTime(), len(want), "%q in %s", s.Cron, s.Zone)
	}
}

// Nine o'clock stays nine o'clock when clocks change.
func TestScheduleInAZoneWithDaylightSaving(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	s := daily("new_york")
	s.Zone = "America/New_York"
	require.NoError(t, e.Ledger.AddSchedules(t.Context(), "wang", []schedule.Schedule{s}))
	apply(t, e)
	zone, err := time.LoadLocation(s.Zone)
	require.NoError(t, err)
	res, err := e.Client.WorkflowService().ListScheduleMatchingTimes(t.Context(), &workflowservice.ListScheduleMatchingTimesRequest{
		Namespace: os.Getenv("TEMPORAL_NAMESPACE"), ScheduleId: workflows.ScheduleID(e.Queue(), s.ID),
		StartTime: timestamppb.New(time.Date(2026, 10, 30, 0, 0, 0, 0, zone)), EndTime: timestamppb.New(time.Date(2026, 11, 4, 0, 0, 0, 0, zone)),
	})
	require.NoError(t, err)
	hours := map[int]bool{}
	for i, at := range res.GetStartTime() {
		require.Equal(t, 9, at.AsTime().In(zone).Hour())
		require.Equal(t, (30+i-1)%31+1, at.AsTime().In(zone).Day())
		hours[at.AsTime().Hour()] = true
	}
	require.Len(t, res.GetStartTime(), 5)
	require.Equal(t, map[int]bool{13: true, 14: true}, hours, "in UTC it moved")
}
