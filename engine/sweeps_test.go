package engine_test

// sweeps_test.go: the report's sweep: 24 classes, 100 standards, every unit.

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
)

func TestSweepFromStandardToClosing(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	path := filepath.Join(t.TempDir(), "standards.xlsx")
	require.NoError(t, ledgerfile.WriteStandards(path, city.Standards()))
	file, err := ledgerfile.ReadStandards(path, ledgerfile.Options{})
	require.NoError(t, err)
	require.Len(t, file.Rows, 100)
	classes := map[string]bool{}
	rows := schema.OrganisationRows{Units: []schema.Unit{{ID: officeUnit, Name: string(officeUnit), Kind: "office"}}}
	for _, r := range file.Rows {
		if !classes[r.Class] {
			classes[r.Class] = true
			rows.Units = append(rows.Units, schema.Unit{ID: casework.UnitID(r.LeadUnit), Name: r.LeadUnit})
		}
	}
	require.Len(t, classes, 24)
	counties := []casework.UnitID{"原州区", "西吉县", "隆德县", "泾源县", "彭阳县"}
	for i, c := range counties {
		rows.Units = append(rows.Units, schema.Unit{ID: c, Name: string(c), Kind: "county", Column: true, Position: i})
	}
	seen := map[casework.UnitID]bool{}
	units := rows.Units[:0]
	for _, u := range rows.Units {
		if !seen[u.ID] {
			seen[u.ID] = true
			units = append(units, u)
		}
	}
	rows.Units = units
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", rows))

	clerk := casework.Requester{Person: "clerk", Posts: []casework.Post{{Unit: officeUnit, Role: casework.PostOffice}}}
	reporter := func(unit casework.UnitID) casework.Requester {
		return casework.Requester{Person: casework.PersonID("r@" + unit), Posts: []casework.Post{{Unit: unit, Role: casework.PostReporter}}}
	}
	plan := "DPC" + enginetest.Prefix()
	due := today(t, e).AddDays(60)
	_, err = e.OpenSweep(t.Context(), reporter("西吉县"), engine.SweepOpening{Plan: plan, File: file, Due: due})
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	sweep, err := e.OpenSweep(t.Context(), clerk, engine.SweepOpening{Plan: plan, File: file, Due: due})
	require.NoError(t, err)
	require.Equal(t, counties, sweep.Units)
	_, err = e.OpenSweep(t.Context(), clerk, engine.SweepOpening{Plan: plan, File: file, Due: due})
	require.Equal(t, casework.CodeConflict, casework.CodeOf(err), "opened once")

	require.NoError(t, e.AnswerNone(t.Context(), reporter("西吉县"), plan, "1.1", "西吉县", "已核", "k1"))
	require.NoError(t, e.AnswerNone(t.Context(), reporter("西吉县"), plan, "1.1", "西吉县", "已核", "k1"))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.AnswerNone(t.Context(), reporter("隆德县"), plan, "1.1", "西吉县", "", "k2")))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.AnswerNone(t.Context(), clerk, plan, "99.1", "西吉县", "", "k3")))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.AnswerNone(t.Context(), clerk, plan, "1.1", "市水务局", "", "k4")))

	// Two units find something against one standard in the same moment.
	found := func(unit casework.UnitID) engine.SelfFound {
		return engine.SelfFound{Standard: "11.3", Unit: unit, Problem: "抢修超时", Measure: "更换老旧管段", Due: due, Key: "f/" + string(unit)}
	}
	var ids [2]casework.CaseID
	var group errgroup.Group
	for i, unit := range counties[:2] {
		group.Go(func() (err error) {
			ids[i], err = e.AnswerFound(t.Context(), reporter(unit), plan, found(unit))
			return err
		})
	}
	require.NoError(t, group.Wait())
	require.NotEqual(t, ids[0], ids[1])
	// And many at once get a number each.
	many := make([]casework.CaseID, 16)
	for i := range many {
		group.Go(func() (err error) {
			f := found("彭阳县")
			f.Standard, f.Key = "12.4", fmt.Sprint("many/", i)
			many[i], err = e.AnswerFound(t.Context(), reporter("彭阳县"), plan, f)
			return err
		})
	}
	require.NoError(t, group.Wait())
	slices.Sort(many)
	require.Len(t, slices.Compact(many), 16)
	again, err := e.AnswerFound(t.Context(), reporter(counties[0]), plan, found(counties[0]))
	require.NoError(t, err)
	require.Equal(t, ids[0], again, "answered once")
	view, err := e.Ledger.CaseView(t.Context(), ids[0])
	require.NoError(t, err)
	require.Equal(t, "饮水安全", view.ClassName)
	require.Equal(t, "自查自纠", view.Source)
	require.Equal(t, casework.UnitID("市水务局"), view.State.Parties.LeadUnit)
	require.Equal(t, plan, view.State.Plan, "a measure of the same plan")

	spread, err := e.Spread(t.Context(), clerk, plan, ids[0], nil, due)
	require.NoError(t, err)
	require.Len(t, spread, 4, "every other unit")
	twice, err := e.Spread(t.Context(), clerk, plan, ids[0], nil, due)
	require.NoError(t, err)
	require.Equal(t, spread, twice)
	view, err = e.Ledger.CaseView(t.Context(), spread[0])
	require.NoError(t, err)
	require.Equal(t, "举一反三", view.Source)

	matrix, err := e.SweepMatrix(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, matrix, 5)
	xiji := matrix[1]
	require.Equal(t, []int{1, 1, 98, 2, 0}, []int{xiji.None, xiji.Found, len(xiji.Owing), xiji.Problems, xiji.Closed})
	n, err := e.RemindSweep(t.Context(), clerk, plan, time.Now())
	require.NoError(t, err)
	require.Equal(t, 5, n)

	// What was given is answered for when it is claimed; what arbitration takes away
	// is no problem of the unit's; what is closed is counted so.
	row := func(unit casework.UnitID) []int {
		t.Helper()
		list, err := e.SweepMatrix(t.Context(), plan)
		require.NoError(t, err)
		r := list[slices.Index(counties, unit)]
		return []int{r.None, r.Found, len(r.Owing), r.Problems, r.Closed}
	}
	post := func(unit casework.UnitID, role casework.PostRole) casework.Requester {
		return casework.Requester{Person: casework.PersonID(string(role) + "@" + string(unit)), Posts: []casework.Post{{Unit: unit, Role: role}}}
	}
	act := func(id casework.CaseID, by casework.Requester, cmd casework.Command) {
		t.Helper()
		cmd.ID, cmd.By, cmd.Task = casework.CommandID(enginetest.Prefix()), by, 1
		_, err := e.Act(t.Context(), id, caseworktest.Approve(cmd, enginetest.State(t, e, id)))
		require.NoError(t, err)
	}
	given := func(unit casework.UnitID) casework.CaseID {
		i := slices.IndexFunc(spread, func(id casework.CaseID) bool { return enginetest.State(t, e, id).Task(1).Unit == unit })
		return spread[i]
	}
	require.Equal(t, []int{0, 0, 100, 1, 0}, row("隆德县"), "given, not answered")
	act(given("隆德县"), reporter("隆德县"), casework.Command{Type: casework.CommandClaim})
	require.Equal(t, []int{0, 1, 99, 1, 0}, row("隆德县"))
	act(given("泾源县"), reporter("泾源县"), casework.Command{Type: casework.CommandDecline, Reason: "无此类管网"})
	require.Equal(t, []int{0, 0, 100, 1, 0}, row("泾源县"))
	act(given("泾源县"), clerk, casework.Command{Type: casework.CommandArbitrate, Reason: "属实", Upheld: true})
	require.Equal(t, []int{1, 0, 99, 0, 0}, row("泾源县"))
	mine := given("隆德县")
	act(mine, reporter("隆德县"), casework.Command{Type: casework.CommandSubmit, Text: "已更换", Evidence: []casework.Evidence{caseworktest.Evidence("photo")}})
	act(mine, post("市水务局", casework.PostVerifier), casework.Command{Type: casework.CommandPass})
	require.Equal(t, casework.StepID("sign_off"), enginetest.State(t, e, mine).Task(1).Step)

	// A key belongs to one answer.
	require.Equal(t, casework.CodeConflict, casework.CodeOf(e.AnswerNone(t.Context(), reporter("隆德县"), plan, "1.1", "隆德县", "已核", "k1")))

	// Whose problem it is not has not failed to claim it.
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	r, err := e.Ledger.OpenRound(t.Context(), round.MonthOf(time.Now(), cal.Zone()), round.DefaultDocument(), time.Now())
	require.NoError(t, err)
	require.Empty(t, r.Basis.Problems)
}

// A column that stands for departments has nobody of its own: each department
// answers, and what it finds is its own task.
func TestSweepColumnOfDepartments(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{Units: []schema.Unit{
		{ID: officeUnit, Name: string(officeUnit), Kind: "office"},
		{ID: "市直部门", Name: "市直部门", Kind: "departments", Column: true},
		{ID: "市水务局", Name: "市水务局", Kind: "department", Parent: "市直部门"},
		{ID: "西吉县", Name: "西吉县", Kind: "county", Column: true, Position: 1},
		{ID: "兴隆镇", Name: "兴隆镇", Kind: "township", Parent: "西吉县"},
	}}))
	reporter := func(unit casework.UnitID) casework.Requester {
		return casework.Requester{Person: casework.PersonID("r@" + unit), Posts: []casework.Post{{Unit: unit, Role: casework.PostReporter}}}
	}
	clerk := casework.Requester{Person: "clerk", Posts: []casework.Post{{Unit: officeUnit, Role: casework.PostOffice}}}
	plan, due := "DPC"+enginetest.Prefix(), today(t, e).AddDays(60)
	file := &ledgerfile.Standards{Rows: []ledgerfile.StandardRow{{Class: "饮水安全", No: "1.1", Text: "水量达标"}}}
	_, err := e.OpenSweep(t.Context(), clerk, engine.SweepOpening{Plan: plan, File: file, Due: due})
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "nobody could check")
	file.Rows[0].LeadUnit = "市水务局"
	_, err = e.OpenSweep(t.Context(), clerk, engine.SweepOpening{Plan: plan, File: file, Due: due})
	require.NoError(t, err)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.AnswerNone(t.Context(), reporter("兴隆镇"), plan, "1.1", "西吉县", "", "a")),
		"a township does not answer for its county")
	id, err := e.AnswerFound(t.Context(), reporter("市水务局"), plan, engine.SelfFound{Standard: "1.1", Unit: "市直部门", Problem: "抢修超时",
		Measure: "公布电话", Due: due, Key: "b"})
	require.NoError(t, err)
	task := enginetest.State(t, e, id).Task(1)
	require.Equal(t, casework.UnitID("市水务局"), task.Unit)
	require.Equal(t, casework.StepID("dispatch"), task.Step, "the office gives it")
	matrix, err := e.SweepMatrix(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, 1, matrix[0].Found)
}
