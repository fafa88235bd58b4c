package engine_test

// indicators_test.go: the report's payment rates: two counties below the line
// become directives, once, and a recovery is recorded on the case.

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/indicator"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
)

func TestPaymentRatesRaiseDirectives(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	suffix := enginetest.Prefix() // workflow IDs are shared between tests
	var units []schema.Unit
	for _, r := range city.PaymentRates() {
		units = append(units, schema.Unit{ID: casework.UnitID(r.Unit + suffix), Name: r.Unit})
	}
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "units"}, Units: units}))
	var file bytes.Buffer
	require.NoError(t, ledgerfile.WriteIndicatorsTo(&file, "支付率", city.PaymentRates()))
	rows, err := ledgerfile.ReadIndicatorsFrom(bytes.NewReader(file.Bytes()), int64(file.Len()), ledgerfile.Options{})
	require.NoError(t, err)
	require.Len(t, rows, 5)
	var list []schema.IndicatorValue
	for _, r := range rows {
		list = append(list, schema.IndicatorValue{Indicator: r.Indicator, Unit: casework.UnitID(r.Unit + suffix), Month: r.Month, Value: r.Value})
	}
	enter := func(list ...schema.IndicatorValue) {
		t.Helper()
		_, err := e.EnterIndicators(t.Context(), assigner, list)
		require.NoError(t, err)
	}
	enter(list...)
	enter(list...)
	raised, err := e.Ledger.MattersOf(t.Context(), "indicator", "payment_rate/2022-06")
	require.NoError(t, err)
	require.Len(t, raised, 2, "隆德 63.47 and 西吉 60.2 are below 65, and each is told once")

	low := list[4]
	require.Equal(t, "60.2", low.Value.String())
	low.Month, low.Value = "2022-07", 6100 // still low: the same breach
	enter(low)
	low.Month, low.Value = "2022-08", 6500
	for range 2 { // by another leader than the one who gave it out
		_, err := e.EnterIndicators(t.Context(), casework.Requester{Person: "vice",
			Posts: []casework.Post{{Unit: "市政府", Role: casework.PostLeader}}}, []schema.IndicatorValue{low})
		require.NoError(t, err)
	}
	w, err := e.Watch(t.Context(), "payment_rate", low.Unit)
	require.NoError(t, err)
	require.Equal(t, []indicator.Breach{{From: "2022-06", Value: 6020, Threshold: 6500, Recovered: "2022-08"}}, w.Breaches)
	events, err := e.Ledger.Events(t.Context(), w.Cases[0])
	require.NoError(t, err)
	comments := 0
	for _, ev := range events {
		if ev.Type == casework.EventCommented {
			comments++
		}
	}
	require.Equal(t, 1, comments, "the recovery is recorded once")
	raised, err = e.Ledger.MattersOf(t.Context(), "indicator", "")
	require.NoError(t, err)
	require.Len(t, raised, 2)

	// A value that comes in late moves the breach's beginning: no second directive.
	late := low
	late.Month, late.Value = "2022-05", 10
	book, err := e.Ledger.IndicatorBook(t.Context())
	require.NoError(t, err)
	def, err := book.Find("payment_rate", late.Month)
	require.NoError(t, err)
	require.True(t, def.Breaches(indicator.Point{Month: late.Month, Value: late.Value}))
	another := casework.Requester{Person: "vice", Posts: []casework.Post{{Unit: "市政府", Role: casework.PostLeader}}}
	for range 2 {
		_, err = e.EnterIndicators(t.Context(), another, []schema.IndicatorValue{late})
		require.NoError(t, err)
	}
	again, err := e.Watch(t.Context(), "payment_rate", low.Unit)
	require.NoError(t, err)
	require.Equal(t, "2022-05", again.Breaches[0].From)
	require.Equal(t, w.Cases, again.Cases)
	// A value that was wrong is corrected: the case says so.
	wrong := list[3]
	require.Equal(t, "63.47", wrong.Value.String())
	other, err := e.Watch(t.Context(), "payment_rate", wrong.Unit)
	require.NoError(t, err)
	wrong.Value = 6547
	_, err = e.EnterIndicators(t.Context(), another, []schema.IndicatorValue{wrong})
	require.NoError(t, err)
	events, err = e.Ledger.Events(t.Context(), other.Cases[0])
	require.NoError(t, err)
	require.Contains(t, events[len(events)-1].Detail.Text, "2022-06 的数值已更正")
	raised, err = e.Ledger.MattersOf(t.Context(), "indicator", "")
	require.NoError(t, err)
	require.Len(t, raised, 2)

	_, err = e.EnterIndicators(t.Context(), caseworktest.Reporter("原州区"), list)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	list[0].Unit = "nowhere"
	_, err = e.EnterIndicators(t.Context(), assigner, list)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}
