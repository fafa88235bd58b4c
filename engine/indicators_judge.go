package engine

// indicators_judge.go: what a series' breaches raise, and what is said on the cases
// that they raised.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/indicator"
	"duban/schema"
)

func breachKey(id string, unit casework.UnitID, month string) string {
	return fmt.Sprintf("indicator/%s/%s/%s", id, unit, month)
}

// raisedOf gives the directives that a series has raised, by the month for which: one
// of those that it has values of, since values are corrected and never taken back.
func (e *Engine) raisedOf(ctx context.Context, id string, unit casework.UnitID, values []schema.IndicatorValue) (map[string]casework.CaseID, error) {
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = breachKey(id, unit, v.Month)
	}
	matters, err := e.Ledger.MattersByKey(ctx, keys)
	if err != nil {
		return nil, err
	}
	return raisedAmong(matters, id, unit), nil
}

func raisedAmong(matters []schema.Matter, id string, unit casework.UnitID) map[string]casework.CaseID {
	out := map[string]casework.CaseID{}
	for _, m := range matters {
		if month, ok := strings.CutPrefix(m.Key, breachKey(id, unit, "")); ok {
			out[month] = m.Case
		}
	}
	return out
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

// judge raises what a series' breaches ask for, tells how many directives that were,
// and records recoveries.
func (e *Engine) judge(ctx context.Context, by casework.Requester, book indicator.Book, id string, unit casework.UnitID) (Watched, int, error) {
	w, raised, err := e.watch(ctx, book, id, unit)
	if err != nil {
		return w, 0, err
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
				return w, 0, err
			}
			list = append(list, breachOf(def, unit, b, by))
		}
	}
	if _, err := e.GiveOut(ctx, by, list); err != nil {
		return w, 0, err
	}
	for i, b := range w.Breaches {
		if b.Recovered != "" {
			if err := e.remark(ctx, w.Cases[i], "recovered/"+b.Recovered, fmt.Sprintf("%s 已恢复达标", b.Recovered)); err != nil {
				return w, len(list), err
			}
		}
	}
	for month, c := range raised {
		if !slices.ContainsFunc(w.Breaches, func(b indicator.Breach) bool { return spans(b, month) }) {
			if err := e.remark(ctx, c, "corrected/"+month, fmt.Sprintf("%s 的数值已更正，不再低于或超出阈值", month)); err != nil {
				return w, len(list), err
			}
		}
	}
	return w, len(list), nil
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
