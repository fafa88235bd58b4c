package engine_test

// obligations_back_test.go: a settlement that was entered by mistake is taken back, and
// what follows from it with it.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestASettlementIsTakenBack(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	now, prefix := today(t, e), enginetest.Prefix()
	cal := must(e.Rules.Calendar(t.Context()))
	at := cal.Postpone(time.Now()) // nothing is looked at on a rest day
	by := func(who casework.PersonID) casework.Requester {
		r, err := e.Requester(t.Context(), who, time.Now())
		require.NoError(t, err)
		return r
	}
	open, ended := prefix+"open", prefix+"ended"
	list := []obligation.Obligation{
		{No: open, Kind: "loan", Title: "小额信贷", Unit: countyUnit, Amount: 100, Due: now.AddDays(-3)},
		{No: ended, Kind: "loan", Title: "小额信贷", Unit: countyUnit, Amount: 100, Due: now.AddDays(-3)}}
	_, err := e.EnterObligations(t.Context(), by("clerk"), list, "test")
	require.NoError(t, err)
	look := func(raised int) {
		t.Helper()
		res, err := e.LookAtObligations(t.Context(), at)
		require.NoError(t, err)
		require.Equal(t, raised, res.Raised)
	}
	matters := func(no string) []schema.Matter {
		t.Helper()
		return must(e.Ledger.MattersOf(t.Context(), "obligation", no))
	}
	look(2)
	comments := func(id casework.CaseID) (n int) {
		t.Helper()
		for _, e := range must(e.Ledger.Events(t.Context(), id)) {
			if e.Type == casework.EventCommented {
				n++
			}
		}
		return n
	}
	for _, no := range []string{open, ended} {
		id := matters(no)[0].Case
		require.Eventually(t, func() bool { _, err := e.Ledger.State(t.Context(), id); return err == nil }, 20*time.Second, 20*time.Millisecond)
		require.NoError(t, e.Settle(t.Context(), by("wang"), no, now, "receipt 17"))
	}
	last := matters(ended)[0].Case
	_, err = e.Act(t.Context(), last, casework.Command{ID: "end", Type: casework.CommandCancel, By: by("clerk"), Reason: "已结清"})
	require.NoError(t, err)

	back := func(who casework.PersonID, no, reason string, seen int64) casework.Code {
		return casework.CodeOf(e.TakeBackSettlement(t.Context(), by(who), no, reason, seen))
	}
	require.Equal(t, casework.CodeForbidden, back("checker", open, "登记错了", 0))
	require.Equal(t, casework.CodeInvalid, back("wang", open, " ", 0), "not without a reason")
	require.Equal(t, casework.CodeStale, back("wang", open, "登记错了", 1), "it has changed since")
	require.NoError(t, e.TakeBackSettlement(t.Context(), by("wang"), open, "登记错了", 0))
	require.NoError(t, e.TakeBackSettlement(t.Context(), by("wang"), open, "登记错了", 0), "repeating it is harmless")
	require.Equal(t, casework.CodeRefused, back("clerk", open, "另一个原因", 0), "it is open already")
	require.NoError(t, e.TakeBackSettlement(t.Context(), by("clerk"), ended, "回单是别的户的", 0))

	// It is open again, in figures too; what was entered stays.
	require.Len(t, must(e.Ledger.Obligations(t.Context(), schema.ObligationFilter{Open: true, Until: now})), 2)
	_, total, err := e.TallyObligations(t.Context(), at)
	require.NoError(t, err)
	require.Equal(t, []int{2, 0, 2, 2}, []int{total.All, total.Settled, total.Open, total.Overdue})
	entries := must(e.Ledger.ObligationEntries(t.Context(), open))
	require.Len(t, entries, 3)
	require.Equal(t, entries[1].Entry, entries[0].TakesBack)
	require.Equal(t, "登记错了", entries[0].Source)
	require.Equal(t, now, entries[1].Settled, "nothing is rubbed out")

	// A case that is open goes on; one that had ended is opened anew, once.
	look(1)
	look(0)
	require.Len(t, matters(open), 1)
	require.Len(t, matters(ended), 2)
	require.Equal(t, 2, comments(matters(open)[0].Case), "settled, and taken back")

	// Settled in earnest, on the same day, the case says so again; a file that knows
	// nothing of it changes nothing.
	require.NoError(t, e.Settle(t.Context(), by("wang"), open, now, "receipt 18"))
	require.Equal(t, 3, comments(matters(open)[0].Case))
	taken, err := e.EnterObligations(t.Context(), by("clerk"), list, "a file")
	require.NoError(t, err)
	require.Equal(t, 2, taken.Unchanged)
	require.Equal(t, []calendar.Date{now, {}}, []calendar.Date{must(e.Ledger.Obligations(t.Context(), schema.ObligationFilter{Nos: []string{open}}))[0].Settled,
		must(e.Ledger.Obligations(t.Context(), schema.ObligationFilter{Nos: []string{ended}}))[0].Settled})
}
