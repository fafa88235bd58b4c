package engine_test

// household_test.go: a household's case as lists and figures see it.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
	"duban/workflows"
)

func TestHelpBeginsWithThePlan(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy, doc := caseworktest.ShortOf(casework.KindHousehold)
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	id := casework.CaseID("h-" + enginetest.Prefix())
	opening := caseworktest.HouseholdOpening()
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: policy, Opening: opening})
	for _, c := range caseworktest.Listing() {
		_, err := e.Act(t.Context(), id, c)
		require.NoError(t, err, "%s", c.ID)
	}
	lines, _, err := e.Ledger.ListCases(t.Context(), schema.Filter{Case: id, Open: true})
	require.NoError(t, err)
	require.Len(t, lines, 3)
	texts := map[string]bool{}
	for _, l := range lines {
		texts[l.Text] = true
	}
	require.Contains(t, texts, "危房改造")
	require.Contains(t, texts, "大病救助")
	figures, err := e.HouseholdFigures(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, casework.Heads{Households: 1, People: 4}, figures.Total.Helped)
	require.Equal(t, figures.Total.Helped, figures.Total.Open)
}

// A file of three households: one identified halfway, one monitored, one
// eliminated and fallen back.
func TestHouseholdFileCarriesThePastOver(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	on := func(month, day int) calendar.Date { return calendar.NewDate(2025, time.Month(month), day) }
	base := ledgerfile.Household{People: 4, Labour: 2, County: "原州区", Township: "张易镇", Village: "上马泉村",
		Clue: on(1, 6), SurveyedAt: on(1, 7), ComparedAt: on(1, 9), Helper: "马帮扶"}
	halfway, monitored, back := base, base, base
	halfway.No = "640402-0001"
	monitored.No = "640402-0002"
	monitored.NoticeTo, monitored.CountyAt, monitored.EnteredAt = on(1, 15), on(1, 18), on(1, 20)
	monitored.Help = []ledgerfile.HelpMeasure{{Text: "大病救助", Unit: "原州区医保局", PlannedAt: on(1, 22), LandedAt: on(2, 20)},
		{Text: "公益岗", Unit: "原州区人社局", PlannedAt: on(1, 22)}}
	monitored.Visits = []ledgerfile.Visit{{At: on(3, 10), Text: "平稳"}, {At: on(2, 10), Text: "平稳"}}
	back.No = "640402-0003"
	back.EnteredAt, back.Help = on(1, 20), monitored.Help[:1]
	back.EliminatedAt, back.Mode, back.ReversedAt = on(9, 1), "help", on(11, 3)
	file := &ledgerfile.Households{Title: "监测户台账", Rows: []ledgerfile.Household{halfway, monitored, back},
		Units: []ledgerfile.Unit{{Name: "原州区", Kind: ledgerfile.UnitCounty, Column: true},
			{Name: "原州区医保局", Parent: "原州区", Kind: ledgerfile.UnitDepartment}, {Name: "原州区人社局", Parent: "原州区", Kind: ledgerfile.UnitDepartment},
			{Name: "张易镇", Parent: "原州区", Kind: ledgerfile.UnitTownship}, {Name: "上马泉村", Parent: "张易镇", Kind: ledgerfile.UnitVillage}}}

	entered, err := e.EnterHouseholds(t.Context(), file, "one", engine.ImportOptions{})
	require.NoError(t, err)
	require.Equal(t, 3, entered.Households)
	started, err := e.StartPending(t.Context(), entered.Plan, nil)
	require.NoError(t, err)
	require.Equal(t, 3, started)

	s := enginetest.State(t, e, "HU-640402-0001")
	require.Equal(t, casework.StepID("deliberate"), s.Task(1).Step)
	require.Equal(t, casework.PersonID("马帮扶"), s.Task(1).Person)
	require.Equal(t, casework.UnitID("原州区医保局"), s.Task(2).Unit, "a department of the county compares")
	s = enginetest.State(t, e, "HU-640402-0002")
	require.Equal(t, casework.StepID("support"), s.Task(1).Step)
	require.Equal(t, "2025-04-30", s.Task(1).Deadline.Date.String(), "a month after the last visit's")
	require.Equal(t, 2, s.Task(1).Visits)
	require.Equal(t, casework.OutcomeClosed, s.Task(3).Outcome)
	require.Equal(t, casework.StepID("land"), s.Task(4).Step)
	require.Equal(t, "2025-01-20", calendar.DateOf(s.Listed, caseworktest.Calendar().Zone()).String())
	s = enginetest.State(t, e, "HU-640402-0003")
	require.Equal(t, 2, s.Round)
	require.Equal(t, casework.StepID("support"), s.Task(1).Step)

	figures, err := e.HouseholdFigures(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, 2, figures.Rows[0].Listed.Households)
	require.Equal(t, 1, figures.Rows[0].Reversed.Households)
	require.Equal(t, 1, figures.Rows[0].Identifying.Households)

	again, err := e.EnterHouseholds(t.Context(), file, "one", engine.ImportOptions{})
	require.NoError(t, err)
	require.True(t, again.Unchanged)
	file.Rows[0].Village = "没有的村"
	_, err = e.EnterHouseholds(t.Context(), file, "two", engine.ImportOptions{})
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	require.ErrorContains(t, err, "没有的村")
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}
