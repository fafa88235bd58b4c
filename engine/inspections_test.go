package engine_test

// inspections_test.go: inspections on the real servers, from opening to report.

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.yaml.in/yaml/v3"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/inspection"
	"duban/casework/people"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

// inspectors enters a small organisation: two inspectors without a stake, one
// who reports for the county, the office.
func inspectors(t *testing.T, e *engine.Engine) {
	t.Helper()
	rows := schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Units: []schema.Unit{{ID: caseworktest.OfficeUnit, Name: "办公室", Kind: "office"}, {ID: "督查组", Name: "督查组"},
			{ID: caseworktest.County, Name: "原州区", Kind: "county"}}}
	for person, posts := range map[casework.PersonID][]casework.Post{
		"bgs":  {{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}},
		"feng": {{Unit: "督查组", Role: casework.PostInspector}},
		"bai":  {{Unit: "督查组", Role: casework.PostInspector}},
		"ma":   {{Unit: "督查组", Role: casework.PostInspector}, {Unit: caseworktest.County, Role: casework.PostReporter}},
		"li":   {{Unit: "督查组", Role: casework.PostInspector}},
	} {
		rows.Persons = append(rows.Persons, schema.Person{ID: person, Name: string(person)})
		for _, p := range posts {
			rows.Posts = append(rows.Posts, schema.PostRow{Person: person, Post: p})
		}
	}
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), rows))
}

func as(t *testing.T, e *engine.Engine, person casework.PersonID) casework.Requester {
	t.Helper()
	by, err := e.Requester(t.Context(), person, time.Now())
	require.NoError(t, err)
	return by
}

// everything are rules that draw every candidate.
func everything() []byte {
	return []byte(strings.Replace(string(inspection.DefaultDocument()), "share: 10", "share: 100", 1))
}

// whole are the commands that bring a case to its end.
var whole = []casework.CommandID{"dispatch", "claim", "submit", "pass", "sign", "recognise"}

func openInspection(t *testing.T, e *engine.Engine, o activities.InspectionOpening) engine.Inspected {
	t.Helper()
	one, err := e.OpenInspection(t.Context(), as(t, e, "bgs"), o)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		one, err = e.Inspection(t.Context(), one.ID)
		return err == nil && one.State == schema.InspectionDrawn
	}, 30*time.Second, 20*time.Millisecond)
	return one
}

func reported(t *testing.T, e *engine.Engine, id string) inspection.Report {
	t.Helper()
	var frozen schema.InspectionReport
	require.Eventually(t, func() bool {
		var err error
		frozen, err = e.Ledger.InspectionReport(t.Context(), id)
		return err == nil
	}, 30*time.Second, 20*time.Millisecond)
	require.Equal(t, frozen.Digest, casework.HashBody(frozen.Body))
	var r inspection.Report
	require.NoError(t, json.Unmarshal(frozen.Body, &r))
	return r
}

func code(err error) casework.Code { return casework.CodeOf(err) }

func TestSpecialInspectionReopensWhatItContradicts(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	policy, doc := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	closed, good, running := led(t, e, policy, whole...), led(t, e, policy, whole...), led(t, e, policy, "dispatch")
	require.True(t, enginetest.State(t, e, closed).Done())

	id := "S-" + enginetest.Prefix()
	ask := activities.InspectionOpening{ID: id, Kind: inspection.Special, Title: "安全饮水专项督查", Rules: everything(),
		Units: []casework.UnitID{caseworktest.County}}
	_, err = e.OpenInspection(t.Context(), as(t, e, "feng"), ask)
	require.Equal(t, casework.CodeForbidden, code(err), "inspectors do not open inspections")
	one := openInspection(t, e, ask)
	require.Len(t, one.Teams, 1)
	require.Equal(t, []casework.PersonID{"bai", "feng", "li"}, one.Teams[0].Members, "ma reports for the county")
	require.Len(t, one.Basis.Drawn, 3)
	again, err := e.OpenInspection(t.Context(), as(t, e, "bgs"), ask)
	require.NoError(t, err)
	require.Equal(t, one.Seed, again.Seed, "asked for again, it is the same")

	_, err = e.ManTeams(t.Context(), as(t, e, "bgs"), id, []inspection.Team{{Unit: caseworktest.County, Leader: "feng", Members: []casework.PersonID{"feng", "ma"}}})
	require.Equal(t, casework.CodeRefused, code(err))
	require.ErrorContains(t, err, "ma holds a post in 原州区 (reporter)")
	_, err = e.ManTeams(t.Context(), as(t, e, "bgs"), id, []inspection.Team{{Unit: caseworktest.County, Leader: "feng", Members: []casework.PersonID{"feng", "bai"}}})
	require.NoError(t, err)

	see := func(who casework.PersonID, c casework.CaseID, v inspection.Verdict) error {
		_, err := e.RecordOnSite(t.Context(), as(t, e, who), id, engine.OnSite{Key: id + string(c) + string(who), Case: c, Verdict: v, Text: "已看现场",
			Evidence: []casework.Evidence{caseworktest.Evidence("site")}})
		return err
	}
	find := func(c casework.CaseID, reopen bool) (inspection.Finding, error) {
		return e.FindOnSite(t.Context(), as(t, e, "feng"), id, engine.Found{Case: c, Text: "3 处点位未通水", Severity: "grave", Reopen: reopen})
	}
	for _, outsider := range []casework.PersonID{"bgs", "ma", "li"} {
		require.Equal(t, casework.CodeForbidden, code(see(outsider, closed, inspection.Confirmed)), "only members record: %s", outsider)
	}
	require.Equal(t, casework.CodeNotFound, code(see("feng", "elsewhere", inspection.Confirmed)))
	_, err = find(closed, true)
	require.Equal(t, casework.CodeNotFound, code(err), "nothing was recorded")
	require.NoError(t, see("feng", good, inspection.Confirmed))
	require.NoError(t, see("bai", running, inspection.Confirmed))
	_, err = find(good, true)
	require.Equal(t, casework.CodeRefused, code(err), "it was confirmed")
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Posts: []schema.PostRow{{Person: "bai", Post: casework.Post{Unit: caseworktest.County, Role: casework.PostHelper}}}}))
	err = see("bai", good, inspection.Contradicted)
	require.Equal(t, casework.CodeRefused, code(err), "a post taken up since is a stake too")
	require.ErrorContains(t, err, "bai holds a post in 原州区 (helper)")
	require.NoError(t, see("feng", closed, inspection.Contradicted))
	require.NoError(t, see("feng", closed, inspection.Contradicted), "twice is once")

	found, err := find(closed, true)
	require.NoError(t, err)
	require.Equal(t, inspection.OutcomeReopened, found.Outcome)
	require.Equal(t, 2, found.Round)
	s := enginetest.State(t, e, closed)
	require.Equal(t, 2, s.Round, "the contradicted case is in its next round")
	require.False(t, s.Done())
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	require.Equal(t, one.Rules.RectifyBy(cal, calendar.DateOf(time.Now(), cal.Zone())), s.Tasks[0].Deadline.Date)

	r := reported(t, e, id)
	require.True(t, r.Complete)
	require.Equal(t, inspection.Row{Drawn: 3, Recorded: 3, Confirmed: 2, Contradicted: 1, Reopened: 1}, r.Total)
	require.Equal(t, one.Seed, r.Seed)
	require.Equal(t, casework.CodeRefused, code(see("bai", good, inspection.Contradicted)), "the report is out")
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}

// ripe is a policy whose look-back is due on the day of closing, of half the cases.
func ripe(t *testing.T, e *engine.Engine) *casework.Policy {
	t.Helper()
	short, _ := caseworktest.Short()
	p := *short
	p.Version, p.LookBack = 9002, casework.LookBackRule{After: calendar.Limit{N: 1, Unit: calendar.Days, FirstDay: true}, Sample: 50}
	doc, err := yaml.Marshal(&p)
	require.NoError(t, err)
	saved, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	return saved
}

func TestLookBackByPolicy(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	policy := ripe(t, e)
	later, doc := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	ids := []casework.CaseID{led(t, e, policy, whole...), led(t, e, policy, whole...), led(t, e, policy, whole...), led(t, e, policy, whole...)}
	led(t, e, later, whole...)    // closed too, but its policy asks in 90 days
	led(t, e, policy, "dispatch") // still running

	one := openInspection(t, e, activities.InspectionOpening{ID: "L-" + enginetest.Prefix(), Kind: inspection.LookBack, Title: "回头看"})
	require.Equal(t, []inspection.Stratum{{Name: "原州区 · measure/v9002", Of: 4, Drawn: 2}}, one.Basis.Strata, "half, as the policy says")
	for i, d := range one.Basis.Drawn {
		require.Contains(t, ids, d.Case)
		verdict := inspection.Confirmed
		if i == 0 {
			verdict = inspection.Contradicted
		}
		_, err := e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: fmt.Sprintf("%s/%d", one.ID, i), Case: d.Case, Verdict: verdict, Text: "回头看"})
		require.NoError(t, err)
		events, err := e.Ledger.Events(t.Context(), d.Case)
		require.NoError(t, err)
		last := events[len(events)-1]
		require.Equal(t, casework.EventLookedBack, last.Type)
		require.Equal(t, i == 0, last.Detail.Relapsed)
		require.Equal(t, casework.PersonID("feng"), last.By.Person)
	}
	relapsed := one.Basis.Drawn[0].Case
	_, err = e.FindOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.Found{Case: relapsed, Text: "反弹", Reopen: true})
	require.NoError(t, err)
	require.Equal(t, 2, enginetest.State(t, e, relapsed).Round)
	require.True(t, reported(t, e, one.ID).Complete)

	next := openInspection(t, e, activities.InspectionOpening{ID: "L-" + enginetest.Prefix(), Kind: inspection.LookBack, Title: "再回头看"})
	require.Empty(t, next.Basis.Strata, "half is half: those that the lot passed over are not drawn from again")
	require.True(t, reported(t, e, next.ID).Complete)
	again := led(t, e, policy, whole...)
	third := openInspection(t, e, activities.InspectionOpening{ID: "L-" + enginetest.Prefix(), Kind: inspection.LookBack, Title: "三回头看"})
	require.Equal(t, []inspection.Drawn{{Case: again, Task: 1, Unit: caseworktest.County, Stratum: "原州区 · measure/v9002", Team: 1}}, third.Basis.Drawn)
	_, err = e.OpenInspection(t.Context(), as(t, e, "bgs"), activities.InspectionOpening{Kind: inspection.LookBack, Title: "x", Filter: schema.InspectionFilter{State: "open"}})
	require.Equal(t, casework.CodeInvalid, code(err), "a filter that would not hold is refused")
}

// What the schedule fires opens the quarter that is, once.
func TestTheScheduleOpensTheQuarter(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	quarter := inspection.QuarterOf(calendar.DateOf(time.Now(), cal.Zone()))
	for range 2 {
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "open-quarter-" + enginetest.Prefix(), TaskQueue: e.Queue()}, workflows.TypeOpenQuarter,
			workflows.ScheduledInput{Args: json.RawMessage(`{"units": ["原州区"]}`)})
		require.NoError(t, err)
		var id string
		require.NoError(t, run.Get(t.Context(), &id))
		require.Equal(t, quarter, id)
	}
	one, err := e.Inspection(t.Context(), quarter)
	require.NoError(t, err)
	require.Empty(t, one.OpenedBy)
	require.Len(t, one.Teams, 1)
	d, err := e.Client.DescribeWorkflowExecution(t.Context(), workflows.InspectionWorkflowID(quarter), "")
	require.NoError(t, err)
	require.Equal(t, workflows.TypeQuarterlyInspection, d.WorkflowExecutionInfo.Type.Name)
}

// What is only partly so becomes a case of its own: for the inspected unit, with
// the rules' limit, to be checked by the inspecting team's unit.
func TestFindingBecomesACase(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	running := led(t, e, casework.DefaultPolicy(casework.KindMeasure), "dispatch")
	one := openInspection(t, e, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查"})
	_, err := e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: one.ID, Case: running, Verdict: inspection.Partly, Text: "部分属实"})
	require.NoError(t, err)
	_, err = e.FindOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.Found{Case: running, Text: "x", Severity: "moon"})
	require.Equal(t, casework.CodeInvalid, code(err))
	found, err := e.FindOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.Found{Case: running, Text: "台账与现场不符", Severity: "grave"})
	require.NoError(t, err)
	s := enginetest.State(t, e, found.Case)
	require.Equal(t, casework.KindFinding, s.Kind)
	require.Equal(t, caseworktest.County, s.Tasks[0].Unit)
	require.Equal(t, found.Due, s.Tasks[0].Deadline.Date)
	require.Equal(t, casework.UnitID("督查组"), s.Parties.LeadUnit)
	require.Equal(t, caseworktest.OfficeUnit, s.Parties.Office)
	matters, err := e.Ledger.MattersOf(t.Context(), "inspection", one.ID)
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Equal(t, casework.Urgency("urgent"), matters[0].Urgency)
	require.Contains(t, matters[0].Title, string(running))
	require.Equal(t, inspection.Row{Drawn: 1, Recorded: 1, Partly: 1, Findings: 1}, reported(t, e, one.ID).Total)
}

// Two findings of one record are two cases, the same one twice is one. A record's
// key is not another record's.
func TestNothingFoundIsSwallowed(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	first, second := led(t, e, policy, "dispatch"), led(t, e, policy, "dispatch")
	one := openInspection(t, e, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查", Rules: everything()})
	require.Len(t, one.Basis.Drawn, 2)
	see := func(c casework.CaseID, key string) error {
		_, err := e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: key, Case: c, Verdict: inspection.Partly, Text: "部分属实"})
		return err
	}
	require.NoError(t, see(first, one.ID))
	require.NoError(t, see(first, one.ID), "twice is once")
	require.Equal(t, casework.CodeConflict, code(see(second, one.ID)), "the second record would have been lost")
	cases := map[casework.CaseID]bool{}
	for _, text := range []string{"台账与现场不符", "台账与现场不符", "资金未支付"} {
		found, err := e.FindOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.Found{Case: first, Text: text})
		require.NoError(t, err)
		cases[found.Case] = true
	}
	require.Len(t, cases, 2)
	basis, err := e.Ledger.InspectionBasis(t.Context(), one.ID)
	require.NoError(t, err)
	require.Len(t, basis.Findings, 2)
}

// Who stands in for somebody of the unit has a stake in it too, and who is an
// inspector no more does not inspect.
func TestStakesOfSubstitutesAndFormerInspectors(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	today := calendar.DateOf(time.Now(), cal.Zone())
	stand := func(span people.Span) {
		require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{Substitutions: []schema.SubstitutionRow{
			{Substitution: people.Substitution{Person: "ma", Substitute: "bai", Span: span}, Reason: "出差"}}}))
	}
	stand(people.Span{From: today.AddDays(2), To: today.AddDays(3)})
	running := led(t, e, casework.DefaultPolicy(casework.KindMeasure), "dispatch")
	one := openInspection(t, e, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查"})
	require.Equal(t, []casework.PersonID{"feng", "li"}, one.Teams[0].Members, "bai stands in for the county's reporter within the window")
	_, err = e.ManTeams(t.Context(), as(t, e, "bgs"), one.ID, []inspection.Team{{Unit: caseworktest.County, Leader: "feng", Members: []casework.PersonID{"bai"}}})
	require.ErrorContains(t, err, "bai holds a post in 原州区 (reporter)")

	ended, err := e.Ledger.EndPost(t.Context(), "test", "feng", casework.Post{Unit: "督查组", Role: casework.PostInspector}, today.AddDays(-1))
	require.NoError(t, err)
	require.True(t, ended)
	_, err = e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: one.ID, Case: running, Verdict: inspection.Confirmed, Text: "已看"})
	require.Equal(t, casework.CodeForbidden, code(err))
}

// The schedule opens a month's look-back once, and none when nothing is ripe.
func TestTheScheduleOpensTheLookBack(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	month := time.Date(2100+time.Now().Nanosecond()%7000, 5, 1, 9, 0, 0, 0, caseworktest.Calendar().Zone()) // workflow IDs are shared
	fire := func() (id string) {
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "open-look-back-" + enginetest.Prefix(), TaskQueue: e.Queue()},
			workflows.TypeOpenLookBack, workflows.ScheduledInput{At: month})
		require.NoError(t, err)
		require.NoError(t, run.Get(t.Context(), &id))
		return id
	}
	require.Empty(t, fire(), "nothing is closed")
	later, doc := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	led(t, e, later, whole...)
	require.Empty(t, fire(), "its policy asks in 90 days")
	list, err := e.Ledger.Inspections(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)

	first := led(t, e, ripe(t, e), whole...)
	id := fire()
	require.Equal(t, fmt.Sprintf("L-%d-M05", month.Year()), id)
	require.Eventually(t, func() bool {
		one, err := e.Inspection(t.Context(), id)
		return err == nil && one.State == schema.InspectionDrawn
	}, 30*time.Second, 20*time.Millisecond)
	one, err := e.Inspection(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, one.OpenedBy)
	require.Equal(t, first, one.Basis.Drawn[0].Case)
	led(t, e, ripe(t, e), whole...)
	require.Equal(t, id, fire(), "fired again in the month, it is the same")
	list, err = e.Ledger.Inspections(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = e.OpenInspection(t.Context(), as(t, e, "bgs"), activities.InspectionOpening{ID: "L-2030-M01", Kind: inspection.LookBack, Title: "x"})
	require.Equal(t, casework.CodeInvalid, code(err), "nobody takes a month's place by hand")
}

// A county's office inspects what lies below the county and nothing else.
func TestCountiesInspectBelowThemselves(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Units: []schema.Unit{{ID: "张易镇", Name: "张易镇", Parent: caseworktest.County, Kind: "township"}}}))
	county := casework.Requester{Person: "xbgs", Posts: []casework.Post{{Unit: caseworktest.County, Role: casework.PostOffice}}}
	ask := func(kind inspection.Kind, id string, units ...casework.UnitID) error {
		_, err := e.OpenInspection(t.Context(), county, activities.InspectionOpening{ID: id, Kind: kind, Title: "专项督查", Units: units})
		return err
	}
	require.Equal(t, casework.CodeForbidden, code(ask(inspection.Special, "S-"+enginetest.Prefix())), "the rules name the county")
	require.Equal(t, casework.CodeForbidden, code(ask(inspection.Special, "S-"+enginetest.Prefix(), caseworktest.County)))
	require.Equal(t, casework.CodeForbidden, code(ask(inspection.Quarterly, "2031-Q1", "张易镇")), "there is one a quarter, the city's")
	id := "S-" + enginetest.Prefix()
	require.NoError(t, ask(inspection.Special, id, "张易镇"))
	_, err := e.ManTeams(t.Context(), casework.Requester{Person: "x", Posts: []casework.Post{{Unit: "张易镇", Role: casework.PostLeader}}}, id,
		[]inspection.Team{{Unit: "张易镇", Leader: "feng", Members: []casework.PersonID{"feng"}}})
	require.Equal(t, casework.CodeForbidden, code(err), "nobody mans what inspects them")
}

// Called off, an inspection ends without a report; what it held stays.
func TestInspectionIsCalledOff(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	running := led(t, e, casework.DefaultPolicy(casework.KindMeasure), "dispatch")
	ask := activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查"}
	one := openInspection(t, e, ask)
	require.Equal(t, casework.CodeForbidden, code(e.CancelInspection(t.Context(), as(t, e, "feng"), one.ID, "x")))
	require.Equal(t, casework.CodeInvalid, code(e.CancelInspection(t.Context(), as(t, e, "bgs"), one.ID, "  ")))
	require.NoError(t, e.CancelInspection(t.Context(), as(t, e, "bgs"), one.ID, "与市委巡察重复"))
	require.NoError(t, e.CancelInspection(t.Context(), as(t, e, "bgs"), one.ID, "与市委巡察重复"), "twice is once")
	require.Equal(t, casework.CodeRefused, code(e.CancelInspection(t.Context(), as(t, e, "bgs"), one.ID, "另有原因")))
	var res activities.InspectionReported
	require.NoError(t, e.Client.GetWorkflow(t.Context(), workflows.InspectionWorkflowID(one.ID), "").Get(t.Context(), &res))
	require.Equal(t, activities.InspectionReported{Cancelled: true}, res)
	one, err := e.Inspection(t.Context(), one.ID)
	require.NoError(t, err)
	require.Equal(t, schema.InspectionCancelled, one.State)
	require.Equal(t, casework.PersonID("bgs"), one.Cancelled.By)
	require.Equal(t, "与市委巡察重复", one.Cancelled.Reason)
	require.NotEmpty(t, one.Seed, "what was drawn stays")
	_, err = e.Ledger.InspectionReport(t.Context(), one.ID)
	require.Equal(t, casework.CodeNotFound, code(err))
	_, err = e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: one.ID, Case: running, Verdict: inspection.Confirmed, Text: "已看"})
	require.ErrorContains(t, err, "called off")
	_, err = e.OpenInspection(t.Context(), as(t, e, "bgs"), ask)
	require.ErrorContains(t, err, "called off")
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 1000)
	require.NoError(t, err)
	var told []string
	for _, n := range notices {
		if n.Kind == "inspection_cancelled" {
			told = append(told, string(n.To.Person)+string(n.To.Role))
		}
	}
	require.ElementsMatch(t, []string{"bai", "feng", "li", "office"}, told)
}

// Cases that a draw took before it was called off are drawn from again.
func TestALookBackCalledOffTakesNothingAway(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	policy := ripe(t, e)
	led(t, e, policy, whole...)
	led(t, e, policy, whole...)
	first := openInspection(t, e, activities.InspectionOpening{ID: "L-" + enginetest.Prefix(), Kind: inspection.LookBack, Title: "回头看"})
	require.Equal(t, 2, first.Basis.Strata[0].Of)
	require.NoError(t, e.CancelInspection(t.Context(), as(t, e, "bgs"), first.ID, "改期"))
	second := openInspection(t, e, activities.InspectionOpening{ID: "L-" + enginetest.Prefix(), Kind: inspection.LookBack, Title: "回头看"})
	require.Equal(t, first.Basis.Strata, second.Basis.Strata)
}

// Who changed the teams is on record, a unit is named once, and who joins after the
// draw is told.
func TestChangesOfTeams(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	led(t, e, casework.DefaultPolicy(casework.KindMeasure), "dispatch")
	one := openInspection(t, e, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查"})
	man := func(members ...casework.PersonID) error {
		_, err := e.ManTeams(t.Context(), as(t, e, "bgs"), one.ID, []inspection.Team{{Unit: caseworktest.County, Leader: members[0], Members: members}})
		return err
	}
	told := func() (out []string) {
		list, err := e.Ledger.Undelivered(t.Context(), 0, 1000)
		require.NoError(t, err)
		for _, n := range list {
			if strings.Contains(n.Kind, "inspection_drawn") {
				out = append(out, string(n.To.Person))
			}
		}
		return out
	}
	require.Eventually(t, func() bool { return len(told()) == 3 }, 30*time.Second, 20*time.Millisecond, "the team of the draw")
	require.NoError(t, man("feng"))
	require.Len(t, told(), 3, "feng knows")
	require.NoError(t, man("feng", "li"))
	require.NoError(t, man("li", "feng"), "another leader")
	require.Equal(t, []string{"bai", "feng", "li", "li"}, sorted(told()), "li has joined again")
	changes, err := e.Ledger.InspectionTeamChanges(t.Context(), one.ID)
	require.NoError(t, err)
	require.Len(t, changes, 3)
	require.Equal(t, casework.PersonID("bgs"), changes[0].By)
	require.Equal(t, one.Teams[0], changes[0].Before)
	require.Equal(t, []casework.PersonID{"feng"}, changes[0].After.Members)
	_, err = e.ManTeams(t.Context(), as(t, e, "bgs"), one.ID, []inspection.Team{{Unit: caseworktest.County, Leader: "feng", Members: []casework.PersonID{"feng"}},
		{Unit: caseworktest.County, Leader: "bai", Members: []casework.PersonID{"bai"}}})
	require.Equal(t, casework.CodeInvalid, code(err))
	require.ErrorContains(t, err, "given twice")
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// Whoever did, verified or closed a task does not inspect it, though they are an
// inspector today and hold no post in the unit any more.
func TestWhoHadAPartDoesNotInspect(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	policy, doc := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	closed := led(t, e, policy, whole...)
	hands := enginetest.State(t, e, closed).Tasks[0].Hands
	one := openInspection(t, e, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查", Rules: everything()})
	for _, who := range []casework.PersonID{hands.Act[0], hands.Verify[0], hands.Close[0]} {
		rows := schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()}, Persons: []schema.Person{{ID: who, Name: string(who)}},
			Posts: []schema.PostRow{{Person: who, Post: casework.Post{Unit: "督查组", Role: casework.PostInspector}}}}
		require.NoError(t, e.Ledger.ImportPlan(t.Context(), rows))
		_, err := e.ManTeams(t.Context(), as(t, e, "bgs"), one.ID, []inspection.Team{{Unit: caseworktest.County, Leader: "feng", Members: []casework.PersonID{who, "feng"}}})
		require.NoError(t, err)
		_, err = e.RecordOnSite(t.Context(), as(t, e, who), one.ID, engine.OnSite{Key: one.ID + string(who), Case: closed, Verdict: inspection.Confirmed, Text: "属实"})
		require.Equal(t, casework.CodeRefused, code(err), who)
		require.ErrorContains(t, err, string(who)+" had a part")
	}
	_, err = e.RecordOnSite(t.Context(), as(t, e, "feng"), one.ID, engine.OnSite{Key: one.ID, Case: closed, Verdict: inspection.Confirmed, Text: "属实"})
	require.NoError(t, err)
}

// A special inspection cannot take the place of a quarter's.
func TestInspectionIDs(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	inspectors(t, e)
	for _, id := range []string{"2026-Q4", "S-张三", "S-a/b", "L-1", "s"} {
		_, err := e.OpenInspection(t.Context(), as(t, e, "bgs"), activities.InspectionOpening{ID: id, Kind: inspection.Special, Title: "x"})
		require.Equal(t, casework.CodeInvalid, code(err), id)
	}
}
