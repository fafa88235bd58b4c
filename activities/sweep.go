package activities

// sweep.go: time's acts. One sweep sends every slip that is due, in batches.

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
)

// SweepInput says for which moment to sweep.
type SweepInput struct {
	At     time.Time
	Always bool // also outside working hours
}

// Swept counts what a sweep did.
type Swept struct {
	Slips   int       `json:"slips"`
	Notices int       `json:"notices"`
	Batches int       `json:"batches"`
	Resting bool      `json:"resting,omitempty"` // outside working hours: nothing is sent
	Last    time.Time `json:"last,omitzero"`     // when the last slip was written
}

// sweepBatch is how many tasks one transaction takes: enough to be set-based,
// small enough that steps on the same cases do not wait long.
const sweepBatch = 1000

// Sweep writes the slips that are due. Each is written once, so repeating a
// sweep that died goes on where it stopped. Alarms fall in working hours: at
// other times a sweep rests, and what became due meanwhile waits for the opening.
func (a *Activities) Sweep(ctx context.Context, in SweepInput) (Swept, error) {
	var out Swept
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
		batch, err := a.ledger.Sweep(ctx, in.At, cal, policy, sweepBatch)
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
