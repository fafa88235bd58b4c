package workflows_test

// round_test.go: the monthly check on a real server, for months that are past: it
// runs through at once.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/engine/enginetest"
	"duban/workflows"
)

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
