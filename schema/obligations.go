package schema

// obligations.go: dated obligations and what was entered of them.

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
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
	Entry  int64             `json:"entry"` // numbers the entries of a ledger

	TakesBack   int64     `json:"takes_back,omitempty"` // of an entry: that whose settlement it takes back; 0: none
	TakenBack   int64     `json:"taken_back,omitempty"` // of what is in force: the newest entry that took a settlement back; 0: none
	TakenBackAt time.Time `json:"taken_back_at,omitzero"`
}

// PutObligations enters obligations; earlier entries of the same number are kept.
// check, if any, is asked while nobody else enters any: it may refuse.
func (l *Ledger) PutObligations(ctx context.Context, list []ObligationEntry, check func(held []ObligationEntry) error) error {
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

		TakesBack *int64 `json:"takes_back"`
	}
	rows := make([]wire, len(list))
	for i, o := range list {
		rows[i] = wire{No: o.No, Kind: o.Kind, Title: o.Title, Unit: o.Unit, Amount: int64(o.Amount), Due: o.Due.String(),
			Source: o.Source, By: o.By, At: stored(o.At)}
		if !o.Settled.IsZero() {
			rows[i].Settled = &list[i].Settled
		}
		if o.TakesBack != 0 {
			rows[i].TakesBack = &list[i].TakesBack
		}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.LockObligations(ctx); err != nil {
			return err
		}
		if check != nil {
			numbers := make([]string, len(list))
			for i, o := range list {
				numbers[i] = o.No
			}
			held, err := q.Obligations(ctx, db.ObligationsParams{Numbers: numbers, Units: []string{}, DueUntil: keyDay(calendar.Date{})})
			if err != nil {
				return err
			}
			if err := check(entriesOf(held)); err != nil {
				return err
			}
		}
		return inBatches(ctx, rows, q.PutObligations)
	})
}

// ObligationFilter says which obligations are asked for. Empty fields do not filter.
type ObligationFilter struct {
	Nos   []string        // of these numbers
	Unit  casework.UnitID // with every unit below it
	Open  bool            // not settled
	Until calendar.Date   // due by this day
}

// Obligations gives the entries in force, by due date and number.
func (l *Ledger) Obligations(ctx context.Context, f ObligationFilter) ([]ObligationEntry, error) {
	p := db.ObligationsParams{Numbers: append([]string{}, f.Nos...), Units: []string{}, OpenOnly: f.Open, DueUntil: keyDay(f.Until)}
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
	return entriesOf(rows), nil
}

func entriesOf(rows []db.Obligation) []ObligationEntry {
	out := make([]ObligationEntry, len(rows))
	for i := range rows {
		out[i] = entryOf(&rows[i])
	}
	return out
}

func entryOf(r *db.Obligation) ObligationEntry {
	out := ObligationEntry{Obligation: obligation.Obligation{No: r.No, Kind: r.Kind, Title: r.Title, Unit: casework.UnitID(r.Unit),
		Amount: obligation.Amount(r.Amount), Due: dayOf(r.DueOn)}, Source: r.Source, By: casework.PersonID(r.By), At: r.At.UTC(), Entry: r.Entry,
		TakenBack: r.TakenBack}
	if r.SettledOn.Valid {
		out.Settled = dayOf(r.SettledOn.Time)
	}
	if r.TakenBackAt.Valid {
		out.TakenBackAt = r.TakenBackAt.Time.UTC()
	}
	return out
}

// CountOpenObligations gives how many obligations are not settled.
func (l *Ledger) CountOpenObligations(ctx context.Context) (int, error) {
	n, err := l.q.CountOpenObligations(ctx)
	return int(n), translate(err)
}

// ToRemind is an obligation that matures within its kind's window.
type ToRemind struct {
	obligation.Obligation
	Told int // the nearest reminder that was told of it, in days before maturity; 0: none
}

// ObligationsToRemind gives what matures from a day on within its kind's window.
func (l *Ledger) ObligationsToRemind(ctx context.Context, windows []obligation.Window, today calendar.Date) ([]ToRemind, error) {
	rows, err := l.q.ObligationsToRemind(ctx, rowsJSON(windows), keyDay(today))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ToRemind, len(rows))
	for i := range rows {
		out[i] = ToRemind{entryOf(&rows[i].Obligation).Obligation, rows[i].Told}
	}
	return out, nil
}

// ObligationsToCollect gives up to limit obligations that are overdue by their
// kind's window and that no matter collects yet: either those whose collection was
// refused once, or the rest.
func (l *Ledger) ObligationsToCollect(ctx context.Context, windows []obligation.Window, refused bool, limit int) ([]ObligationEntry, error) {
	rows, err := l.q.ObligationsToCollect(ctx, rowsJSON(windows), refused, limit)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ObligationEntry, len(rows))
	for i := range rows {
		out[i] = entryOf(&rows[i].Obligation)
	}
	return out, nil
}

// Reminder is one reminder of an obligation and the notices that tell it.
type Reminder struct {
	No      string        `json:"no"`
	Due     calendar.Date `json:"due_on"`
	Days    int           `json:"days"` // before maturity
	On      calendar.Date `json:"told_on"`
	Notices []string      `json:"notices"` // keys
}

// PutReminders puts a day's notices into the outbox and notes which reminders they
// tell. A reminder whose notices all went out earlier in the day is not noted: it
// is told by the next day's.
func (l *Ledger) PutReminders(ctx context.Context, topic casework.CaseID, notices []NewNotice, reminders []Reminder, at time.Time) error {
	rows := noticeRows(topic, notices, at)
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		fresh := map[string]bool{}
		err := inBatches(ctx, rows, func(ctx context.Context, rows json.RawMessage) error {
			keys, err := q.PutNewNotices(ctx, rows)
			for _, k := range keys {
				fresh[k] = true
			}
			return err
		})
		if err != nil {
			return err
		}
		told := slices.DeleteFunc(slices.Clone(reminders), func(r Reminder) bool {
			return !slices.ContainsFunc(r.Notices, func(key string) bool { return fresh[key] })
		})
		return inBatches(ctx, told, q.PutReminders)
	})
	if err == nil {
		l.announceTold(ctx, toldBy(rows))
	}
	return err
}

// RemindersOn gives the reminders that were told on a day.
func (l *Ledger) RemindersOn(ctx context.Context, day calendar.Date) ([]Reminder, error) {
	rows, err := l.q.RemindersOn(ctx, keyDay(day))
	if err != nil {
		return nil, translate(err)
	}
	return remindersOf(rows), nil
}
