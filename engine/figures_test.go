package engine_test

// figures_test.go: the report's figures, exactly, from the example ledger of all
// households that were ever taken in.

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/schema"
)

// The cases are opened as their workflows would, without a server between: the
// figures are the ledger's.
func TestTheReportsFiguresExactly(t *testing.T) {
	t.Parallel()
	cfg := enginetest.Config(t)
	e, err := engine.OpenLedger(t.Context(), cfg, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(e.Close)
	file := city.Households(true)
	entered, err := e.EnterHouseholds(t.Context(), file, "all", engine.ImportOptions{})
	require.NoError(t, err)
	starts, err := e.Ledger.PendingStarts(t.Context(), entered.Plan)
	require.NoError(t, err)
	require.Len(t, starts, 5618)
	policy, cal := casework.DefaultPolicy(casework.KindHousehold), caseworktest.Calendar()
	for i := range starts {
		s := &casework.State{Case: starts[i].Case}
		events, err := casework.Decide(policy, s, casework.Command{ID: "open", Type: casework.CommandOpen, Opening: &starts[i].Opening}, casework.Facts{}, time.Now())
		require.NoError(t, err, starts[i].Case)
		for _, e := range events {
			require.NoError(t, s.Apply(e))
		}
		_, err = e.Ledger.Record(t.Context(), activities.StepRows(s, policy, events, cal))
		require.NoError(t, err)
	}
	half := calendar.NewDate(2022, 1, 1).Start(cal.Zone())
	f, err := e.HouseholdFiguresSince(t.Context(), half, time.Now())
	require.NoError(t, err)
	require.Equal(t, casework.Heads{Households: 5618, People: 22770}, f.Total.Listed)
	require.Equal(t, casework.Heads{Households: 427, People: 1718}, f.Total.New, "taken in during the half year")
	require.Equal(t, casework.Heads{Households: 4626, People: 18845}, f.Total.Eliminated)
	require.Equal(t, casework.Heads{Households: 992, People: 3925}, f.Total.Open)
	require.Equal(t, f.Total.Open, f.Total.Helped, "all with measures")
	require.InDelta(t, 82.3, f.Total.Rate, 0)
	require.Len(t, f.Rows, 5)
	sum := casework.Heads{}
	for _, r := range f.Rows {
		require.Positive(t, r.Open.Households, r.Name)
		sum.Households += r.Listed.Households
		sum.People += r.Listed.People
	}
	require.Equal(t, f.Total.Listed, sum, "the counties sum to the city")
	_, next, err := e.Ledger.ListHouseholds(t.Context(), schema.HouseholdFilter{Open: true, Limit: 1000})
	require.NoError(t, err)
	require.Empty(t, next, "992 are open")
}
