package engine_test

// schedules_test.go: Temporal's schedules follow the ledger's rows, and nothing
// but them.

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/schedule"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

// scheduled is an engine whose schedules are deleted with the test.
func scheduled(t *testing.T) *engine.Engine {
	t.Helper()
	e := enginetest.New(t)
	t.Cleanup(func() {
		ctx := context.Background()
		edits, err := e.Ledger.ScheduleEdits(ctx, "")
		require.NoError(t, err)
		for _, x := range edits {
			_ = temporal(ctx, e, x.Schedule).Delete(ctx) // most are gone already
		}
	})
	return e
}

func temporal(ctx context.Context, e *engine.Engine, id string) client.ScheduleHandle {
	return e.Client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(e.Queue(), id))
}

func apply(t *testing.T, e *engine.Engine) []schedule.Change {
	t.Helper()
	changes, err := e.ApplySchedules(t.Context())
	require.NoError(t, err)
	return changes
}

func described(t *testing.T, e *engine.Engine, id string) *client.ScheduleDescription {
	t.Helper()
	d, err := temporal(t.Context(), e, id).Describe(t.Context())
	require.NoError(t, err)
	return d
}

// daily is a schedule that sweeps each morning.
func daily(id string) schedule.Schedule {
	return schedule.Schedule{ID: id, Title: casework.Title{Zh: "每日", En: "Daily"}, Action: schedule.ActionClock,
		Cron: "0 9 * * *", Zone: "Asia/Shanghai", CatchUp: schedule.Duration(time.Hour), Overlap: schedule.OverlapSkip}
}

// operator is somebody who may change what recurs.
func operator(who casework.PersonID) casework.Requester {
	return casework.Requester{Person: who, Posts: []casework.Post{{Unit: "信息中心", Role: casework.PostAdministrator}}}
}

func editClock(t *testing.T, e *engine.Engine, do func(*schedule.Schedule)) {
	t.Helper()
	_, err := e.Ledger.EditSchedule(t.Context(), "wang", "clock", do)
	require.NoError(t, err)
}

func TestSchedulesFollowTheRows(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	created := []schedule.Change{{ID: "clock", Kind: schedule.Created}}
	all := append(slices.Clone(created), schedule.Change{ID: "monthly_check", Kind: schedule.Created},
		schedule.Change{ID: "quarterly_inspection", Kind: schedule.Created}, schedule.Change{ID: "obligations", Kind: schedule.Created},
		schedule.Change{ID: "look_back", Kind: schedule.Created}, schedule.Change{ID: "webhooks", Kind: schedule.Created})
	planned, err := e.PlanSchedules(t.Context())
	require.NoError(t, err)
	require.Equal(t, all, planned)
	require.Equal(t, all, apply(t, e))
	require.Empty(t, apply(t, e), "applied again, nothing changes")

	editClock(t, e, func(s *schedule.Schedule) {
		s.Every, s.Cron, s.Zone = 0, "*/5 8-17 * * MON-FRI", "Europe/London"
		s.CatchUp, s.Jitter, s.Overlap = schedule.Duration(2*time.Hour), schedule.Duration(10*time.Second), schedule.OverlapBufferOne
		s.Args = []byte(`{"always": true}`)
	})
	changes := apply(t, e)
	require.Len(t, changes, 1)
	require.Equal(t, schedule.Updated, changes[0].Kind)
	var names []string
	for _, f := range changes[0].Fields {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"cron", "every", "zone", "jitter", "overlap", "catch_up", "args"}, names)
	d := described(t, e, "clock")
	require.Equal(t, "Europe/London", d.Schedule.Spec.TimeZoneName)
	require.Equal(t, 2*time.Hour, d.Schedule.Policy.CatchupWindow)
	require.Equal(t, enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE, d.Schedule.Policy.Overlap)
	require.Equal(t, 10*time.Second, d.Schedule.Spec.Jitter)
	editClock(t, e, func(s *schedule.Schedule) { s.Title.En = "Another title" })
	require.Empty(t, apply(t, e), "a title is the ledger's alone")
	require.Empty(t, apply(t, e))

	editClock(t, e, func(s *schedule.Schedule) { s.Paused = true })
	require.Equal(t, []schedule.Field{{Name: "paused", From: "false", To: "true"}}, apply(t, e)[0].Fields)
	require.True(t, described(t, e, "clock").Schedule.State.Paused)
	editClock(t, e, func(s *schedule.Schedule) { s.Paused = false })
	require.Len(t, apply(t, e), 1)

	require.NoError(t, temporal(t.Context(), e, "clock").Pause(t.Context(), client.SchedulePauseOptions{Note: "by hand"}))
	require.Eventually(t, func() bool { return described(t, e, "clock").Schedule.State.Paused }, 10*time.Second, 50*time.Millisecond)
	require.Equal(t, schedule.Updated, apply(t, e)[0].Kind, "the row wins over a hand in Temporal")
	require.False(t, described(t, e, "clock").Schedule.State.Paused)

	require.NoError(t, temporal(t.Context(), e, "clock").Delete(t.Context()))
	require.Equal(t, created, apply(t, e), "deleted by hand, made again")
	require.NoError(t, e.Ledger.RemoveSchedule(t.Context(), "wang", "clock"))
	require.Eventually(t, func() bool { // Temporal's list of schedules follows
		changes := apply(t, e)
		return len(changes) == 1 && changes[0].Kind == schedule.Removed
	}, 20*time.Second, 100*time.Millisecond)
	_, err = temporal(t.Context(), e, "clock").Describe(t.Context())
	require.ErrorContains(t, err, "not found")
}

// A schedule that somebody else has in the namespace, even one whose name
// begins alike, is not ours to touch.
func TestForeignSchedulesAreLeftAlone(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	var foreign []client.ScheduleHandle
	for _, id := range []string{"clock-" + enginetest.Prefix(), e.Queue() + "-clock"} {
		h, err := e.Client.ScheduleClient().Create(t.Context(), client.ScheduleOptions{ID: id, Paused: true,
			Spec:   client.ScheduleSpec{CronExpressions: []string{"0 9 * * *"}},
			Action: &client.ScheduleWorkflowAction{ID: id, Workflow: "Other", TaskQueue: e.Queue()}})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, h.Delete(context.Background())) })
		foreign = append(foreign, h)
	}
	require.Eventually(t, func() bool { // until the list shows them
		seen := 0
		list, err := e.Client.ScheduleClient().List(t.Context(), client.ScheduleListOptions{})
		require.NoError(t, err)
		for list.HasNext() {
			entry, err := list.Next()
			require.NoError(t, err)
			if entry.ID == foreign[0].GetID() || entry.ID == foreign[1].GetID() {
				seen++
			}
		}
		return seen == 2
	}, 20*time.Second, 100*time.Millisecond)
	apply(t, e)
	for _, h := range foreign {
		d, err := h.Describe(t.Context())
		require.NoError(t, err)
		require.True(t, d.Schedule.State.Paused)
	}
}

// Processes that start at the same moment do no harm, and rows that change
// meanwhile win.
func TestSchedulesAppliedSideBySide(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	done := make(chan error)
	for i := range 4 {
		go func() {
			ctx := context.Background()
			_, err := e.Ledger.EditSchedule(ctx, "wang", "clock", func(s *schedule.Schedule) {
				s.CatchUp = schedule.Duration(time.Duration(i+2) * time.Hour)
			})
			if err == nil {
				_, err = e.ApplySchedules(ctx)
			}
			done <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-done)
	}
	row, err := e.Ledger.Schedule(t.Context(), "clock")
	require.NoError(t, err)
	require.Equal(t, time.Duration(row.CatchUp), described(t, e, "clock").Schedule.Policy.CatchupWindow)
	require.Empty(t, apply(t, e))
}

// A row that somebody spoilt by hand keeps no other from running.
func TestSpoiltRow(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	require.NoError(t, e.Ledger.AddSchedules(t.Context(), "wang", []schedule.Schedule{daily("spoilt")}))
	require.NoError(t, e.Ledger.AddSchedules(t.Context(), "wang", []schedule.Schedule{daily("spoilt_too")}))
	_, err := e.Ledger.DB().ExecContext(t.Context(), "UPDATE schedules SET cron = '0 9 30 2 *' WHERE id LIKE 'spoilt%'")
	require.NoError(t, err)
	changes, err := e.ApplySchedules(t.Context())
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	require.ErrorContains(t, err, "spoilt.cron")
	require.ErrorContains(t, err, "spoilt_too.cron", "every fault at once")
	require.Contains(t, changes, schedule.Change{ID: "clock", Kind: schedule.Created})
	require.NoError(t, e.StartSchedules(t.Context()))
	list, err := e.ScheduleStatuses(t.Context(), 1)
	require.NoError(t, err)
	states := map[string]engine.ScheduleState{}
	for _, s := range list {
		states[s.ID] = s.State
	}
	require.Equal(t, engine.ScheduleUnusable, states["spoilt"])
	require.Equal(t, engine.ScheduleActive, states["clock"])
}

func TestPauseResumeTrigger(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.TriggerSchedule(t.Context(), operator("li"), "clock")), "not applied yet")
	require.NoError(t, e.PauseSchedule(t.Context(), operator("li"), "clock", "节前核对"))
	require.Empty(t, apply(t, e), "a pause survives what is applied at every start")
	d := described(t, e, "clock")
	require.True(t, d.Schedule.State.Paused)
	require.Equal(t, "节前核对", d.Schedule.State.Note)
	c, err := e.Clock(t.Context())
	require.NoError(t, err)
	require.True(t, c.Paused)
	require.Equal(t, "节前核对", c.Note)
	require.True(t, c.Next.IsZero())

	require.NoError(t, e.TriggerSchedule(t.Context(), operator("li"), "clock"))
	require.Eventually(t, func() bool {
		row, err := e.Ledger.Schedule(t.Context(), "clock")
		require.NoError(t, err)
		s, err := e.ScheduleStatus(t.Context(), row, 3)
		require.NoError(t, err)
		require.Equal(t, engine.SchedulePaused, s.State)
		require.Len(t, s.Next, 3)
		return s.Outcome == "completed" && !s.Last.IsZero() && s.Fired == 1
	}, time.Minute, 100*time.Millisecond, "a trigger runs though the schedule is paused")

	require.NoError(t, e.ResumeSchedule(t.Context(), operator("li"), "clock"))
	require.Empty(t, apply(t, e))
	require.False(t, described(t, e, "clock").Schedule.State.Paused)
	c, err = e.Clock(t.Context())
	require.NoError(t, err)
	require.False(t, c.Next.IsZero())
	edits, err := e.Ledger.ScheduleEdits(t.Context(), "clock")
	require.NoError(t, err)
	require.Equal(t, "li", edits[len(edits)-1].By)
}

// A login is not enough to still the reminders of a whole city, nor to fire them.
func TestSchedulesAskForAPost(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	apply(t, e)
	before, err := e.Ledger.ScheduleEdits(t.Context(), "")
	require.NoError(t, err)
	now := time.Now()
	for _, by := range []casework.Requester{
		{Person: "wang"},
		{Person: "wang", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostHead}, {Unit: "市政府", Role: casework.PostLeader}}},
		{Person: "wang", Posts: []casework.Post{{Unit: "信息中心", Role: casework.PostAdministrator, Vacant: true}}},
	} {
		_, edited := e.EditSchedule(t.Context(), by, "clock", func(s *schedule.Schedule) { s.Cron, s.Every = "0 9 1 1 *", 0 })
		_, filled := e.BackfillSchedule(t.Context(), by, "obligations", now.AddDate(0, 0, -2), now)
		for act, err := range map[string]error{
			"edit": edited, "backfill": filled,
			"pause":   e.PauseSchedule(t.Context(), by, "clock", "x"),
			"resume":  e.ResumeSchedule(t.Context(), by, "clock"),
			"remove":  e.RemoveSchedule(t.Context(), by, "clock"),
			"trigger": e.TriggerSchedule(t.Context(), by, "clock"),
		} {
			require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), act)
		}
	}
	after, err := e.Ledger.ScheduleEdits(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Zero(t, described(t, e, "obligations").Info.NumActions)
	office := casework.Requester{Person: "clerk", Posts: []casework.Post{{Unit: officeUnit, Role: casework.PostOffice}}}
	require.NoError(t, e.PauseSchedule(t.Context(), office, "clock", "x"))
}

func TestActionWithoutWorkflow(t *testing.T) {
	t.Parallel()
	e := scheduled(t)
	_, err := e.Ledger.DB().ExecContext(t.Context(), "UPDATE schedules SET action = 'of_a_newer_program' WHERE id = 'obligations'")
	require.NoError(t, err)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(e.TriggerSchedule(t.Context(), operator("li"), "obligations")))
	row, err := e.Ledger.Schedule(t.Context(), "obligations")
	require.NoError(t, err)
	s, err := e.ScheduleStatus(t.Context(), row, 1)
	require.NoError(t, err)
	require.Equal(t, engine.ScheduleUnusable, s.State)
}
