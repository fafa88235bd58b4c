package schema

// tidy.go: what was of use for a while and goes when it is old: how messages to other
// programs were delivered, who has read which notice, how much a
// person sent in on a day. None of it is a fact of a case,
// and no chain covers it.

import (
	"context"
	"time"

	"duban/casework"
)

const (
	// deliveriesKept is how long the log of a receiver goes back.
	deliveriesKept = 90 * 24 * time.Hour
	// readsKept is a day more than a notice can be new: numbers are given before the commit.
	readsKept = casework.NoticeNewFor + 24*time.Hour
	// uploadDaysKept: only today's count bounds anything, wherever today is.
	uploadDaysKept = 7 * 24 * time.Hour

	tidyBatch = 5000
)

// Tidied counts what went.
type Tidied struct{ Deliveries, Reads int }

// Tidy removes what is old. Any number of processes may do it at once.
func (l *Ledger) Tidy(ctx context.Context, now time.Time) (done Tidied, err error) {
	done.Deliveries, err = inTurn(func() (int64, error) { return l.q.PruneDeliveries(ctx, now.Add(-deliveriesKept), tidyBatch) })
	if err != nil {
		return done, translate(err)
	}
	passed, err := l.q.PrunePassedReads(ctx)
	if err != nil {
		return done, translate(err)
	}
	done.Reads, err = inTurn(func() (int64, error) { return l.q.PruneReads(ctx, now.Add(-readsKept), tidyBatch) })
	done.Reads += int(passed)
	if err != nil {
		return done, translate(err)
	}
	return done, translate(l.q.ForgetUploadDays(ctx, now.Add(-uploadDaysKept)))
}

// inTurn removes a batch after another, so that no statement takes long.
func inTurn(remove func() (int64, error)) (sum int, err error) {
	for {
		n, err := remove()
		sum += int(n)
		if err != nil || n < tidyBatch {
			return sum, err
		}
	}
}
