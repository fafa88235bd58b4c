package engine_test

// household_test.go: a household's case as lists and figures see it.

import (
	"fmt"
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
	enginetest.Unit(t, e, caseworktest.Medical, "department")
	id := casework.CaseID("h-" + enginetest.Prefix())
	opening := caseworktest.HouseholdOpening()
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: policy, Opening: opening})
	for _, c := range caseworktest.Listing() {
		_, err := e.Act(t.Context(), id, c)
		if c.Type == casework.CommandPlan {
			require.Equal(t, casework.CodeNotFound, casework.CodeOf(err), "nobody knows the department of housing yet")
			enginetest.Unit(t, e, caseworktest.Housing, "department")
			_, err = e.Act(t.Context(), id, c)
		}
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
		Units: []ledgerfile.Unit{{Name: "原州区", Kind: casework.UnitCounty, Column: true},
			{Name: "原州区医保局", Parent: "原州区", Kind: casework.UnitDepartment}, {Name: "原州区人社局", Parent: "原州区", Kind: casework.UnitDepartment},
			{Name: "张易镇", Parent: "原州区", Kind: casework.UnitTownship}, {Name: "上马泉村", Parent: "张易镇", Kind: casework.UnitVillage}}}

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
	require.Equal(t, casework.StepID("plan"), s.Task(1).Step, "the new round's help is still to be planned")

	figures, err := e.HouseholdFigures(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, 2, figures.Rows[0].Listed.Households)
	require.Equal(t, 1, figures.Rows[0].Reversed.Households)
	require.Equal(t, 1, figures.Rows[0].Identifying.Households)

	again, err := e.EnterHouseholds(t.Context(), file, "one", engine.ImportOptions{})
	require.NoError(t, err)
	require.True(t, again.Unchanged)
	file.Rows[0].Village, file.Rows[1].Help[0].Unit = "没有的村", "没有的局"
	_, err = e.EnterHouseholds(t.Context(), file, "two", engine.ImportOptions{})
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	require.ErrorContains(t, err, "没有的村")
	require.ErrorContains(t, err, "没有的局", "all of them at once")
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)

	// What the rules would refuse to open is refused before anything is written: here
	// the department that compares is the village itself.
	file.Units[1].Kind, file.Rows = casework.UnitOther, file.Rows[2:]
	file.Units[2].Kind = casework.UnitOther
	file.Units = append(file.Units, ledgerfile.Unit{Name: "独村", Kind: casework.UnitCounty})
	file.Rows[0].No, file.Rows[0].County, file.Rows[0].Township, file.Rows[0].Village, file.Rows[0].Help = "640402-0009", "独村", "独村", "独村", nil
	_, err = e.EnterHouseholds(t.Context(), file, "three", engine.ImportOptions{})
	require.ErrorContains(t, err, "640402-0009")
}

// What files leave out, mark as urgent or date ahead comes out as they mean it.
func TestHouseholdFilesWithGaps(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	today := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone())
	on := today.AddMonths(-20)
	base := ledgerfile.Household{People: 4, Labour: 2, County: "原州区", Township: "张易镇", Village: "上马泉村", Clue: on, SurveyedAt: on, ComparedAt: on}
	helped := []ledgerfile.HelpMeasure{{Text: "大病救助，联系 13900001234", Unit: "医保局", PlannedAt: on.AddDays(20), LandedAt: on.AddDays(40)}}
	visits := []ledgerfile.Visit{{At: on.AddMonths(2), Text: "平稳"}, {At: on.AddMonths(12), Text: "回访，电话13900001234"}, {At: today.AddMonths(1), Text: "计划"}}

	gone, notice, green, back := base, base, base, base
	gone.EnteredAt, gone.EliminatedAt, gone.Mode, gone.Visits = on.AddDays(14), on.AddMonths(9), "natural", visits
	notice.ReviewedAt, notice.NoticeTo = today, today.AddDays(4)
	green.Green, green.Help = true, helped
	back.EnteredAt, back.EliminatedAt, back.Mode, back.ReversedAt, back.Visits = on.AddDays(14), on.AddMonths(9), "help", on.AddMonths(11), visits
	back.Help = []ledgerfile.HelpMeasure{{Text: "公益岗", Unit: "原州区医保局", PlannedAt: on.AddMonths(11).AddDays(3), LandedAt: today}, helped[0]}
	file := &ledgerfile.Households{Title: "监测户台账", Units: []ledgerfile.Unit{{Name: "原州区", Kind: casework.UnitCounty, Column: true},
		{Name: "原州区医保局", Parent: "原州区", Kind: casework.UnitDepartment}, {Name: "张易镇", Parent: "原州区", Kind: casework.UnitTownship},
		{Name: "上马泉村", Parent: "张易镇", Kind: casework.UnitVillage}}}
	prefix := enginetest.Prefix()
	for i, h := range []ledgerfile.Household{gone, notice, green, back} {
		h.No = fmt.Sprintf("%s-%d", prefix, i)
		file.Rows = append(file.Rows, h)
	}
	entered, err := e.EnterHouseholds(t.Context(), file, "gaps", engine.ImportOptions{})
	require.NoError(t, err)
	_, err = e.StartPending(t.Context(), entered.Plan, nil)
	require.NoError(t, err)
	state := func(i int) *casework.State {
		s, err := e.Ledger.State(t.Context(), entered.Rows[i].Case)
		require.NoError(t, err)
		return s
	}

	s := state(0)
	require.True(t, s.Done(), "eliminated, though the file names no help")
	require.Equal(t, 2, s.Task(1).Visits, "the revisit is kept, what lies ahead has not happened")
	require.Equal(t, on.AddMonths(12), s.Task(1).Visited)
	require.Equal(t, casework.StepID("listing_notice"), state(1).Task(1).Step, "a notice that runs is not over")
	s = state(2)
	require.True(t, s.Green)
	require.Equal(t, casework.StepID("deliberate"), s.Task(1).Step, "the papers follow")
	require.Equal(t, casework.OutcomeClosed, s.Task(3).Outcome)
	require.Equal(t, casework.UnitID("原州区医保局"), s.Task(3).Unit)
	require.Equal(t, "大病救助，联系 ***", s.Task(3).Title)
	s = state(3)
	require.True(t, s.Reversed())
	require.Equal(t, casework.StepID("support"), s.Task(1).Step)
	require.Equal(t, []string{"大病救助，联系 ***", "公益岗"}, []string{s.Task(3).Title, s.Task(4).Title})
	require.True(t, s.Helped(), "by its own round's measure")

	events, err := e.Ledger.Events(t.Context(), entered.Rows[0].Case)
	require.NoError(t, err)
	for _, ev := range events {
		require.NotContains(t, ev.Detail.Text, "13900001234")
		require.False(t, ev.At.After(time.Now()), "%s", ev.Type)
	}
	figures, err := e.HouseholdFiguresSince(t.Context(), on.Start(time.UTC).AddDate(1, 0, 0), time.Now())
	require.NoError(t, err)
	require.Equal(t, 2, figures.Total.Listed.Households)
	require.Equal(t, 1, figures.Total.Eliminated.Households)
	require.Zero(t, figures.Total.New)
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}

// A file that comes again corrects what is known of a household, by somebody who
// may say so; its course goes by commands.
func TestAHouseholdFileComesAgain(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	on := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone()).AddMonths(-3)
	file := &ledgerfile.Households{Title: "监测户台账", Rows: []ledgerfile.Household{{No: enginetest.Prefix(), People: 4, Labour: 1, Head: "马强",
		County: "原州区", Township: "张易镇", Village: "上马泉村", Clue: on}},
		Units: []ledgerfile.Unit{{Name: "原州区", Kind: casework.UnitCounty}, {Name: "张易镇", Parent: "原州区", Kind: casework.UnitTownship},
			{Name: "上马泉村", Parent: "张易镇", Kind: casework.UnitVillage}}}
	enter := func(digest string, o engine.ImportOptions) engine.ImportRow {
		t.Helper()
		out, err := e.EnterHouseholds(t.Context(), file, digest, o)
		require.NoError(t, err)
		_, err = e.StartPending(t.Context(), out.Plan, nil)
		require.NoError(t, err)
		return out.Rows[0]
	}
	row := enter("one", engine.ImportOptions{})
	require.Equal(t, engine.RowNew, row.Action)
	id := row.Case
	file.Rows[0].Phone = "13900001234"
	require.Equal(t, engine.RowSame, enter("two", engine.ImportOptions{}).Action, "what is sealed is replaced in silence")

	file.Rows[0].People, file.Rows[0].Labour, file.Rows[0].SurveyedAt = 3, 0, on
	row = enter("three", engine.ImportOptions{})
	require.Equal(t, engine.RowRefused, row.Action)
	require.Equal(t, []string{"people", "labour", "course"}, []string{row.Changes[0].Field, row.Changes[1].Field, row.Changes[2].Field})
	require.Equal(t, "hint.amend_as", row.Changes[0].Hint)
	line, err := e.Ledger.Household(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, [2]int{4, 1}, [2]int{line.People, line.Labour}, "lists say what the case says")

	clerk := casework.Requester{Person: "clerk", Posts: []casework.Post{{Unit: "张易镇", Role: casework.PostVerifier}}}
	_, err = e.EnterHouseholds(t.Context(), file, "four", engine.ImportOptions{By: clerk})
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), "files are an office's")
	office := casework.Requester{Person: "office", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostOffice}}}
	row = enter("four", engine.ImportOptions{By: office})
	require.False(t, row.Changes[0].Refused)
	s := enginetest.State(t, e, id)
	require.Equal(t, casework.HouseholdFacts{Members: 3}, *s.Household)
	line, err = e.Ledger.Household(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, [2]int{3, 0}, [2]int{line.People, line.Labour})
	require.Equal(t, casework.StepID("survey"), s.Task(1).Step, "no file moves a case")
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}
