package engine

// indicators.go: values of the watched indicators come in; a breach becomes a
// directive to the unit, once, and its recovery is recorded on it.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/indicator"
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
// office may.
func (e *Engine) EnterIndicators(ctx context.Context, by casework.Requester, list []schema.IndicatorValue) ([]Watched, error) {
	if _, err := casework.AuthoriseGiving(by); err != nil {
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
	type series struct {
		id   string
		unit casework.UnitID
	}
	held := map[schema.IndicatorValue]bool{}
	known, err := e.Ledger.IndicatorValues(ctx, "", "")
	if err != nil {
		return nil, err
	}
	for _, v := range known {
		held[schema.IndicatorValue{Indicator: v.Indicator, Unit: v.Unit, Month: v.Month, Value: v.Value}] = true
	}
	var touched []series
	var fresh []schema.IndicatorValue
	seen := map[series]bool{}
	for _, v := range list {
		if !units[v.Unit] {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(v.Unit))
		}
		if _, err := round.ParseMonth(v.Month); err != nil {
			return nil, err
		}
		if _, err := book.Find(v.Indicator, v.Month); err != nil {
			return nil, err
		}
		v.By, v.At = by.Person, now
		if s := (series{v.Indicator, v.Unit}); !seen[s] {
			seen[s] = true
			touched = append(touched, s)
		}
		if !held[schema.IndicatorValue{Indicator: v.Indicator, Unit: v.Unit, Month: v.Month, Value: v.Value}] {
			fresh = append(fresh, v)
		}
	}
	if err := e.Ledger.PutIndicatorValues(ctx, fresh); err != nil {
		return nil, err
	}
	// What an entry that broke off had raised and not started.
	if _, err := e.StartPending(ctx, schema.PlanOf(casework.KindDirective), nil); err != nil {
		return nil, err
	}
	out := make([]Watched, len(touched))
	for i, s := range touched {
		if out[i], err = e.judge(ctx, by, book, s.id, s.unit); err != nil {
			return out, err
		}
	}
	return out, nil
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
	return e.watch(ctx, book, id, unit)
}

func (e *Engine) watch(ctx context.Context, book indicator.Book, id string, unit casework.UnitID) (Watched, error) {
	if !book.Knows(id) {
		return Watched{}, casework.Errorf(casework.CodeNotFound, "notfound.indicator", id)
	}
	values, err := e.Ledger.IndicatorValues(ctx, id, unit)
	if err != nil {
		return Watched{}, err
	}
	w := Watched{Indicator: id, Unit: unit}
	for _, v := range values {
		w.Series = append(w.Series, indicator.Point{Month: v.Month, Value: v.Value})
	}
	w.Breaches = book.Judge(id, w.Series)
	raised, err := e.raisedOf(ctx, id, unit)
	if err != nil {
		return w, err
	}
	for _, b := range w.Breaches {
		w.Cases = append(w.Cases, caseOf(id, unit, b, raised))
	}
	return w, nil
}

func breachKey(id string, unit casework.UnitID, month string) string {
	return fmt.Sprintf("indicator/%s/%s/%s", id, unit, month)
}

// raisedOf gives the directives that a series has raised, by the month for which.
func (e *Engine) raisedOf(ctx context.Context, id string, unit casework.UnitID) (map[string]casework.CaseID, error) {
	matters, err := e.Ledger.MattersOf(ctx, sourceIndicator, "")
	if err != nil {
		return nil, err
	}
	out := map[string]casework.CaseID{}
	for _, m := range matters {
		if month, ok := strings.CutPrefix(m.Key, breachKey(id, unit, "")); ok {
			out[month] = m.Case
		}
	}
	return out, nil
}

// spans tells whether a month lies in a breach.
func spans(b indicator.Breach, month string) bool {
	return month >= b.From && (b.Recovered == "" || month < b.Recovered)
}

// caseOf gives the directive of a breach: the one that was raised for any of its
// months, because a value that comes in late, or is corrected, moves a breach's
// beginning and makes no second one of it.
func caseOf(id string, unit casework.UnitID, b indicator.Breach, raised map[string]casework.CaseID) casework.CaseID {
	for _, month := range slices.Sorted(maps.Keys(raised)) {
		if spans(b, month) {
			return raised[month]
		}
	}
	return schema.MatterID(casework.KindDirective, breachKey(id, unit, b.From))
}

// judge raises what a series' breaches ask for and records recoveries.
func (e *Engine) judge(ctx context.Context, by casework.Requester, book indicator.Book, id string, unit casework.UnitID) (Watched, error) {
	w, err := e.watch(ctx, book, id, unit)
	if err != nil {
		return w, err
	}
	raised, err := e.raisedOf(ctx, id, unit)
	if err != nil {
		return w, err
	}
	told := map[casework.CaseID]bool{}
	for _, c := range raised {
		told[c] = true
	}
	var list []Raise
	for i, b := range w.Breaches {
		if !told[w.Cases[i]] {
			def, err := book.Find(id, b.From)
			if err != nil {
				return w, err
			}
			list = append(list, breachOf(def, unit, b, by))
		}
	}
	if _, err := e.GiveOut(ctx, by, list); err != nil {
		return w, err
	}
	for i, b := range w.Breaches {
		if b.Recovered != "" {
			if err := e.remark(ctx, w.Cases[i], "recovered/"+b.Recovered, fmt.Sprintf("%s 已恢复达标", b.Recovered)); err != nil {
				return w, err
			}
		}
	}
	for month, c := range raised {
		if !slices.ContainsFunc(w.Breaches, func(b indicator.Breach) bool { return spans(b, month) }) {
			if err := e.remark(ctx, c, "corrected/"+month, fmt.Sprintf("%s 的数值已更正，不再低于或超出阈值", month)); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}

// breachOf gives the directive that a breach raises.
func breachOf(def indicator.Indicator, unit casework.UnitID, b indicator.Breach, by casework.Requester) Raise {
	should := "应不低于"
	if def.Direction == indicator.Down {
		should = "应不高于"
	}
	return Raise{Lead: unit, Assigner: by.Person, Matter: schema.Matter{Kind: casework.KindDirective, Key: breachKey(def.ID, unit, b.From),
		Source: sourceIndicator, SourceRef: def.ID + "/" + b.From, Urgency: def.Urgency,
		Title: fmt.Sprintf("%s %s%s预警", unit, b.From, def.Title.Zh),
		Text:  fmt.Sprintf("%s：%s%%，%s %s%%", def.Title.Zh, b.Value, should, b.Threshold)}}
}
