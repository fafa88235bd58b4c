package activities

// workday.go: to which working day a firing moves.

import (
	"context"
	"time"
)

// WorkdayInput names a moment.
type WorkdayInput struct {
	At time.Time
}

// Workday gives the moment itself or, when its day is a rest day of the
// calendar as it stands, the same time of day on the next working day.
func (a *Activities) Workday(ctx context.Context, in WorkdayInput) (time.Time, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return cal.Postpone(in.At), nil
}
