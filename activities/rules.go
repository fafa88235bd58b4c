package activities

// rules.go: calendar and policies of the ledger, kept at hand. Policies never
// change; the calendar is looked at anew every few seconds.

import (
	"context"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// CalendarTTL is how long a worker may go on counting with a calendar that has
// been replaced. Whoever loads one waits as long before recomputing.
const CalendarTTL = 2 * time.Second

// Rules caches the rules of a ledger; safe for concurrent use.
type Rules struct {
	ledger *schema.Ledger

	mu       sync.Mutex
	cal      *calendar.Calendar
	revision int
	looked   time.Time
	policies map[casework.PolicyRef]*casework.Policy
}

// NewRules makes an empty cache.
func NewRules(l *schema.Ledger) *Rules {
	return &Rules{ledger: l, policies: map[casework.PolicyRef]*casework.Policy{}}
}

// Calendar gives the working calendar, at most [CalendarTTL] old.
func (r *Rules) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cal != nil && time.Since(r.looked) < CalendarTTL {
		return r.cal, nil
	}
	table, revision, err := r.ledger.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	if r.cal == nil || revision != r.revision {
		cal, err := calendar.New(table)
		if err != nil {
			return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
		r.cal, r.revision = cal, revision
	}
	r.looked = time.Now()
	return r.cal, nil
}

// Policy gives a version of a policy.
func (r *Rules) Policy(ctx context.Context, kind casework.Kind, version int) (*casework.Policy, error) {
	key := casework.PolicyRef{Kind: kind, Version: version}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.policies[key]; p != nil {
		return p, nil
	}
	p, err := r.ledger.Policy(ctx, key)
	if err != nil {
		return nil, err
	}
	r.policies[key] = p
	return p, nil
}
