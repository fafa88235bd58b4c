package schema_test

// household_rows_test.go: the row of a household's task names the breach that its
// ladder climbs.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/schema"
)

func TestTheOverallLimitIsOneBreachInTheLedger(t *testing.T) {
	t.Parallel()
	p, cal, now := casework.DefaultPolicy(casework.KindHousehold), caseworktest.Calendar(), caseworktest.At("2026-01-05")
	s := &casework.State{Case: "h-1"}
	do := func(c casework.Command) {
		t.Helper()
		events, err := casework.Decide(p, s, c, casework.Facts{}, now)
		require.NoError(t, err)
		for _, e := range events {
			require.NoError(t, s.Apply(e))
		}
	}
	mark := func() int64 { return schema.TaskRowOf(p, cal, s.Parties, s.Task(1), now).Clock.Mark }
	do(casework.Command{ID: "open", Type: casework.CommandOpen, Opening: caseworktest.HouseholdOpening()})
	l := caseworktest.Listing()
	do(l[0])
	require.Equal(t, s.Task(1).Mark, mark(), "the visit's own limit is the tighter")
	now = now.AddDate(0, 0, 20)
	do(l[1])
	do(l[2])
	late := mark()
	require.Negative(t, late, "the fifteen days are over")
	require.NotEqual(t, s.Task(1).Mark, late)
}
