package schema_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

// list reads a list page by page.
func (f *fixture) list(filter schema.Filter) (keys []schema.Key) {
	f.Helper()
	for {
		lines, next, err := f.l.ListCases(f.ctx(), filter)
		require.NoError(f, err)
		for _, l := range lines {
			keys = append(keys, l.Key())
		}
		if next.IsZero() {
			return keys
		}
		require.Len(f, lines, filter.Limit)
		require.NotEqual(f, filter.After, next, "the list moves on")
		filter.After = next
	}
}

func TestListPagesAreCompleteAndStable(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	for i := range 12 {
		due := []string{"2026-06-30", "2026-05-29", "2026-06-30"}[i%3]
		s := f.open(casework.CaseID(fmt.Sprintf("M-%02d", i)), due, f.at("2026-03-02"), "a", "b")
		if i%4 == 0 {
			f.act(s, casework.Command{Type: casework.CommandCancel, By: by(wang, ""), Reason: "double"}, f.at("2026-03-02"))
			continue
		}
		f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	}
	all := f.list(schema.Filter{Limit: 1000})
	require.Len(t, all, 24)
	require.True(t, slices.IsSortedFunc(all, func(a, b schema.Key) int {
		switch {
		case a.Due != b.Due && (b.Due.IsZero() || (!a.Due.IsZero() && a.Due.Before(b.Due))):
			return -1
		case a.Due != b.Due:
			return 1
		case a.Case != b.Case:
			return map[bool]int{true: -1, false: 1}[a.Case < b.Case]
		}
		return a.Task - b.Task
	}), "by due date, case and number, ended ones last")
	for _, limit := range []int{1, 2, 5, 7, 23, 24, 25} {
		require.Equal(t, all, f.list(schema.Filter{Limit: limit}), "pages of %d", limit)
	}

	// Between two pages other lines move: those not yet shown appear once still.
	first, next, err := f.l.ListCases(f.ctx(), schema.Filter{Limit: 6})
	require.NoError(t, err)
	f.open("A-00", "2026-03-31", f.at("2026-03-02"), "a") // sorts before what has been shown
	rest := f.list(schema.Filter{Limit: 6, After: next})
	require.Equal(t, all[len(first):], rest)
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	rows := plan(f, 4, 3)
	require.NoError(t, f.l.ImportPlan(f.ctx(), rows))
	var states []*casework.State
	for _, start := range rows.Starts {
		s := f.act(&casework.State{Case: start.Case}, casework.Command{Type: casework.CommandOpen, Opening: &start.Opening}, f.at("2026-03-02"))
		states = append(states, s)
	}
	s := f.act(states[1], casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	s = f.act(s, casework.Command{Type: casework.CommandClaim, Task: 1, By: by(li, "county-0")}, f.at("2026-03-03"))
	f.act(s, casework.Command{Type: casework.CommandReassign, Task: 2, Reason: "town", Unit: "county-1-town", Person: zhao, By: by(wang, "")}, f.at("2026-03-03"))
	f.act(states[2], casework.Command{Type: casework.CommandCancel, By: by(wang, ""), Reason: "double"}, f.at("2026-03-02"))
	s = f.act(states[3], casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	f.act(s, casework.Command{Type: casework.CommandSuspend, Task: 1, By: by(wang, ""), Reason: "flood"}, f.at("2026-03-02"))

	for name, c := range map[string]struct {
		filter schema.Filter
		want   int
	}{
		"all":                 {schema.Filter{}, 12},
		"a plan":              {schema.Filter{Plan: "P2026"}, 12},
		"another plan":        {schema.Filter{Plan: "P2025"}, 0},
		"a unit":              {schema.Filter{Unit: "county-1-town"}, 1},
		"a unit's subtree":    {schema.Filter{Unit: "county-1"}, 4},
		"the whole tree":      {schema.Filter{Unit: "city"}, 12},
		"a person":            {schema.Filter{Person: zhao}, 1},
		"open":                {schema.Filter{Open: true}, 9},
		"cancelled":           {schema.Filter{Stage: casework.StageCancelled}, 3},
		"a stage":             {schema.Filter{Stage: casework.StageAct}, 1},
		"a step":              {schema.Filter{Step: "claim"}, 5},
		"a kind":              {schema.Filter{Kinds: []casework.Kind{casework.KindMeasure, casework.KindFinding}}, 12},
		"another kind":        {schema.Filter{Kinds: []casework.Kind{casework.KindHousehold}}, 0},
		"a text":              {schema.Filter{Text: "修复 1"}, 3},
		"a number":            {schema.Filter{Text: "3-1"}, 3},
		"a wildcard":          {schema.Filter{Text: "%"}, 0},
		"overdue":             {schema.Filter{Overdue: day(t, "2026-03-04")}, 3}, // the undispatched; the claims are due on the 9th
		"overdue later":       {schema.Filter{Overdue: day(t, "2026-03-10")}, 7}, // but not the suspended one
		"due before":          {schema.Filter{DueBefore: day(t, "2026-03-09")}, 3},
		"due after":           {schema.Filter{DueAfter: day(t, "2026-03-09"), Open: true}, 1},
		"kept by the caller":  {schema.Filter{Keep: func(l *schema.CaseLine) bool { return l.Task == 3 }, Limit: 2}, 4},
		"several at once":     {schema.Filter{Plan: "P2026", Unit: "county-0", Open: true, Stage: casework.StageAssign}, 2},
		"nothing kept at all": {schema.Filter{Keep: func(*schema.CaseLine) bool { return false }, Limit: 5}, 0},
	} {
		if c.filter.Limit == 0 {
			c.filter.Limit = 4
		}
		require.Len(t, f.list(c.filter), c.want, name)
	}
	line := f.line("P2026-00001", 2)
	require.Equal(t, "2", line.Problem)
	require.Equal(t, "1-1", line.Measure)
	require.Equal(t, "镇", line.UnitName)
	require.Equal(t, "赵", line.PersonName)
	require.Equal(t, casework.KindMeasure, line.Kind)
	require.Equal(t, bureau, line.Parties.LeadUnit)
}
