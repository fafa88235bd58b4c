package activities

// slips.go: time's acts. One run of the clock sends every slip that is due, in batches.

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
)

// SlipsInput says for which moment slips are sent.
type SlipsInput struct {
	At     time.Time
	Always bool // also outside working hours
}

// SlipsSent counts what a run of the clock did.
type SlipsSent struct {
	Slips   int       `json:"slips"`
	Notices int       `json:"notices"`
	Batches int       `json:"batches"`
	Resting bool      `json:"resting,omitempty"` // outside working hours: nothing is sent
	Last    time.Time `json:"last,omitzero"`     // when the last slip was written
}

// slipBatch is how many tasks one transaction takes: enough to be set-based,
// small enough that steps on the same cases do not wait long.
const slipBatch = 1000

// Sweep writes the slips that are due. Each is written once, so repeating a run that
// died goes on where it stopped. Alarms fall in working hours: at other times it
// rests, and what became due meanwhile waits for the opening. Its name stands in the
// histories of the clock and stays: everywhere else a sweep is 大排查.
func (a *Activities) Sweep(ctx context.Context, in SlipsInput) (SlipsSent, error) {
	var out SlipsSent
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return out, err
	}
	if !in.Always && !cal.InHours(in.At) {
		out.Resting = true
		return out, nil
	}
	policy := func(kind casework.Kind, version int) (*casework.Policy, error) {
		return a.rules.Policy(ctx, kind, version)
	}
	for {
		batch, err := a.ledger.SendSlips(ctx, in.At, cal, policy, slipBatch)
		if err != nil {
			return out, err
		}
		out.Slips += batch.Slips
		out.Notices += batch.Notices
		if batch.Slips > 0 {
			out.Batches++
			out.Last = time.Now().UTC()
			a.log.Info("slips sent", "slips", batch.Slips, "notices", batch.Notices)
		}
		activity.RecordHeartbeat(ctx, out)
		if !batch.More {
			return out, nil
		}
	}
}
