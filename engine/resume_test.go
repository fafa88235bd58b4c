package engine_test

// resume_test.go: what the ledger has open and nobody carries is carried again.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

func TestResumeStartsWhatDoesNotRun(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	// A crash between the row and the workflow's start leaves just this.
	open := func() string {
		id := "S-" + enginetest.Prefix()
		_, _, err := activities.OpenInspection(t.Context(), e.Ledger, cal, activities.InspectionOpening{ID: id, Kind: inspection.Special, Title: "专项督查"}, time.Now())
		require.NoError(t, err)
		return id
	}
	lost := open()
	m := round.Month{Year: 2200 + time.Now().Nanosecond()%7000, Month: 3} // workflow IDs are shared
	_, err = e.Ledger.OpenRound(t.Context(), m, round.DefaultDocument(), time.Now())
	require.NoError(t, err)

	topics := []casework.CaseID{schema.InspectionTopic(lost), schema.RoundTopic(m)}
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Equal(t, []engine.Difference{{Case: topics[0], Kind: engine.DiffNoWorkflow}, {Case: topics[1], Kind: engine.DiffNoWorkflow}}, rec.Differences)
	started, err := e.Resume(t.Context())
	require.NoError(t, err)
	require.Equal(t, topics, started)
	require.Eventually(t, func() bool {
		one, err := e.Inspection(t.Context(), lost)
		return err == nil && one.State == schema.InspectionClosed // nothing to draw from
	}, 30*time.Second, 20*time.Millisecond)
	started, err = e.Resume(t.Context())
	require.NoError(t, err)
	require.Empty(t, started, "the round runs, the inspection is over")

	again := open()
	rec, err = e.Reconcile(t.Context(), true, nil)
	require.NoError(t, err)
	require.Equal(t, []engine.Difference{{Case: schema.InspectionTopic(again), Kind: engine.DiffNoWorkflow, Repaired: true}}, rec.Differences)
	require.NoError(t, e.Client.TerminateWorkflow(t.Context(), workflows.RoundWorkflowID(m.String()), "", "the test is over"))
}
