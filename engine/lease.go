package engine

// lease.go: work that outlives the request that asked for it. Whoever does it says
// so again and again; who has not for a lease's length, by the ledger's clock, counts
// as killed, whatever process they were in.

import (
	"context"
	"errors"
	"time"
)

// lease is how long work counts as under way without a word.
const lease = 15 * time.Second

// errLeaseOver says that work was taken for left: others may have been told so.
var errLeaseOver = errors.New("the lease is over")

// underLease does work and renews its lease meanwhile, every so often; held says
// whether it still is. Work whose lease is over is stopped. Renewing may fail for a
// while: the lease runs on.
func (e *Engine) underLease(ctx context.Context, name string, every time.Duration, renew func(ctx context.Context) (held bool, err error),
	work func(context.Context) error,
) error {
	ctx, stop := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		until := time.Now().Add(lease)
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			next := time.Now().Add(lease)
			// One that does not answer must not stand for a lease that is long over.
			asked, enough := context.WithTimeout(ctx, lease/3)
			held, err := renew(asked)
			enough()
			switch {
			case ctx.Err() != nil:
				return
			case err == nil && held:
				until = next
			case err == nil, time.Now().After(until):
				stop(errLeaseOver)
				return
			default:
				e.logger().Warn("a lease is not renewed", "of", name, "error", err)
			}
		}
	}()
	err := work(ctx)
	if errors.Is(context.Cause(ctx), errLeaseOver) && err != nil {
		err = errLeaseOver
	}
	stop(nil)
	<-done // no word about it comes after its end
	return err
}
