package workflows_test

// scheduled_test.go: the moment of a firing, and the working day it moves to.

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework/calendar"
	"duban/casework/schedule"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

// moments is a workflow that a schedule fires and that does nothing else.
type moments struct{ Nominal, Actual time.Time }

const typeMoments = "test.Moments"

func firedWorkflow(ctx workflow.Context, in workflows.ScheduledInput) (moments, error) {
	nominal := in.Nominal(ctx)
	actual, err := workflows.AwaitWorkday(ctx, nominal, in.MoveToWorkday)
	return moments{nominal, actual}, err
}

func registerMoments(r interface {
	RegisterWorkflowWithOptions(any, workflow.RegisterOptions)
}) {
	r.RegisterWorkflowWithOptions(firedWorkflow, workflow.RegisterOptions{Name: typeMoments})
}

// A firing of a Sunday waits; meanwhile a table comes in that makes Monday a
// holiday too, and then one that brings the working day nearer again.
func TestAwaitWorkdayCountsAgain(t *testing.T) {
	t.Parallel()
	zone := caseZone(t)
	sunday := time.Date(2027, 3, 7, 9, 0, 0, 0, zone)
	days := func(n int) time.Time { return sunday.AddDate(0, 0, n) }
	holidays := func(to int) []calendar.Span {
		if to == 0 {
			return nil
		}
		return []calendar.Span{{From: calendar.DateOf(sunday, zone), To: calendar.DateOf(days(to), zone)}}
	}
	for name, c := range map[string]struct {
		before int // the last holiday after the Sunday, as known when it fires
		at     time.Duration
		after  int // and as published after that time
		want   time.Time
		atMost time.Duration
	}{
		"as it stood":                  {0, 0, 0, days(1), 24 * time.Hour},
		"a holiday more":               {0, 20 * time.Hour, 3, days(4), 4 * 24 * time.Hour},
		"a long holiday is taken back": {6, 30 * time.Hour, 1, days(2), 2 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := enginetest.Open(t, enginetest.Config(t)).Ledger
			publish := func(to int) {
				table, _, err := l.Calendar(context.Background())
				require.NoError(t, err)
				table, err = table.Merge(calendar.Year{Year: 2027, Off: holidays(to)})
				require.NoError(t, err)
				_, err = l.SaveCalendar(context.Background(), table)
				require.NoError(t, err)
			}
			publish(c.before)
			var suite testsuite.WorkflowTestSuite
			env := suite.NewTestWorkflowEnvironment()
			env.SetTestTimeout(time.Minute)
			env.SetStartTime(sunday)
			env.RegisterActivity(activities.New(l, nil, slog.New(slog.DiscardHandler)))
			registerMoments(env)
			if c.at > 0 {
				env.RegisterDelayedCallback(func() {
					publish(c.after)
					time.Sleep(activities.CalendarTTL) // as whoever loads a table waits
				}, c.at)
			}
			env.ExecuteWorkflow(typeMoments, workflows.ScheduledInput{At: sunday, MoveToWorkday: true})
			require.NoError(t, env.GetWorkflowError())
			var got moments
			require.NoError(t, env.GetWorkflowResult(&got))
			require.True(t, got.Nominal.Equal(sunday))
			require.True(t, got.Actual.Equal(c.want), "%s, expected %s", got.Actual.In(zone), c.want)
			require.Equal(t, c.atMost, env.Now().Sub(sunday), "waited until then, and no longer")
		})
	}
}

func TestAwaitWorkdayWithoutMoving(t *testing.T) {
	t.Parallel()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	registerMoments(env)
	sunday := time.Date(2027, 3, 7, 9, 0, 0, 0, time.UTC)
	env.SetStartTime(sunday)
	env.ExecuteWorkflow(typeMoments, workflows.ScheduledInput{})
	require.NoError(t, env.GetWorkflowError())
	var got moments
	require.NoError(t, env.GetWorkflowResult(&got))
	require.Equal(t, moments{sunday, sunday}, got, "started by hand: its own start")
}

// What a schedule fires knows for which moment, however late it runs; and a
// moment in the past is not waited for.
func TestScheduledTime(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t, enginetest.Config(t))
	w := e.NewWorker(engine.WorkerOptions{})
	registerMoments(w)
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	id := "fired-" + enginetest.Prefix()
	h, err := e.Client.ScheduleClient().Create(t.Context(), client.ScheduleOptions{ID: id,
		Spec: client.ScheduleSpec{TimeZoneName: "Asia/Shanghai", Calendars: []client.ScheduleCalendarSpec{{Hour: []client.ScheduleRange{{Start: 9}}}}},
		Action: &client.ScheduleWorkflowAction{ID: workflows.ScheduleID(e.Queue(), id), Workflow: typeMoments, TaskQueue: e.Queue(),
			Args: []any{workflows.ScheduledInput{MoveToWorkday: true}}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.Delete(context.Background())) })
	sunday := time.Date(2026, 11, 8, 9, 0, 0, 0, caseZone(t)) // long ago
	require.NoError(t, h.Backfill(t.Context(), client.ScheduleBackfillOptions{Backfill: []client.ScheduleBackfill{{Start: sunday, End: sunday}}}))
	run := workflows.ScheduledWorkflowID(e.Queue(), id, sunday)
	require.Eventually(t, func() bool {
		_, err := e.Client.DescribeWorkflowExecution(t.Context(), run, "")
		return err == nil
	}, 20*time.Second, 50*time.Millisecond)
	var got moments
	require.NoError(t, e.Client.GetWorkflow(t.Context(), run, "").Get(t.Context(), &got))
	require.True(t, got.Nominal.Equal(sunday), got.Nominal)
	require.True(t, got.Actual.Equal(sunday.AddDate(0, 0, 1)), got.Actual)
	saveRuns(t, e, run, "scheduled")
}

// A wait that has begun must replay: the day after tomorrow is a rest day for
// whoever fires now.
func TestAwaitWorkdayReplays(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t, enginetest.Config(t))
	w := e.NewWorker(engine.WorkerOptions{})
	registerMoments(w)
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	zone := caseZone(t)
	soon := time.Now().Add(-24 * time.Hour).Add(4 * time.Second).In(zone) // yesterday, at what is soon the time of day
	yesterday, today := calendar.DateOf(soon, zone), calendar.DateOf(soon, zone).AddDays(1)
	table, _, err := e.Ledger.Calendar(t.Context())
	require.NoError(t, err)
	table, err = withDays(table, yesterday, today)
	require.NoError(t, err)
	_, err = e.Ledger.SaveCalendar(t.Context(), table)
	require.NoError(t, err)
	id := "fired-" + enginetest.Prefix()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()}, typeMoments,
		workflows.ScheduledInput{At: soon, MoveToWorkday: true})
	require.NoError(t, err)
	var got moments
	require.NoError(t, run.Get(t.Context(), &got))
	require.True(t, got.Actual.Equal(soon.AddDate(0, 0, 1)), "%s, fired for %s", got.Actual, soon)
	saveRuns(t, e, id, "scheduled-waits")
}

// withDays makes one day a rest day and the next a working day, whatever they are.
func withDays(table calendar.Table, rest, work calendar.Date) (calendar.Table, error) {
	years := map[int]*calendar.Year{}
	year := func(d calendar.Date) *calendar.Year {
		if years[d.Year] == nil {
			years[d.Year] = &calendar.Year{Year: d.Year}
		}
		return years[d.Year]
	}
	year(rest).Off = append(year(rest).Off, calendar.Span{From: rest, To: rest})
	if w := work.Weekday(); w == time.Saturday || w == time.Sunday {
		year(work).Work = append(year(work).Work, work)
	}
	var err error
	for _, y := range years {
		if table, err = table.Merge(*y); err != nil {
			return table, err
		}
	}
	return table, nil
}

func caseZone(t *testing.T) *time.Location {
	t.Helper()
	s, found := schedule.Find(schedule.Defaults(), "quarterly_inspection")
	require.True(t, found)
	zone, err := time.LoadLocation(s.Zone)
	require.NoError(t, err)
	return zone
}
