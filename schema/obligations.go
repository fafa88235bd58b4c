package schema

// obligations.go: dated obligations and what was entered of them.

import (
	"context"
	"database/sql"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema/db"
)

// ObligationEntry is an obligation as somebody entered it.
type ObligationEntry struct {
	obligation.Obligation
	Source string            `json:"source"`
	By     casework.PersonID `json:"by"`
	At     time.Time         `json:"at"`
}

// PutObligations enters obligations; earlier entries of the same number are kept.
func (l *Ledger) PutObligations(ctx context.Context, list []ObligationEntry) error {
	type wire struct {
		No      string            `json:"no"`
		Kind    string            `json:"kind"`
		Title   string            `json:"title"`
		Unit    casework.UnitID   `json:"unit"`
		Amount  int64             `json:"amount"`
		Due     string            `json:"due_on"`
		Settled *calendar.Date    `json:"settled_on"`
		Source  string            `json:"source"`
		By      casework.PersonID `json:"by"`
		At      time.Time         `json:"at"`
	}
	rows := make([]wire, len(list))
	for i, o := range list {
		rows[i] = wire{No: o.No, Kind: o.Kind, Title: o.Title, Unit: o.Unit, Amount: int64(o.Amount), Due: o.Due.String(),
			Source: o.Source, By: o.By, At: stored(o.At)}
		if !o.Settled.IsZero() {
			rows[i].Settled = &list[i].Settled
		}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error { return inBatches(ctx, rows, q.PutObligations) })
}

// ObligationFilter says which obligations are asked for. Empty fields do not filter.
type ObligationFilter struct {
	No    string
	Unit  casework.UnitID // with every unit below it
	Open  bool            // not settled
	Until calendar.Date   // due by this day
}

// Obligations gives the entries in force, by due date and number.
func (l *Ledger) Obligations(ctx context.Context, f ObligationFilter) ([]ObligationEntry, error) {
	p := db.ObligationsParams{No: f.No, Units: []string{}, OpenOnly: f.Open, DueUntil: keyDay(f.Until)}
	if f.Unit != "" {
		units, err := l.q.UnitSubtree(ctx, string(f.Unit))
		if err != nil {
			return nil, translate(err)
		}
		p.Units = units
	}
	rows, err := l.q.Obligations(ctx, p)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ObligationEntry, len(rows))
	for i, r := range rows {
		out[i] = ObligationEntry{obligation.Obligation{No: r.No, Kind: r.Kind, Title: r.Title, Unit: casework.UnitID(r.Unit),
			Amount: obligation.Amount(r.Amount), Due: dayOf(r.DueOn)}, r.Source, casework.PersonID(r.By), r.At.UTC()}
		if r.SettledOn.Valid {
			out[i].Settled = dayOf(r.SettledOn.Time)
		}
	}
	return out, nil
}
