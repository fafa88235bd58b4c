package workflows_test

// round_test.go: the monthly check on a real server, for months that are past: it
// runs through at once.

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"

	"duban/activities"
	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/engine/enginetest"
	"duban/workflows"
)

// The office is told of each meeting on its day; after an outage of those that can
// still be held, and of none once the month is over.
func TestMeetingsAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		month string
		start string
		want  []string
	}{
		"a whole month":             {"2026-03", "2026-03-02", []string{"round_analysis 2026-03-23", "round_review 2026-03-25", "round_dispatch 2026-03-30", "round_circular 2026-04-07"}},
		"an outage over a meeting":  {"2026-03", "2026-03-24", []string{"round_analysis 2026-03-24", "round_review 2026-03-25", "round_dispatch 2026-03-30", "round_circular 2026-04-07"}},
		"an outage over the month":  {"2026-03", "2026-04-20", []string{"round_circular 2026-04-20"}},
		"a meeting moved beyond it": {"2027-02", "2027-02-26", []string{"round_analysis 2027-02-26", "round_review 2027-02-26", "round_dispatch 2027-03-01", "round_circular 2027-03-05"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := enginetest.Open(t, enginetest.Config(t))
			enginetest.Unit(t, e, caseworktest.OfficeUnit, "office")
			l := e.Ledger
			m, err := round.ParseMonth(c.month)
			require.NoError(t, err)
			start := caseworktest.At(c.start)
			_, err = l.OpenRound(t.Context(), m, round.DefaultDocument(), start)
			require.NoError(t, err)
			var suite testsuite.WorkflowTestSuite
			env := suite.NewTestWorkflowEnvironment()
			env.SetTestTimeout(time.Minute)
			env.SetStartTime(start)
			env.RegisterActivity(activities.New(l, nil, slog.New(slog.DiscardHandler)))
			workflows.Register(env)
			env.ExecuteWorkflow(workflows.TypeMonthlyCheck, workflows.RoundInput{Month: c.month})
			require.NoError(t, env.GetWorkflowError())
			notices, err := l.Undelivered(context.Background(), 0, 100)
			require.NoError(t, err)
			var got []string
			for _, n := range notices {
				got = append(got, n.Kind+" "+n.Created.In(caseworktest.Calendar().Zone()).Format(time.DateOnly))
				if n.Kind != "round_circular" {
					require.Equal(t, casework.Addressee{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}, n.To)
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestMonthlyCheckOfAPastMonth(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, casework.DefaultPolicy(casework.KindMeasure), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	first := time.Date(2025, 5, 1, 0, 5, 0, 0, caseworktest.Calendar().Zone())
	id := "open-month-" + enginetest.Prefix()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()},
		workflows.TypeOpenMonth, workflows.ScheduledInput{At: first, MoveToWorkday: true})
	require.NoError(t, err)
	var month string
	require.NoError(t, run.Get(t.Context(), &month))
	require.Equal(t, "2025-05", month)
	var res workflows.RoundResult
	require.NoError(t, e.Client.GetWorkflow(t.Context(), workflows.RoundWorkflowID(month), "").Get(t.Context(), &res))
	require.Zero(t, res.Raised, "there was no case then")
	digest, err := e.VerifySnapshot(t.Context(), round.Month{Year: 2025, Month: 5})
	require.NoError(t, err)
	require.Equal(t, res.Digest, digest)
	saveRuns(t, e, id, "open-month")
	saveRuns(t, e, workflows.RoundWorkflowID(month), "round")
}

// February 2021 ended on a Sunday: its dispatch moved beyond the month, and a
// meeting that can still be held is told of, however late.
func TestMeetingBeyondTheMonth(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	enginetest.Unit(t, e, caseworktest.OfficeUnit, "office")
	m := round.Month{Year: 2021, Month: time.February}
	_, err := e.Ledger.OpenRound(t.Context(), m, round.DefaultDocument(), time.Now())
	require.NoError(t, err)
	id := "round-meeting-" + enginetest.Prefix()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()},
		workflows.TypeMonthlyCheck, workflows.RoundInput{Month: m.String()})
	require.NoError(t, err)
	require.NoError(t, run.Get(t.Context(), nil))
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 100)
	require.NoError(t, err)
	require.Len(t, notices, 2)
	require.Equal(t, "round_dispatch", notices[0].Kind)
	require.Equal(t, "round_circular", notices[1].Kind)
	saveRuns(t, e, id, "round-meeting")
}

// A directive to a unit that is no more: the round goes on to its circular.
func TestRoundGoesOnOverARefusedDirective(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	enginetest.Unit(t, e, caseworktest.OfficeUnit, "office")
	enginetest.Unit(t, e, "甲村", "village")
	m := round.Month{Year: 2021, Month: time.March}
	rules := strings.Replace(string(round.DefaultDocument()), "no_households:      {}", "no_households: {raise: urgent}", 1)
	_, err := e.Ledger.OpenRound(t.Context(), m, []byte(rules), time.Now())
	require.NoError(t, err)
	_, err = e.Ledger.DB().ExecContext(t.Context(), `DELETE FROM units WHERE id = '甲村'`)
	require.NoError(t, err)
	id := "round-refused-" + enginetest.Prefix()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()},
		workflows.TypeMonthlyCheck, workflows.RoundInput{Month: m.String()})
	require.NoError(t, err)
	var res workflows.RoundResult
	require.NoError(t, run.Get(t.Context(), &res))
	require.Equal(t, 1, res.Refused)
	require.Zero(t, res.Raised)
	saveRuns(t, e, id, "round-refused")
}
