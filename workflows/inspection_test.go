package workflows_test

// inspection_test.go: an inspection on the real servers, for its saved history.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine/enginetest"
	"duban/workflows"
)

// With nothing to draw from it is settled as soon as it has drawn.
func TestScenarioInspectionOfNothing(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	leader := casework.Requester{Person: "leader", Posts: []casework.Post{{Unit: "市", Role: casework.PostLeader}}}
	enginetest.Unit(t, e, "市", "group")
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

// Called off while it waits for its window, it ends without a report.
func TestScenarioInspectionCalledOff(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	leader := casework.Requester{Person: "leader", Posts: []casework.Post{{Unit: "市", Role: casework.PostLeader}}}
	enginetest.Unit(t, e, "市", "group")
	enginetest.Unit(t, e, "原州区", "county")
	id := "S-" + enginetest.Prefix()
	ahead := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone()).AddDays(40)
	_, err := e.OpenInspection(t.Context(), leader, activities.InspectionOpening{ID: id, Kind: inspection.Special, Title: "督查", Window: inspection.Window{From: ahead}})
	require.NoError(t, err)
	require.NoError(t, e.CancelInspection(t.Context(), leader, id, "与巡察重复"))
	var res activities.InspectionReported
	require.NoError(t, e.Client.GetWorkflow(t.Context(), workflows.InspectionWorkflowID(id), "").Get(t.Context(), &res))
	require.True(t, res.Cancelled)
	one, err := e.Inspection(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, one.Seed, "nothing was drawn")
	saveRuns(t, e, workflows.InspectionWorkflowID(id), "inspection-called-off")
}

// A month in which nothing is ripe has no look-back; one in which something is
// starts it.
func TestScenarioOpenLookBack(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	enginetest.Unit(t, e, "原州区", "county")
	month := time.Date(2100+time.Now().Nanosecond()%7000, 6, 1, 9, 0, 0, 0, caseworktest.Calendar().Zone()) // workflow IDs are shared
	fire := func(name string) (id string) {
		workflowID := "open-look-back-" + enginetest.Prefix()
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: workflowID, TaskQueue: e.Queue()},
			workflows.TypeOpenLookBack, workflows.ScheduledInput{At: month})
		require.NoError(t, err)
		require.NoError(t, run.Get(t.Context(), &id))
		saveRuns(t, e, workflowID, name)
		return id
	}
	require.Empty(t, fire("open-look-back-nothing"))
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	_, _, err = activities.OpenInspection(t.Context(), e.Ledger, cal, activities.InspectionOpening{
		ID: activities.LookBackID(round.MonthOf(month, cal.Zone())), Kind: inspection.LookBack, Title: "回头看"}, time.Now())
	require.NoError(t, err)
	id := fire("open-look-back")
	require.NotEmpty(t, id)
	require.NoError(t, e.Client.GetWorkflow(t.Context(), workflows.InspectionWorkflowID(id), "").Get(t.Context(), nil), "one that was lost is started")
}
