package site

// sparing.go: sessions in the ledger's database. That somebody clicked is written
// down once a minute and not with every click: each would cost a commit, and an
// idle session ends after an hour.

import (
	"reflect"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
)

// touchEvery is how much later than the last click a session may end by idling.
const touchEvery = time.Minute

// sparing is a session store that leaves out writing what is written already.
type sparing struct {
	scs.Store
	codec scs.Codec

	mu      sync.Mutex
	written map[string]written
	swept   time.Time
}

// written is what the store holds of a session.
type written struct {
	at       time.Time
	deadline time.Time
	values   map[string]any
}

func newSparing(s scs.Store) *sparing {
	return &sparing{Store: s, codec: scs.GobCodec{}, written: map[string]written{}}
}

// Commit writes a session unless the same was written a moment ago.
func (s *sparing) Commit(token string, b []byte, expiry time.Time) error {
	if s.fresh(token, b) {
		return nil
	}
	if err := s.Store.Commit(token, b, expiry); err != nil {
		return err
	}
	s.remember(token, b)
	return nil
}

// fresh tells whether the store holds the same values, written a moment ago.
func (s *sparing) fresh(token string, b []byte) bool {
	deadline, values, err := s.codec.Decode(b)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	had, ok := s.written[token]
	return ok && time.Since(had.at) < touchEvery && had.deadline.Equal(deadline) && reflect.DeepEqual(had.values, values)
}

func (s *sparing) remember(token string, b []byte) {
	deadline, values, err := s.codec.Decode(b)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.swept) > touchEvery {
		for t, w := range s.written {
			if time.Since(w.at) > touchEvery {
				delete(s.written, t)
			}
		}
		s.swept = time.Now()
	}
	s.written[token] = written{time.Now(), deadline, values}
}

// Delete ends a session.
func (s *sparing) Delete(token string) error {
	s.mu.Lock()
	delete(s.written, token)
	s.mu.Unlock()
	return s.Store.Delete(token)
}
