package schema_test

// schedules_test.go: seeded once, edited one at a time, every change kept.

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/schedule"
	"duban/schema"
	"duban/schema/schematest"
)

func TestSchedulesAreSeededOnce(t *testing.T) {
	t.Parallel()
	l := schematest.New(t)
	list, err := l.Schedules(t.Context())
	require.NoError(t, err)
	require.Equal(t, schedule.Defaults(), list, "as they are written, in their order")
	edits, err := l.ScheduleEdits(t.Context(), "clock")
	require.NoError(t, err)
	require.Len(t, edits, 1)
	require.Equal(t, "duban", edits[0].By)
	require.Nil(t, edits[0].Before)
	require.Equal(t, list[0], *edits[0].After)

	_, err = l.EditSchedule(t.Context(), "wang", "monthly_check", func(s *schedule.Schedule) { s.Cron = "5 1 1 * *" })
	require.NoError(t, err)
	require.NoError(t, l.RemoveSchedule(t.Context(), "wang", "obligations"))
	require.NoError(t, schema.Seed(t.Context(), l.DB()))
	after, err := l.Schedules(t.Context())
	require.NoError(t, err)
	require.Len(t, after, len(list)-1, "what was removed stays away")
	require.Equal(t, "5 1 1 * *", after[1].Cron, "what was changed stays so")
}

func TestScheduleEdits(t *testing.T) {
	t.Parallel()
	l := schematest.New(t)
	one := schedule.Schedule{ID: "extra", Title: casework.Title{Zh: "加查", En: "Extra"}, Action: schedule.ActionMonthlyCheck,
		Cron: "0 9 * * 1", Zone: "Asia/Shanghai", CatchUp: schedule.Duration(time.Hour), Overlap: schedule.OverlapSkip,
		Jitter: schedule.Duration(time.Minute), MoveToWorkday: true, Args: json.RawMessage(`{"part": 2}`), Paused: true, Note: "试行"}
	require.NoError(t, l.AddSchedules(t.Context(), "li", []schedule.Schedule{one}))
	require.Equal(t, casework.CodeConflict, casework.CodeOf(l.AddSchedules(t.Context(), "li", []schedule.Schedule{one})))
	got, err := l.Schedule(t.Context(), "extra")
	require.NoError(t, err)
	require.Equal(t, one, got, "every field comes back")

	after, err := l.EditSchedule(t.Context(), "zhao", "extra", func(s *schedule.Schedule) { s.Paused, s.Note = false, "" })
	require.NoError(t, err)
	require.False(t, after.Paused)
	_, err = l.EditSchedule(t.Context(), "zhao", "extra", func(*schedule.Schedule) {}) // changes nothing: none below
	require.NoError(t, err)
	_, err = l.EditSchedule(t.Context(), "zhao", "extra", func(s *schedule.Schedule) { s.Cron = "0 9 30 2 *" })
	require.ErrorContains(t, err, "never comes")
	_, err = l.EditSchedule(t.Context(), "zhao", "none", func(*schedule.Schedule) {})
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	require.NoError(t, l.RemoveSchedule(t.Context(), "chen", "extra"))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(l.RemoveSchedule(t.Context(), "chen", "extra")))
	_, err = l.Schedule(t.Context(), "extra")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))

	edits, err := l.ScheduleEdits(t.Context(), "extra")
	require.NoError(t, err)
	require.Len(t, edits, 3)
	require.Equal(t, []string{"li", "zhao", "chen"}, []string{edits[0].By, edits[1].By, edits[2].By})
	require.Equal(t, one, *edits[1].Before)
	require.Equal(t, after, *edits[1].After)
	require.Equal(t, after, *edits[2].Before)
	require.Nil(t, edits[2].After)
	require.WithinDuration(t, time.Now(), edits[2].At, time.Minute)
}

// Two who change different things of one schedule at the same time both get it.
func TestScheduleEditsFollowOneAnother(t *testing.T) {
	t.Parallel()
	l := schematest.New(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, err := l.EditSchedule(context.Background(), "wang", "clock", func(s *schedule.Schedule) {
				s.Every += schedule.Duration(time.Second)
			})
			require.NoError(t, err)
		})
	}
	group.Wait()
	s, err := l.Schedule(t.Context(), "clock")
	require.NoError(t, err)
	require.Equal(t, "1m8s", s.Every.String())
}

// Also a row that is edited by hand leaves its trace, and the trace stays.
func TestScheduleChangesByHand(t *testing.T) {
	t.Parallel()
	l := schematest.New(t)
	pool := l.DB()
	exec := func(statement string) error {
		_, err := pool.ExecContext(t.Context(), statement)
		return err
	}
	require.NoError(t, exec("UPDATE schedules SET paused = true WHERE id = 'clock'"))
	edits, err := l.ScheduleEdits(t.Context(), "clock")
	require.NoError(t, err)
	var user string
	require.NoError(t, pool.QueryRowContext(t.Context(), "SELECT session_user").Scan(&user))
	require.Equal(t, "database:"+user, edits[1].By)
	require.True(t, edits[1].After.Paused)
	for _, statement := range []string{
		"UPDATE schedule_changes SET by = 'x'", "DELETE FROM schedule_changes", "TRUNCATE schedule_changes", "TRUNCATE schedules",
	} {
		require.ErrorContains(t, exec(statement), "append-only", statement)
	}
	require.ErrorContains(t, exec("UPDATE schedules SET cron = '0 9 * * *' WHERE id = 'clock'"), "schedules_one_time")
}
