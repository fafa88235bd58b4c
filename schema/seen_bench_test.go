package schema_test

// seen_bench_test.go: a page of the ledger at a million cases, for those who see
// much and for those who see little. Run with
// go test -run - -bench Lists -benchtime 20x ./schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

func BenchmarkLists(b *testing.B) {
	f := setUp(b)
	fill(f, 1_000_000)
	require.NoError(b, f.exec("VACUUM ANALYSE tasks")) // as autovacuum leaves it
	require.NoError(b, f.exec("VACUUM ANALYSE cases"))
	village := &casework.Sight{Units: []casework.UnitID{"hamlet"}, Persons: []casework.PersonID{"pia"}}
	county := &casework.Sight{Units: []casework.UnitID{"u1", "u6", "u11", "u16", "u21"}, Persons: []casework.PersonID{"pia"}}
	helper := &casework.Sight{Persons: []casework.PersonID{"p17"}}
	for name, filter := range map[string]schema.Filter{
		"all":               {Open: true},
		"all, latest":       {Open: true, Order: schema.OrderLatest},
		"a plan":            {Open: true, Plan: "P3"},
		"a stage":           {Open: true, Stage: casework.StageAct},
		"a village":         {Open: true, Sight: village},
		"a county":          {Open: true, Sight: county},
		"a person":          {Open: true, Sight: helper},
		"the office's desk": {Holders: []casework.Addressee{{Person: "wang"}, {Unit: "office", Role: casework.PostOffice}}, Limit: 200},
		"a reporter's desk": {Holders: []casework.Addressee{{Person: "pia"}, {Unit: "u24", Role: casework.PostReporter}}, Limit: 200},
		"a rare word":       {Open: true, Text: "0777777"},
		"a common word":     {Open: true, Text: "C00"},
		"a county late":     {Open: true, Sight: county, Overdue: day(b, "2026-06-01")},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				lines, _, err := f.l.ListCases(f.ctx(), filter)
				require.NoError(b, err)
				require.NotEmpty(b, lines)
			}
		})
	}
	b.Run("days of a month, all", func(b *testing.B) {
		for b.Loop() {
			_, err := f.l.DaysOfTasks(f.ctx(), schema.Filter{}, day(b, "2026-06-01"), day(b, "2026-06-30"))
			require.NoError(b, err)
		}
	})
}
