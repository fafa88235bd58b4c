package city

// indicators.go: the report's payment rates of the five counties.

import (
	"duban/casework/indicator"
	"duban/ledgerfile"
)

// PaymentRates gives the rates as the report prints them. The city's own 64.3 %
// cannot be counted from them: it takes the amounts behind.
func PaymentRates() []ledgerfile.IndicatorRow {
	printed := []struct {
		county string
		rate   indicator.Value // hundredths of a percent
	}{{"彭阳县", 7450}, {"泾源县", 6730}, {"原州区", 6630}, {"隆德县", 6347}, {"西吉县", 6020}}
	rows := make([]ledgerfile.IndicatorRow, len(printed))
	for i, p := range printed {
		rows[i] = ledgerfile.IndicatorRow{Indicator: "payment_rate", Unit: p.county, Month: "2022-06", Value: p.rate}
	}
	return rows
}
