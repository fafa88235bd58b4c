package engine

// hashing.go: what a password costs to check, and how many are checked at once.

import (
	"context"
	"crypto/rand"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"duban/casework"
)

// hashing is what a guess costs: OWASP's second choice for argon2id.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Bounds of hashing, which anybody can ask for without having signed in: so many
// at once, so many waiting, so long. Beyond them a sign-in is told to come back,
// and everything else goes on.
const (
	hashesWaiting = 64
	hashPatience  = 5 * time.Second
)

var (
	hashSlots   = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))
	hashWaiting atomic.Int64
)

// hashSlot waits for leave to check a password. Whatever decides whether it is
// checked at all (a lock) is looked at after: attempts side by side must not all
// pass before the first of them counts.
func hashSlot(ctx context.Context) (release func(), err error) {
	busy := casework.Errorf(casework.CodeUnavailable, "unavailable.busy")
	if hashWaiting.Add(1) > hashesWaiting {
		hashWaiting.Add(-1)
		return nil, busy
	}
	defer hashWaiting.Add(-1)
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case hashSlots <- struct{}{}:
		return func() { <-hashSlots }, nil
	case <-patience.C:
		return nil, busy
	case <-ctx.Done():
		return nil, busy
	}
}

// nobody is a hash of no password: checking it takes as long as a real one, so
// that nobody can tell whether a login exists.
var nobody = mustHash(rand.Text())

func mustHash(password string) string {
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		panic("engine: argon2id: " + err.Error())
	}
	return hash
}

// matches checks a password against a hash. Its length is bounded: a password of
// megabytes would cost its sender nothing.
func matches(password, hash string) (bool, error) {
	if len(password) > 4*MaxPassword {
		password = password[:4*MaxPassword]
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return match, nil
}
