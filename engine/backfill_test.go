package engine_test

// backfill_test.go: missed firings are made up for, each once.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

func TestBackfillRunsEachFiringOnce(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	s := daily("morning")
	s.Jitter = schedule.Duration(30 * time.Minute)
	require.NoError(t, e.Ledger.AddSchedules(t.Context(), "wang", []schedule.Schedule{s}))
	apply(t, e)
	now := time.Now()
	before := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	due, _, err := s.Within(before(5), now, 10)
	require.NoError(t, err)
	require.Len(t, due, 5)

	first, err := e.BackfillSchedule(t.Context(), operator("wang"), "morning", before(4), before(1))
	require.NoError(t, err)
	require.Len(t, first, 3)
	for i, f := range first {
		require.True(t, f.Started)
		require.Equal(t, due[i+1], f.Nominal)
	}
	again, err := e.BackfillSchedule(t.Context(), operator("wang"), "morning", before(5), now.AddDate(1, 0, 0))
	require.NoError(t, err)
	require.Len(t, again, 5, "the future is left to the schedule")
	for i, f := range again {
		require.Equal(t, i == 0 || i == 4, f.Started, "%s", f.Nominal)
	}
	for _, at := range due {
		run := e.Client.GetWorkflow(t.Context(), workflows.ScheduledWorkflowID(e.Queue(), "morning", at), "")
		require.NoError(t, run.Get(t.Context(), nil))
	}
	third, err := e.BackfillSchedule(t.Context(), operator("wang"), "morning", before(5), now)
	require.NoError(t, err)
	for _, f := range third {
		require.False(t, f.Started)
		require.Equal(t, "completed", f.Outcome)
	}
	require.Equal(t, 5, described(t, e, "morning").Info.NumActions, "five firings in all")

	_, err = e.BackfillSchedule(t.Context(), operator("wang"), "morning", before(200), now)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	_, err = e.BackfillSchedule(t.Context(), operator("wang"), "none", before(2), now)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}
