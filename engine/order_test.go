package engine_test

// order_test.go: units stand in the order of the tree in what is shown and exported.

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/obligation"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestUnitsStandInTheOrderOfTheTree(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	counties := []casework.UnitID{"西吉县", "隆德县", "泾源县", "彭阳县"} // that of code points is another one
	rows := schema.OrganisationRows{Persons: []schema.Person{{ID: "all", Name: "all"}}}
	for i, c := range counties {
		rows.Units = append(rows.Units, schema.Unit{ID: c, Name: string(c), Kind: "county", Column: true, Position: 10 + i})
		rows.Posts = append(rows.Posts, schema.PostRow{Person: "all", Post: casework.Post{Unit: c, Role: casework.PostReporter}})
	}
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", rows))
	clerk, err := e.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	v, err := e.Viewer(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	backwards := slices.Clone(counties)
	slices.Sort(backwards)

	prefix := enginetest.Prefix()
	var owed []obligation.Obligation
	var values []schema.IndicatorValue
	month := round.Month{Year: v.Today.Year, Month: v.Today.Month}.String()
	for _, c := range backwards {
		owed = append(owed, obligation.Obligation{No: prefix + string(c), Kind: "loan", Title: "小额信贷", Unit: c, Amount: 5_000_000, Due: v.Today.AddDays(60)})
		values = append(values, schema.IndicatorValue{Indicator: "payment_rate", Unit: c, Month: month, Value: 9900})
	}
	_, err = e.EnterObligations(t.Context(), clerk, owed, "test")
	require.NoError(t, err)
	tally, _, _, err := v.ObligationFigures(t.Context())
	require.NoError(t, err)
	require.Equal(t, counties, unitsIn(tally, func(o obligation.Tally) casework.UnitID { return o.Unit }), "obligations")

	_, err = e.EnterIndicators(t.Context(), clerk, values)
	require.NoError(t, err)
	page, err := v.Indicator(t.Context(), "payment_rate", "")
	require.NoError(t, err)
	require.Equal(t, counties, unitsIn(page.Units, func(u engine.IndicatorUnit) casework.UnitID { return u.Unit }), "indicators")
	require.Equal(t, counties, unitsIn(page.Readings, func(r engine.Reading) casework.UnitID { return r.Unit }), "an indicator's entries")
	watched, err := e.WatchUnits(t.Context(), "payment_rate", "")
	require.NoError(t, err)
	require.Len(t, watched, len(counties))

	posts, _, err := e.Serving(t.Context(), v.Today)
	require.NoError(t, err)
	held := unitsIn(posts, func(p schema.PostRow) casework.UnitID { return p.Unit })
	require.Equal(t, counties, slices.DeleteFunc(held, func(u casework.UnitID) bool { return !slices.Contains(counties, u) }), "posts")

	file, err := e.ExportOrganisation(t.Context(), filepath.Join(t.TempDir(), "people.xlsx"))
	require.NoError(t, err)
	var written []casework.UnitID
	for _, p := range file.Persons {
		if p.Login == "all" {
			written = append(written, casework.UnitID(p.Unit))
		}
	}
	require.Equal(t, counties, written, "the workbook of people")

	by, err := e.Requester(t.Context(), "all", time.Now())
	require.NoError(t, err)
	require.Equal(t, counties, unitsIn(by.Posts, func(p casework.Post) casework.UnitID { return p.Unit }), "one person's posts")
}

func unitsIn[T any](list []T, unit func(T) casework.UnitID) []casework.UnitID {
	out := make([]casework.UnitID, len(list))
	for i, one := range list {
		out[i] = unit(one)
	}
	return out
}
