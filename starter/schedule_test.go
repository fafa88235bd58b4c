package main

// schedule_test.go: schedules as an administrator handles them.

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

func TestSchedules(t *testing.T) {
	system(t)
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	e := enginetest.Open(t, cfg)
	handle := func(ctx context.Context) client.ScheduleHandle {
		return e.Client.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(workflows.TaskQueue, "clock"))
	}
	t.Cleanup(func() {
		require.NoError(t, handle(context.Background()).Delete(context.Background()))
		quarter := e.Client.ScheduleClient().GetHandle(context.Background(), workflows.ScheduleID(workflows.TaskQueue, "quarterly_inspection"))
		require.NoError(t, quarter.Delete(context.Background()))
	})

	require.Contains(t, must(t, "schedule", "list"), "not applied")
	require.Contains(t, must(t, "schedule", "apply", "--dry-run"), "2 changes to make; nothing changed")
	require.Contains(t, must(t, "schedule", "apply"), "2 changes applied")
	require.Contains(t, must(t, "schedule", "apply"), "0 changes applied")
	require.Contains(t, must(t, "schedule", "list"), "no workflow yet")

	table := must(t, "schedule", "set", "clock", "--cron", "30 8 * * *", "--jitter", "5m", "--dry-run")
	require.Contains(t, table, "08:30", "previewed")
	require.Contains(t, table, "nothing changed")
	require.NotContains(t, must(t, "schedule", "history", "clock"), "30 8")
	require.Contains(t, must(t, "schedule", "set", "clock", "--cron", "30 8 * * *", "--jitter", "5m"), "recorded and applied")
	d, err := handle(t.Context()).Describe(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5*time.Minute, d.Schedule.Spec.Jitter)
	require.Contains(t, must(t, "clock", "status"), "30 8 * * *")
	require.Contains(t, must(t, "schedule", "history", "clock"), "30 8 * * *")
	require.Contains(t, must(t, "schedule", "history", "clock"), "system:")

	require.Contains(t, must(t, "schedule", "pause", "clock", "--note", "inventory"), "paused")
	require.Contains(t, must(t, "schedule", "list"), "inventory")
	require.Contains(t, must(t, "schedule", "resume", "clock"), "runs again")
	require.Contains(t, must(t, "schedule", "trigger", "clock"), "triggered")

	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	day := func(back int) string { return time.Now().In(zone).AddDate(0, 0, -back).Format(time.DateOnly) }
	out := must(t, "schedule", "backfill", "clock", "--from", day(3), "--to", day(1))
	require.Contains(t, out, "3 made up for, 0 ran already", "both days belong to it")
	require.Contains(t, must(t, "schedule", "backfill", "clock", "--from", day(3), "--to", day(1)), "0 made up for, 3 ran already")
	code, _, errOut := duban(t, "schedule", "backfill", "clock", "--from", "soon", "--to", day(1))
	require.Equal(t, 2, code, errOut)

	require.Contains(t, must(t, "schedule", "preview", "quarterly_inspection", "-n", "1"), "-01 09:00")
	var list []engine.ScheduleStatus
	require.NoError(t, json.Unmarshal([]byte(must(t, "schedule", "list", "-o", "json")), &list))
	require.Len(t, list, 4)
	require.Len(t, list[1].Next, 3)
	require.Contains(t, must(t, "schedule", "remove", "obligations"), "removed")
	code, _, _ = duban(t, "schedule", "remove", "obligations")
	require.Equal(t, 6, code)
}
