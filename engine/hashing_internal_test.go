package engine

// hashing_internal_test.go: how many passwords are checked at once.

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

// Not beside other tests: it takes every slot.
func TestHashingIsBounded(t *testing.T) { //nolint:paralleltest // see above
	var taken []func()
	for range cap(hashSlots) {
		release, err := hashSlot(t.Context())
		require.NoError(t, err)
		taken = append(taken, release)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, hashesWaiting)
	for range hashesWaiting {
		go func() {
			_, err := hashSlot(ctx)
			waiting <- err
		}()
	}
	require.Eventually(t, func() bool { return hashWaiting.Load() == hashesWaiting }, 5*time.Second, time.Millisecond)
	began := time.Now()
	_, err := hashSlot(t.Context())
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err), "one more is told to come back")
	require.Less(t, time.Since(began), hashPatience/2, "at once")
	cancel()
	for range hashesWaiting {
		require.Equal(t, casework.CodeUnavailable, casework.CodeOf(<-waiting))
	}
	for _, release := range taken {
		release()
	}
	release, err := hashSlot(t.Context())
	require.NoError(t, err)
	release()
}

func TestLocksDoubleUpToABound(t *testing.T) {
	t.Parallel()
	require.Zero(t, lockAfter(4, freeFailures))
	require.Equal(t, firstLock, lockAfter(5, freeFailures))
	require.Equal(t, 2*firstLock, lockAfter(6, freeFailures))
	require.Equal(t, longestLock, lockAfter(10, freeFailures))
	require.Equal(t, longestLock, lockAfter(1_000_000, freeFailures))
}
