package engine_test

// editions_test.go: rules of lists are loaded without a build, by whom they may be,
// and judge nothing anew; whoever is named for a policy, a holiday table or an
// income line is asked for a post.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/obligation"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestIndicatorsAreLoadedByEdition(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	by := func(who casework.PersonID) casework.Requester { return must(e.Requester(t.Context(), who, time.Now())) }
	now := today(t, e)
	month := calendar.NewDate(now.Year, now.Month, 1)
	before := month.AddMonths(-1)
	unit := casework.UnitID(enginetest.Prefix())
	enginetest.Unit(t, e, unit, "county")
	value := func(day calendar.Date, v indicator.Value) {
		t.Helper()
		_, err := e.EnterIndicators(t.Context(), by("clerk"), []schema.IndicatorValue{
			{Indicator: "loan_coverage", Unit: unit, Month: day.String()[:7], Value: v}})
		require.NoError(t, err)
	}
	value(before, 5500) // 50 is the threshold that comes with the program
	value(month, 5500)
	text := []byte(strings.Replace(indicator.BuiltinDocument(), "thresholds: {1: 50}", "thresholds: {1: 60}", 1))

	_, err := e.LoadIndicators(t.Context(), by("wang"), text, month)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	_, err = e.LoadIndicators(t.Context(), by("clerk"), text, before)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "what was judged stays judged")
	_, err = e.LoadIndicators(t.Context(), by("clerk"), text, month.AddDays(4))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	_, err = e.LoadIndicators(t.Context(), by("clerk"), []byte("indicators: [{id: a, direction: left}]"), month)
	require.ErrorContains(t, err, "neither up nor down")
	_, err = e.LoadIndicators(t.Context(), by("clerk"), append(text, []byte("\n"+strings.Repeat("#", 64<<10))...), month)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	for range 2 { // the same again changes nothing
		loaded, err := e.LoadIndicators(t.Context(), by("clerk"), text, month)
		require.NoError(t, err)
		require.Equal(t, 2, loaded.Version)
		require.Equal(t, casework.PersonID("clerk"), loaded.By)
	}
	list, err := e.Ledger.Editions(t.Context(), edition.Indicators)
	require.NoError(t, err)
	require.Len(t, list, 2)

	value(before, 5500)
	w := must(e.Watch(t.Context(), "loan_coverage", unit))
	require.Equal(t, []indicator.Breach{{From: month.String()[:7], Value: 5500, Threshold: 6000}}, w.Breaches, "the month before is judged as it was")
	value(month, 5400)
	require.Len(t, must(e.Ledger.MattersOf(t.Context(), "indicator", "")), 1)
}

func TestObligationRulesAreLoadedByEdition(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	clerk := must(e.Requester(t.Context(), "clerk", time.Now()))
	wang := must(e.Requester(t.Context(), "wang", time.Now()))
	cal := must(e.Rules.Calendar(t.Context()))
	now := today(t, e)
	look := cal.Postpone(time.Now())
	text := []byte("obligations: [{kind: bond, title: {zh: 债券, en: Bond}, remind: [50], collect_after: 2, urgency: urgent}]")
	_, err := e.LoadObligationRules(t.Context(), wang, text, now)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	_, err = e.LoadObligationRules(t.Context(), clerk, text, now.AddDays(-1))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	_, err = e.LoadObligationRules(t.Context(), clerk, []byte("obligations: [{kind: a}]"), now)
	require.ErrorContains(t, err, "collect_after")

	due := calendar.DateOf(look, cal.Zone()).AddDays(20)
	list := []obligation.Obligation{{No: "1", Kind: "loan", Title: "a", Unit: countyUnit, Amount: 1, Due: due}}
	_, err = e.EnterObligations(t.Context(), clerk, list, "test")
	require.NoError(t, err)
	bond := []obligation.Obligation{{No: "2", Kind: "bond", Title: "a", Unit: townUnit, Amount: 1, Due: due.AddDays(25)}}
	_, err = e.EnterObligations(t.Context(), clerk, bond, "test")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err), "not yet")
	_, err = e.LoadObligationRules(t.Context(), clerk, text, now)
	require.NoError(t, err)
	_, err = e.EnterObligations(t.Context(), clerk, bond, "test")
	require.NoError(t, err)
	list[0].Title = "b"
	taken, err := e.EnterObligations(t.Context(), clerk, list, "test")
	require.NoError(t, err, "what was entered under a kind may still be corrected")
	require.Equal(t, 1, taken.Changed)
	res, err := e.LookAtObligations(t.Context(), look)
	require.NoError(t, err)
	require.Equal(t, 2, res.Reminded, "and is reminded of by the rules that named it")
}

// Whoever is named is asked for a post; the operator of the machine is not.
func TestWhoMayLoadRules(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	wang := must(e.Requester(t.Context(), "wang", time.Now()))
	clerk := must(e.Requester(t.Context(), "clerk", time.Now()))
	doc := []byte(strings.Replace(string(casework.Builtin()[0].Document), "version: 1", "version: 2", 1))
	_, err := e.LoadPolicy(t.Context(), wang, doc)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	for _, by := range []casework.Requester{clerk, {}} {
		p, err := e.LoadPolicy(t.Context(), by, doc)
		require.NoError(t, err)
		require.Equal(t, 2, p.Version)
	}
	table, _, err := e.Ledger.Calendar(t.Context())
	require.NoError(t, err)
	_, err = e.LoadCalendar(t.Context(), wang, table, nil)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	line := schema.IncomeLine{Province: "宁夏", Year: 2026, Yuan: 8500}
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.SetIncomeLine(t.Context(), wang, line)))
	require.NoError(t, e.SetIncomeLine(t.Context(), clerk, line))
	require.Equal(t, casework.PersonID("clerk"), must(e.Ledger.IncomeLines(t.Context(), ""))[0].By)
}
