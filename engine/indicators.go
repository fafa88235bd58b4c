package engine

// indicators.go: values of the watched indicators come in; a breach becomes a
// directive to the unit, once, and its recovery is recorded on it.

import (
	"context"
	"slices"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/indicator"
	"duban/casework/people"
	"duban/casework/round"
	"duban/schema"
)

// sourceIndicator is the source of what a breach raises.
const sourceIndicator = "indicator"

// Watched is a unit's series with its breaches.
type Watched struct {
	Indicator string             `json:"indicator"`
	Unit      casework.UnitID    `json:"unit"`
	Series    []indicator.Point  `json:"series"`
	Breaches  []indicator.Breach `json:"breaches"`
	Cases     []casework.CaseID  `json:"cases"` // one a breach
}

// EnterIndicators takes values in, gives directives out for breaches that are
// new, and records recoveries. Repeating it changes nothing. Only a leader or an
// office may, for the units of their level: see [casework.AuthoriseEntering].
func (e *Engine) EnterIndicators(ctx context.Context, by casework.Requester, list []schema.IndicatorValue) ([]Watched, error) {
	return e.enterIndicators(ctx, by, list, nil)
}

// EnterReading is [Engine.EnterIndicators] of one value by somebody who saw another
// one, or none, in force: where it has changed since, it is [casework.CodeStale].
func (e *Engine) EnterReading(ctx context.Context, by casework.Requester, value schema.IndicatorValue, seen *indicator.Value) (Watched, error) {
	list, err := e.enterIndicators(ctx, by, []schema.IndicatorValue{value}, func(held []schema.IndicatorValue) error {
		for _, v := range held {
			if v.Indicator != value.Indicator || v.Unit != value.Unit || v.Month != value.Month || v.Value == value.Value {
				continue
			}
			if seen == nil || *seen != v.Value {
				return casework.Errorf(casework.CodeStale, "stale.indicator_value", string(v.Unit), v.Month, v.Value.String())
			}
		}
		return nil
	})
	if err != nil {
		return Watched{}, err
	}
	return list[0], nil
}

func (e *Engine) enterIndicators(ctx context.Context, by casework.Requester, list []schema.IndicatorValue, check func(held []schema.IndicatorValue) error) ([]Watched, error) {
	seats, err := e.seats(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := casework.AuthoriseEntering(by, seats); err != nil {
		return nil, err
	}
	units, err := e.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	book, err := e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	_, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	var touched []seriesOf
	entries := make([]schema.IndicatorValue, len(list))
	for i, v := range list {
		if err := casework.CheckTexts(v.Source); err != nil {
			return nil, err
		}
		if !units[v.Unit] {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(v.Unit))
		}
		if _, err := casework.AuthoriseEntering(by, seats, v.Unit); err != nil {
			return nil, err
		}
		if err := monthCame(v.Month, today); err != nil {
			return nil, err
		}
		if _, err := book.Find(v.Indicator, v.Month); err != nil {
			return nil, err
		}
		v.By, v.At = by.Person, now
		if s := (seriesOf{v.Indicator, v.Unit}); !slices.Contains(touched, s) {
			touched = append(touched, s)
		}
		entries[i] = v
	}
	if err := e.Ledger.PutIndicatorValues(ctx, entries, check); err != nil {
		return nil, err
	}
	out, _, err := e.judgeAll(ctx, by, book, touched)
	return out, err
}

// monthCame refuses a month that lies ahead.
func monthCame(month string, today calendar.Date) error {
	m, err := round.ParseMonth(month)
	if err != nil {
		return err
	}
	if m.First().After(today) {
		return casework.Errorf(casework.CodeInvalid, "invalid.month_ahead", month)
	}
	return nil
}

// seriesOf names a unit's series of an indicator.
type seriesOf struct {
	id   string
	unit casework.UnitID
}

// JudgeIndicators looks at every series of the units that somebody may enter values
// of, as entering one of them does, and gives how many directives that gave out: a
// look after new thresholds, or after an entry that broke off.
func (e *Engine) JudgeIndicators(ctx context.Context, by casework.Requester) (looked, raised int, err error) {
	return e.judgeIndicators(ctx, by, func(casework.UnitID) bool { return true })
}

// judgeIndicators is [Engine.JudgeIndicators] of the units that are seen.
func (e *Engine) judgeIndicators(ctx context.Context, by casework.Requester, seen func(casework.UnitID) bool) (looked, raised int, err error) {
	seats, err := e.seats(ctx)
	if err != nil {
		return 0, 0, err
	}
	if _, err := casework.AuthoriseEntering(by, seats); err != nil {
		return 0, 0, err
	}
	book, err := e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return 0, 0, err
	}
	values, err := e.Ledger.IndicatorValues(ctx, "", "")
	if err != nil {
		return 0, 0, err
	}
	var series []seriesOf
	for _, v := range values {
		s := seriesOf{v.Indicator, v.Unit}
		if n := len(series); n > 0 && series[n-1] == s {
			continue
		}
		if _, err := casework.AuthoriseEntering(by, seats, v.Unit); err == nil && seen(v.Unit) && book.Knows(v.Indicator) {
			series = append(series, s)
		}
	}
	_, raised, err = e.judgeAll(ctx, by, book, series)
	return len(series), raised, err
}

// judgeAll judges series and tells how many directives it gave out.
func (e *Engine) judgeAll(ctx context.Context, by casework.Requester, book indicator.Book, list []seriesOf) ([]Watched, int, error) {
	// What an entry that broke off had raised and not started.
	if _, err := e.StartPending(ctx, schema.PlanOf(casework.KindDirective), nil); err != nil {
		return nil, 0, err
	}
	out, sum := make([]Watched, len(list)), 0
	for i, s := range list {
		w, raised, err := e.judge(ctx, by, book, s.id, s.unit)
		if out[i] = w; err != nil {
			return out, sum, err
		}
		sum += raised
	}
	return out, sum, nil
}

// seats gives the organisation as far as it decides how wide a post reaches.
func (e *Engine) seats(ctx context.Context) (casework.Seats, error) {
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	return activities.SeatsIn(rows), nil
}

func (e *Engine) unitNames(ctx context.Context) (map[casework.UnitID]bool, error) {
	list, err := e.Ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	out := map[casework.UnitID]bool{}
	for _, u := range list {
		out[u.ID] = true
	}
	return out, nil
}

// Watch gives a unit's series and its breaches, and changes nothing.
func (e *Engine) Watch(ctx context.Context, id string, unit casework.UnitID) (Watched, error) {
	book, err := e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return Watched{}, err
	}
	w, _, err := e.watch(ctx, book, id, unit)
	return w, err
}

// watch is [Engine.Watch] with what the series has raised.
func (e *Engine) watch(ctx context.Context, book indicator.Book, id string, unit casework.UnitID) (Watched, map[string]casework.CaseID, error) {
	if !book.Knows(id) {
		return Watched{}, nil, casework.Errorf(casework.CodeNotFound, "notfound.indicator", id)
	}
	values, err := e.Ledger.IndicatorValues(ctx, id, unit)
	if err != nil {
		return Watched{}, nil, err
	}
	raised, err := e.raisedOf(ctx, id, unit, values)
	if err != nil {
		return Watched{}, nil, err
	}
	return watchedOf(book, id, unit, values, raised), raised, nil
}

// watchedOf judges a unit's series: values are its own, by month.
func watchedOf(book indicator.Book, id string, unit casework.UnitID, values []schema.IndicatorValue, raised map[string]casework.CaseID) Watched {
	w := Watched{Indicator: id, Unit: unit}
	for _, v := range values {
		w.Series = append(w.Series, indicator.Point{Month: v.Month, Value: v.Value})
	}
	w.Breaches = book.Judge(id, w.Series)
	for _, b := range w.Breaches {
		w.Cases = append(w.Cases, caseOf(id, unit, b, raised))
	}
	return w
}

// WatchUnits gives an indicator with the units that have values for it ("" = all), in the
// order of the tree.
func (e *Engine) WatchUnits(ctx context.Context, id string, unit casework.UnitID) ([]Watched, error) {
	values, err := e.Ledger.IndicatorValues(ctx, id, unit)
	if err != nil {
		return nil, err
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	people.ByUnit(chart, values, func(v *schema.IndicatorValue) casework.UnitID { return v.Unit })
	var out []Watched
	for i, v := range values {
		if i > 0 && values[i-1].Unit == v.Unit {
			continue
		}
		w, err := e.Watch(ctx, id, v.Unit)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}
