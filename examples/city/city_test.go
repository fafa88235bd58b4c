package city_test

// city_test.go: the example city adds up to the report's figures.

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/examples/city"
	"duban/ledgerfile"
)

func TestTheReportsFigures(t *testing.T) {
	t.Parallel()
	half, all := city.Households(false), city.Households(true)
	require.Equal(t, half.Rows, all.Rows[:427], "the half year is part of the whole")
	count := func(rows []ledgerfile.Household, keep func(*ledgerfile.Household) bool) (households, people int) {
		for i := range rows {
			if keep(&rows[i]) {
				households++
				people += rows[i].People
			}
		}
		return households, people
	}
	open := func(h *ledgerfile.Household) bool { return h.EliminatedAt.IsZero() }
	check := func(households, people, wantHouseholds, wantPeople int) {
		t.Helper()
		require.Equal(t, [2]int{wantHouseholds, wantPeople}, [2]int{households, people})
	}
	h, p := count(half.Rows, open)
	check(h, p, 427, 1718)
	h, p = count(all.Rows, func(*ledgerfile.Household) bool { return true })
	check(h, p, 5618, 22770)
	h, p = count(all.Rows, open)
	check(h, p, 992, 3925)
	h, p = count(all.Rows, func(h *ledgerfile.Household) bool { return !open(h) })
	check(h, p, 4626, 18845)

	kinds := map[casework.UnitKind]int{}
	total := map[string]int{}
	for _, u := range all.Units {
		kinds[u.Kind]++
		total[u.Name] = u.Households
	}
	require.Equal(t, 5, kinds[casework.UnitCounty])
	require.Equal(t, 62, kinds[casework.UnitTownship])
	require.Equal(t, 807, kinds[casework.UnitVillage])

	inVillage, counties, numbers, ids := map[string]int{}, map[string]int{}, map[string]bool{}, map[string]bool{}
	for i := range all.Rows {
		r := &all.Rows[i]
		require.False(t, numbers[r.No] || ids[r.IDNumber], "%s stands twice", r.No)
		numbers[r.No], ids[r.IDNumber] = true, true
		require.True(t, ledgerfile.ValidIDNumber(r.IDNumber), r.No)
		require.Positive(t, total[r.Village], r.Village)
		counties[r.County]++
		if open(r) {
			inVillage[r.Village]++
			require.NotEmpty(t, r.Help, "all open ones have measures")
		}
	}
	require.Len(t, counties, 5)
	above := 0
	for v, n := range inVillage {
		require.LessOrEqual(t, n*100, total[v]*3, "%s is above the ceiling of 3 %%", v)
		if n*100 > total[v]*2 {
			above++
		}
	}
	require.Equal(t, 6, above, "villages with a risk rate above 2 %")
	require.Less(t, len(inVillage), 807-50, "some villages have no monitored household")
}

func TestTheLedgerFileReadsBack(t *testing.T) {
	t.Parallel()
	h := city.Households(false)
	var b bytes.Buffer
	require.NoError(t, ledgerfile.WriteHouseholdsTo(&b, h))
	back, err := ledgerfile.ReadHouseholdsFrom(bytes.NewReader(b.Bytes()), int64(b.Len()), ledgerfile.Options{})
	require.NoError(t, err)
	require.Empty(t, back.Warnings)
	require.Equal(t, h.Title, back.Title)
	for i := range back.Rows {
		back.Rows[i].Row = 0
		require.Equal(t, h.Rows[i], back.Rows[i])
	}
	require.Len(t, back.Rows, len(h.Rows))
	require.Len(t, back.Persons, len(h.Persons))
	for i := range back.Units {
		back.Units[i].Cell = ledgerfile.Cell{}
		require.Equal(t, h.Units[i], back.Units[i])
	}
}
