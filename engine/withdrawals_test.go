package engine_test

// withdrawals_test.go: a sweep, a task list that was opened by mistake; and what the
// departments of one column read of each other.

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
)

const departments = casework.UnitID("市直部门")

// withDepartments gives an engine whose completion table has a county and a column that
// stands for three departments, and a sweep of two standards, both checked by 水务局.
func withDepartments(t *testing.T) (*engine.Engine, string) {
	t.Helper()
	e := enginetest.New(t)
	rows := schema.OrganisationRows{Units: []schema.Unit{{ID: officeUnit, Name: string(officeUnit), Kind: "office"},
		{ID: departments, Name: string(departments), Kind: "departments", Column: true}, {ID: "西吉县", Name: "西吉县", Kind: "county", Column: true, Position: 1}}}
	post := func(who casework.PersonID, unit casework.UnitID, role casework.PostRole) {
		rows.Persons = append(rows.Persons, schema.Person{ID: who, Name: string(who)})
		rows.Posts = append(rows.Posts, schema.PostRow{Person: who, Post: casework.Post{Unit: unit, Role: role}})
	}
	for unit, who := range map[casework.UnitID]casework.PersonID{"市水务局": "water", "市教育局": "school", "市住建局": "housing"} {
		rows.Units = append(rows.Units, schema.Unit{ID: unit, Name: string(unit), Kind: "department", Parent: departments})
		post(who, unit, casework.PostReporter)
	}
	post("clerk", officeUnit, casework.PostOffice)
	post("county", "西吉县", casework.PostReporter)
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", rows))
	plan := "DPC" + enginetest.Prefix()
	file := &ledgerfile.Standards{Rows: []ledgerfile.StandardRow{{Class: "饮水安全", No: "1.1", Text: "水量达标", LeadUnit: "市水务局"},
		{Class: "饮水安全", No: "1.2", Text: "水质达标", LeadUnit: "市水务局"}}}
	_, err := e.OpenSweep(t.Context(), viewer(t, e, "clerk").By, engine.SweepOpening{Plan: plan, File: file, Due: today(t, e).AddDays(60)})
	require.NoError(t, err)
	return e, plan
}

func viewer(t *testing.T, e *engine.Engine, who casework.PersonID) *engine.Viewer {
	t.Helper()
	v, err := e.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	return v
}

// answer answers for a unit in the name of somebody who knew an answer of it.
func answer(t *testing.T, e *engine.Engine, who casework.PersonID, plan string, unit casework.UnitID, a engine.SweepAnswer) (casework.CaseID, error) {
	t.Helper()
	a.Key = enginetest.Prefix()
	done, err := viewer(t, e, who).AnswerSweep(t.Context(), plan, unit, []engine.SweepAnswer{a})
	require.NoError(t, err)
	return done[0].Case, done[0].Err
}

func TestADepartmentReadsItsOwnAnswers(t *testing.T) {
	t.Parallel()
	e, plan := withDepartments(t)
	due := today(t, e).AddDays(30)
	found, err := answer(t, e, "school", plan, departments, engine.SweepAnswer{Standard: "1.1", Found: true, Text: "校园断水", Measure: "修管", Due: due})
	require.NoError(t, err)
	_, err = answer(t, e, "housing", plan, departments, engine.SweepAnswer{Standard: "1.1", Text: "已核"})
	require.NoError(t, err, "what another department answered makes nobody's form out of date")
	_, err = answer(t, e, "housing", plan, departments, engine.SweepAnswer{Standard: "1.1", Text: "再核"})
	require.Equal(t, casework.CodeStale, casework.CodeOf(err), "one's own department does")
	_, err = answer(t, e, "clerk", plan, departments, engine.SweepAnswer{Standard: "1.2", Text: "各部门均无"})
	require.NoError(t, err)

	type reading struct {
		State   engine.PlaceState
		Answers int
	}
	reads := func(who casework.PersonID) []reading {
		t.Helper()
		s, err := viewer(t, e, who).SweepSeen(t.Context(), plan)
		require.NoError(t, err)
		var out []reading
		for _, p := range s.OfUnit(departments) {
			out = append(out, reading{p.State, len(p.Answers)})
		}
		return out
	}
	require.Equal(t, []reading{{engine.PlaceFound, 1}, {engine.PlaceNone, 1}}, reads("school"), "its own, and what was said of all")
	require.Equal(t, []reading{{engine.PlaceNone, 1}, {engine.PlaceNone, 1}}, reads("housing"))
	require.Equal(t, []reading{{engine.PlaceFound, 2}, {engine.PlaceNone, 1}}, reads("clerk"), "who sees the column reads all")
	require.Equal(t, []reading{{engine.PlaceFound, 2}, {engine.PlaceNone, 1}}, reads("water"), "so does who checks the standard")
	s, err := viewer(t, e, "county").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Empty(t, s.OfUnit(departments))

	// To whom has said nothing yet the place is answered, and by what stays with the others.
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{Persons: []schema.Person{{ID: "fourth", Name: "fourth"}},
		Units: []schema.Unit{{ID: "市卫健委", Name: "市卫健委", Kind: "department", Parent: departments}},
		Posts: []schema.PostRow{{Person: "fourth", Post: casework.Post{Unit: "市卫健委", Role: casework.PostHead}}}}))
	require.Equal(t, []reading{{engine.PlaceOthers, 0}, {engine.PlaceNone, 1}}, reads("fourth"))
	s, err = viewer(t, e, "fourth").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []int{1, 0, 1, 0, 0}, []int{s.Total.None, s.Total.Found, s.Total.Others, len(s.Total.Owing), s.Total.Problems})
	require.Equal(t, casework.CodeForbidden, codeOf(viewer(t, e, "fourth").Case(t.Context(), found)))
	_, err = answer(t, e, "fourth", plan, departments, engine.SweepAnswer{Standard: "1.1", Text: "已核"})
	require.NoError(t, err)
	require.Equal(t, []reading{{engine.PlaceNone, 1}, {engine.PlaceNone, 1}}, reads("fourth"))
}

// An answer that was given before it was noted by whom names its department by its case;
// one that found nothing is read by its writer and who sees the column.
func TestAnswersFromBeforeItWasNotedByWhom(t *testing.T) {
	t.Parallel()
	e, plan := withDepartments(t)
	due := today(t, e).AddDays(30)
	policy, err := e.Rules.Newest(t.Context(), casework.KindMeasure)
	require.NoError(t, err)
	put := func(standard string, found func(no string) (schema.Problem, schema.Measure, schema.CaseStart)) {
		t.Helper()
		_, err := e.Ledger.PutAnswer(t.Context(), plan, schema.Answer{Key: enginetest.Prefix(), Standard: standard, Unit: departments, Text: "早前填报", By: "school", At: time.Now()}, nil, found)
		require.NoError(t, err)
	}
	put("1.2", nil)
	put("1.1", func(no string) (schema.Problem, schema.Measure, schema.CaseStart) {
		id := casework.CaseID(plan + "-" + no)
		opening := casework.Opening{Kind: casework.KindMeasure, Plan: plan, Parties: casework.Parties{Office: officeUnit, LeadUnit: "市水务局"},
			Tasks: []casework.OpeningTask{{Role: casework.RoleResponsible, Unit: "市教育局", Deadline: casework.Deadline{Type: calendar.ByDate, Date: due}, Original: due}}}
		return schema.Problem{No: no, Class: "1", Text: "缺水"}, schema.Measure{Case: id, Problem: no, No: no, Text: "修管"},
			schema.CaseStart{Case: id, Opening: opening, Policy: policy.Ref(), Created: time.Now()}
	})
	for who, want := range map[casework.PersonID][]int{"school": {1, 1}, "housing": {0, 0}, "clerk": {1, 1}} {
		s, err := viewer(t, e, who).SweepSeen(t.Context(), plan)
		require.NoError(t, err)
		places := s.OfUnit(departments)
		require.Equal(t, want, []int{len(places[0].Answers), len(places[1].Answers)}, who)
	}
	_, err = answer(t, e, "school", plan, departments, engine.SweepAnswer{Standard: "1.2", Text: "再核", Seen: 1})
	require.NoError(t, err, "its form knows what it showed")
}

// codeOf gives the code of an error, whatever came with it.
func codeOf[T any](_ T, err error) casework.Code { return casework.CodeOf(err) }

func TestASweepIsWithdrawn(t *testing.T) {
	t.Parallel()
	e, plan := withDepartments(t)
	due := today(t, e).AddDays(30)
	_, err := answer(t, e, "county", plan, "西吉县", engine.SweepAnswer{Standard: "1.2", Text: "已核"})
	require.NoError(t, err)
	id, err := answer(t, e, "county", plan, "西吉县", engine.SweepAnswer{Standard: "1.1", Found: true, Text: "缺水", Measure: "修管", Due: due})
	require.NoError(t, err)
	clerk := viewer(t, e, "clerk")
	n, err := clerk.RemindSweep(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	withdraw := func(who casework.PersonID, reason string) casework.Code {
		return casework.CodeOf(viewer(t, e, who).WithdrawSweep(t.Context(), plan, reason))
	}
	require.Equal(t, casework.CodeForbidden, withdraw("county", "开错了"))
	require.Equal(t, casework.CodeInvalid, withdraw("clerk", " "), "not without a reason")
	err = clerk.WithdrawSweep(t.Context(), plan, "开错了")
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "a problem stands")
	require.ErrorContains(t, err, string(id), "and is named")

	enginetest.State(t, e, id) // it is open
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandCancel, Reason: "开错了"}))
	require.NoError(t, clerk.WithdrawSweep(t.Context(), plan, "开错了"))
	require.NoError(t, clerk.WithdrawSweep(t.Context(), plan, "开错了"), "repeating it is harmless")
	require.Equal(t, casework.CodeRefused, withdraw("clerk", "别的原因"))

	// Nothing goes on in it, by any way.
	require.Equal(t, casework.CodeRefused, casework.CodeOf(e.AnswerNone(t.Context(), viewer(t, e, "county").By, plan, "1.1", "西吉县", "", "late")))
	_, err = e.Ledger.PutAnswer(t.Context(), plan, schema.Answer{Key: "beside", Standard: "1.1", Unit: "西吉县", By: "county", At: time.Now()}, nil, nil)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "nor where it was withdrawn between asking and writing")
	_, err = e.RemindSweep(t.Context(), clerk.By, plan, time.Now())
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	_, err = e.Spread(t.Context(), clerk.By, plan, id, []casework.UnitID{departments}, due)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))

	// What was answered is read as withdrawn, by who read it before.
	s, err := viewer(t, e, "county").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, engine.SweepWithdrawn, s.State)
	require.Equal(t, []int{1, 2}, []int{len(s.Places[0].Answers), len(s.Places)})
	require.Empty(t, s.Answers)
	require.Equal(t, []string{"开错了", "clerk"}, []string{s.Withdrawn.Reason, s.Persons[s.Withdrawn.By]})
	plans, err := clerk.PlansToChoose(t.Context())
	require.NoError(t, err)
	require.False(t, slices.ContainsFunc(plans, func(p schema.Plan) bool { return p.ID == plan }), "it has no completion table")

	// Those who were reminded are told, and what asked them asks no more.
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{Persons: []schema.Person{{ID: "head", Name: "head"}},
		Posts: []schema.PostRow{{Person: "head", Post: casework.Post{Unit: "西吉县", Role: casework.PostHead}}, {Person: "head", Post: casework.Post{Unit: departments, Role: casework.PostHead}}}}))
	told, err := viewer(t, e, "head").Notices(t.Context(), schema.NoticeFilter{})
	require.NoError(t, err)
	kinds := map[string]int{}
	for _, n := range told.Lines {
		kinds[n.Kind]++
	}
	require.Equal(t, map[string]int{"sweep_withdrawn": 2}, kinds)
}

func TestATaskListIsWithdrawn(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file := city.TaskList()
	file.Code += enginetest.Prefix()
	file.Measures = file.Measures[:3]
	path := t.TempDir() + "/tasklist.xlsx"
	require.NoError(t, ledgerfile.Write(path, file))
	imported, err := e.Import(t.Context(), path, engine.ImportOptions{CreateUnits: true}, nil)
	require.NoError(t, err)
	plan := imported.Plan
	list, err := e.TaskList(t.Context(), plan, time.Now())
	require.NoError(t, err)
	office := enginetest.State(t, e, list[0].Case).Parties.Office
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{
		Persons: []schema.Person{{ID: "clerk", Name: "clerk"}, {ID: "unit", Name: "unit"}, {ID: "system", Name: "system"}},
		Posts: []schema.PostRow{{Person: "clerk", Post: casework.Post{Unit: office, Role: casework.PostOffice}},
			{Person: "unit", Post: casework.Post{Unit: list[0].Unit, Role: casework.PostReporter}},
			{Person: "system", Post: casework.Post{Unit: office, Role: casework.PostAdministrator}}}}))
	withdraw := func(who casework.PersonID, reason string) error {
		t.Helper()
		return viewer(t, e, who).WithdrawTaskList(t.Context(), plan, reason)
	}
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(withdraw("unit", "导错了")))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(withdraw("system", "导错了")), "who sees no case ends none")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(withdraw("clerk", "")))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(viewer(t, e, "clerk").WithdrawTaskList(t.Context(), "none", "导错了")))

	// What was dispatched stands, and nothing is cancelled for it.
	require.NoError(t, do(t, e, "clerk", list[0].Case, casework.Command{Type: casework.CommandDispatch}))
	err = withdraw("clerk", "导错了")
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	require.ErrorContains(t, err, string(list[0].Case))
	last := list[len(list)-1].Case
	require.False(t, enginetest.State(t, e, last).Cancelled)
	require.NoError(t, do(t, e, "clerk", list[0].Case, casework.Command{Type: casework.CommandCancel, Reason: "导错了"}))
	require.NoError(t, withdraw("clerk", "导错了"))
	require.NoError(t, withdraw("clerk", "导错了"), "repeating it is harmless")
	require.True(t, enginetest.State(t, e, last).Cancelled)

	seen, err := viewer(t, e, "unit").TaskListSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, "clerk", seen.WithdrawnBy)
	require.Zero(t, seen.Sums.Missed)
	file.Title += " 再来"
	require.NoError(t, ledgerfile.Write(path, file))
	_, err = e.Import(t.Context(), path, engine.ImportOptions{CreateUnits: true}, nil)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "it takes nothing in any more")
	r, err := e.Ledger.OpenRound(t.Context(), round.MonthOf(time.Now(), time.UTC), round.DefaultDocument(), time.Now())
	require.NoError(t, err)
	require.Empty(t, r.Basis.Problems, "nobody fails to claim it")
}
