package engine_test

// people_test.go: substitutes, empty posts and handovers, on real servers.

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/people"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
	"duban/workflows"
)

const (
	officeUnit = caseworktest.OfficeUnit
	leadUnit   = caseworktest.LeadUnit
	countyUnit = caseworktest.County
	townUnit   = casework.UnitID("三营镇")
)

// staffed gives an engine with a county, a township without anybody, a lead unit
// and an office.
func staffed(t *testing.T) *engine.Engine {
	t.Helper()
	e := enginetest.New(t)
	post := func(who casework.PersonID, unit casework.UnitID, role casework.PostRole) schema.PostRow {
		return schema.PostRow{Person: who, Post: casework.Post{Unit: unit, Role: role}}
	}
	rows := schema.OrganisationRows{
		Units: []schema.Unit{{ID: officeUnit, Name: string(officeUnit), Kind: "office"}, {ID: leadUnit, Name: string(leadUnit), Kind: "department"},
			{ID: countyUnit, Name: "原州区", Kind: "county"}, {ID: townUnit, Name: "三营镇", Kind: "township", Parent: countyUnit}, {ID: "市政府", Name: "市政府", Kind: "other"}},
		Posts: []schema.PostRow{post("clerk", officeUnit, casework.PostOffice), post("checker", leadUnit, casework.PostVerifier),
			post("wang", countyUnit, casework.PostReporter), post("ma", countyUnit, casework.PostReporter), post("head", countyUnit, casework.PostHead),
			post("li", leadUnit, casework.PostVerifier), post("leader", "市政府", casework.PostLeader), post("second", "市政府", casework.PostLeader)},
	}
	for _, who := range []casework.PersonID{"clerk", "checker", "wang", "ma", "head", "li", "leader", "second", "spare"} {
		rows.Persons = append(rows.Persons, schema.Person{ID: who, Name: string(who)})
	}
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", rows))
	return e
}

// opened starts a measure of a unit and a person in it.
func opened(t *testing.T, e *engine.Engine, unit casework.UnitID, who casework.PersonID) casework.CaseID {
	t.Helper()
	policy, document := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), document)
	require.NoError(t, err)
	o := caseworktest.Opening(calendar.NewDate(2026, time.December, 31), unit)
	o.Parties.Force, o.Tasks[0].Person = "", who
	id := casework.CaseID(enginetest.Prefix() + "-1")
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: policy, Opening: o})
	return id
}

// do gives a command in the name of somebody with today's posts.
func do(t *testing.T, e *engine.Engine, who casework.PersonID, id casework.CaseID, cmd casework.Command) error {
	t.Helper()
	by, err := e.Requester(t.Context(), who, time.Now())
	require.NoError(t, err)
	cmd.ID, cmd.By = casework.CommandID(enginetest.Prefix()), by
	_, err = e.Act(t.Context(), id, caseworktest.Approve(cmd, enginetest.State(t, e, id)))
	return err
}

func today(t *testing.T, e *engine.Engine) calendar.Date {
	t.Helper()
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	return calendar.DateOf(time.Now(), cal.Zone())
}

func onDesk(t *testing.T, e *engine.Engine, who casework.PersonID) []casework.CaseID {
	t.Helper()
	lines, err := e.Desk(t.Context(), who, 10, time.Now())
	require.NoError(t, err)
	var out []casework.CaseID
	for _, l := range lines {
		out = append(out, l.Case)
	}
	return out
}

func TestSubstitutesGetTheDeskAndStayApart(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, countyUnit, "wang")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "wang"))
	require.Empty(t, onDesk(t, e, "li"))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(do(t, e, "li", id, casework.Command{Type: casework.CommandClaim})))

	day := today(t, e)
	row := schema.SubstitutionRow{Reason: "休假", Substitution: people.Substitution{Person: "wang", Substitute: "li", Span: people.Span{From: day, To: day.AddDays(3)}}}
	by := func(who casework.PersonID) casework.Requester {
		r, err := e.Requester(t.Context(), who, time.Now())
		require.NoError(t, err)
		return r
	}
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.Substitute(t.Context(), by("checker"), row)), "not their matter")
	require.NoError(t, e.Substitute(t.Context(), by("head"), row), "the head of the unit may")
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "li"), "what waited before waits for the substitute too")
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "wang"), "and still for the person")

	require.NoError(t, do(t, e, "li", id, casework.Command{Type: casework.CommandClaim}))
	require.NoError(t, do(t, e, "li", id, casework.Command{Type: casework.CommandSubmit, Text: "已完成", Evidence: []casework.Evidence{caseworktest.Evidence("photo")}}))
	s := enginetest.State(t, e, id)
	require.Equal(t, []casework.PersonID{"li", "wang"}, s.Tasks[0].Hands.Act, "both had a part")
	events, err := e.Ledger.Events(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, casework.Actor{Person: "li", Unit: countyUnit, Role: casework.PostReporter, For: "wang"}, events[len(events)-1].By)

	// li checks for the lead unit too, and must not check what li handed in for wang.
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "li"), "as a verifier")
	require.Equal(t, casework.CodeRefused, casework.CodeOf(do(t, e, "li", id, casework.Command{Type: casework.CommandPass})))
	// Nor may somebody who stands in for li.
	require.NoError(t, e.Substitute(t.Context(), by("clerk"), schema.SubstitutionRow{Substitution: people.Substitution{Person: "li", Substitute: "ma",
		Span: people.Span{From: day, To: day}}}))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(do(t, e, "ma", id, casework.Command{Type: casework.CommandPass})))
	require.NoError(t, do(t, e, "checker", id, casework.Command{Type: casework.CommandPass}))

	// A head of one unit does not come by a post in another that has yet to begin.
	later := people.Span{From: day.AddDays(40), To: day.AddDays(50)}
	require.NoError(t, e.Appoint(t.Context(), by("clerk"), schema.PostRow{Person: "ma", From: later.To,
		Post: casework.Post{Unit: leadUnit, Role: casework.PostVerifier}}, ""))
	ahead := schema.SubstitutionRow{Substitution: people.Substitution{Person: "ma", Substitute: "head", Span: later}}
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.Substitute(t.Context(), by("head"), ahead)))
	ahead.To = later.To.AddDays(-1)
	require.NoError(t, e.Substitute(t.Context(), by("head"), ahead), "as long as it is the head's unit alone")

	require.NoError(t, e.EndSubstitution(t.Context(), by("wang"), "wang", "li", day.AddDays(-1)))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.EndSubstitution(t.Context(), by("wang"), "wang", "li", day.AddDays(-1))))
	require.Len(t, by("li").Posts, 1)
}

// Where a unit has one head who asked for more time, the turn goes to whoever stands above.
func TestAnExtensionOfTheOnlyHead(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, countyUnit, "")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	require.NoError(t, do(t, e, "wang", id, casework.Command{Type: casework.CommandClaim}))
	require.NoError(t, do(t, e, "head", id, casework.Command{Type: casework.CommandApplyExtension, Reason: "汛期", Date: calendar.NewDate(2027, time.January, 15)}))
	approve := casework.Command{Type: casework.CommandApproveExtension, Task: 1}
	err := do(t, e, "head", id, approve)
	require.True(t, casework.IsRecused(err), "%v", err)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(do(t, e, "leader", id, approve)), "not their turn")
	offers := func(who casework.PersonID) (open bool, shut *casework.Error) {
		v, err := e.Viewer(t.Context(), who, time.Now())
		require.NoError(t, err)
		page, err := v.Case(t.Context(), id)
		require.NoError(t, err)
		for _, o := range page.Offers {
			if o.Command == casework.CommandApproveExtension {
				return o.Shut == nil, o.Shut
			}
		}
		return false, nil
	}
	open, shut := offers("head")
	require.False(t, open)
	require.Equal(t, "refused.recused.task_head", shut.Key, "the page says why, and who instead")
	open, _ = offers("clerk")
	require.True(t, open, "the page offers it to whoever stands above")
	require.NoError(t, do(t, e, "clerk", id, approve))
	events, err := e.Ledger.Events(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, casework.Actor{Person: "clerk", Unit: countyUnit, Role: casework.PostHead, Recused: true}, events[len(events)-1].By)
	require.NoError(t, do(t, e, "li", id, approve))
	require.NoError(t, do(t, e, "leader", id, approve))
	require.Equal(t, 1, enginetest.State(t, e, id).Tasks[0].Extensions)
}

func TestNothingRestsWithAnEmptyPost(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, townUnit, "")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	vacancies, err := e.Vacancies(t.Context(), time.Now())
	require.NoError(t, err)
	require.Len(t, vacancies, 1)
	require.Equal(t, casework.Addressee{Unit: townUnit, Role: casework.PostReporter}, vacancies[0].With)
	require.Equal(t, []casework.PersonID{"head"}, vacancies[0].Persons)
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "head"))
	require.Empty(t, onDesk(t, e, "wang"), "it climbs to the head, not to everybody")

	require.Equal(t, casework.CodeForbidden, casework.CodeOf(do(t, e, "wang", id, casework.Command{Type: casework.CommandClaim})))
	require.NoError(t, do(t, e, "head", id, casework.Command{Type: casework.CommandClaim}))
	events, err := e.Ledger.Events(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, casework.Actor{Person: "head", Unit: townUnit, Role: casework.PostReporter, Vacant: true}, events[len(events)-1].By, "it says so")

	// As soon as somebody is appointed it is theirs alone.
	clerk, err := e.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	row := schema.PostRow{Person: "new", Post: casework.Post{Unit: townUnit, Role: casework.PostReporter}, From: today(t, e)}
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.Appoint(t.Context(), clerk, row, "")))
	require.NoError(t, e.Appoint(t.Context(), clerk, row, "新人"))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(e.Appoint(t.Context(), clerk, row, "")), "held already")
	require.Empty(t, onDesk(t, e, "head"))
	require.Equal(t, []casework.CaseID{id}, onDesk(t, e, "new"))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(do(t, e, "head", id, casework.Command{Type: casework.CommandProgress, Text: "x"})))
}

func TestLeavingHandsEverythingOver(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	one, two := opened(t, e, countyUnit, "wang"), opened(t, e, countyUnit, "wang")
	for _, id := range []casework.CaseID{one, two} {
		require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	}
	clerk, err := e.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	head, err := e.Requester(t.Context(), "head", time.Now())
	require.NoError(t, err)
	yesterday := today(t, e).AddDays(-1)
	leaving := engine.Leaving{Of: "wang", To: "spare", Post: casework.Post{Unit: countyUnit, Role: casework.PostReporter}, Last: yesterday, Reason: "调离"}
	_, _, err = e.Leave(t.Context(), head, leaving)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	_, _, err = e.Leave(t.Context(), clerk, leaving)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "the successor holds no post there")
	leaving.Appoint = true
	done, over, err := e.Leave(t.Context(), clerk, leaving)
	require.NoError(t, err)
	require.True(t, over)
	require.Equal(t, 2, done.Cases)
	require.Empty(t, done.Refused)
	again, _, err := e.Leave(t.Context(), clerk, leaving)
	require.NoError(t, err)
	require.Equal(t, done, again, "ordered twice, done once")
	require.Empty(t, onDesk(t, e, "wang"))
	require.Len(t, onDesk(t, e, "spare"), 2)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(do(t, e, "wang", one, casework.Command{Type: casework.CommandClaim})))
	require.NoError(t, do(t, e, "spare", one, casework.Command{Type: casework.CommandClaim}))

	// A leader's part passes on too; a day to come is waited for.
	leads := engine.Leaving{Of: "leader", To: "second", Post: casework.Post{Unit: "市政府", Role: casework.PostLeader}, Last: yesterday.AddDays(2)}
	_, over, err = e.Leave(t.Context(), clerk, leads)
	require.NoError(t, err)
	require.False(t, over)
	require.Equal(t, casework.PersonID("leader"), enginetest.State(t, e, one).Parties.LeadLeader)
	leads.Last = yesterday
	done, _, err = e.Leave(t.Context(), clerk, leads)
	require.NoError(t, err)
	require.Equal(t, 2, done.Cases)
	require.Equal(t, casework.PersonID("second"), enginetest.State(t, e, two).Parties.LeadLeader)
	view, err := e.Ledger.CaseView(t.Context(), two)
	require.NoError(t, err)
	require.Equal(t, casework.PersonID("second"), view.State.Parties.LeadLeader)

	// Without a successor, what names somebody rests with their post, and climbs.
	_, over, err = e.Leave(t.Context(), clerk, engine.Leaving{Of: "spare", Post: leaving.Post, Last: yesterday.AddDays(1)})
	require.NoError(t, err)
	require.True(t, over)
	lines, err := e.Desk(t.Context(), "ma", 10, time.Now().AddDate(0, 0, 1))
	require.NoError(t, err)
	require.Len(t, lines, 2)
	require.Equal(t, []casework.Addressee{{Person: "spare", Unit: countyUnit}}, lines[0].Empty)

	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}

func TestOrganisationWorkbook(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	clerk, err := e.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "people.xlsx")
	out, err := e.ExportOrganisation(t.Context(), path)
	require.NoError(t, err)
	require.Len(t, out.Persons, 8)
	changes, _, err := e.ImportOrganisation(t.Context(), clerk, path, true)
	require.NoError(t, err)
	require.Empty(t, changes, "what was written reads back as the same")

	first := calendar.NewDate(2027, time.January, 1)
	out.Units = append(out.Units, ledgerfile.Unit{Name: "河川乡", Parent: string(countyUnit), Kind: casework.UnitTownship})
	out.Persons = append(out.Persons, ledgerfile.Person{Name: "马秀", Login: "maxiu", Unit: "河川乡", Role: string(casework.PostReporter), From: first, To: first.AddDays(30)})
	out.Areas = append(out.Areas, ledgerfile.AreaRow{Leader: "leader", Unit: string(countyUnit)})
	out.Substitutes = append(out.Substitutes, ledgerfile.SubstituteRow{Person: "马秀", Substitute: "ma", From: first, To: first.AddDays(5), Reason: "产假"})
	require.NoError(t, ledgerfile.WriteOrganisation(path, out))
	_, _, err = e.ImportOrganisation(t.Context(), casework.Requester{Person: "wang"}, path, false)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	changes, _, err = e.ImportOrganisation(t.Context(), clerk, path, false)
	require.NoError(t, err)
	require.Len(t, changes, 5, "a unit, a person, a post, an area, a substitute: %v", changes)
	chart, err := e.Rules.Chart(t.Context())
	require.NoError(t, err)
	require.Len(t, chart.Posts("ma", first), 2)
	require.Len(t, chart.Posts("ma", first.AddDays(6)), 1)
	require.Equal(t, []casework.PersonID{"leader"}, chart.Leaders("河川乡", first))
	require.Empty(t, chart.Posts("maxiu", first.AddDays(31)))

	// Whatever does not fit is named with its place, and nothing is taken.
	out.Units[len(out.Units)-1].Parent = "河川乡"
	out.Persons[len(out.Persons)-1].Unit = "没有的乡"
	out.Areas[0].Leader = "无此人"
	out.Substitutes[0].Substitute = "马秀"
	require.NoError(t, ledgerfile.WriteOrganisation(path, out))
	_, _, err = e.ImportOrganisation(t.Context(), clerk, path, false)
	var findings *ledgerfile.Findings
	require.ErrorAs(t, err, &findings)
	codes := map[string]string{}
	for _, f := range findings.List {
		codes[f.Code] = f.Cell.String()
	}
	require.Len(t, codes, 4, findings.Text("en"))
	for _, code := range []string{"unit_circle", "no_such_unit", "nobody_called", "substitute_self"} {
		require.NotEmpty(t, codes[code], code)
	}
}
