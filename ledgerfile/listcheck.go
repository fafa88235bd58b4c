package ledgerfile

// listcheck.go: what only the ledger knows of a list's rows: its units, what is
// watched in a month, what day it is. The findings name the cells, as those of the
// file itself do.

import (
	"duban/casework"
	"duban/casework/calendar"
)

// ListCheck says what a ledger knows. All of its questions are answered.
type ListCheck struct {
	Unit    func(name string) bool // the ledger knows it
	Reaches func(name string) bool // and who takes the file in may enter something of it
	Limits  Limits
}

func (c ListCheck) unit(found *collector, cell Cell, header field, name string) {
	switch {
	case !c.Unit(name):
		found.add(Finding{Code: "list_unit_unknown", Severity: Error, Cell: cell, Header: string(header), Read: name, Args: []string{name}})
	case !c.Reaches(name):
		found.add(Finding{Code: "list_unit_beyond", Severity: Error, Cell: cell, Header: string(header), Read: name, Args: []string{name}})
	}
}

// CheckIndicators gives what keeps rows from being entered as a [*Findings], or nil.
// ahead tells of a month that lies ahead.
func CheckIndicators(rows []IndicatorRow, c ListCheck, watched func(id, month string) bool, ahead func(month string) bool) error {
	found := &collector{limit: c.Limits.withDefaults().Findings}
	type place struct{ indicator, unit, month string }
	seen := map[place]Cell{}
	for _, r := range rows {
		c.unit(found, r.Cell, "单位", r.Unit)
		switch {
		case ahead(r.Month):
			found.add(Finding{Code: "month_ahead", Severity: Error, Cell: r.Cell, Header: "月份", Read: r.Month, Args: []string{r.Month}})
		case !watched(r.Indicator, r.Month):
			found.add(Finding{Code: "not_watched", Severity: Error, Cell: r.Cell, Header: string(fieldIndicator), Args: []string{indicatorWord(r.Indicator), r.Month}})
		}
		at := place{r.Indicator, r.Unit, r.Month}
		if first, twice := seen[at]; twice {
			found.add(Finding{Code: "value_twice", Severity: Error, Cell: r.Cell, Header: string(fieldIndicator),
				Args: []string{indicatorWord(r.Indicator), r.Unit, r.Month, first.String()}})
			continue
		}
		seen[at] = r.Cell
	}
	return found.list()
}

// CheckObligations gives what keeps rows from being entered as a [*Findings], or nil.
// kinds tells whether a kind may be entered anew; held gives the unit that sees to a
// number already, "" for none.
func CheckObligations(rows []ObligationRow, c ListCheck, kinds func(no, kind string) bool, held func(no string) casework.UnitID, today calendar.Date) error {
	found := &collector{limit: c.Limits.withDefaults().Findings}
	for _, r := range rows {
		c.unit(found, r.Cell, "经办单位", r.Unit)
		if unit := string(held(r.No)); unit != "" && unit != r.Unit && !c.Reaches(unit) {
			found.add(Finding{Code: "held_elsewhere", Severity: Error, Cell: r.Cell, Header: string(fieldObligation), Args: []string{r.No, unit}})
		}
		if !kinds(r.No, r.Kind) {
			found.add(Finding{Code: "kind_over", Severity: Error, Cell: r.Cell, Header: string(fieldObligationKind), Args: []string{wordOf(obligationKinds(), r.Kind)}})
		}
		if r.Settled.After(today) {
			found.add(Finding{Code: "settled_ahead", Severity: Error, Cell: r.Cell, Header: string(fieldSettled), Read: r.Settled.String(), Args: []string{r.Settled.String()}})
		}
	}
	return found.list()
}

// list gives what was found as an error, or nil.
func (c *collector) list() error {
	if !c.failed() {
		return nil
	}
	return c.err()
}
