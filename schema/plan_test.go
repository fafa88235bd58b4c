package schema_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/people"
	"duban/schema"
)

// plan gives a plan of so many measures with so many shares each.
func plan(f *fixture, measures, shares int) schema.PlanRows {
	units := []schema.Unit{{ID: "city", Name: "固原市", Kind: "city"}, {ID: office, Name: "领导小组办公室", Parent: "city", Kind: "office", Position: 1},
		{ID: bureau, Name: "市农业农村局", Parent: "city", Kind: "department", Position: 2}}
	for i := range shares {
		county := casework.UnitID(fmt.Sprintf("county-%d", i))
		units = append(units, schema.Unit{ID: county, Name: fmt.Sprintf("县 %d", i), Parent: "city", Kind: "county", Column: true, Position: 10 + i},
			schema.Unit{ID: county + "-town", Name: "镇", Parent: county, Kind: "township", Position: 100 + i})
	}
	p := schema.PlanRows{
		Plan:     schema.Plan{ID: "P2026", Title: "考核评估问题整改", Year: 2026, Digest: "d1", Imported: f.at("2026-03-01")},
		Units:    units,
		Persons:  []schema.Person{{ID: chen, Name: "陈"}, {ID: li, Name: "李"}, {ID: wang, Name: "王"}, {ID: zhao, Name: "赵"}},
		Posts:    []schema.PostRow{{Person: wang, Post: casework.Post{Unit: office, Role: casework.PostOffice}}},
		Forces:   []schema.Force{{ID: "force-1", Name: "饮水专班", Leader: chen, LeadUnit: bureau, Members: []casework.UnitID{bureau, office}}},
		Classes:  []schema.Class{{No: "1", Name: "饮水安全"}, {No: "2", Name: "住房安全", Position: 1}},
		Problems: []schema.Problem{{No: "1", Class: "1", Text: "水压低", Source: "national"}, {No: "2", Class: "2", Text: "危房", Position: 1}},
	}
	for i := range measures {
		id := casework.CaseID(fmt.Sprintf("P2026-%05d", i))
		p.Measures = append(p.Measures, schema.Measure{Case: id, Problem: fmt.Sprint(1 + i%2), No: fmt.Sprintf("%d-1", i), Text: fmt.Sprintf("修复 %d 处", i),
			Target: "通水", Metric: "100 %", LeadLeader: "陈", LeadUnit: "市农业农村局", Force: "饮水专班", RowDigest: fmt.Sprint(i), Position: i})
		var of []casework.UnitID
		for s := range shares {
			of = append(of, casework.UnitID(fmt.Sprintf("county-%d", s)))
		}
		p.Starts = append(p.Starts, schema.CaseStart{Case: id, Opening: *opening(day(f, "2026-06-30"), of...), Policy: f.p.Ref(), Created: f.at("2026-03-01")})
	}
	return p
}

func TestImportPlan(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	want := plan(f, 5, 2)
	require.NoError(t, f.l.ImportPlan(f.ctx(), want))
	got, ok, err := f.l.LoadPlan(f.ctx(), "P2026")
	require.NoError(t, err)
	require.True(t, ok)
	require.ElementsMatch(t, want.Units, got.Units)
	got.Units = want.Units
	got.Forces[0].Members = want.Forces[0].Members
	require.Equal(t, want, got)
	require.NoError(t, f.l.ImportPlan(f.ctx(), want), "the same again")

	pending, err := f.l.PendingStarts(f.ctx(), "P2026")
	require.NoError(t, err)
	require.Equal(t, want.Starts, pending)
	require.NoError(t, f.l.MarkStarted(f.ctx(), []casework.CaseID{"P2026-00000", "P2026-00001"}, f.at("2026-03-02")))
	require.NoError(t, f.l.MarkStarted(f.ctx(), []casework.CaseID{"P2026-00001"}, f.at("2026-03-03")))
	pending, err = f.l.PendingStarts(f.ctx(), "P2026")
	require.NoError(t, err)
	require.Len(t, pending, 3)

	// The file again, changed: rows are replaced, the openings only of cases
	// that have not started.
	changed := plan(f, 5, 2)
	changed.Plan.Digest = "d2"
	changed.Measures[0].Text = "修复更多"
	changed.Forces[0].Members = changed.Forces[0].Members[:1]
	for i := range changed.Starts {
		changed.Starts[i].Opening.Tasks[0].Deadline.Date = day(t, "2026-09-30")
	}
	require.NoError(t, f.l.ImportPlan(f.ctx(), changed))
	got, _, err = f.l.LoadPlan(f.ctx(), "P2026")
	require.NoError(t, err)
	require.Equal(t, "d2", got.Plan.Digest)
	require.Equal(t, "修复更多", got.Measures[0].Text)
	require.Equal(t, []casework.UnitID{bureau}, got.Forces[0].Members)
	require.Equal(t, f.at("2026-03-02"), got.Starts[1].Started, "the first moment stands")
	require.Equal(t, day(t, "2026-06-30"), got.Starts[1].Opening.Tasks[0].Deadline.Date)
	require.Equal(t, day(t, "2026-09-30"), got.Starts[2].Opening.Tasks[0].Deadline.Date)

	plans, err := f.l.Plans(f.ctx())
	require.NoError(t, err)
	require.Equal(t, []schema.Plan{changed.Plan}, plans)
	_, ok, err = f.l.LoadPlan(f.ctx(), "P2025")
	require.NoError(t, err)
	require.False(t, ok)
}

func TestImportPlanAllOrNothing(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.open("OTHER-1", "2026-06-30", f.at("2026-03-02"), county) // of plan P2026
	for name, c := range map[string]struct {
		spoil func(*schema.PlanRows)
		code  casework.Code
	}{
		"a problem of an unknown class":   {func(p *schema.PlanRows) { p.Problems[1].Class = "9" }, casework.CodeInvalid},
		"a measure of an unknown problem": {func(p *schema.PlanRows) { p.Measures[4].Problem = "9" }, casework.CodeInvalid},
		"a post of an unknown person":     {func(p *schema.PlanRows) { p.Posts[0].Person = "nobody" }, casework.CodeInvalid},
		"a post in an unknown unit":       {func(p *schema.PlanRows) { p.Posts[0].Unit = "nowhere" }, casework.CodeInvalid},
		"a case twice":                    {func(p *schema.PlanRows) { p.Starts[4].Case = p.Starts[0].Case }, casework.CodeConflict},
		"a case that another plan has":    {func(p *schema.PlanRows) { p.Plan.ID = "P2027"; p.Starts[4].Case = "OTHER-1" }, casework.CodeConflict},
	} {
		rows := plan(f, 5, 2)
		c.spoil(&rows)
		var err error
		require.NotPanics(t, func() { err = f.l.ImportPlan(f.ctx(), rows) }, name)
		require.Equal(t, c.code, casework.CodeOf(err), "%s: %v", name, err)
		for _, table := range []string{"units", "persons", "posts", "task_forces", "task_force_members", "plans", "classes", "problems", "measures", "case_starts"} {
			require.Zero(t, f.count("SELECT count(*) FROM "+table), "%s left rows in %s", name, table)
		}
	}
}

func TestOrganisation(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	rows := plan(f, 1, 2)
	rows.Posts = []schema.PostRow{
		{Person: wang, Post: casework.Post{Unit: office, Role: casework.PostOffice}, To: day(t, "2026-05-31")},
		{Person: li, Post: casework.Post{Unit: office, Role: casework.PostOffice}, From: day(t, "2026-06-01")},
		{Person: li, Post: casework.Post{Unit: "county-1", Role: casework.PostHead}},
		{Person: chen, Post: casework.Post{Unit: "county-0", Role: casework.PostHead}},
		{Person: zhao, Post: casework.Post{Unit: "force-1", Role: casework.PostVerifier}},
	}
	require.NoError(t, f.l.ImportPlan(f.ctx(), rows))
	organisation, err := f.l.Organisation(f.ctx())
	require.NoError(t, err)
	chart := people.New(organisation)
	posts := func(who casework.PersonID, on string) []casework.Post { return chart.Posts(who, day(t, on)) }
	require.Len(t, posts(wang, "2026-05-31"), 1, "the last day counts")
	require.Empty(t, posts(wang, "2026-06-01"))
	require.Len(t, posts(li, "2026-05-31"), 1)
	require.Equal(t, []casework.Post{{Unit: office, Role: casework.PostOffice}, {Unit: "county-1", Role: casework.PostHead}}, posts(li, "2026-06-01"))
	require.True(t, chart.Knows(zhao))
	require.False(t, chart.Knows("nobody"))
	require.Equal(t, []casework.PersonID{li}, chart.Rests(casework.Addressee{Unit: office, Role: casework.PostOffice}, day(t, "2026-06-01")).Persons)

	// A plan's file knows that somebody held a post, not that they still do.
	ended, err := f.l.EndPost(f.ctx(), "test", li, casework.Post{Unit: office, Role: casework.PostOffice}, day(t, "2026-06-30"))
	require.NoError(t, err)
	require.True(t, ended)
	require.NoError(t, f.l.ImportPlan(f.ctx(), rows))
	organisation, err = f.l.Organisation(f.ctx())
	require.NoError(t, err)
	require.Len(t, people.New(organisation).Posts(li, day(t, "2026-07-01")), 1, "the import revived a post that had ended")
	changes, err := f.l.OrganisationChanges(f.ctx(), 0, 1000)
	require.NoError(t, err)
	at := slices.IndexFunc(changes, func(c schema.OrganisationChange) bool { return c.What == "posts" && string(c.Before) != "null" })
	require.GreaterOrEqual(t, at, 0, "the end of a post is on record")
	require.Equal(t, "test", changes[at].By)
	units, err := f.l.Subtree(f.ctx(), "county-1")
	require.NoError(t, err)
	require.Equal(t, []casework.UnitID{"county-1", "county-1-town"}, units)
	all, err := f.l.Units(f.ctx())
	require.NoError(t, err)
	require.Len(t, all, 7)
	persons, err := f.l.Persons(f.ctx())
	require.NoError(t, err)
	require.Equal(t, rows.Persons, persons)
}

func TestCaseViewAndMatrixBasis(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	rows := plan(f, 3, 2)
	require.NoError(t, f.l.ImportPlan(f.ctx(), rows))
	o := rows.Starts[0].Opening
	o.Parties.Force = "force-1"
	s := f.act(&casework.State{Case: "P2026-00000"}, casework.Command{Type: casework.CommandOpen, Opening: &o}, f.at("2026-03-02"))
	s = f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))

	v, err := f.l.CaseView(f.ctx(), s.Case)
	require.NoError(t, err)
	require.Equal(t, s, v.State)
	require.Equal(t, casework.StageAssign, v.Stage)
	require.Equal(t, []string{"考核评估问题整改", "饮水安全", "1", "水压低", "national", "0-1", "修复 0 处", "通水", "100 %"},
		[]string{v.PlanTitle, v.ClassName, v.Problem, v.ProblemText, v.Source, v.Measure, v.Text, v.Target, v.Metric})
	require.Len(t, v.Lines, 2)
	require.Equal(t, 1, v.Lines[0].Task)
	require.Equal(t, "县 0", v.Lines[0].UnitName)
	require.Equal(t, map[casework.UnitID]string{office: "领导小组办公室", bureau: "市农业农村局", "county-0": "县 0", "county-1": "县 1", "force-1": "饮水专班"}, v.Units)
	require.Equal(t, map[casework.PersonID]string{chen: "陈", li: "李", wang: "王"}, v.Persons)
	_, err = f.l.CaseView(f.ctx(), "nothing")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	_, err = f.l.State(f.ctx(), "nothing")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))

	b, err := f.l.MatrixBasis(f.ctx(), "P2026")
	require.NoError(t, err)
	require.Equal(t, rows.Problems, b.Problems)
	require.Equal(t, []casework.UnitID{"county-0", "county-1"}, []casework.UnitID{b.Columns[0].ID, b.Columns[1].ID})
	require.Equal(t, map[casework.UnitID]casework.UnitID{"county-0": "county-0", "county-0-town": "county-0",
		"county-1": "county-1", "county-1-town": "county-1"}, b.ColumnOf)
	require.Equal(t, map[casework.CaseID]string{"P2026-00000": "1", "P2026-00001": "2", "P2026-00002": "1"}, b.Problem)
}

// A city's year: five thousand measures of six shares.
func BenchmarkImportPlan(b *testing.B) {
	f := setUp(b)
	rows := plan(f, 5000, 6)
	for b.Loop() {
		require.NoError(b, f.l.ImportPlan(f.ctx(), rows))
	}
}
