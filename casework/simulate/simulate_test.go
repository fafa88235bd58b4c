package simulate_test

// simulate_test.go: simulations against days counted by hand on the published
// holiday table: 2026-04-04 to 04-06 are off.

import (
	"cmp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/simulate"
)

// life is the days of a measure that is dispatched on 2026-03-02 and due on
// 2026-03-31.
type life struct{ claimed, handedIn, checked, signed string }

// late is handed in late; the public notice runs to the end of the period.
var late = life{"2026-03-06", "2026-04-20", "2026-04-21", "2026-04-22"}

func history(t *testing.T, policy *casework.Policy, l life) []casework.Event {
	t.Helper()
	s := &casework.State{Case: "c1"}
	var all []casework.Event
	act := func(at string, c casework.Command) {
		if at == "" {
			return
		}
		events, err := casework.Decide(policy, s, caseworktest.Approve(c, s), casework.Facts{}, caseworktest.At(at))
		require.NoError(t, err, c.Type)
		for _, e := range events {
			require.NoError(t, s.Apply(e))
		}
		all = append(all, events...)
	}
	county := caseworktest.County
	act("2026-03-02", casework.Command{ID: "open", Type: casework.CommandOpen, Opening: caseworktest.Opening(calendar.NewDate(2026, 3, 31))})
	act("2026-03-02", caseworktest.Command("dispatch", casework.CommandDispatch, caseworktest.Office))
	act(l.claimed, caseworktest.Command("claim", casework.CommandClaim, caseworktest.Reporter(county), task))
	act(l.handedIn, caseworktest.Command("complete", casework.CommandComplete, caseworktest.Reporter(county), task))
	act(l.handedIn, caseworktest.Command("submit", casework.CommandSubmit, caseworktest.Reporter(county), task, func(c *casework.Command) {
		c.Text, c.Evidence = "已按要求完成整改", []casework.Evidence{caseworktest.Evidence("photo")}
	}))
	act(l.checked, caseworktest.Command("pass", casework.CommandPass, caseworktest.Verifier, task))
	act(l.signed, caseworktest.Command("sign", casework.CommandSign, caseworktest.Leader, task))
	return all
}

func task(c *casework.Command) { c.Task = 1 }

// changed gives the built-in policy of measures with some of its text replaced.
func changed(t *testing.T, replace ...string) *casework.Policy {
	t.Helper()
	text := string(caseworktest.Document(casework.KindMeasure))
	for i := 0; i < len(replace); i += 2 {
		require.Contains(t, text, replace[i])
		text = strings.Replace(text, replace[i], replace[i+1], 1)
	}
	p, err := casework.ParsePolicy([]byte(text))
	require.NoError(t, err)
	return p
}

func run(t *testing.T, p *casework.Policy, from, to calendar.Date, slips ...casework.Slip) *simulate.Result {
	t.Helper()
	return runLife(t, late, p, from, to, slips...)
}

func runLife(t *testing.T, l life, p *casework.Policy, from, to calendar.Date, slips ...casework.Slip) *simulate.Result {
	t.Helper()
	own := casework.DefaultPolicy(casework.KindMeasure)
	known := func(casework.PolicyRef) (*casework.Policy, error) { return own, nil }
	s := simulate.New(caseworktest.Calendar(), p, known, simulate.Period{From: from, To: to})
	require.NoError(t, s.Add(history(t, own, l), slips))
	return s.Result()
}

var first, last = calendar.NewDate(2026, 3, 1), calendar.NewDate(2026, 4, 30)

func TestChangedLadderAndLimits(t *testing.T) {
	t.Parallel()
	p := changed(t, "act: claim\n    holder: [task_unit]\n    limit: 5wd", "act: claim\n    holder: [task_unit]\n    limit: 2wd",
		"{id: reminder,    at: -5,", "{id: reminder,    at: -8,", "{id: urging,      at: 1,", "{id: urging,      at: 3,",
		"  - {id: circular,    at: 10,  light: red,    form: {zh: 通报, en: Circular},            to: [all_units, office]}\n", "")
	r := run(t, p, first, last, casework.Slip{RungID: "urging", At: caseworktest.At("2026-04-01 08:31")},
		casework.Slip{RungID: "urging", At: caseworktest.At("2026-02-27")})
	require.Equal(t, 1, r.Cases)
	require.Equal(t, map[string]int{"urging": 1}, r.Sent, "what was sent in the period")
	// The claim was due on 03-09: a second reminder on 03-04. Then 03-17, 03-24,
	// 03-26, 04-01, 04-08, 04-15.
	require.Equal(t, map[string]int{"notice": 1, "reminder": 1, "reminder_2": 2, "urging": 1, "supervision": 1, "circular": 1}, r.Now.Slips)
	// 04-01 to 04-03, 04-07 to 04-10, 04-13 to 04-17.
	require.Equal(t, 12, r.Now.Overdue)
	// The claim would have been due on 03-04 without a reminder and overdue on
	// 03-05. Then 03-17, 03-19, 03-26, 04-03, 04-08.
	require.Equal(t, map[string]int{"notice": 1, "reminder": 1, "reminder_2": 1, "urging": 1, "supervision": 1}, r.Then.Slips)
	require.Equal(t, 13, r.Then.Overdue)
	units, n := r.Units(10, cmp.Compare[casework.UnitID])
	require.Equal(t, 1, n)
	require.Equal(t, []simulate.UnitLine{{Unit: caseworktest.County, Now: simulate.Unit{Slips: 7, Overdue: 12}, Then: simulate.Unit{Slips: 5, Overdue: 13}}}, units)
	rungs := r.Rungs(casework.DefaultPolicy(casework.KindMeasure).Ladder, p.Ladder)
	require.Equal(t, "notice", rungs[0].Rung.ID)
	require.Len(t, rungs, 8, "a rung that the change drops is still shown")
}

func TestNothingChangedNothingDiffers(t *testing.T) {
	t.Parallel()
	r := run(t, casework.DefaultPolicy(casework.KindMeasure), first, last)
	require.Equal(t, r.Now, r.Then)
	units, n := r.Units(10, cmp.Compare[casework.UnitID])
	require.Empty(t, units)
	require.Zero(t, n)
}

// Only what lies in the period counts, though the ladder is climbed from its foot.
func TestPeriodCutsBothEnds(t *testing.T) {
	t.Parallel()
	r := run(t, casework.DefaultPolicy(casework.KindMeasure), calendar.NewDate(2026, 4, 2), calendar.NewDate(2026, 4, 10))
	require.Equal(t, map[string]int{"supervision": 1}, r.Now.Slips)
	require.Equal(t, 6, r.Now.Overdue, "04-02, 04-03, 04-07 to 04-10")
	require.Equal(t, []map[casework.Light]int{{casework.LightRed: 1}}, r.Now.Lights)
	require.Equal(t, simulate.Unit{Slips: 1, Overdue: 6, Red: 1}, r.Now.Units[caseworktest.County])
}

func TestLightsAtTheEndOfEachMonth(t *testing.T) {
	t.Parallel()
	p := changed(t, "{id: reminder_2,  at: -3,  light: yellow,", "{id: reminder_2,  at: -3,  light: blue,")
	r := run(t, p, first, last)
	require.Equal(t, []calendar.Date{calendar.NewDate(2026, 3, 31), last}, r.Months)
	// On 03-31 the last reminder is out; on 04-30 a public notice runs.
	require.Equal(t, []map[casework.Light]int{{casework.LightYellow: 1}, {casework.LightNone: 1}}, r.Now.Lights)
	require.Equal(t, []map[casework.Light]int{{casework.LightBlue: 1}, {casework.LightNone: 1}}, r.Then.Lights)
}

// The third breach in a row that comes to red jumps to the interview: the
// changed policy makes it the first.
func TestRedBreachesJump(t *testing.T) {
	t.Parallel()
	p := changed(t, "after_reds: 3", "after_reds: 1")
	r := run(t, p, first, last)
	require.Equal(t, 1, r.Now.Slips["urging"])
	require.Zero(t, r.Now.Slips["interview"])
	require.Zero(t, r.Then.Slips["urging"])
	require.Equal(t, 1, r.Then.Slips["interview"])
	require.Zero(t, r.Then.Slips["circular"], "the ladder is not climbed down")
}

// Claimed on 04-20, when the deadline was past already: what its ladder missed
// collapses into one slip.
func TestMissedRungsCollapse(t *testing.T) {
	t.Parallel()
	r := runLife(t, life{claimed: "2026-04-20", handedIn: "2026-04-21"}, casework.DefaultPolicy(casework.KindMeasure), first, calendar.NewDate(2026, 4, 21))
	// The claim, due on 03-09: 03-04, 03-10, 03-16, 03-23, 03-30. Then the circular
	// of the deadline, due since 04-15, on 04-20.
	require.Equal(t, map[string]int{"reminder_2": 1, "urging": 1, "supervision": 1, "circular": 2, "interview": 1}, r.Now.Slips)
}

// Red, in time, red again: a breach that never came to red ends the run.
func TestABreachInTimeEndsTheRun(t *testing.T) {
	t.Parallel()
	p := changed(t, "after_reds: 3", "after_reds: 2")
	inTime := life{claimed: "2026-03-12", handedIn: "2026-03-20", checked: "2026-03-31"}
	r := runLife(t, inTime, p, first, calendar.NewDate(2026, 3, 31))
	require.Equal(t, 2, r.Then.Slips["urging"], "of the claim and of the check")
	require.Zero(t, r.Then.Slips["interview"])
	// The claim and the deadline both red, one after the other.
	r = runLife(t, life{claimed: "2026-03-12", handedIn: "2026-04-03"}, p, first, calendar.NewDate(2026, 4, 3))
	require.Equal(t, 1, r.Then.Slips["urging"])
	require.Equal(t, 1, r.Then.Slips["interview"])
}

func TestOtherKindsArePassedOver(t *testing.T) {
	t.Parallel()
	own := casework.DefaultPolicy(casework.KindMeasure)
	s := simulate.New(caseworktest.Calendar(), casework.DefaultPolicy(casework.KindDirective), nil, simulate.Period{From: first, To: last})
	require.NoError(t, s.Add(history(t, own, late), nil))
	require.Zero(t, s.Result().Cases)
}
