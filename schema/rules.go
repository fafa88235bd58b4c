package schema

// rules.go: policies and holiday tables, the data that the rules work by.

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Policy gives a version of a policy. It fails with [casework.CodeNotFound], or
// with [casework.CodeConflict] when the reference names another content.
func (l *Ledger) Policy(ctx context.Context, ref casework.PolicyRef) (*casework.Policy, error) {
	key := casework.PolicyRef{Kind: ref.Kind, Version: ref.Version}
	policy := l.policies.get(key)
	if policy == nil {
		row, err := l.q.PolicyDocument(ctx, string(ref.Kind), ref.Version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.policy", key.Named())
		}
		if err != nil {
			return nil, translate(err)
		}
		if policy, err = casework.ParsePolicy([]byte(row.Document)); err != nil {
			return nil, translate(err)
		}
		l.policies.put(key, policy)
	}
	if ref.Digest != "" && ref.Digest != policy.Digest {
		return nil, casework.Errorf(casework.CodeConflict, "conflict.policy", key.Named())
	}
	return policy, nil
}

// policyCache keeps policies by reference without digest: they never change.
type policyCache struct {
	mu    sync.RWMutex
	known map[casework.PolicyRef]*casework.Policy
}

func (c *policyCache) get(key casework.PolicyRef) *casework.Policy {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.known[key]
}

func (c *policyCache) put(key casework.PolicyRef, p *casework.Policy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[casework.PolicyRef]*casework.Policy{}
	}
	c.known[key] = p
}

// PolicyOf is [Ledger.Policy] in the form that [Ledger.SendSlips] asks for.
func (l *Ledger) PolicyOf(ctx context.Context) PolicySource {
	return func(kind casework.Kind, version int) (*casework.Policy, error) {
		return l.Policy(ctx, casework.PolicyRef{Kind: kind, Version: version})
	}
}

// warm reads the policies that are not in memory yet, so that nobody needs a
// connection for them while holding rows locked.
func (l *Ledger) warm(ctx context.Context) error {
	refs, err := l.q.PolicyRefs(ctx)
	if err != nil {
		return translate(err)
	}
	for _, r := range refs {
		if _, err := l.Policy(ctx, casework.PolicyRef{Kind: casework.Kind(r.Kind), Version: r.Version}); err != nil {
			return err
		}
	}
	return nil
}

// SavePolicy checks a policy document and keeps it. The same document again is
// fine; another one under a version that exists is a [casework.CodeConflict].
func (l *Ledger) SavePolicy(ctx context.Context, document []byte) (*casework.Policy, error) {
	p, err := casework.ParsePolicy(document)
	if err != nil {
		return nil, err
	}
	err = l.q.InsertPolicy(ctx, db.InsertPolicyParams{
		Kind: string(p.Kind), Version: p.Version, Document: string(document), Digest: p.Digest})
	if err != nil {
		return nil, translate(err)
	}
	return l.Policy(ctx, p.Ref())
}

// Policies gives every version of every policy, oldest first within a kind. Each
// is read once: a document never changes.
func (l *Ledger) Policies(ctx context.Context) ([]*casework.Policy, error) {
	refs, err := l.q.PolicyRefs(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]*casework.Policy, len(refs))
	for i, r := range refs {
		if out[i], err = l.Policy(ctx, casework.PolicyRef{Kind: casework.Kind(r.Kind), Version: r.Version}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Calendar gives the holiday table in force and its revision, 1 for the first.
func (l *Ledger) Calendar(ctx context.Context) (calendar.Table, int, error) {
	row, err := l.q.NewestCalendar(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return calendar.Table{}, 0, casework.Errorf(casework.CodeNotFound, "notfound.calendar")
	}
	if err != nil {
		return calendar.Table{}, 0, translate(err)
	}
	table, err := calendar.ParseTable([]byte(row.Document))
	if err != nil {
		return calendar.Table{}, 0, translate(err)
	}
	return table, row.Revision, nil
}

// SaveCalendar puts a holiday table in force and gives its revision. The table
// in force saved again keeps its revision. Running clocks follow by
// [Ledger.Recompute].
func (l *Ledger) SaveCalendar(ctx context.Context, table calendar.Table) (revision int, err error) {
	if _, err := calendar.New(table); err != nil {
		return 0, casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
	}
	doc, err := table.Document()
	if err != nil {
		return 0, translate(err)
	}
	newest, err := l.q.NewestCalendar(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return 0, translate(err)
	case newest.Document == string(doc):
		return newest.Revision, nil
	}
	revision = newest.Revision + 1
	err = l.q.InsertCalendar(ctx, table.ID, revision, string(doc))
	if casework.CodeOf(translate(err)) == casework.CodeConflict {
		// Two tables at the same moment: the second is told to look again.
		return 0, casework.Errorf(casework.CodeConflict, "conflict.calendar", strconv.Itoa(revision))
	}
	return revision, translate(err)
}

// Running is what runs under the policies of a kind.
type Running struct {
	Versions []RunningVersion
	Steps    []RunningStep
}

// RunningVersion is how many cases run under a version.
type RunningVersion struct {
	Version int
	Cases   int
}

// RunningStep is how many open tasks stand at a step.
type RunningStep struct {
	Step  casework.StepID
	Tasks int
}

// Running tells what runs under the policies of a kind.
func (l *Ledger) Running(ctx context.Context, kind casework.Kind) (out Running, err error) {
	versions, err := l.q.RunningByPolicy(ctx, string(kind))
	if err != nil {
		return out, translate(err)
	}
	for _, r := range versions {
		out.Versions = append(out.Versions, RunningVersion{r.PolicyVersion, int(r.Cases)})
	}
	steps, err := l.q.RunningByStep(ctx, string(kind))
	for _, r := range steps {
		out.Steps = append(out.Steps, RunningStep{casework.StepID(r.Step), int(r.Tasks)})
	}
	return out, translate(err)
}

// CountDueFrom tells how many open tasks are due on a day or later.
func (l *Ledger) CountDueFrom(ctx context.Context, day calendar.Date) (int, error) {
	n, err := l.q.CountDueFrom(ctx, day.Start(time.UTC))
	return int(n), translate(err)
}
