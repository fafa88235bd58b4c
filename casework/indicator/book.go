package indicator

// book.go: the editions of the indicators: each month is judged by the one that
// held in it.

import (
	_ "embed" // the indicators that come with the program
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
)

//go:embed indicators.yaml
var builtin []byte

// BuiltinDocument gives the indicators that come with the program, as a document.
func BuiltinDocument() string { return string(builtin) }

// Builtin gives the indicators that come with the program.
func Builtin() []Indicator {
	list, err := Parse(builtin)
	if err != nil {
		panic("indicator: " + err.Error())
	}
	return list
}

// Book is every edition of the indicators.
type Book struct{ edition.Book[[]Indicator] }

// ReadBook reads the editions of a ledger.
func ReadBook(list []edition.Document) (Book, error) {
	b, err := edition.Read(list, Parse)
	return Book{b}, err
}

// first gives the first day of a month written 2026-03.
func first(month string) (calendar.Date, bool) {
	day, err := calendar.ParseDate(month + "-01")
	return day, err == nil
}

// Of gives the indicators of a month written 2026-03.
func (b Book) Of(month string) []Indicator {
	day, ok := first(month)
	if !ok {
		return nil
	}
	held, _ := b.On(day)
	return held.Rules
}

// Find gives an indicator as it is in a month, or [casework.CodeNotFound] when
// that month's edition does not watch it.
func (b Book) Find(id, month string) (Indicator, error) {
	for _, i := range b.Of(month) {
		if i.ID == id {
			return i, nil
		}
	}
	return Indicator{}, casework.Errorf(casework.CodeNotFound, "notfound.indicator", id)
}

// Newest gives every indicator that an edition up to a month's has watched: those of
// the month, then those that no longer are, as the last edition had them.
func (b Book) Newest(month string) []Indicator {
	day, ok := first(month)
	if !ok {
		return nil
	}
	var out []Indicator
	for _, e := range b.Until(day) {
		for _, i := range e.Rules {
			if !slices.ContainsFunc(out, func(known Indicator) bool { return known.ID == i.ID }) {
				out = append(out, i)
			}
		}
	}
	return out
}

// Version gives the edition by which a month is judged; 0 for none.
func (b Book) Version(month string) int {
	day, ok := first(month)
	if !ok {
		return 0
	}
	held, _ := b.On(day)
	return held.Version
}

// Knows tells whether any edition watches an indicator.
func (b Book) Knows(id string) bool {
	return slices.ContainsFunc(b.Book, func(e edition.Edition[[]Indicator]) bool {
		return slices.ContainsFunc(e.Rules, func(i Indicator) bool { return i.ID == id })
	})
}

// Words gives the Chinese titles of every edition with the indicators' IDs, later
// editions over earlier ones.
func (b Book) Words() map[string]string {
	out := map[string]string{}
	for _, e := range b.Book {
		for _, i := range e.Rules {
			out[i.Title.Zh] = i.ID
		}
	}
	return out
}

// Judge gives the breaches of an indicator's series, oldest first: one from its
// first bad month until a good one, however many months lie between. Each month is
// judged by its own edition; one in which nobody watched says nothing.
func (b Book) Judge(id string, series []Point) []Breach {
	sorted := slices.Clone(series)
	slices.SortStableFunc(sorted, func(a, b Point) int { return strings.Compare(a.Month, b.Month) })
	var out []Breach
	open := false
	for _, p := range sorted {
		i, err := b.Find(id, p.Month)
		if err != nil {
			continue
		}
		switch bad := i.Breaches(p); {
		case bad && !open:
			month, _ := strconv.Atoi(p.Month[len(p.Month)-2:]) // Breaches has read it
			out = append(out, Breach{From: p.Month, Value: p.Value, Threshold: i.Threshold(month)})
			open = true
		case !bad && open:
			out[len(out)-1].Recovered = p.Month
			open = false
		}
	}
	return out
}
