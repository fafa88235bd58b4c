package engine

// viewer_indicator.go: one indicator as a person sees it: its values and who entered
// them, its breaches, the editions of its thresholds.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/round"
	"duban/schema"
)

// Reading is a value in force, and what was entered for its month before.
type Reading struct {
	schema.IndicatorValue
	Name    string
	Limit   indicator.Value
	Judged  bool
	Bad     bool
	Edition int                     // by which it is judged
	Earlier []schema.IndicatorValue // the newest first
}

// BreachLine is a breach of a unit, with the directive that it became.
type BreachLine struct {
	indicator.Breach
	Unit casework.UnitID
	Name string
	Case casework.CaseID // "" until it is there
}

// IndicatorEdition is an edition of the indicators with what it says of one.
type IndicatorEdition struct {
	edition.Document
	indicator.Indicator
	Watched bool
	InForce bool // today
}

// IndicatorPage is an indicator with everything that the person sees of it.
type IndicatorPage struct {
	IndicatorLine
	Readings []Reading // the newest month first
	Breaches []BreachLine
	Editions []IndicatorEdition          // the newest first
	Limits   map[string]*indicator.Value // the thresholds of the year up to the newest value, by month
	Persons  map[casework.PersonID]string
	MayEnter bool
}

// Indicator gives an indicator, of one unit if any is named.
func (v *Viewer) Indicator(ctx context.Context, id string, unit casework.UnitID) (*IndicatorPage, error) {
	if err := v.seesLists(); err != nil {
		return nil, err
	}
	if unit != "" && !v.Sight.Unit(unit) {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.unit", string(v.By.Person), string(unit))
	}
	book, err := v.e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return nil, err
	}
	list := book.Newest(v.month().String())
	at := slices.IndexFunc(list, func(i indicator.Indicator) bool { return i.ID == id })
	if at < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.indicator", id)
	}
	entries, err := v.e.Ledger.IndicatorEntries(ctx, id, unit)
	if err != nil {
		return nil, err
	}
	p := &IndicatorPage{Editions: editionsOf(book, id, v), Limits: map[string]*indicator.Value{}}
	values := p.read(book, slices.DeleteFunc(entries, func(e schema.IndicatorValue) bool { return !v.Sight.Unit(e.Unit) }))
	lines, err := v.indicatorLines(ctx, book, list[at:at+1], values)
	if err != nil {
		return nil, err
	}
	p.IndicatorLine = lines[0]
	slices.SortStableFunc(p.Readings, func(a, b Reading) int { // the newest first
		return cmp.Or(strings.Compare(b.Month, a.Month), v.chart.Compare(a.Unit, b.Unit))
	})
	if len(p.Readings) > 0 {
		p.limits(book, p.Readings[0].Month)
	}
	if err := v.breachesOf(ctx, book, p, values); err != nil {
		return nil, err
	}
	p.MayEnter, err = v.MayEnterLists(ctx)
	if err != nil {
		return nil, err
	}
	return p, v.nameReadings(ctx, p)
}

// read takes entries, the newest of a month first, and gives the values in force.
func (p *IndicatorPage) read(book indicator.Book, entries []schema.IndicatorValue) []schema.IndicatorValue {
	var values []schema.IndicatorValue
	for _, e := range entries {
		if n := len(p.Readings); n > 0 && p.Readings[n-1].Unit == e.Unit && p.Readings[n-1].Month == e.Month {
			p.Readings[n-1].Earlier = append(p.Readings[n-1].Earlier, e)
			continue
		}
		r := Reading{IndicatorValue: e}
		if r.Limit, r.Judged = limitOf(book, e); r.Judged {
			def, _ := book.Find(e.Indicator, e.Month) // limitOf has found it
			r.Bad, r.Edition = def.Breaches(indicator.Point{Month: e.Month, Value: e.Value}), book.Version(e.Month)
		}
		p.Readings, values = append(p.Readings, r), append(values, e)
	}
	return values
}

// limits gives the thresholds of the year up to a month.
func (p *IndicatorPage) limits(book indicator.Book, month string) {
	m, err := round.ParseMonth(month)
	if err != nil {
		return
	}
	for back := range 12 {
		day := m.First().AddMonths(-back)
		at := round.Month{Year: day.Year, Month: day.Month}.String()
		if limit, ok := limitOf(book, schema.IndicatorValue{Indicator: p.ID, Month: at}); ok {
			p.Limits[at] = &limit
		}
	}
}

// breachesOf adds the breaches of every unit, the newest first.
func (v *Viewer) breachesOf(ctx context.Context, book indicator.Book, p *IndicatorPage, values []schema.IndicatorValue) error {
	matters, err := v.e.Ledger.MattersOf(ctx, sourceIndicator, "")
	if err != nil {
		return err
	}
	series := map[casework.UnitID][]schema.IndicatorValue{}
	for _, val := range values {
		series[val.Unit] = append(series[val.Unit], val)
	}
	var cases []casework.CaseID
	for _, unit := range slices.SortedFunc(maps.Keys(series), v.chart.Compare) {
		w := watchedOf(book, p.ID, unit, series[unit], raisedAmong(matters, p.ID, unit))
		for i, b := range w.Breaches {
			p.Breaches = append(p.Breaches, BreachLine{Breach: b, Unit: unit, Case: w.Cases[i]})
			cases = append(cases, w.Cases[i])
		}
	}
	slices.SortStableFunc(p.Breaches, func(a, b BreachLine) int { return strings.Compare(b.From, a.From) })
	there, err := v.e.Ledger.Opened(ctx, cases)
	for i := range p.Breaches {
		if !slices.Contains(there, p.Breaches[i].Case) {
			p.Breaches[i].Case = ""
		}
	}
	return err
}

func editionsOf(book indicator.Book, id string, v *Viewer) []IndicatorEdition {
	held, _ := book.On(v.Today)
	var out []IndicatorEdition
	for _, e := range slices.Backward(book.Book) {
		one := IndicatorEdition{Document: e.Document, InForce: e.Version == held.Version}
		for _, def := range e.Rules {
			if def.ID == id {
				one.Indicator, one.Watched = def, true
			}
		}
		out = append(out, one)
	}
	return out
}

// nameReadings adds what units and persons are called.
func (v *Viewer) nameReadings(ctx context.Context, p *IndicatorPage) error {
	var units []casework.UnitID
	var persons []casework.PersonID
	for i := range p.Readings {
		r := &p.Readings[i]
		units, persons = append(units, r.Unit), append(persons, r.By)
		for _, e := range r.Earlier {
			persons = append(persons, e.By)
		}
	}
	for _, e := range p.Editions {
		persons = append(persons, e.By)
	}
	names, called, err := v.e.Ledger.Names(ctx, units, persons)
	if err != nil {
		return err
	}
	p.Persons = called
	for i := range p.Readings {
		p.Readings[i].Name = cmp.Or(names[p.Readings[i].Unit], string(p.Readings[i].Unit))
	}
	for i := range p.Breaches {
		p.Breaches[i].Name = cmp.Or(names[p.Breaches[i].Unit], string(p.Breaches[i].Unit))
	}
	return nil
}
