package schema

// round_reminders.go: which reminders of a month were sent.

import (
	"context"
	"strconv"
	"time"

	"duban/casework/round"
)

// RoundReminder is a reminder of a month that was sent.
type RoundReminder struct {
	No   int // 1 for the month's first
	Told int // how many persons and posts
	At   time.Time
}

// RoundReminders gives the reminders of a month that were sent.
func (l *Ledger) RoundReminders(ctx context.Context, m round.Month) ([]RoundReminder, error) {
	rows, err := l.q.RoundReminders(ctx, string(RoundTopic(m)))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]RoundReminder, len(rows))
	for i, r := range rows {
		no, err := strconv.Atoi(r.No)
		if err != nil {
			return nil, translate(err)
		}
		out[i] = RoundReminder{No: no, Told: int(r.Told), At: r.At.UTC()}
	}
	return out, nil
}
