package engine_test

// obligations_test.go: what matures is reminded once; what is overdue is collected
// once; what is settled is left alone.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/obligation"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestObligationsFromReminderToCollection(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	now := today(t, e)
	prefix := enginetest.Prefix()
	loan := func(n string, days int) obligation.Obligation {
		return obligation.Obligation{No: prefix + n, Kind: "loan", Title: "小额信贷", Unit: countyUnit, Amount: 5_000_000, Due: now.AddDays(days)}
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

	for n := range 2 {
		res, err := e.LookAtObligations(t.Context(), time.Now())
		require.NoError(t, err)
		require.Equal(t, 3, res.Open)
		require.Equal(t, 1, res.Reminded)
		require.Equal(t, 1-n, res.Raised, "a second look raises nothing")
	}
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 100)
	require.NoError(t, err)
	reminders := 0
	for _, n := range notices {
		if n.Kind == "obligation_due" {
			reminders++
			require.Equal(t, casework.Addressee{Unit: countyUnit, Role: casework.PostReporter}, n.To)
		}
	}
	require.Equal(t, 1, reminders)
	matters, err := e.Ledger.MattersOf(t.Context(), "obligation", prefix+"late")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Equal(t, casework.Difficult, matters[0].Urgency)
	require.Eventually(t, func() bool {
		_, err := e.Ledger.State(t.Context(), matters[0].Case)
		return err == nil
	}, 20*time.Second, 20*time.Millisecond)

	tally, total, err := e.TallyObligations(t.Context(), time.Now())
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
	require.Empty(t, must(e.Ledger.Obligations(t.Context(), schema.ObligationFilter{Open: true, Until: now})), "nothing is overdue any more")
	events, err := e.Ledger.Events(t.Context(), matters[0].Case)
	require.NoError(t, err)
	require.Equal(t, casework.EventCommented, events[len(events)-1].Type, "the case says that it was settled")
	require.NotEqual(t, casework.EventCommented, events[len(events)-2].Type, "once")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
