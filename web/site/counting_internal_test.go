package site

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestManyPagesCountFewAtATime(t *testing.T) {
	t.Parallel()
	var now, most, all atomic.Int32
	c := newCounting(func(context.Context, casework.PersonID) (int, error) {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(2 * time.Millisecond)
		return int(all.Add(1)), nil
	})
	var pages sync.WaitGroup
	for i := range 300 {
		pages.Go(func() {
			_, err := c.of(t.Context(), casework.PersonID(fmt.Sprint("p", i%100)))
			require.NoError(t, err)
		})
	}
	pages.Wait()
	require.LessOrEqual(t, most.Load(), int32(countsAtOnce))
	require.Less(t, all.Load(), int32(200), "three pages of one person share a count while they wait")
}

// A notice that comes while somebody counts may not be in that count.
func TestACountUnderWayIsNotShared(t *testing.T) {
	t.Parallel()
	var value atomic.Int32
	began, goOn := make(chan struct{}, 2), make(chan struct{})
	c := newCounting(func(context.Context, casework.PersonID) (int, error) {
		n := value.Load()
		began <- struct{}{}
		<-goOn
		return int(n), nil
	})
	gone, leave := context.WithCancel(t.Context())
	first := make(chan error)
	go func() { _, err := c.of(gone, "li"); first <- err }()
	<-began
	leave()
	require.ErrorIs(t, <-first, context.Canceled, "a page that has gone waits for nothing")
	value.Store(1)
	second := make(chan int)
	go func() { n, _ := c.of(t.Context(), "li"); second <- n }()
	select {
	case <-began:
	case <-time.After(10 * time.Second):
		require.Fail(t, "no count of its own")
	}
	close(goOn)
	require.Equal(t, 1, <-second)
}
