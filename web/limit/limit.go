// Package limit bounds how often somebody may ask: a program with a token, a stranger's
// address, a person who wants what is dear to make. Each process counts for itself.
package limit

import (
	"math"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate says how often somebody may ask: per second, and at once.
type Rate struct {
	PerSecond float64
	AtOnce    int
}

// forgetAfter is when a limiter that nobody used is full again in any case.
const forgetAfter = 10 * time.Minute

type limiter struct {
	*rate.Limiter
	used time.Time
}

// Keeper keeps one limiter for each that asks. Make one with [New].
type Keeper struct {
	mu    sync.Mutex
	by    map[string]*limiter
	swept time.Time
}

// New makes a keeper of nobody.
func New() *Keeper { return &Keeper{by: map[string]*limiter{}} }

// Take asks for one request of somebody; wait says in how many seconds to ask again, "" for now.
func (l *Keeper) Take(key string, of Rate, now time.Time) (wait string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > forgetAfter {
		l.swept = now
		for k, one := range l.by {
			if now.Sub(one.used) > forgetAfter {
				delete(l.by, k)
			}
		}
	}
	one := l.by[key]
	if one == nil {
		one = &limiter{Limiter: rate.NewLimiter(rate.Limit(of.PerSecond), of.AtOnce)}
		l.by[key] = one
	}
	one.used = now
	r := one.ReserveN(now, 1)
	if delay := r.DelayFrom(now); delay > 0 {
		r.CancelAt(now)
		return strconv.Itoa(int(math.Ceil(delay.Seconds())))
	}
	return ""
}
