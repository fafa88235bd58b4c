package engine

// viewer_indicators.go: the watched indicators as a person sees them: how each unit
// stands, its values and who entered them, what a breach became.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/round"
	"duban/schema"
)

// IndicatorUnit is a unit under an indicator.
type IndicatorUnit struct {
	Unit     casework.UnitID
	Name     string
	Series   []indicator.Point // by month
	Last     schema.IndicatorValue
	Limit    indicator.Value // the threshold of its month
	Judged   bool            // somebody watched in that month
	Standing indicator.Standing
	Breach   *indicator.Breach // that goes on
	Case     casework.CaseID   // the directive that collects it; "" until it is there
}

// IndicatorLine is an indicator with the units that the person sees.
type IndicatorLine struct {
	indicator.Indicator                 // as this month's edition has it, or the last that did
	Watched             bool            // by this month's edition
	Threshold           indicator.Value // of this month
	Units               []IndicatorUnit // the worst first
	Count               map[indicator.Standing]int
}

// seesLists refuses whoever sees no unit's work.
func (v *Viewer) seesLists() error {
	if v.Sight.Everything || len(v.Sight.Units) > 0 {
		return nil
	}
	return casework.Errorf(casework.CodeForbidden, "forbidden.lists", string(v.By.Person))
}

// month gives the running month.
func (v *Viewer) month() round.Month { return round.Month{Year: v.Today.Year, Month: v.Today.Month} }

// Indicators gives every indicator that is watched, or was, as of today.
func (v *Viewer) Indicators(ctx context.Context) ([]IndicatorLine, error) {
	if err := v.seesLists(); err != nil {
		return nil, err
	}
	book, err := v.e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return nil, err
	}
	values, err := v.e.Ledger.IndicatorValues(ctx, "", "")
	if err != nil {
		return nil, err
	}
	return v.indicatorLines(ctx, book, book.Newest(v.month().String()), values)
}

// indicatorLines puts values under their indicators; they come by indicator, unit
// and month.
func (v *Viewer) indicatorLines(ctx context.Context, book indicator.Book, list []indicator.Indicator, values []schema.IndicatorValue) ([]IndicatorLine, error) {
	matters, err := v.e.Ledger.MattersOf(ctx, sourceIndicator, "")
	if err != nil {
		return nil, err
	}
	month := v.month()
	out := make([]IndicatorLine, len(list))
	var raised []casework.CaseID
	var units []casework.UnitID
	for i, def := range list {
		out[i] = IndicatorLine{Indicator: def, Threshold: def.Threshold(int(month.Month)), Count: map[indicator.Standing]int{}}
		_, err := book.Find(def.ID, month.String())
		out[i].Watched = err == nil
	}
	for start := 0; start < len(values); {
		end := start
		for end < len(values) && values[end].Indicator == values[start].Indicator && values[end].Unit == values[start].Unit {
			end++
		}
		series := values[start:end]
		start = end
		at := slices.IndexFunc(out, func(l IndicatorLine) bool { return l.ID == series[0].Indicator })
		if at < 0 || !v.Sight.Unit(series[0].Unit) {
			continue
		}
		u := unitOf(book, series, month.String(), matters)
		raised, units = append(raised, u.Case), append(units, u.Unit)
		out[at].Units = append(out[at].Units, u)
		out[at].Count[u.Standing]++
	}
	there, err := v.e.Ledger.Opened(ctx, raised) // they are raised a moment after the value
	if err != nil {
		return nil, err
	}
	names, _, err := v.e.Ledger.Names(ctx, units, nil)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for j := range out[i].Units {
			u := &out[i].Units[j]
			u.Name = cmp.Or(names[u.Unit], string(u.Unit))
			if !slices.Contains(there, u.Case) {
				u.Case = ""
			}
		}
		slices.SortStableFunc(out[i].Units, func(a, b IndicatorUnit) int {
			return cmp.Compare(slices.Index(indicator.Standings, a.Standing), slices.Index(indicator.Standings, b.Standing))
		})
	}
	return out, nil
}

// unitOf tells how a unit's series stands.
func unitOf(book indicator.Book, series []schema.IndicatorValue, month string, matters []schema.Matter) IndicatorUnit {
	last := series[len(series)-1]
	w := watchedOf(book, last.Indicator, last.Unit, series, raisedAmong(matters, last.Indicator, last.Unit))
	u := IndicatorUnit{Unit: last.Unit, Series: w.Series, Last: last, Standing: book.Stand(last.Indicator, w.Series, month)}
	u.Limit, u.Judged = limitOf(book, last)
	if n := len(w.Breaches); n > 0 && w.Breaches[n-1].Recovered == "" {
		u.Breach, u.Case = &w.Breaches[n-1], w.Cases[n-1]
	}
	return u
}

// limitOf gives the threshold by which a value is judged; false where nobody watched.
func limitOf(book indicator.Book, val schema.IndicatorValue) (indicator.Value, bool) {
	def, err := book.Find(val.Indicator, val.Month)
	if err != nil {
		return 0, false
	}
	m, err := strconv.Atoi(val.Month[max(len(val.Month)-2, 0):])
	if err != nil {
		return 0, false
	}
	return def.Threshold(m), true
}

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
	slices.SortStableFunc(p.Readings, func(a, b Reading) int { return strings.Compare(b.Month, a.Month) })
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
	for _, unit := range slices.Sorted(maps.Keys(series)) {
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

// MayEnterLists tells whether the person may enter values and obligations of any
// unit at all.
func (v *Viewer) MayEnterLists(ctx context.Context) (bool, error) {
	if !v.Holds(casework.PostLeader, casework.PostOffice) { // spares most people's pages the organisation
		return false, nil
	}
	seats, err := v.e.seats(ctx)
	if err != nil {
		return false, err
	}
	_, err = casework.AuthoriseEntering(v.By, seats)
	return err == nil, nil
}

// EnterReading enters a unit's value of a month: see [Engine.EnterReading].
func (v *Viewer) EnterReading(ctx context.Context, value schema.IndicatorValue, seen *indicator.Value) (Watched, error) {
	return v.e.EnterReading(ctx, v.By, value, seen)
}

// JudgeIndicators looks at all series now: see [Engine.JudgeIndicators].
func (v *Viewer) JudgeIndicators(ctx context.Context) (looked, raised int, err error) {
	return v.e.JudgeIndicators(ctx, v.By)
}
