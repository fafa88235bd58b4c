package engine_test

// inspection_quarter_test.go: a quarter's inspection through its whole month, in skipped
// time, against a real ledger.

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/inspection"
	"duban/schema"
	"duban/schema/schematest"
	"duban/workflows"
)

// quarter is a ledger with two counties, their cases and inspectors.
type quarter struct {
	*testing.T
	l   *schema.Ledger
	env *testsuite.TestWorkflowEnvironment
}

func newQuarter(t *testing.T, start string) *quarter {
	t.Helper()
	q := &quarter{T: t, l: schematest.New(t)}
	rows := schema.PlanRows{Plan: schema.Plan{ID: "test", Imported: caseworktest.At("2026-01-05")},
		Units: []schema.Unit{{ID: "市", Name: "市"}, {ID: "督查组", Name: "督查组", Parent: "市"},
			{ID: "原州区", Name: "原州区", Parent: "市", Kind: "county"}, {ID: "西吉县", Name: "西吉县", Parent: "市", Kind: "county"}, {ID: "彭阳县", Name: "彭阳县", Parent: "市", Kind: "county"}}}
	for _, p := range []schema.PostRow{
		{Person: "feng", Post: casework.Post{Unit: "督查组", Role: casework.PostInspector}},
		{Person: "bai", Post: casework.Post{Unit: "督查组", Role: casework.PostInspector}},
		{Person: "bai", Post: casework.Post{Unit: "原州区", Role: casework.PostReporter}},
		{Person: "feng", Post: casework.Post{Unit: "彭阳县", Role: casework.PostReporter}},
		{Person: "bai", Post: casework.Post{Unit: "彭阳县", Role: casework.PostReporter}},
	} {
		if !slices.ContainsFunc(rows.Persons, func(known schema.Person) bool { return known.ID == p.Person }) {
			rows.Persons = append(rows.Persons, schema.Person{ID: p.Person, Name: string(p.Person)})
		}
		rows.Posts = append(rows.Posts, p)
	}
	require.NoError(t, q.l.ImportPlan(t.Context(), rows))
	for _, unit := range []casework.UnitID{"原州区", "西吉县"} {
		for i := range 10 {
			q.acting(casework.CaseID(fmt.Sprintf("%s-%d", unit, i)), unit)
		}
	}
	var suite testsuite.WorkflowTestSuite
	suite.SetDisableRegistrationAliasing(true)
	suite.SetLogger(tlog.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	q.env = suite.NewTestWorkflowEnvironment()
	q.env.SetStartTime(caseworktest.At(start))
	q.env.SetTestTimeout(time.Minute)
	q.env.RegisterActivity(activities.New(q.l, nil, slog.New(slog.DiscardHandler)))
	workflows.Register(q.env)
	return q
}

// acting brings a case of one unit to where the unit works on it.
func (q *quarter) acting(id casework.CaseID, unit casework.UnitID) {
	q.Helper()
	policy, state := casework.DefaultPolicy(casework.KindMeasure), &casework.State{Case: id}
	commands := append([]casework.Command{{ID: "open", Type: casework.CommandOpen,
		Opening: caseworktest.Opening(calendar.NewDate(2026, 12, 31), unit)}}, caseworktest.Life(unit)[:2]...)
	for _, c := range commands {
		events, err := casework.Decide(policy, state, c, casework.Facts{}, caseworktest.At("2026-08-03"))
		require.NoError(q, err)
		for _, e := range events {
			require.NoError(q, state.Apply(e))
		}
		_, err = q.l.Record(q.Context(), activities.StepRows(state, policy, events, caseworktest.Calendar()))
		require.NoError(q, err)
	}
}

func (q *quarter) open(on string) {
	q.Helper()
	one, opened, err := activities.OpenInspection(q.Context(), q.l, caseworktest.Calendar(),
		activities.InspectionOpening{ID: "2026-Q3", Kind: inspection.Quarterly, Title: "三季度督查"}, caseworktest.At(on))
	require.NoError(q, err)
	require.True(q, opened)
	require.Equal(q, "2026-09-21", one.Window.From.String())
}

// at does something at a moment of the skipped time.
func (q *quarter) at(moment string, do func()) {
	q.env.RegisterDelayedCallback(do, caseworktest.At(moment).Sub(q.env.Now()))
}

// told gives to whom notices of the inspection have gone since the last asking.
func (q *quarter) told(seen *int64) (out []string) {
	q.Helper()
	list, err := q.l.Undelivered(q.Context(), *seen, 1000)
	require.NoError(q, err)
	for _, n := range list {
		*seen = n.ID
		if strings.HasPrefix(n.Kind, "inspection_") {
			require.Equal(q, casework.CaseID("inspection/2026-Q3"), n.Case)
			out = append(out, strings.TrimPrefix(n.Kind, "inspection_")+" "+string(n.To.Person)+string(n.To.Unit)+string(n.To.Role))
		}
	}
	slices.Sort(out)
	return out
}

func (q *quarter) sample() []inspection.Drawn {
	q.Helper()
	b, err := q.l.InspectionBasis(q.Context(), "2026-Q3")
	require.NoError(q, err)
	return b.Drawn
}

func (q *quarter) see(d inspection.Drawn, v inspection.Verdict) {
	q.Helper()
	require.NoError(q, q.l.PutInspectionRecord(q.Context(), "2026-Q3", fmt.Sprintf("%s/%s", d.Case, v),
		inspection.Record{Case: d.Case, Task: d.Task, By: "feng", At: q.env.Now(), Verdict: v, Text: "已看现场"}))
}

func (q *quarter) run() schema.InspectionReport {
	q.Helper()
	q.env.ExecuteWorkflow(workflows.TypeQuarterlyInspection, workflows.InspectionInput{ID: "2026-Q3"})
	require.True(q, q.env.IsWorkflowCompleted())
	require.NoError(q, q.env.GetWorkflowError())
	var res activities.InspectionReported
	require.NoError(q, q.env.GetWorkflowResult(&res))
	report, err := q.l.InspectionReport(q.Context(), "2026-Q3")
	require.NoError(q, err)
	require.Equal(q, res.Digest, report.Digest)
	return report
}

func TestQuarterlyInspectionThroughItsMonth(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, "2026-09-01")
	q.open("2026-09-01")
	teams, err := q.l.InspectionTeams(t.Context(), "2026-Q3")
	require.NoError(t, err)
	require.Equal(t, []inspection.Team{{No: 1, Unit: "原州区", Leader: "feng", Members: []casework.PersonID{"feng"}},
		{No: 2, Unit: "彭阳县"}, {No: 3, Unit: "西吉县", Leader: "bai", Members: []casework.PersonID{"bai", "feng"}}}, byNumber(teams))
	var seen int64
	ahead := []string{"ahead bai", "ahead feng", "ahead office"}
	q.told(&seen)
	q.at("2026-09-08 08:29", func() { require.Empty(t, q.told(&seen)) })
	q.at("2026-09-08 12:00", func() { require.Equal(t, ahead, q.told(&seen)) })
	q.at("2026-09-15 12:00", func() { require.Equal(t, ahead, q.told(&seen)) })
	q.at("2026-09-20 12:00", func() {
		require.Equal(t, ahead, q.told(&seen))
		require.Empty(t, q.sample(), "nobody knows the sample before the window")
		one, err := q.l.Inspection(t.Context(), "2026-Q3")
		require.NoError(t, err)
		require.Empty(t, one.Seed)
	})
	q.at("2026-09-21 08:00", func() {
		require.Equal(t, []string{"drawn bai", "drawn feng", "drawn office"}, q.told(&seen))
		drawn := q.sample()
		require.Len(t, drawn, 2, "10 % of 20, by proportion")
		list, err := q.l.InspectionCandidates(t.Context(), "2026-Q3")
		require.NoError(t, err)
		one, err := q.l.Inspection(t.Context(), "2026-Q3")
		require.NoError(t, err)
		again, err := inspection.Draw(one.Seed, list, one.Rules.Sample)
		require.NoError(t, err)
		require.Equal(t, one.Digest, again.Digest)
		for _, d := range drawn {
			require.True(t, slices.ContainsFunc(again.Picked, func(c inspection.Candidate) bool { return c.Case == d.Case }), "anybody can draw it again")
		}
	})
	q.at("2026-09-23 10:00", func() {
		for _, d := range q.sample() {
			if d.Unit == "西吉县" {
				q.see(d, inspection.Confirmed)
			}
		}
	})
	missing := []string{"missing feng"} // the team of 原州区 alone
	q.at("2026-09-24 12:00", func() { require.Equal(t, missing, q.told(&seen)) })
	q.at("2026-09-29 12:00", func() { require.Equal(t, missing, q.told(&seen)) })
	report := q.run()
	require.WithinDuration(t, caseworktest.At("2026-10-14 00:00"), report.AsOf, time.Second, "the last day of feedback is over")
	require.Contains(t, q.told(&seen), "closed 原州区head")
	var r inspection.Report
	require.NoError(t, json.Unmarshal(report.Body, &r))
	require.False(t, r.Complete)
	require.Equal(t, inspection.Row{Drawn: 2, Recorded: 1, Confirmed: 1, Missing: 1}, r.Total)
}

func byNumber(teams []inspection.Team) []inspection.Team {
	out := slices.Clone(teams)
	for i := range out {
		slices.Sort(out[i].Members)
	}
	return out
}

// A holiday table that is published on the way moves what lies ahead, further
// away or nearer than the timer that sleeps.
func TestInspectionFollowsANewHolidayTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		published string
		change    func(*calendar.Year)
		closes    string // 2026-10-14 by the old table
	}{
		"further": {"2026-09-22 10:00", func(y *calendar.Year) {
			y.Off = append(y.Off, calendar.Span{From: calendar.NewDate(2026, 10, 8), To: calendar.NewDate(2026, 10, 9)})
		}, "2026-10-16 00:00"},
		"nearer": {"2026-09-30 12:00", func(y *calendar.Year) { y.Work = append(y.Work, calendar.NewDate(2026, 10, 11)) }, "2026-10-13 00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQuarter(t, "2026-09-18")
			q.open("2026-09-18")
			q.at(c.published, func() {
				table := calendar.China()
				for i := range table.Years {
					if table.Years[i].Year == 2026 {
						c.change(&table.Years[i])
					}
				}
				_, err := q.l.SaveCalendar(t.Context(), table)
				require.NoError(t, err)
				time.Sleep(activities.CalendarTTL + 100*time.Millisecond) // a worker may count with the old one so long
			})
			require.WithinDuration(t, caseworktest.At(c.closes), q.run().AsOf, time.Second)
		})
	}
}

// Opened late, it makes up for the newest reminder only; settled early, it ends
// early. A run that was lost is started again and repeats nothing.
func TestInspectionOpenedLateEndsEarly(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, "2026-09-17")
	q.open("2026-09-17")
	var seen int64
	q.told(&seen)
	q.at("2026-09-17 12:00", func() {
		require.Equal(t, []string{"ahead bai", "ahead feng", "ahead office"}, q.told(&seen), "once, not three times")
	})
	q.at("2026-09-22 10:00", func() {
		for _, d := range q.sample() {
			q.see(d, inspection.Confirmed)
		}
		q.env.SignalWorkflow(workflows.SignalWake, nil)
	})
	first := q.run()
	require.WithinDuration(t, caseworktest.At("2026-09-22 10:00"), first.AsOf, time.Second, "all is settled")
	q.told(&seen)

	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(tlog.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	again := &quarter{T: t, l: q.l, env: suite.NewTestWorkflowEnvironment()}
	again.env.SetStartTime(caseworktest.At("2026-09-23"))
	again.env.RegisterActivity(activities.New(q.l, nil, slog.New(slog.DiscardHandler)))
	workflows.Register(again.env)
	require.Equal(t, first, again.run(), "frozen")
	require.Empty(t, q.told(&seen), "nobody hears anything twice")
}

// A finding that cannot be given out, to a unit that is no more, does not keep the
// inspection open for ever: the report counts it, and the office is told.
func TestAFindingThatIsRefusedStandsInTheReport(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, "2026-09-18")
	q.open("2026-09-18")
	q.at("2026-09-22 10:00", func() {
		for _, d := range q.sample() {
			q.see(d, map[casework.UnitID]inspection.Verdict{"西吉县": inspection.Partly, "原州区": inspection.Confirmed}[d.Unit])
		}
	})
	q.at("2026-10-12 12:00", func() {
		_, err := q.l.DB().ExecContext(t.Context(), `DELETE FROM units WHERE id = '西吉县'`)
		require.NoError(t, err)
	})
	report := q.run()
	require.WithinDuration(t, caseworktest.At("2026-10-14 00:00"), report.AsOf, time.Second)
	var r inspection.Report
	require.NoError(t, json.Unmarshal(report.Body, &r))
	require.True(t, r.Complete)
	require.Equal(t, inspection.Row{Drawn: 2, Recorded: 2, Confirmed: 1, Partly: 1, Refused: 1}, r.Total)
	basis, err := q.l.InspectionBasis(t.Context(), "2026-Q3")
	require.NoError(t, err)
	require.Len(t, basis.Findings, 1)
	require.Contains(t, basis.Findings[0].Text, "西吉县")
	refusals, err := q.l.Refusals(t.Context(), activities.SourceInspection)
	require.NoError(t, err)
	require.Len(t, refusals, 1)
}

// What a team did not confirm and left at that becomes a finding when the time for
// feedback is over: it must not end with the inspection.
func TestWhatIsLeftOpenBecomesAFinding(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, "2026-09-18")
	q.open("2026-09-18")
	// The case itself would run on for ever here; how it does is shown by TestFindingBecomesACase.
	q.env.OnWorkflow(workflows.TypeResolveFinding, mock.Anything, mock.Anything).Return(workflows.CaseResult{}, nil).Once()
	var seen int64
	var wrong inspection.Drawn
	q.at("2026-09-22 10:00", func() {
		q.told(&seen)
		for _, d := range q.sample() {
			verdict := inspection.Confirmed
			if d.Unit == "西吉县" {
				verdict, wrong = inspection.Contradicted, d
			}
			q.see(d, verdict)
		}
	})
	owing := []string{"missing bai", "missing feng"} // the team of 西吉县
	q.at("2026-09-29 12:00", func() { require.Subset(t, q.told(&seen), owing, "a finding is owed like a record") })
	q.at("2026-10-10 12:00", func() { require.Equal(t, owing, q.told(&seen)) })
	report := q.run()
	require.WithinDuration(t, caseworktest.At("2026-10-14 00:00"), report.AsOf, time.Second)
	var r inspection.Report
	require.NoError(t, json.Unmarshal(report.Body, &r))
	require.True(t, r.Complete)
	require.Equal(t, inspection.Row{Drawn: 2, Recorded: 2, Confirmed: 1, Contradicted: 1, Findings: 1}, r.Total)
	matters, err := q.l.MattersOf(t.Context(), "inspection", "2026-Q3")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Equal(t, "已看现场", matters[0].Text)
	require.Contains(t, matters[0].Title, string(wrong.Case))
	basis, err := q.l.InspectionBasis(t.Context(), "2026-Q3")
	require.NoError(t, err)
	require.Len(t, basis.Findings, 1)
	require.Equal(t, matters[0].Case, basis.Findings[0].Case)
	require.Equal(t, casework.UnitID("西吉县"), basis.Findings[0].Unit)
}

// The schedule may fire up to 35 days late, and a quarter whose window has passed
// by then is inspected late; one that is long over is not.
func TestAQuarterOpenedLateIsHeldLate(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, "2026-10-08")
	opening := activities.InspectionOpening{ID: "2026-Q3", Kind: inspection.Quarterly, Title: "三季度督查", Units: []casework.UnitID{"原州区"}, Also: []casework.UnitID{"市"}}
	_, _, err := activities.OpenInspection(t.Context(), q.l, caseworktest.Calendar(), opening, caseworktest.At("2026-12-22"))
	require.Equal(t, casework.CodeRefused, code(err))
	one, opened, err := activities.OpenInspection(t.Context(), q.l, caseworktest.Calendar(), opening, caseworktest.At("2026-10-08"))
	require.NoError(t, err)
	require.True(t, opened)
	require.Equal(t, "2026-10-08", one.Window.From.String())
	require.Equal(t, "2026-10-17", one.Window.To.String())
	teams, err := q.l.InspectionTeams(t.Context(), "2026-Q3")
	require.NoError(t, err)
	require.Len(t, teams, 2, "those asked for, and one beside them")
}
