package round_test

// round_test.go: the dates of a month, what is owed, the alerts.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/casework/wording"
)

var cal = caseworktest.Calendar()

func TestDatesMoveToWorkingDays(t *testing.T) {
	t.Parallel()
	rules := round.Default()
	for _, c := range []struct {
		month string
		want  [6]string // search, report, analysis, review, dispatch, circular
	}{
		{"2025-09", [6]string{"2025-09-15", "2025-09-22", "2025-09-23", "2025-09-25", "2025-09-28", "2025-10-09"}}, // the 28th is worked, the circular waits for 国庆
		{"2026-02", [6]string{"2026-02-24", "2026-02-24", "2026-02-24", "2026-02-25", "2026-02-28", "2026-03-05"}}, // 春节; the 28th is a make-up day
		{"2026-03", [6]string{"2026-03-16", "2026-03-20", "2026-03-23", "2026-03-25", "2026-03-30", "2026-04-07"}}, // 清明
	} {
		m, err := round.ParseMonth(c.month)
		require.NoError(t, err)
		for i, s := range round.Steps {
			require.Equal(t, c.want[i], rules.Day(cal, m, s).String(), "%s of %s", s, c.month)
		}
	}
	_, err := round.ParseMonth("2026-13")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

func TestRulesFaultsAreNamed(t *testing.T) {
	t.Parallel()
	good := string(round.DefaultDocument())
	for change, want := range map[[2]string]string{
		{"version: 1", "version: 0"}:                "version",
		{"report: 20", "report: 12"}:                "dates.report: 12, before",
		{"circular: 5", "circular: 40"}:             "dates.circular",
		{"most_listed: 200", "most_listed: 0"}:      "most_listed",
		{"raise: urgent", "raise: soon"}:            "alerts.risk_ceiling.raise",
		{"  no_households:", "  nobody:"}:           "alerts.no_households: missing",
		{"{at: 60, raise", "{at: -60, raise"}:       "alerts.no_progress.at",
		{"version: 1", "version: 1\nsurprise: yes"}: "surprise",
	} {
		doc := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, doc, change[0])
		_, err := round.ParseRules([]byte(doc))
		require.ErrorContains(t, err, want)
	}
}

// month is a counted month with its cases.
type month struct {
	t     require.TestingT
	rules *round.Rules
	m     round.Month
	count *round.Counter
	p     *casework.Policy
}

func newMonth(t require.TestingT, basis round.Basis) *month {
	rules := round.Default()
	m := round.Month{Year: 2026, Month: time.March}
	return &month{t, rules, m, round.NewCounter(rules, basis, m, cal, m.End(cal.Zone())), casework.DefaultPolicy(casework.KindMeasure)}
}

// play opens a case and gives the commands at their moments.
func (m *month) play(id casework.CaseID, o *casework.Opening, commands ...casework.Command) {
	s := &casework.State{Case: id}
	p := casework.DefaultPolicy(o.Kind)
	var all []casework.Event
	at := caseworktest.At("2026-01-05")
	for _, c := range append([]casework.Command{{ID: "open", Type: casework.CommandOpen, Opening: o}}, commands...) {
		if !c.Date.IsZero() && c.Type != casework.CommandVisit {
			at = c.Date.Start(cal.Zone()).Add(10 * time.Hour)
		}
		events, err := casework.Decide(p, s, caseworktest.Approve(c, s), casework.Facts{}, at)
		require.NoError(m.t, err, c.ID)
		for _, e := range events {
			require.NoError(m.t, s.Apply(e))
		}
		all = append(all, events...)
	}
	m.count.Add(p, s, all)
}

func on(c casework.Command, day string) casework.Command {
	d, err := calendar.ParseDate(day)
	if err != nil {
		panic(err)
	}
	c.Date = d
	return c
}

var counties = round.Basis{Units: []round.Unit{{ID: "原州区", Name: "原州区", Column: true}, {ID: "西吉县", Name: "西吉县", Column: true},
	{ID: caseworktest.Village, Parent: "原州区", Village: true, Households: 100}, {ID: "空村", Parent: "西吉县", Village: true, Households: 80}},
	Problems: []round.Problem{{Plan: "p", No: "1", Measures: []casework.CaseID{"a"}}, {Plan: "p", No: "2", Measures: []casework.CaseID{"b"}}}}

func TestMeasuresInTheMonth(t *testing.T) {
	t.Parallel()
	m := newMonth(t, counties)
	due := calendar.NewDate(2026, 12, 31)
	dispatch := on(caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office), "2026-01-06")
	claim := on(caseworktest.Command("c", casework.CommandClaim, caseworktest.Reporter("原州区")), "2026-01-07")
	progress := on(caseworktest.Command("p", casework.CommandProgress, caseworktest.Reporter("原州区"), func(c *casework.Command) { c.Text = "推进" }), "2026-03-10")
	m.play("a", caseworktest.Opening(due, "原州区", "西吉县"), dispatch, claim, progress) // 西吉县 never claims
	m.play("b", caseworktest.Opening(due, "原州区"), dispatch, claim)                  // no progress
	s := m.count.Snapshot(casework.NewHouseholdFigures(nil))
	yz, xj := s.Units[0], s.Units[1]
	require.Equal(t, 2, yz.Progress.Owed)
	require.Equal(t, 1, yz.Progress.Done)
	require.Equal(t, round.Cases{Count: 1, Cases: []casework.CaseID{"b"}}, yz.Progress.Late)
	require.Equal(t, 1, xj.Claims.Owed)
	require.Zero(t, xj.Claims.Done)
	require.Equal(t, []round.RungCount{{Rung: "discipline", Tasks: 1}}, xj.Rungs)
	kinds := map[round.Kind]round.Alert{}
	for _, a := range s.Alerts {
		kinds[a.Kind] = a
	}
	require.Equal(t, casework.UnitID("西吉县"), kinds[round.UnderClaiming].Unit)
	require.Equal(t, []string{"2"}, kinds[round.UnderClaiming].Problems)
	stuck := map[casework.UnitID][]casework.CaseID{}
	for _, a := range s.Alerts {
		if a.Kind == round.NoProgress {
			stuck[a.Unit] = a.Cases.Cases
		}
	}
	require.Equal(t, map[casework.UnitID][]casework.CaseID{"原州区": {"b"}, "西吉县": {"a"}}, stuck)
	require.Equal(t, casework.UnitID("空村"), kinds[round.NoHouseholds].Unit)
	require.Contains(t, kinds[round.UnderClaiming].Title(wording.Chinese, "2026-03"), "西吉县")
}

// What was handed in and sent back waits for the unit again: a return does not
// hide that nothing has happened since.
func TestNoProgressAfterAReturn(t *testing.T) {
	t.Parallel()
	due := calendar.NewDate(2026, 12, 31)
	dispatch := on(caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office), "2026-01-05")
	claim := on(caseworktest.Command("c", casework.CommandClaim, caseworktest.Reporter("原州区")), "2026-01-06")
	submit := on(caseworktest.Command("s", casework.CommandSubmit, caseworktest.Reporter("原州区"), func(c *casework.Command) {
		c.Text, c.Evidence = "自评", []casework.Evidence{caseworktest.Evidence("a.pdf")}
	}), "2026-01-07")
	back := func(day string) casework.Command {
		return on(caseworktest.Command("r", casework.CommandReturn, caseworktest.Verifier, func(c *casework.Command) { c.Reason = "佐证不足" }), day)
	}
	stuck := func(commands ...casework.Command) []casework.CaseID {
		m := newMonth(t, counties)
		m.play("a", caseworktest.Opening(due, "原州区"), commands...)
		for _, a := range m.count.Snapshot(casework.NewHouseholdFigures(nil)).Alerts {
			if a.Kind == round.NoProgress {
				require.Contains(t, a.Explain(wording.English), "more than 60 days", "the sentence says the rules' threshold")
				return a.Cases.Cases
			}
		}
		return nil
	}
	require.Empty(t, stuck(dispatch, claim, submit), "waits for the verifier")
	require.Equal(t, []casework.CaseID{"a"}, stuck(dispatch, claim, submit, back("2026-01-08")))
	require.Empty(t, stuck(dispatch, claim, submit, back("2026-02-20")), "sent back 40 days ago")
}

// Who did most in a month must not seem to have done nothing in it.
func TestWhatWasDoneCounts(t *testing.T) {
	t.Parallel()
	due := calendar.NewDate(2026, 12, 31)
	reporter := caseworktest.Reporter("原州区")
	dispatch := on(caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office), "2026-02-26")
	claim := on(caseworktest.Command("c", casework.CommandClaim, reporter), "2026-03-02")
	submit := on(caseworktest.Command("s", casework.CommandSubmit, reporter, func(c *casework.Command) {
		c.Text, c.Evidence = "自评", []casework.Evidence{caseworktest.Evidence("a.pdf")}
	}), "2026-03-11")
	m := newMonth(t, counties)
	m.play("a", caseworktest.Opening(due, "原州区"), dispatch, claim, submit) // waits for its check
	m.play("b", caseworktest.Opening(due, "原州区"), dispatch, claim)
	row := m.count.Agenda(round.StepAnalysis).Units[0]
	require.Equal(t, [2]int{2, 2}, [2]int{row.Claims.Owed, row.Claims.Done})
	require.Equal(t, [2]int{2, 1}, [2]int{row.Progress.Owed, row.Progress.Done})
	require.Equal(t, []casework.CaseID{"b"}, row.Progress.Late.Cases)
}

// A task list's items are not everybody's, and each plan counts its own problems.
func TestUnderClaimingByPlan(t *testing.T) {
	t.Parallel()
	basis := counties
	basis.Problems = []round.Problem{
		{Plan: "p", No: "1", Measures: []casework.CaseID{"a"}}, {Plan: "p", No: "2", Measures: []casework.CaseID{"b"}},
		{Plan: "q", No: "7", Measures: []casework.CaseID{"c"}}, {Plan: "q", No: "8", Measures: []casework.CaseID{"d"}}, {Plan: "q", No: "9", Measures: []casework.CaseID{"e"}},
		{Plan: "list", No: "x", Measures: []casework.CaseID{"k"}}, {Plan: "list", No: "y", Measures: []casework.CaseID{"l"}},
	}
	m := newMonth(t, basis)
	due := calendar.NewDate(2026, 12, 31)
	open := func(plan string, id casework.CaseID, units ...casework.UnitID) {
		o := caseworktest.Opening(due, units...)
		o.Plan = plan
		if plan == "list" {
			o.Tasks[0].Milestones = []casework.Milestone{{ID: "2026Q1", Due: calendar.NewDate(2026, 3, 31), Text: "一季度"}}
		}
		m.play(id, o)
	}
	open("p", "a", "原州区", "西吉县")
	open("p", "b", "原州区")
	open("q", "c", "原州区", "西吉县")
	open("q", "d", "西吉县")
	open("q", "e", "原州区")
	open("list", "k", "原州区")
	open("list", "l", "西吉县")
	var got []string
	for _, a := range m.count.Snapshot(casework.NewHouseholdFigures(nil)).Alerts {
		if a.Kind == round.UnderClaiming {
			got = append(got, fmt.Sprint(a.Ref(), a.Problems, a.Part, "/", a.Whole))
		}
	}
	require.Equal(t, []string{"under_claiming/原州区/q[8] 1/3", "under_claiming/西吉县/p[2] 1/2", "under_claiming/西吉县/q[9] 1/3"}, got)
}

// A village whose households have all been helped out of their risk is none in
// which nobody has looked.
func TestVillageWithoutOpenHouseholds(t *testing.T) {
	t.Parallel()
	m := newMonth(t, counties)
	m.count.Add(casework.DefaultPolicy(casework.KindHousehold), &casework.State{Case: "h", Seq: 1, Kind: casework.KindHousehold,
		Listed: caseworktest.At("2025-01-06"), Ended: caseworktest.At("2025-09-01"),
		Tasks: []casework.Task{{No: 1, Role: casework.RoleLead, Unit: caseworktest.Village, Outcome: casework.OutcomeClosed, Ended: caseworktest.At("2025-09-01")}}}, nil)
	var empty []casework.UnitID
	for _, a := range m.count.Snapshot(casework.NewHouseholdFigures(nil)).Alerts {
		if a.Kind == round.NoHouseholds {
			empty = append(empty, a.Unit)
		}
	}
	require.Equal(t, []casework.UnitID{"空村"}, empty)
}

// Each meeting has a list of its own, as of its day.
func TestAgendas(t *testing.T) {
	t.Parallel()
	due := calendar.NewDate(2026, 12, 31)
	dispatch := on(caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office), "2026-01-06")
	later := on(caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office), "2026-02-02")
	m := newMonth(t, counties)
	m.play("b", caseworktest.Opening(due, "西吉县"), later)
	m.play("a", caseworktest.Opening(due, "原州区"), dispatch) // neither claims
	analysis := m.count.Agenda(round.StepAnalysis)
	require.Len(t, analysis.Units, 2)
	require.Equal(t, 2, analysis.Total.Overdue.Count)
	require.Empty(t, analysis.Alerts)
	review := m.count.Agenda(round.StepReview)
	require.NotEmpty(t, review.Alerts)
	require.Empty(t, review.Units)
	slow := m.count.Agenda(round.StepDispatch)
	require.Equal(t, 2, slow.Late)
	require.Equal(t, casework.CaseID("a"), slow.Slow[0].Case, "the longest overdue first")
	require.Greater(t, slow.Slow[0].Late, slow.Slow[1].Late)
	require.Equal(t, "discipline", slow.Slow[0].Rung)

	at := func(month string, now time.Time) string {
		of, err := round.ParseMonth(month)
		require.NoError(t, err)
		return m.rules.AgendaAt(cal, of, round.StepDispatch, now).In(cal.Zone()).Format(time.DateTime)
	}
	require.Equal(t, "2026-03-30 08:30:00", at("2026-03", caseworktest.At("2026-06-01")))
	require.Equal(t, caseworktest.At("2026-03-12").In(cal.Zone()).Format(time.DateTime), at("2026-03", caseworktest.At("2026-03-12")))
	require.Equal(t, "2027-03-01 00:00:00", at("2027-02", caseworktest.At("2027-06-01")), "the 28th is a Sunday: the list is the month's all the same")
}

// Households: visits of the month, the village's rate, the same help everywhere.
func TestHouseholdsInTheMonth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newMonth(t, counties)
		n := rapid.IntRange(0, 8).Draw(t, "households")
		visited := 0
		for i := range n {
			o := caseworktest.HouseholdOpening()
			at := caseworktest.At("2026-01-06")
			for _, c := range caseworktest.Listing() {
				if c.Type == casework.CommandEndorse {
					o.Carried = append(o.Carried, casework.CarriedAct{Type: casework.CommandEndNotice, Task: 1, At: at})
				}
				act := casework.CarriedAct{Type: c.Type, Task: 1, At: at, Tasks: c.Tasks, Date: calendar.NewDate(2026, 2, 28)}
				if c.Type == casework.CommandCompare {
					act.Task = 2
				}
				o.Carried = append(o.Carried, act)
			}
			month := rapid.IntRange(2, 4).Draw(t, "month of the visit")
			if month == 3 {
				visited++
			}
			visit := caseworktest.Command("v", casework.CommandVisit, caseworktest.Helper, func(c *casework.Command) {
				c.Date, c.Text = calendar.NewDate(2026, time.Month(month), 9), "走访"
			})
			m.play(casework.CaseID(fmt.Sprintf("h%d", i)), o, visit)
		}
		s := m.count.Snapshot(casework.NewHouseholdFigures(nil))
		require.Equal(t, n, s.Total.Visits.Owed)
		require.Equal(t, visited, s.Total.Visits.Done)
		kinds := map[round.Kind]int{}
		for _, a := range s.Alerts {
			kinds[a.Kind]++
			if a.Kind == round.RiskAlarm || a.Kind == round.RiskCeiling {
				require.Equal(t, n, a.Part)
				require.Equal(t, fmt.Sprintf("%d.0", n), a.Rate)
			}
		}
		require.Equal(t, n == 3, kinds[round.RiskAlarm] == 1, "above 2 % of 100, not above 3")
		require.Equal(t, n > 3, kinds[round.RiskCeiling] == 1)
		require.Equal(t, n == 0, kinds[round.NoHouseholds] == 2)
		if n >= 5 {
			require.Equal(t, 2, kinds[round.SameMeasures], "two measures, word for word")
		} else {
			require.Zero(t, kinds[round.SameMeasures])
		}
		one, digest := s.Document()
		two, again := m.count.Snapshot(casework.NewHouseholdFigures(nil)).Document()
		require.Equal(t, string(one), string(two))
		require.Equal(t, digest, again)
	})
}

func TestPercentIsExact(t *testing.T) {
	t.Parallel()
	require.Equal(t, "82.3", round.Percent(4626, 5618))
	require.Equal(t, "98.2", round.Percent(269, 274))
	require.Equal(t, "0.0", round.Percent(0, 3))
	require.Empty(t, round.Percent(0, 0))
}
