package engine

// viewer_indicators.go: the watched indicators as a person sees them: how each unit
// stands, its values and who entered them, what a breach became.

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"duban/casework"
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
			return cmp.Or(cmp.Compare(slices.Index(indicator.Standings, a.Standing), slices.Index(indicator.Standings, b.Standing)),
				v.chart.Compare(a.Unit, b.Unit))
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

// MayEnterLists tells whether the person may enter values and obligations of any
// unit at all.
func (v *Viewer) MayEnterLists(ctx context.Context) (bool, error) {
	if !v.gives() { // spares most people's pages the organisation
		return false, nil
	}
	seats, err := v.e.seats(ctx)
	if err != nil {
		return false, err
	}
	_, err = casework.AuthoriseEntering(v.By, seats)
	return err == nil, nil
}

// EnterReading enters the value of a month of a unit that the person sees: see
// [Engine.EnterReading].
func (v *Viewer) EnterReading(ctx context.Context, value schema.IndicatorValue, seen *indicator.Value) (Watched, error) {
	if err := v.seesUnits(value.Unit); err != nil {
		return Watched{}, err
	}
	return v.e.EnterReading(ctx, v.By, value, seen)
}

// JudgeIndicators looks at all series that the person sees now: see
// [Engine.JudgeIndicators].
func (v *Viewer) JudgeIndicators(ctx context.Context) (looked, raised int, err error) {
	return v.e.judgeIndicators(ctx, v.By, v.Sight.Unit)
}
