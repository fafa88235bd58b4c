package year_test

// year_test.go: a whole year of the city passes, and its figures are what plain
// arithmetic over the script gives.

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/ledgerfile"
	"duban/schema"
)

func TestYearOfTheCity(t *testing.T) {
	cfg := enginetest.Config(t)
	e, err := engine.OpenLedger(t.Context(), cfg, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(e.Close)
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.Plan), int64(len(examples.Plan)), ledgerfile.Options{})
	require.NoError(t, err)
	entered, err := e.EnterPlan(t.Context(), file, "year", engine.ImportOptions{CreateUnits: true})
	require.NoError(t, err)
	require.Equal(t, 113, entered.Measures)
	starts, err := e.Ledger.PendingStarts(t.Context(), entered.Plan)
	require.NoError(t, err)

	for lineYear, yuan := range map[int]int{2025: 7800, 2026: 8200} {
		line := schema.IncomeLine{Province: "宁夏", Year: lineYear, Yuan: yuan, At: yearStart}
		require.NoError(t, e.Ledger.SaveIncomeLine(t.Context(), line))
	}

	c := newCity(t, e.Ledger)
	measures := c.measures(starts, casework.DefaultPolicy(casework.KindMeasure))
	households := c.households(casework.DefaultPolicy(casework.KindHousehold))
	c.run()
	c.checkMeasures(measures)
	figures, err := e.HouseholdFigures(t.Context(), yearEnd)
	require.NoError(t, err)
	c.checkHouseholds(households, figures)
	c.checkMonths(e, entered.Plan)
}
