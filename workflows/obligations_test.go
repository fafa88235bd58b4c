package workflows_test

// obligations_test.go: the daily look, and its history for the replay test.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/obligation"
	"duban/engine/enginetest"
	"duban/workflows"
)

func TestLookAtObligations(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	enginetest.Unit(t, e, caseworktest.County, "county")
	enginetest.Unit(t, e, caseworktest.OfficeUnit, "office")
	late := calendar.DateOf(time.Now(), time.UTC).AddDays(-5)
	prefix := enginetest.Prefix()
	var list []obligation.Obligation
	for _, n := range []string{"1", "2", "3"} {
		list = append(list, obligation.Obligation{No: prefix + n, Kind: "loan", Title: "小额信贷", Unit: caseworktest.County, Amount: 100, Due: late})
	}
	_, err := e.EnterObligations(t.Context(), caseworktest.Office, list, "test")
	require.NoError(t, err)
	now := time.Now()
	res, err := e.LookAtObligations(t.Context(), now)
	require.NoError(t, err)
	require.Equal(t, 3, res.Raised)
	saveRuns(t, e, e.Queue()+"/obligations/"+now.UTC().Format(time.RFC3339Nano), "obligations")
	for _, o := range list {
		matters, err := e.Ledger.MattersOf(t.Context(), "obligation", o.No)
		require.NoError(t, err)
		require.Len(t, matters, 1)
		require.Eventually(t, func() bool {
			_, err := e.Ledger.State(t.Context(), matters[0].Case)
			return err == nil
		}, 20*time.Second, 20*time.Millisecond, "each collection is a case")
	}
}

// A look whose history has grown goes on in a new run and keeps its count.
func TestLookGoesOnInANewRun(t *testing.T) {
	t.Parallel()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetContinueAsNewSuggested(true)
	var acts *activities.Activities
	env.OnActivity(acts.LookAtObligations, mock.Anything, mock.Anything).Return(activities.Looked{Open: 900, More: true}, nil)
	at := time.Date(2026, 6, 1, 0, 30, 0, 0, time.UTC)
	env.ExecuteWorkflow(workflows.LookAtObligations, workflows.LookInput{ScheduledInput: workflows.ScheduledInput{At: at}, Raised: 400})
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &next)
	var in workflows.LookInput
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(next.Input, &in))
	require.Equal(t, workflows.LookInput{ScheduledInput: workflows.ScheduledInput{At: at}, Raised: 400}, in)
}
