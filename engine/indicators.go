package engine

// indicators.go: values of the watched indicators come in; a breach becomes a
// directive to the unit, once, and its recovery is recorded on it.

import (
	"context"
	"fmt"
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
	now := time.Now()
	type series struct {
		id   string
		unit casework.UnitID
	}
	var touched []series
	seen := map[series]bool{}
	for i := range list {
		v := &list[i]
		if _, err := indicator.Find(v.Indicator); err != nil {
			return nil, err
		}
		if !units[v.Unit] {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(v.Unit))
		}
		if _, err := round.ParseMonth(v.Month); err != nil {
			return nil, err
		}
		v.By, v.At = by.Person, now
		if s := (series{v.Indicator, v.Unit}); !seen[s] {
			seen[s] = true
			touched = append(touched, s)
		}
	}
	if err := e.Ledger.PutIndicatorValues(ctx, list); err != nil {
		return nil, err
	}
	out := make([]Watched, len(touched))
	for i, s := range touched {
		if out[i], err = e.judge(ctx, by, s.id, s.unit); err != nil {
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
	def, err := indicator.Find(id)
	if err != nil {
		return Watched{}, err
	}
	values, err := e.Ledger.IndicatorValues(ctx, id, unit)
	if err != nil {
		return Watched{}, err
	}
	w := Watched{Indicator: id, Unit: unit}
	for _, v := range values {
		w.Series = append(w.Series, indicator.Point{Month: v.Month, Value: v.Value})
	}
	w.Breaches = def.Judge(w.Series)
	for _, b := range w.Breaches {
		w.Cases = append(w.Cases, schema.MatterID(casework.KindDirective, breachKey(id, unit, b)))
	}
	return w, nil
}

func breachKey(id string, unit casework.UnitID, b indicator.Breach) string {
	return fmt.Sprintf("indicator/%s/%s/%s", id, unit, b.From)
}

// judge raises what a series' breaches ask for and records recoveries.
func (e *Engine) judge(ctx context.Context, by casework.Requester, id string, unit casework.UnitID) (Watched, error) {
	w, err := e.Watch(ctx, id, unit)
	if err != nil {
		return w, err
	}
	def, err := indicator.Find(id)
	if err != nil {
		return w, err
	}
	for i, b := range w.Breaches {
		raise := Raise{Lead: unit, Assigner: by.Person, Matter: schema.Matter{Kind: casework.KindDirective, Key: breachKey(id, unit, b),
			Source: sourceIndicator, SourceRef: id + "/" + b.From, Urgency: def.Urgency,
			Title: fmt.Sprintf("%s %s%s%s", unit, b.From, def.Title.Zh, "预警"),
			Text:  fmt.Sprintf("%s：%s%%，应达到 %s%%", def.Title.Zh, b.Value, b.Threshold)}}
		if _, err := e.GiveOut(ctx, by, []Raise{raise}); err != nil {
			return w, err
		}
		if b.Recovered == "" {
			continue
		}
		// On the case's record, by whoever brought the good news; the same ID each
		// time, so it is said once.
		comment := casework.Command{ID: casework.CommandID("recovered/" + b.Recovered), Type: casework.CommandComment, By: by,
			Text: fmt.Sprintf("%s 已恢复达标", b.Recovered)}
		if _, err := e.Act(ctx, w.Cases[i], comment); err != nil {
			return w, err
		}
	}
	return w, nil
}
