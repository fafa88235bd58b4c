package schema_test

// seen_test.go: what somebody sees is the same however it is found.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

func TestSightIsTheSameHoweverItIsFound(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	for i := range 9 {
		unit := casework.UnitID(fmt.Sprint("u", i%3))
		s := f.open(casework.CaseID(fmt.Sprintf("M-%02d", i)), "2026-06-30", f.at("2026-03-02"), unit, "other")
		f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	}
	keys := func(filter schema.Filter) []schema.Key {
		filter.Limit = 2
		return f.list(filter)
	}
	for name, e := range map[string]struct {
		sight casework.Sight
		want  int
	}{
		"a unit":             {casework.Sight{Units: []casework.UnitID{"u1"}}, 3},
		"two units":          {casework.Sight{Units: []casework.UnitID{"u1", "u2"}}, 6},
		"the lead unit":      {casework.Sight{Units: []casework.UnitID{bureau}}, 18},
		"the office":         {casework.Sight{Units: []casework.UnitID{office}}, 18},
		"the lead leader":    {casework.Sight{Persons: []casework.PersonID{chen}}, 18},
		"a person of a task": {casework.Sight{Persons: []casework.PersonID{li}}, 18},
		"nobody":             {casework.Sight{Persons: []casework.PersonID{"stranger"}}, 0},
		"nothing":            {casework.Sight{}, 0},
		"everything":         {casework.Sight{Everything: true}, 18},
	} {
		got := keys(schema.Filter{Sight: &e.sight})
		require.Len(t, got, e.want, name)
		latest := keys(schema.Filter{Sight: &e.sight, Order: schema.OrderLatest})
		slices.Reverse(latest)
		require.Equal(t, got, latest, "%s, the latest first", name)
		byCase := keys(schema.Filter{Sight: &e.sight, Order: schema.OrderCase})
		require.ElementsMatch(t, got, byCase, name)
		require.True(t, slices.IsSortedFunc(byCase, func(a, b schema.Key) int {
			if a.Case != b.Case {
				return map[bool]int{true: -1, false: 1}[a.Case < b.Case]
			}
			return a.Task - b.Task
		}), name)
		days, err := f.l.DaysOfTasks(f.ctx(), schema.Filter{Sight: &e.sight}, day(t, "2026-01-01"), day(t, "2026-12-31"))
		require.NoError(t, err)
		n := 0
		for _, d := range days {
			n += d.Tasks
		}
		require.Equal(t, e.want, n, "%s, by day", name)
	}
}
