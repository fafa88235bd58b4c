package casework

// elimination.go: the conditions of an elimination by help, one by one, for a
// page that shows them before anybody proposes it. [decision.eliminable] decides;
// a test holds the two together.

import (
	"time"

	"duban/casework/calendar"
)

// Standing is whether a condition is met.
type Standing string

// The standings.
const (
	Met    Standing = "met"
	Unmet  Standing = "unmet"
	Stated Standing = "stated" // the proposal itself has to state it
)

// Condition is one condition of an elimination.
type Condition struct {
	ID    string   `json:"id"` // labour, listed, landed, line, window, income, spending, guarantees
	State Standing `json:"state"`
	Args  []string `json:"args,omitempty"` // of its sentence
}

// EliminationConditions gives the conditions in the order in which people check
// them. a is what a proposal states, nil before there is one; f holds the day and
// the income lines.
func EliminationConditions(p *Policy, s *State, a *Assessment, f Facts) []Condition {
	rule := p.Elimination
	if rule == nil || s.Household == nil {
		return nil
	}
	standing := func(met bool) Standing {
		if met {
			return Met
		}
		return Unmet
	}
	stated := func(met func() bool) Standing {
		if a == nil {
			return Stated
		}
		return standing(met())
	}
	listed := calendar.DateOf(s.Listed, time.UTC)
	earliest := addPeriod(listed, rule.Listed)
	landed := (&decision{p: p, s: s}).landed()
	year := f.Today.Year
	if a != nil && !a.To.IsZero() {
		year = a.To.Year
	}
	line, known := f.Lines[year]
	yuan := "—"
	if known {
		yuan = itoa(line)
	}
	return []Condition{
		{"labour", standing(s.Household.Labour > 0), []string{itoa(s.Household.Labour)}},
		{"listed", standing(!s.Listed.IsZero() && !f.Today.Before(earliest)), []string{listed.String(), earliest.String()}},
		{"landed", standing(landed >= rule.Landed), []string{itoa(landed), itoa(rule.Landed)}},
		{"line", standing(known), []string{rule.Province, itoa(year), yuan}},
		{"window", stated(func() bool {
			return !a.From.IsZero() && !a.To.IsZero() && !addPeriod(a.From, rule.Window).After(a.To.AddDays(1)) && !a.To.After(f.Today)
		}), []string{latestStart(f.Today, rule.Window).String()}},
		{"income", stated(func() bool { return known && a.Income > line }), []string{yuan}},
		{"spending", stated(func() bool { return a.Spending }), nil},
		{"guarantees", stated(func() bool { return a.Guarantees.All() }), nil},
	}
}

// latestStart gives the last day on which a window that ends on a day may begin.
func latestStart(to calendar.Date, window calendar.Limit) calendar.Date {
	from := addPeriod(to, calendar.Limit{N: -window.N, Unit: window.Unit})
	for addPeriod(from, window).After(to.AddDays(1)) { // months are of unequal length
		from = from.AddDays(-1)
	}
	return from
}
