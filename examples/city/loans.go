package city

// loans.go: invented small loans of households, seen to by their townships. The
// report has no single loan; it has that overdue ones rise and that 西吉县 has
// the most.

import (
	"fmt"

	"duban/casework/obligation"
	"duban/ledgerfile"
)

// loans is how many there are; they mature from so many days before [AsOf] on. The
// strides spread them over villages and days.
const (
	loans         = 240
	days, before  = 330, 120
	villageStride = 101
	dayStride     = 37
)

// Loans gives loans that mature in 2022, some settled, some overdue on [AsOf].
func Loans() []ledgerfile.ObligationRow {
	c := newCity()
	out := make([]ledgerfile.ObligationRow, loans)
	for n := range out {
		v := c.villages[n*villageStride%len(c.villages)]
		due := AsOf.AddDays((n*dayStride)%days - before)
		row := ledgerfile.ObligationRow{No: fmt.Sprintf("XD-2021-%04d", n+1), Kind: "loan", Unit: v.township,
			Title:  v.name + "，脱贫人口小额信贷",
			Amount: obligation.Amount((2 + n%4) * 10_000 * 100), Due: due}
		if late := due.Before(AsOf); late && (v.county.name != "西吉县" || n%3 > 0) && n%8 > 0 {
			row.Settled = due.AddDays(-n % 9)
		}
		out[n] = row
	}
	return out
}
