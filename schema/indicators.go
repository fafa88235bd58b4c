package schema

// indicators.go: monthly values of the watched indicators.

import (
	"context"
	"database/sql"
	"time"

	"duban/casework"
	"duban/casework/indicator"
	"duban/schema/db"
)

// IndicatorValue is a unit's value of a month.
type IndicatorValue struct {
	Indicator string            `json:"indicator"`
	Unit      casework.UnitID   `json:"unit"`
	Month     string            `json:"month"`
	Value     indicator.Value   `json:"value"`
	Source    string            `json:"source"`
	By        casework.PersonID `json:"by"`
	At        time.Time         `json:"at"`
}

// PutIndicatorValues enters values; earlier ones of the same month are kept, and one
// that is in force already is not entered again. check, if any, is given all values
// in force at that moment and may refuse.
func (l *Ledger) PutIndicatorValues(ctx context.Context, list []IndicatorValue, check func(held []IndicatorValue) error) error {
	type wire struct {
		Indicator string            `json:"indicator"`
		Unit      casework.UnitID   `json:"unit"`
		Month     string            `json:"month"`
		Value     int64             `json:"value"`
		Source    string            `json:"source"`
		By        casework.PersonID `json:"by"`
		At        time.Time         `json:"at"`
	}
	rows := make([]wire, len(list))
	for i, v := range list {
		rows[i] = wire{v.Indicator, v.Unit, v.Month, int64(v.Value), v.Source, v.By, stored(v.At)}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.LockIndicatorValues(ctx); err != nil {
			return err
		}
		if check != nil {
			held, err := q.IndicatorValues(ctx, "", "")
			if err != nil {
				return err
			}
			if err := check(valuesOf(held)); err != nil {
				return err
			}
		}
		return inBatches(ctx, rows, q.PutIndicatorValues)
	})
}

// IndicatorValues gives the values in force of an indicator and a unit ("" = all),
// by indicator, unit and month.
func (l *Ledger) IndicatorValues(ctx context.Context, id string, unit casework.UnitID) ([]IndicatorValue, error) {
	rows, err := l.q.IndicatorValues(ctx, id, string(unit))
	if err != nil {
		return nil, translate(err)
	}
	return valuesOf(rows), nil
}

// IndicatorEntries gives every entry of an indicator and a unit ("" = all), by unit
// and month, the newest of a month first: the one in force.
func (l *Ledger) IndicatorEntries(ctx context.Context, id string, unit casework.UnitID) ([]IndicatorValue, error) {
	rows, err := l.q.IndicatorEntries(ctx, id, string(unit))
	if err != nil {
		return nil, translate(err)
	}
	return valuesOf(rows), nil
}

func valuesOf[R db.IndicatorValuesRow | db.IndicatorEntriesRow](rows []R) []IndicatorValue {
	out := make([]IndicatorValue, len(rows))
	for i, row := range rows {
		r := db.IndicatorValuesRow(row)
		out[i] = IndicatorValue{r.Indicator, casework.UnitID(r.Unit), r.Month, indicator.Value(r.Value), r.Source,
			casework.PersonID(r.By), r.At.UTC()}
	}
	return out
}
