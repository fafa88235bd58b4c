package indicator_test

// indicator_test.go: exact values, and breaches that are told once.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/casework/indicator"
)

func TestValuesStayAsWritten(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{"63.47": "63.47", "74.5%": "74.5", "60": "60", "0.5": "0.5", "100.00": "100", "57.310": "57.31"} {
		v, err := indicator.ParseValue(written)
		require.NoError(t, err)
		require.Equal(t, want, v.String())
	}
	for _, bad := range []string{"", "x", "-1", "63.471", "1e3", "1234567", "6 3", "."} {
		_, err := indicator.ParseValue(bad)
		require.Error(t, err, bad)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := indicator.Value(rapid.Int64Range(0, 99_999_999).Draw(t, "value"))
		back, err := indicator.ParseValue(v.String())
		require.NoError(t, err)
		require.Equal(t, v, back)
	})
}

func builtinBook(t *testing.T) indicator.Book {
	t.Helper()
	b, err := indicator.ReadBook([]edition.Document{{Version: 1, From: edition.Begin, Text: indicator.BuiltinDocument()}})
	require.NoError(t, err)
	return b
}

// A month is judged by the edition that held in it: one that holds from 2027 on
// judges nothing before anew, and one that no longer watches says nothing.
func TestEachMonthByItsOwnEdition(t *testing.T) {
	t.Parallel()
	doc := func(direction, threshold string) string {
		return "indicators:\n  - {id: a, title: {zh: 甲, en: a}, direction: " + direction + ", urgency: urgent, thresholds: {1: " + threshold + "}}\n"
	}
	list := []edition.Document{{Version: 1, From: edition.Begin, Text: doc("up", "50")},
		{Version: 2, From: calendar.NewDate(2027, 1, 1), Text: doc("up", "60")},
		{Version: 3, From: calendar.NewDate(2027, 3, 1), Text: doc("down", "60")},
		{Version: 4, From: calendar.NewDate(2027, 5, 1), Text: strings.Replace(doc("up", "50"), "id: a", "id: b", 1)}}
	book, err := indicator.ReadBook(list)
	require.NoError(t, err)
	series := []indicator.Point{{Month: "2026-12", Value: 5500}, {Month: "2027-01", Value: 5500}, {Month: "2027-02", Value: 5500},
		{Month: "2027-03", Value: 5500}, {Month: "2027-04", Value: 7000}, {Month: "2027-05", Value: 9000}}
	require.Equal(t, []indicator.Breach{{From: "2027-01", Value: 5500, Threshold: 6000, Recovered: "2027-03"},
		{From: "2027-04", Value: 7000, Threshold: 6000}}, book.Judge("a", series))
	_, err = book.Find("a", "2027-05")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	require.True(t, book.Knows("a"))
	// What has yet to begin is replaced by what is loaded later.
	list = append(list[:2], edition.Document{Version: 3, From: calendar.NewDate(2027, 1, 1), Text: doc("up", "40")})
	book, err = indicator.ReadBook(list)
	require.NoError(t, err)
	require.Empty(t, book.Judge("a", series))
}

// The report's payment rates at mid-year against 65 %.
func TestTheReportsPaymentRates(t *testing.T) {
	t.Parallel()
	book := builtinBook(t)
	rate, err := book.Find("payment_rate", "2022-06")
	require.NoError(t, err)
	for county, c := range map[string]struct {
		rate string
		bad  bool
	}{"彭阳县": {"74.5", false}, "泾源县": {"67.3", false}, "原州区": {"66.3", false}, "隆德县": {"63.47", true}, "西吉县": {"60.2", true}} {
		v, err := indicator.ParseValue(c.rate)
		require.NoError(t, err)
		require.Equal(t, c.bad, rate.Breaches(indicator.Point{Month: "2022-06", Value: v}), county)
	}
	overdue, err := book.Find("loan_overdue", "2022-06")
	require.NoError(t, err)
	require.True(t, overdue.Breaches(indicator.Point{Month: "2022-06", Value: 101}))
	require.False(t, overdue.Breaches(indicator.Point{Month: "2022-06", Value: 100}))
	_, err = book.Find("no_such", "2022-06")
	require.Error(t, err)
}

// One breach from the first bad month to the next good one, whatever the order
// in which the values come in.
func TestBreachesAreToldOnce(t *testing.T) {
	t.Parallel()
	book := builtinBook(t)
	rapid.Check(t, func(t *rapid.T) {
		bad := rapid.SliceOfN(rapid.Bool(), 0, 12).Draw(t, "bad months")
		var series []indicator.Point
		begins, ends := 0, 0
		for i, b := range bad {
			v := indicator.Value(6000)
			if b {
				v = 4000
			}
			series = append(series, indicator.Point{Month: fmt.Sprintf("2026-%02d", i+1), Value: v})
			before := i > 0 && bad[i-1]
			if b && !before {
				begins++
			}
			if !b && before {
				ends++
			}
		}
		breaches := book.Judge("loan_coverage", rapid.Permutation(series).Draw(t, "order"))
		require.Len(t, breaches, begins)
		recovered := 0
		for _, b := range breaches {
			if b.Recovered != "" {
				recovered++
			}
		}
		require.Equal(t, ends, recovered)
	})
}

func TestFaultsAreNamed(t *testing.T) {
	t.Parallel()
	const good = "indicators:\n  - {id: a, title: {zh: 甲, en: a}, direction: up, urgency: urgent, thresholds: {1: 30}}\n"
	_, err := indicator.Parse([]byte(good))
	require.NoError(t, err)
	for change, want := range map[[2]string]string{
		{"direction: up", "direction: left"}: "direction", {"urgency: urgent", "urgency: now"}: "urgency",
		{"{1: 30}", "{2: 30}"}: "month 1 is missing", {"{1: 30}", "{1: 30, 13: 4}"}: "no month", {"en: a", "en: ''"}: "title",
		{"{1: 30}", "{1: 30.123}"}: "30.123", {"id: a", "id: ''"}: "id",
	} {
		_, err := indicator.Parse([]byte(strings.Replace(good, change[0], change[1], 1)))
		require.ErrorContains(t, err, want)
	}
}
