package engine_test

// overview_test.go: what is counted ahead is what the tasks themselves say.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

// bySight counts the open tasks that somebody sees, light by light, one at a time.
func bySight(t *testing.T, v *engine.Viewer) (open, late int, lights map[casework.Light]int) {
	t.Helper()
	lights = map[casework.Light]int{}
	var after schema.Key
	for {
		lines, next, err := v.Lines(t.Context(), schema.Filter{Open: true, Limit: 1000, After: after}, "")
		require.NoError(t, err)
		for _, l := range lines {
			open++
			lights[l.Light]++
			if l.Overdue {
				late++
			}
		}
		if next.IsZero() {
			return open, late, lights
		}
		after = next
	}
}

// closedSince counts the tasks that somebody sees and that were closed from a day on.
func closedSince(t *testing.T, v *engine.Viewer, since calendar.Date, zone *time.Location) (n int) {
	t.Helper()
	var after schema.Key
	for {
		lines, next, err := v.Lines(t.Context(), schema.Filter{Limit: 1000, After: after}, "")
		require.NoError(t, err)
		for _, l := range lines {
			if l.Outcome == casework.OutcomeClosed && v.Sight.Unit(l.Unit) && !calendar.DateOf(l.Ended, zone).Before(since) {
				n++
			}
		}
		if next.IsZero() {
			return n
		}
		after = next
	}
}

func TestOverviewIsWhatTheTasksSay(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file, opts := example(t)
	_, err := e.ImportPlan(t.Context(), file, "test", opts, nil)
	require.NoError(t, err)
	// Slips are what lights are counted by.
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	for more := true; more; {
		swept, err := e.Ledger.SendSlips(t.Context(), time.Now(), cal, e.Ledger.PolicyOf(t.Context()), 1000)
		require.NoError(t, err)
		more = swept.More
	}

	same := func(who casework.PersonID) {
		t.Helper()
		now := time.Now()
		v, err := e.Viewer(t.Context(), who, now)
		require.NoError(t, err)
		o, err := v.Overview(t.Context(), opts.Plan)
		require.NoError(t, err)
		open, late, lights := bySight(t, v)
		require.NotZero(t, open)
		require.Equal(t, open, o.Tasks.Total.Open)
		require.Equal(t, late, o.Tasks.Total.Late)
		weeks := 0
		for _, w := range o.Weeks {
			require.Equal(t, time.Monday, w.Monday.Weekday())
			weeks += w.Closed
		}
		require.NotZero(t, weeks)
		require.Equal(t, closedSince(t, v, o.Weeks[0].Monday, cal.Zone()), weeks, "week by week they add up, for %s", who)
		for light, n := range lights {
			require.Equal(t, n, o.Tasks.Total.Lights[light], "%s of %s", light, who)
		}
		table, err := e.Matrix(t.Context(), opts.Plan, now)
		require.NoError(t, err)
		for _, row := range o.Completion.Rows {
			require.Contains(t, table.Rows, row)
		}
	}
	v, err := e.Viewer(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	o, err := v.Overview(t.Context(), opts.Plan)
	require.NoError(t, err)
	require.Len(t, o.Completion.Rows, 6)
	require.InDelta(t, 45.6, o.Completion.Rows[0].Rate, 0.001)

	for range 2 {
		same("zhoushuyi") // the office: everything
		same("yuxiaomei") // a county: its column
		n, err := e.Ledger.FoldTallies(t.Context())
		require.NoError(t, err)
		t.Log("folded", n)
	}
	by, err := e.Requester(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	_, err = e.Act(t.Context(), casework.CaseID(opts.Plan+"-055"), casework.Command{ID: "overview-1", Type: casework.CommandClaim, By: by})
	require.NoError(t, err)
	same("zhoushuyi")
	same("yuxiaomei")
	require.NoError(t, e.Ledger.RecountTallies(t.Context()))
	same("yuxiaomei")
}
