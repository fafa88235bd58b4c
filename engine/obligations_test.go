package engine_test

// obligations_test.go: what matures is reminded once; what is overdue is collected
// once; what is settled is left alone.

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

func TestObligationsFromReminderToCollection(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	now := today(t, e)
	cal := must(e.Rules.Calendar(t.Context()))
	at := cal.Postpone(time.Now()) // nothing is looked at on a rest day
	look := calendar.DateOf(at, cal.Zone())
	prefix := enginetest.Prefix()
	loan := func(n string, days int) obligation.Obligation {
		return obligation.Obligation{No: prefix + n, Kind: "loan", Title: "小额信贷", Unit: countyUnit, Amount: 5_000_000, Due: look.AddDays(days)}
	}
	list := []obligation.Obligation{loan("far", 60), loan("near", 5), loan("late", -1), loan("paid", -1)}
	list[3].Settled = now.AddDays(-2)
	by := func(who casework.PersonID) casework.Requester {
		r, err := e.Requester(t.Context(), who, time.Now())
		require.NoError(t, err)
		return r
	}
	_, err := e.EnterObligations(t.Context(), by("wang"), list, "test")
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	taken, err := e.EnterObligations(t.Context(), by("clerk"), list, "test")
	require.NoError(t, err)
	require.Equal(t, 4, taken.New)
	list[0].Due = list[0].Due.AddDays(1)
	taken, err = e.EnterObligations(t.Context(), by("clerk"), list, "test")
	require.NoError(t, err)
	require.Equal(t, 1, taken.Changed)
	require.Equal(t, 3, taken.Unchanged)

	rest := at
	for works := true; works; works, _ = cal.Workday(calendar.DateOf(rest, cal.Zone())) {
		rest = rest.AddDate(0, 0, 1)
	}
	res, err := e.LookAtObligations(t.Context(), rest)
	require.NoError(t, err)
	require.Equal(t, workflows.LookedResult{Open: 3}, res, "nothing on a rest day")
	for n := range 2 {
		res, err := e.LookAtObligations(t.Context(), at)
		require.NoError(t, err)
		require.Equal(t, 3, res.Open)
		require.Equal(t, 1, res.Reminded)
		require.Equal(t, 1-n, res.Raised, "a second look raises nothing")
	}
	require.ElementsMatch(t, []casework.Addressee{{Person: "wang", Unit: countyUnit, Role: casework.PostReporter},
		{Person: "ma", Unit: countyUnit, Role: casework.PostReporter}}, remindersTo(t, e))
	matters, err := e.Ledger.MattersOf(t.Context(), "obligation", prefix+"late")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Equal(t, casework.Difficult, matters[0].Urgency)
	require.Eventually(t, func() bool {
		_, err := e.Ledger.State(t.Context(), matters[0].Case)
		return err == nil
	}, 20*time.Second, 20*time.Millisecond)

	tally, total, err := e.TallyObligations(t.Context(), at)
	require.NoError(t, err)
	require.Len(t, tally, 1)
	require.Equal(t, obligation.Tally{All: 4, Settled: 1, Open: 3, Overdue: 1, Outstanding: 15_000_000, OverdueSum: 5_000_000}, total)
	require.Equal(t, int64(3333), total.Rate())

	require.Equal(t, casework.CodeForbidden, casework.CodeOf(e.Settle(t.Context(), by("checker"), prefix+"late", now, "")))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(e.Settle(t.Context(), by("wang"), prefix+"late", now.AddDays(1), "")), "not in advance")
	require.NoError(t, e.Settle(t.Context(), by("wang"), prefix+"late", now, "receipt 17"))
	require.NoError(t, e.Settle(t.Context(), by("wang"), prefix+"late", now, "receipt 17"), "repeating it is harmless")
	require.Equal(t, casework.CodeRefused, casework.CodeOf(e.Settle(t.Context(), by("wang"), prefix+"late", now.AddDays(-1), "")))
	taken, err = e.EnterObligations(t.Context(), by("clerk"), list, "a file that does not know of it")
	require.NoError(t, err)
	require.Equal(t, 4, taken.Unchanged, "a blank settles nothing and unsettles nothing")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(e.Settle(t.Context(), by("wang"), "nothing", now, "")))
	require.Empty(t, must(e.Ledger.Obligations(t.Context(), schema.ObligationFilter{Open: true, Until: look})), "nothing is overdue any more")
	events, err := e.Ledger.Events(t.Context(), matters[0].Case)
	require.NoError(t, err)
	require.Equal(t, casework.EventCommented, events[len(events)-1].Type, "the case says that it was settled")
	require.NotEqual(t, casework.EventCommented, events[len(events)-2].Type, "once")
}

func remindersTo(t *testing.T, e *engine.Engine) (to []casework.Addressee) {
	t.Helper()
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 1000)
	require.NoError(t, err)
	for _, n := range notices {
		if n.Kind == "obligation_due" {
			to = append(to, n.To)
		}
	}
	return to
}

// A person has one notice a day, whatever matures in whatever units; what comes in
// after it is told the next day; a post that nobody holds is told as a post.
func TestOneReminderAPersonADay(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	cal := must(e.Rules.Calendar(t.Context()))
	at := cal.Postpone(time.Now())
	look := calendar.DateOf(at, cal.Zone())
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{Posts: []schema.PostRow{
		{Person: "wang", Post: casework.Post{Unit: leadUnit, Role: casework.PostReporter}}}}))
	by, err := e.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	n := 0
	enter := func(unit casework.UnitID, days int) {
		n++
		o := obligation.Obligation{No: fmt.Sprint(n), Kind: "loan", Title: "小额信贷", Unit: unit, Amount: 100, Due: look.AddDays(days)}
		_, err := e.EnterObligations(t.Context(), by, []obligation.Obligation{o}, "test")
		require.NoError(t, err)
	}
	lookAt := func(at time.Time) int {
		res, err := e.LookAtObligations(t.Context(), at)
		require.NoError(t, err)
		require.Zero(t, res.Raised)
		return res.Reminded
	}
	for _, days := range []int{28, 25, 29} {
		enter(countyUnit, days)
		enter(leadUnit, days)
	}
	enter(townUnit, 28)
	require.Equal(t, 7, lookAt(at))
	want := []casework.Addressee{{Person: "wang", Unit: countyUnit, Role: casework.PostReporter},
		{Person: "ma", Unit: countyUnit, Role: casework.PostReporter}, {Unit: townUnit, Role: casework.PostReporter}}
	require.ElementsMatch(t, want, remindersTo(t, e))
	enter(countyUnit, 28)
	require.Equal(t, 7, lookAt(at.Add(time.Hour)), "the day's notice is out")
	require.ElementsMatch(t, want, remindersTo(t, e))
	tomorrow := cal.Postpone(at.AddDate(0, 0, 1))
	require.Equal(t, 1, lookAt(tomorrow), "told the next day, and alone")
	require.ElementsMatch(t, append(want, want[:2]...), remindersTo(t, e))
	told, err := e.Ledger.RemindersOn(t.Context(), calendar.DateOf(tomorrow, cal.Zone()))
	require.NoError(t, err)
	require.Equal(t, "8", told[0].No)
	require.Len(t, told[0].Notices, 2)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
