package engine

// schedule_actions_test.go: what schedules start is there to be started.

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

// registry writes down what a worker would be told.
type registry struct{ names []string }

func (*registry) RegisterWorkflow(any)                                         {}
func (*registry) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {}
func (r *registry) RegisterWorkflowWithOptions(_ any, o workflow.RegisterOptions) {
	r.names = append(r.names, o.Name)
}

func TestActionsAreRegistered(t *testing.T) {
	t.Parallel()
	var r registry
	workflows.Register(&r)
	require.Len(t, actions, len(schedule.Actions), "an action without a workflow")
	for action, a := range actions {
		require.Contains(t, schedule.Actions, action)
		require.Contains(t, r.names, a.workflow)
	}
}

func TestActionInputs(t *testing.T) {
	t.Parallel()
	in, err := clockInput(schedule.Schedule{ID: "clock", Args: []byte(`{"always": true}`)})
	require.NoError(t, err)
	require.Equal(t, workflows.ClockInput{Always: true}, in)
	_, err = clockInput(schedule.Schedule{ID: "clock", Args: []byte(`{"often": true}`)})
	require.ErrorContains(t, err, "often")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	in, err = scheduledInput(schedule.Schedule{MoveToWorkday: true, Args: []byte(`{"a":1}`)})
	require.NoError(t, err)
	require.Equal(t, workflows.ScheduledInput{MoveToWorkday: true, Args: []byte(`{"a":1}`)}, in)
}
