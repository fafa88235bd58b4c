package workflows_test

// inspection_test.go: an inspection on the real servers, for its saved history.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/engine/enginetest"
	"duban/workflows"
)

// With nothing to draw from it is settled as soon as it has drawn.
func TestScenarioInspectionOfNothing(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	leader := casework.Requester{Person: "leader", Posts: []casework.Post{{Unit: "市", Role: casework.PostLeader}}}
	enginetest.Unit(t, e, "原州区", "county")
	id := "S-" + enginetest.Prefix()
	_, err := e.OpenInspection(t.Context(), leader, activities.InspectionOpening{ID: id, Kind: inspection.Special, Title: "督查"})
	require.NoError(t, err)
	var res activities.InspectionReported
	require.NoError(t, e.Client.GetWorkflow(t.Context(), workflows.InspectionWorkflowID(id), "").Get(t.Context(), &res))
	one, err := e.Inspection(t.Context(), id)
	require.NoError(t, err)
	require.NotEmpty(t, one.Seed)
	require.WithinDuration(t, time.Now(), one.Closed, time.Minute)
	saveRuns(t, e, workflows.InspectionWorkflowID(id), "inspection")
}
