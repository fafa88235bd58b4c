// Package obligation holds dated obligations (loan maturities, payment dates) as
// pure rules: when somebody is reminded, and when an overdue one is collected.
package obligation

// obligation.go: an obligation, and what is due of it on a day.

import (
	"fmt"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// Obligation is something that must be met by a day. It names no person: the unit
// that answers for it knows who.
type Obligation struct {
	No      string          `json:"no"` // unique
	Kind    string          `json:"kind"`
	Title   string          `json:"title"`
	Unit    casework.UnitID `json:"unit"` // that sees to it
	Amount  Amount          `json:"amount"`
	Due     calendar.Date   `json:"due"`
	Settled calendar.Date   `json:"settled,omitzero"` // zero: open
}

// Amount is money in fen (hundredths of a yuan).
type Amount int64

// ParseAmount reads yuan with at most two decimals, such as 50000 or 49999.5.
func ParseAmount(s string) (Amount, error) {
	text := strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(s), "元"), ",", "")
	whole, rest, _ := strings.Cut(text, ".")
	bad := fmt.Errorf("amount %q: expected yuan with at most two decimals, such as 50000 or 49999.50", s)
	if len(whole) == 0 || len(whole) > 13 || len(rest) > 2 || strings.ContainsAny(text, "+-eE ") {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole+rest+"00"[len(rest):], 10, 64)
	if err != nil {
		return 0, bad
	}
	return Amount(n), nil
}

// String gives yuan: 50000, 49999.50.
func (a Amount) String() string {
	if a%100 == 0 {
		return strconv.FormatInt(int64(a/100), 10)
	}
	return fmt.Sprintf("%d.%02d", a/100, a%100)
}

// MarshalText gives yuan.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Call is what is due of an obligation on a day.
type Call struct {
	Reminder int  // days before maturity: the reminder that stands; 0 for none
	Collect  bool // overdue: collection is a case
}

// On gives what is due of an obligation on a day. Nothing is on a rest day: a
// reminder that would fall on one is given on the last working day before, while
// there is still time, and collecting begins on the next working day. Of several
// reminders that have come the nearest to maturity stands: one that an outage
// missed is not made up for beside it.
func (r Rule) On(cal *calendar.Calendar, o Obligation, today calendar.Date) Call {
	if working, _ := cal.Workday(today); !working || !o.Settled.IsZero() {
		return Call{}
	}
	left := today.DaysUntil(o.Due)
	if left <= -r.CollectAfter {
		return Call{Collect: true}
	}
	if left < 0 {
		return Call{}
	}
	var c Call
	ahead := restAfter(cal, today)
	for _, days := range r.Remind {
		if left-ahead <= days && (c.Reminder == 0 || days < c.Reminder) {
			c.Reminder = days
		}
	}
	return c
}

// restAfter gives how many rest days follow a day.
func restAfter(cal *calendar.Calendar, day calendar.Date) int {
	return day.DaysUntil(cal.OnOrAfter(day.AddDays(1))) - 1
}

// Window is what of the open obligations of a kind a day's look must see.
type Window struct {
	Kind    string        `json:"kind"`
	Remind  calendar.Date `json:"remind"`  // matures by this day: reminded
	Collect calendar.Date `json:"collect"` // matured by this day: collected
}

// WindowOn gives the window of a working day.
func (r Rule) WindowOn(cal *calendar.Calendar, today calendar.Date) Window {
	return Window{Kind: r.Kind, Remind: today.AddDays(restAfter(cal, today) + r.widest()), Collect: today.AddDays(-r.CollectAfter)}
}

// Tally is a unit's obligations in numbers. Matured are those whose day has come
// or passed.
type Tally struct {
	Unit          casework.UnitID `json:"unit"`
	All, Settled  int
	Open, Overdue int
	Outstanding   Amount // of the open ones
	OverdueSum    Amount
}

// Add counts an obligation on a day.
func (t *Tally) Add(o Obligation, today calendar.Date) {
	t.All++
	switch {
	case !o.Settled.IsZero():
		t.Settled++
		return
	case o.Due.Before(today):
		t.Overdue++
		t.OverdueSum += o.Amount
	}
	t.Open++
	t.Outstanding += o.Amount
}

// Rate gives the overdue share of what is outstanding in hundredths of a percent,
// rounded half up; 0 when nothing is outstanding.
func (t *Tally) Rate() int64 {
	if t.Outstanding == 0 {
		return 0
	}
	return (int64(t.OverdueSum)*10_000*2 + int64(t.Outstanding)) / (2 * int64(t.Outstanding))
}
