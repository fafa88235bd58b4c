package schema

// obligation_page.go: obligations as a list to look at, and what there is of one.

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// ObligationAsked says which obligations a page shows. Empty fields do not filter.
type ObligationAsked struct {
	Sight       casework.Sight  // whose units; the zero one shows nothing
	Unit        casework.UnitID // with every unit below it
	Kind        string
	Open        bool // not settled
	Settled     bool
	From, Until calendar.Date
	Text        string // in its number or title
	After       ObligationKey
	Limit       int
}

// ObligationKey is a place in the list.
type ObligationKey struct {
	Due calendar.Date
	No  string
}

// Text gives the place as text, "" for the beginning.
func (k ObligationKey) Text() string {
	if k == (ObligationKey{}) {
		return ""
	}
	return k.Due.String() + "." + k.No
}

// ReadObligationKey is the inverse of [ObligationKey.Text]; what cannot be read is
// [casework.CodeInvalid].
func ReadObligationKey(text string) (k ObligationKey, err error) {
	if text == "" {
		return k, nil
	}
	due, no, ok := strings.Cut(text, ".")
	if k.Due, err = calendar.ParseDate(due); err != nil || !ok {
		return k, casework.Errorf(casework.CodeInvalid, "invalid.page", text)
	}
	k.No = no
	return k, nil
}

// ObligationLine is an obligation with the case that collects what its day owes.
type ObligationLine struct {
	ObligationEntry
	UnitName string
	Case     casework.CaseID // "" for none
}

// early is a day before every other one.
var early = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// ObligationsPage gives a page of the list and where the next one begins; the zero
// key is none.
func (l *Ledger) ObligationsPage(ctx context.Context, a ObligationAsked) ([]ObligationLine, ObligationKey, error) {
	p := db.ObligationsPageParams{Everything: a.Sight.Everything, Seen: texts(a.Sight.Units), Units: []string{}, Kind: a.Kind, OpenOnly: a.Open,
		SettledOnly: a.Settled, DueFrom: early, DueUntil: keyDay(a.Until), Text: a.Text, AfterDue: early, AfterNo: a.After.No, Most: a.Limit + 1}
	if !a.From.IsZero() {
		p.DueFrom = keyDay(a.From)
	}
	if !a.After.Due.IsZero() {
		p.AfterDue = keyDay(a.After.Due)
	}
	if a.Unit != "" {
		units, err := l.q.UnitSubtree(ctx, string(a.Unit))
		if err != nil {
			return nil, ObligationKey{}, translate(err)
		}
		p.Units = slices.Concat(units, []string{string(a.Unit)}) // a unit that nobody knows has none
	}
	rows, err := l.q.ObligationsPage(ctx, p)
	if err != nil {
		return nil, ObligationKey{}, translate(err)
	}
	var next ObligationKey
	if len(rows) > a.Limit {
		rows = rows[:a.Limit]
		last := &rows[len(rows)-1].Obligation
		next = ObligationKey{dayOf(last.DueOn), last.No}
	}
	out := make([]ObligationLine, len(rows))
	for i := range rows {
		out[i] = ObligationLine{entryOf(&rows[i].Obligation), rows[i].UnitName, casework.CaseID(rows[i].CaseID)}
	}
	return out, next, nil
}

// ObligationEntries gives what was entered of a number, the newest first.
func (l *Ledger) ObligationEntries(ctx context.Context, no string) ([]ObligationEntry, error) {
	rows, err := l.q.ObligationEntries(ctx, no)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ObligationEntry, len(rows))
	for i, r := range rows {
		out[i] = entryOf(&db.Obligation{No: r.No, Entry: r.ID, Kind: r.Kind, Title: r.Title, Unit: r.Unit, Amount: r.Amount, DueOn: r.DueOn,
			SettledOn: r.SettledOn, Source: r.Source, By: r.By, At: r.At})
		out[i].TakesBack = r.TakesBack.Int64
	}
	return out, nil
}

// RemindersOf gives the reminders that were told of a number, the newest first.
func (l *Ledger) RemindersOf(ctx context.Context, no string) ([]Reminder, error) {
	rows, err := l.q.RemindersOf(ctx, no)
	if err != nil {
		return nil, translate(err)
	}
	return remindersOf(rows), nil
}

func remindersOf(rows []db.ObligationReminder) []Reminder {
	out := make([]Reminder, len(rows))
	for i, r := range rows {
		out[i] = Reminder{r.No, dayOf(r.DueOn), r.Days, dayOf(r.ToldOn), r.Notices}
	}
	return out
}
