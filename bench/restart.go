package main

// restart.go: how long people wait after a worker was killed.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/caseworktest"
)

const (
	restartSteps   = 600
	restartClients = 4
)

// restart kills the worker, starts another at once and takes steps on random
// cases of those open: the first one's wait, and what all but one in a hundred
// wait at most.
func (b *bench) restart(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	ids, err := b.casesOf(ctx, "bench2")
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same order in every run
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	warm := ids[:min(len(ids)/4, 500)] // these cases stick to the worker that dies
	if _, err := timed(len(warm), func(i int) error { return b.comment(ctx, warm[i], "warm") }); err != nil {
		return err
	}
	if err := worker.kill(); err != nil {
		return err
	}
	if worker, err = b.startWorker(); err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	began := time.Now()
	if err := b.comment(ctx, warm[0], "first"); err != nil {
		return err
	}
	b.figures["restart_first_step_ms"] = round3(float64(time.Since(began).Microseconds()) / 1000)
	var waits latencies
	var group errgroup.Group
	group.SetLimit(restartClients)
	for i := range b.n(restartSteps) {
		group.Go(func() error {
			began := time.Now()
			err := b.comment(ctx, ids[(i+1)%len(ids)], fmt.Sprintf("after-%d", i))
			waits.add(time.Since(began))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	slices.Sort(waits.all)
	b.figures["restart_p50_ms"] = round3(float64(waits.all[len(waits.all)/2].Microseconds()) / 1000)
	b.figures["restart_p99_ms"] = round3(float64(waits.all[len(waits.all)*99/100].Microseconds()) / 1000)
	return nil
}

func (b *bench) comment(ctx context.Context, id casework.CaseID, key string) error {
	_, err := b.e.Act(ctx, id, caseworktest.Command(key, casework.CommandComment, caseworktest.Office,
		func(c *casework.Command) { c.Text = "已电话沟通" }))
	return err
}
