package api

// limit.go: how often a program may ask.

import (
	"math"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits say how often a token may ask: per second, and at once.
type Limits struct {
	PerSecond float64
	AtOnce    int
}

// The usual limits: enough for a program that follows every case of a city, too
// little to slow the pages down. Strangers are slowed sooner: each of their tries
// is a line in the record.
var (
	usual     = Limits{PerSecond: 20, AtOnce: 60}
	strangers = Limits{PerSecond: 0.2, AtOnce: 20}
)

// forgetAfter is when a limiter that nobody used is full again in any case.
const forgetAfter = 10 * time.Minute

type limiter struct {
	*rate.Limiter
	used time.Time
}

// limiters keep one limiter a token, and one an address for who brings none.
type limiters struct {
	of Limits

	mu    sync.Mutex
	by    map[string]*limiter
	swept time.Time
}

func newLimiters(l Limits) *limiters {
	if l.AtOnce == 0 {
		l = usual
	}
	return &limiters{of: l, by: map[string]*limiter{}}
}

// take asks for one request; wait says in how many seconds to ask again, "" for now.
func (l *limiters) take(key string, of Limits, now time.Time) (wait string) {
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
