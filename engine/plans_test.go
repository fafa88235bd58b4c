package engine_test

// plans_test.go: which plan is meant where none is named.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestASweepTakesNoPlansPlace(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{
		Plan:     schema.Plan{ID: "plan", Title: "整改方案", Year: 2030},
		Classes:  []schema.Class{{No: "1", Name: "责任"}},
		Problems: []schema.Problem{{No: "1", Class: "1", Text: "问题"}},
		Units:    []schema.Unit{{ID: "办公室", Name: "办公室", Kind: casework.UnitOffice}, {ID: "原州区", Name: "原州区", Kind: casework.UnitCounty, Column: true}},
		Persons:  []schema.Person{{ID: "clerk", Name: "文书"}},
		Posts:    []schema.PostRow{{Person: "clerk", Post: casework.Post{Unit: "办公室", Role: casework.PostOffice}}},
	}))
	// Of a later year, and first by its name too.
	sweep := schema.Screening{Plan: "a-sweep", Title: "大排查", Due: calendar.NewDate(2031, time.June, 30), By: "clerk", Opened: time.Now(), Units: []casework.UnitID{"原州区"}}
	require.NoError(t, e.Ledger.OpenScreening(t.Context(), sweep, []schema.Class{{No: "1", Name: "责任"}},
		[]schema.Standard{{No: "1.1", Class: "1", Text: "标准", LeadUnit: "办公室"}}, 2031))

	id, err := e.PlanOrOnly(t.Context(), "")
	require.NoError(t, err, "one plan, though there is a sweep beside it")
	require.Equal(t, "plan", id)
	v, err := e.Viewer(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	plans, err := v.PlansToChoose(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"plan", "a-sweep"}, []string{plans[0].ID, plans[1].ID})
	table, err := v.Completion(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, "plan", table.Plan.ID)
	table, err = v.Completion(t.Context(), "a-sweep")
	require.NoError(t, err)
	require.Equal(t, "a-sweep", table.Plan.ID, "named, it is shown")
}

// A plan that lists no problems is there; it has no completion to count.
func TestAPlanWithoutProblems(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	overview := func() *engine.Overview {
		v, err := e.Viewer(t.Context(), "clerk", time.Now())
		require.NoError(t, err)
		o, err := v.Overview(t.Context(), "")
		require.NoError(t, err)
		return o
	}
	require.False(t, overview().Plans, "nothing has been imported")
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "bare", Title: "没有问题的方案", Year: 2030}}))
	require.True(t, overview().Plans)
	require.Empty(t, overview().Plan.ID)
	var refusal *casework.Error
	_, err := e.Matrix(t.Context(), "bare", time.Now())
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "notfound.problems", refusal.Key)
	_, err = e.Matrix(t.Context(), "nowhere", time.Now())
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "notfound.plan", refusal.Key)
}
