package site

// counting.go: counting the unread notices of many open pages. A circular reaches
// every head, a restart brings every page back in the same second: hundreds would
// count at once and take the ledger's connections from those who click.

import (
	"context"
	"sync"
	"time"

	"duban/casework"
)

// Bounds of counting.
const (
	countsAtOnce = 4
	countWithin  = 10 * time.Second
)

// counting lets few count at a time. Pages of one person that wait share one count: it
// begins after each of them has heard that there is something to count.
type counting struct {
	count func(context.Context, casework.PersonID) (int, error)
	slots chan struct{}

	mu      sync.Mutex
	waiting map[casework.PersonID]*counted
}

// counted is a count that somebody waits for.
type counted struct {
	done chan struct{}
	n    int
	err  error
}

func newCounting(count func(context.Context, casework.PersonID) (int, error)) *counting {
	return &counting{count: count, slots: make(chan struct{}, countsAtOnce), waiting: map[casework.PersonID]*counted{}}
}

// of counts for a person, or ends with the context.
func (c *counting) of(ctx context.Context, who casework.PersonID) (int, error) {
	c.mu.Lock()
	one, known := c.waiting[who]
	if !known {
		one = &counted{done: make(chan struct{})}
		c.waiting[who] = one
		go c.run(context.WithoutCancel(ctx), who, one)
	}
	c.mu.Unlock()
	select {
	case <-one.done:
		return one.n, one.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// run belongs to no request: who asked first may leave, others wait for it still.
func (c *counting) run(ctx context.Context, who casework.PersonID, one *counted) {
	c.slots <- struct{}{}
	defer func() { <-c.slots; close(one.done) }()
	c.mu.Lock()
	delete(c.waiting, who) // whoever hears of something from here on needs a count of their own
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, countWithin)
	defer cancel()
	one.n, one.err = c.count(ctx, who)
}
