package site

// fold.go: keeps the overview quick: what has changed is brought into the
// tallies every few seconds. Figures are right with or without it.

import (
	"context"
	"time"
)

const foldEvery = 5 * time.Second

// fold runs until stop is called. Several processes may: one does the work.
func (s *Site) fold() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		beat := time.NewTicker(foldEvery)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beat.C:
				if _, err := s.engine.Ledger.FoldTallies(ctx); err != nil && ctx.Err() == nil {
					s.log.Warn("tallies not folded", "error", err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}
