package workflows_test

// handover_test.go: a post passes on, on its day, with what came to rest meanwhile.

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"

	"duban/activities"
	"duban/casework"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

// named opens and dispatches a case whose task names the one who leaves.
func named(t *testing.T, e *engine.Engine) *stage {
	t.Helper()
	o := caseworktest.Opening(due())
	o.Tasks[0].Person = "wang"
	s := open(t, e, short(t, e), o)
	s.act(casework.CommandDispatch, caseworktest.Office)
	return s
}

func handover(id string, at time.Time) activities.HandOverInput {
	return activities.HandOverInput{ID: id, Of: "wang", To: "ma", Reason: "调离", By: caseworktest.Office, At: at,
		Post: casework.Post{Unit: caseworktest.County, Role: casework.PostReporter}}
}

func TestHandOverWaitsForItsDay(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	first := named(t, e)
	now := time.Now().UTC()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute)
	env.SetStartTime(now)
	env.RegisterActivity(activities.New(e.Ledger, e, slog.New(slog.DiscardHandler)))
	env.RegisterWorkflow(workflows.HandOver)
	var second *stage
	env.RegisterDelayedCallback(func() {
		require.Equal(t, casework.PersonID("wang"), first.state().Tasks[0].Person, "not before its day")
		second = named(t, e)
	}, 9*24*time.Hour)
	env.ExecuteWorkflow(workflows.HandOver, handover(enginetest.Prefix(), now.AddDate(0, 0, 10)))
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, 10*24*time.Hour, env.Now().Sub(now).Round(time.Minute))
	var done activities.HandedOver
	require.NoError(t, env.GetWorkflowResult(&done))
	require.Equal(t, 2, done.Cases)
	for _, s := range []*stage{first, second} {
		require.Equal(t, casework.PersonID("ma"), s.state().Tasks[0].Person)
	}
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 100)
	require.NoError(t, err)
	require.Equal(t, casework.PersonID("ma"), notices[len(notices)-1].To.Person, "the successor is told once")
}

// cutOff gives commands and, for the first few, fails after they took effect.
type cutOff struct {
	activities.Cases
	left int
}

func (c *cutOff) Give(ctx context.Context, id casework.CaseID, cmd casework.Command) error {
	if err := c.Cases.Give(ctx, id, cmd); err != nil {
		return err
	}
	if c.left--; c.left >= 0 {
		return casework.Errorf(casework.CodeUnavailable, "unavailable.engine")
	}
	return nil
}

// A handover that is cut off after its last case still tells the successor, once.
func TestHandOverCutOff(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := named(t, e)
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute)
	env.RegisterActivity(activities.New(e.Ledger, &cutOff{Cases: e, left: 1}, slog.New(slog.DiscardHandler)))
	env.RegisterWorkflow(workflows.HandOver)
	env.ExecuteWorkflow(workflows.HandOver, handover(enginetest.Prefix(), time.Now()))
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, casework.PersonID("ma"), s.state().Tasks[0].Person)
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 1000)
	require.NoError(t, err)
	told := 0
	for _, n := range notices {
		if n.Kind == "handed_over" {
			told++
		}
	}
	require.Equal(t, 1, told)
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := named(t, e)
	id := "handover/" + enginetest.Prefix()
	run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()},
		workflows.TypeHandOver, handover(id, time.Now().Add(100*time.Millisecond)))
	require.NoError(t, err)
	var done activities.HandedOver
	require.NoError(t, run.Get(t.Context(), &done))
	require.Equal(t, 1, done.Cases)
	require.Equal(t, casework.PersonID("ma"), s.state().Tasks[0].Person)
	events, err := e.Ledger.Events(t.Context(), s.id)
	require.NoError(t, err)
	require.Equal(t, casework.EventHandedOver, events[len(events)-1].Type)
	require.Equal(t, caseworktest.Office.Person, events[len(events)-1].By.Person)
	saveRuns(t, e, id, "hand-over")
}
