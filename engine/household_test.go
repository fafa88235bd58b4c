package engine_test

// household_test.go: a household's case as lists and figures see it.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

func TestHelpBeginsWithThePlan(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy, doc := caseworktest.ShortOf(casework.KindHousehold)
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	id := casework.CaseID("h-" + enginetest.Prefix())
	opening := caseworktest.HouseholdOpening()
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: policy, Opening: opening})
	for _, c := range caseworktest.Listing() {
		_, err := e.Act(t.Context(), id, c)
		require.NoError(t, err, "%s", c.ID)
	}
	lines, _, err := e.Ledger.ListCases(t.Context(), schema.Filter{Case: id, Open: true})
	require.NoError(t, err)
	require.Len(t, lines, 3)
	texts := map[string]bool{}
	for _, l := range lines {
		texts[l.Text] = true
	}
	require.Contains(t, texts, "危房改造")
	require.Contains(t, texts, "大病救助")
	figures, err := e.HouseholdFigures(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, casework.Heads{Households: 1, People: 4}, figures.Total.Helped)
	require.Equal(t, figures.Total.Helped, figures.Total.Open)
}
