package activities

// rules.go: calendar, policies and organisation of the ledger, kept at hand.
// Policies never change; the calendar is looked at anew every few seconds, the
// organisation every time.

import (
	"context"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
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

	chartMu sync.Mutex
	chart   *people.Chart
	charted int64 // the organisation's revision
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

// Chart gives the organisation as it is now: a change takes effect at once.
func (r *Rules) Chart(ctx context.Context) (*people.Chart, error) {
	revision, err := r.ledger.OrganisationRevision(ctx)
	if err != nil {
		return nil, err
	}
	r.chartMu.Lock()
	defer r.chartMu.Unlock()
	if r.chart != nil && r.charted == revision {
		return r.chart, nil
	}
	// Read after its revision: what changed in between is read once more next time.
	o, err := r.ledger.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	r.chart, r.charted = people.New(o), revision
	return r.chart, nil
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

// Newest gives the newest version of a kind's policy: the one that new cases take.
func (r *Rules) Newest(ctx context.Context, kind casework.Kind) (*casework.Policy, error) {
	policies, err := r.ledger.Policies(ctx)
	if err != nil {
		return nil, err
	}
	var newest *casework.Policy
	for _, p := range policies {
		if p.Kind == kind && (newest == nil || p.Version > newest.Version) {
			newest = p
		}
	}
	if newest == nil {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.policy_kind", casework.NameOfKind(kind))
	}
	return newest, nil
}
