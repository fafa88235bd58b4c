package engine_test

// rules_test.go: time: slips through the clock's workflow, a new holiday table
// on running cases.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

func sendSlips(t *testing.T, e *engine.Engine, at time.Time) activities.SlipsSent {
	t.Helper()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "clock-" + enginetest.Prefix(), TaskQueue: e.Queue(),
	}, workflows.TypeClock, workflows.ClockInput{At: at})
	require.NoError(t, err)
	var sent activities.SlipsSent
	require.NoError(t, run.Get(t.Context(), &sent))
	return sent
}

// A claim that nobody makes climbs the ladder to the top, each rung once; what
// an outage missed collapses.
func TestEscalationToTheTop(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	id := led(t, e, policy, "dispatch")
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	clock, _ := policy.ClockOf(enginetest.State(t, e, id).Task(1))
	due := clock.Due(cal, time.Now()).Date
	rung := func(workdays int) time.Time { return cal.Alarm(cal.AddWorkdays(due, workdays)).Add(time.Minute) }
	for _, days := range []int{-3, 1, 5} {
		require.Equal(t, 1, sendSlips(t, e, rung(days)).Slips, "%d working days from due", days)
		require.Zero(t, sendSlips(t, e, rung(days)).Slips, "each once")
	}
	night := rung(10).Add(12 * time.Hour)
	require.True(t, sendSlips(t, e, night).Resting, "no slips at night")
	require.Equal(t, 1, sendSlips(t, e, rung(30)).Slips, "after an outage, one slip: the one that is due")
	slips, err := e.Ledger.Slips(t.Context(), id)
	require.NoError(t, err)
	var got []string
	for i, s := range slips {
		got = append(got, s.RungID)
		require.Equal(t, int64(i+1), s.Seq)
		require.Equal(t, s.Hash, casework.HashBody(s.Body()))
	}
	require.Equal(t, []string{"reminder_2", "urging", "supervision", "discipline"}, got)
	require.Equal(t, 2, slips[3].Skipped)
	require.True(t, slips[3].Late)
	require.Empty(t, differences(t, e, false), "slips do not touch the case's own chain")
}

// A holiday table that is published later moves the due date of a running case
// and the end of a notice, without a step of anybody.
func TestNewHolidaysReachRunningCases(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	id := led(t, e, policy, "dispatch")
	held := led(t, e, policy, "dispatch", "claim", "submit", "pass", "sign")
	table, _, err := e.Ledger.Calendar(t.Context())
	require.NoError(t, err)
	old, err := calendar.New(table)
	require.NoError(t, err)
	clock, _ := policy.ClockOf(enginetest.State(t, e, id).Task(1))
	before := clock.Due(old, time.Now()).Date

	// The two working days before the due date become holidays.
	from, year := old.AddWorkdays(before, -1), calendar.Year{Year: before.Year}
	for _, y := range table.Years {
		if y.Year == before.Year {
			year = y
		}
	}
	year.Off = append(year.Off[:len(year.Off):len(year.Off)], calendar.Span{From: from, To: from}, calendar.Span{From: before, To: before})
	table, err = table.Merge(year)
	require.NoError(t, err)
	res, err := e.LoadCalendar(t.Context(), casework.Requester{}, table, nil)
	require.NoError(t, err)
	require.Equal(t, 1, res.Told, "the case in its notice is told")

	cal, err := calendar.New(table)
	require.NoError(t, err)
	after := cal.AddWorkdays(before, 2)
	require.Equal(t, after, clock.Due(cal, time.Now()).Date)
	view, err := e.Ledger.CaseView(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, after, view.Lines[0].Due, "the row was counted again")
	require.Equal(t, casework.StepID("notice"), enginetest.State(t, e, held).Task(1).Step)
	require.Empty(t, differences(t, e, false), "and nothing was added to anybody's history")
}
