package main

// tallies.go: what counting ahead costs a step: whole lives with and without the
// triggers, in turn.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"duban/casework/caseworktest"
)

// Many short turns, of which the middle one counts: the machine's drift is larger
// than what is measured.
const (
	talliesRounds = 10
	talliesLives  = 60
)

func (b *bench) talliesCost(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	policy, doc := caseworktest.Short()
	if _, err := b.e.Ledger.SavePolicy(ctx, doc); err != nil {
		return err
	}
	var with, without []time.Duration
	for turn := range 2*talliesRounds + 2 { // the first two warm up
		counted := turn%2 == 0
		if err := b.counting(ctx, counted); err != nil {
			return err
		}
		took, err := timed(b.n(talliesLives), func(i int) error { return b.life(ctx, policy, fmt.Sprintf("tally-%d-%d", turn, i)) })
		if err != nil {
			return err
		}
		switch {
		case turn < 2:
		case counted:
			with = append(with, took)
		default:
			without = append(without, took)
		}
		if _, err := b.e.Ledger.FoldTallies(ctx); err != nil { // as a web server does every few seconds
			return err
		}
	}
	if err := b.counting(ctx, true); err != nil {
		return err
	}
	b.figures["tallies_cost"] = round3(median(with).Seconds() / median(without).Seconds())
	return b.e.Ledger.RecountTallies(ctx)
}

// counting switches counting ahead on or off.
func (b *bench) counting(ctx context.Context, on bool) error {
	what := "DISABLE"
	if on {
		what = "ENABLE"
	}
	_, err := b.e.Ledger.DB().ExecContext(ctx, "ALTER TABLE tasks "+what+" TRIGGER USER")
	return err
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
