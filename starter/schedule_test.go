package main

// schedule_test.go: schedules as an administrator handles them.

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

func TestSchedules(t *testing.T) {
	system(t)
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	e := enginetest.Open(t, cfg)
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{
		Units:   []schema.Unit{{ID: "信息中心", Name: "信息中心", Kind: "other"}},
		Persons: []schema.Person{{ID: "admin", Name: "admin"}, {ID: "reader", Name: "reader"}},
		Posts: []schema.PostRow{{Person: "admin", Post: casework.Post{Unit: "信息中心", Role: casework.PostAdministrator}},
			{Person: "reader", Post: casework.Post{Unit: "信息中心", Role: casework.PostObserver}}},
	}))
	handle := func(ctx context.Context) client.ScheduleHandle {
		return e.Client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(workflows.TaskQueue, "clock"))
	}
	status := func() (list []engine.ScheduleStatus) {
		require.NoError(t, json.Unmarshal([]byte(must(t, "schedule", "list", "-o", "json")), &list))
		return list
	}
	runnable := 0
	for _, s := range status() {
		runnable++
		t.Cleanup(func() {
			h := e.Client.ScheduleClient().GetHandle(context.Background(), workflows.ScheduleID(workflows.TaskQueue, s.ID))
			_ = h.Delete(context.Background()) // one that the test removed is gone already
		})
	}
	require.NotZero(t, runnable)

	require.Contains(t, must(t, "schedule", "list"), "not applied")
	require.Contains(t, must(t, "schedule", "apply", "--dry-run"), fmt.Sprintf("%d changes to make; nothing changed", runnable))
	require.Contains(t, must(t, "schedule", "apply"), fmt.Sprintf("%d changes applied", runnable))
	require.Contains(t, must(t, "schedule", "apply"), "0 changes applied")

	table := must(t, "schedule", "set", "clock", "--cron", "30 8 * * *", "--jitter", "5m", "--dry-run")
	require.Contains(t, table, "08:30", "previewed")
	require.Contains(t, table, "nothing changed")
	require.NotContains(t, must(t, "schedule", "history", "clock"), "30 8")
	require.Contains(t, must(t, "schedule", "set", "clock", "--cron", "30 8 * * *", "--jitter", "5m", "--as", "admin"), "recorded and applied")
	d, err := handle(t.Context()).Describe(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5*time.Minute, d.Schedule.Spec.Jitter)
	require.Contains(t, must(t, "clock", "status"), "30 8 * * *")
	require.Contains(t, must(t, "schedule", "history", "clock"), "30 8 * * *")
	require.Contains(t, must(t, "schedule", "history", "clock"), "admin")

	code, _, errOut := duban(t, "schedule", "pause", "clock")
	require.Equal(t, 4, code, errOut)
	require.Contains(t, errOut, "--as", "it says what is missing")
	code, _, errOut = duban(t, "schedule", "pause", "clock", "--as", "reader")
	require.Equal(t, 4, code, errOut)
	require.Contains(t, errOut, "administrator")
	require.Contains(t, must(t, "schedule", "pause", "clock", "--note", "inventory", "--as", "admin"), "paused")
	require.Contains(t, must(t, "schedule", "list"), "inventory")
	require.Contains(t, must(t, "schedule", "resume", "clock", "--as", "admin"), "runs again")
	require.Contains(t, must(t, "schedule", "trigger", "clock", "--as", "admin"), "triggered")

	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	day := func(back int) string { return time.Now().In(zone).AddDate(0, 0, -back).Format(time.DateOnly) }
	out := must(t, "schedule", "backfill", "clock", "--from", day(3), "--to", day(1), "--as", "admin")
	require.Contains(t, out, "3 made up for, 0 ran already", "both days belong to it")
	require.Contains(t, must(t, "schedule", "backfill", "clock", "--from", day(3), "--to", day(1), "--as", "admin"), "0 made up for, 3 ran already")
	code, _, errOut = duban(t, "schedule", "backfill", "clock", "--from", "soon", "--to", day(1), "--as", "admin")
	require.Equal(t, 2, code, errOut)

	require.Contains(t, must(t, "schedule", "preview", "quarterly_inspection", "-n", "1"), "-01 09:00")
	list := status()
	require.Len(t, list, 6)
	require.Len(t, list[1].Next, 3)
	require.Contains(t, must(t, "schedule", "remove", "obligations", "--as", "admin"), "removed")
	code, _, _ = duban(t, "schedule", "remove", "obligations", "--as", "admin")
	require.Equal(t, 6, code)
}
