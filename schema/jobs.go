package schema

// jobs.go: long work that a page follows, told by whatever process is asked.

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Job is one piece of long work.
type Job struct {
	ID          string
	Kind        string
	Owner       casework.PersonID
	Done, Total int
	WorkedUntil time.Time // somebody works on it until then at least
	Left        bool      // its lease is over: who worked on it is gone
	Ended       time.Time
	Result      json.RawMessage // nil when it failed
	Failure     string          // the error as JSON
}

// ForgetJobs forgets work that ended longer ago than it is kept, and ends with a
// failure what nobody works on any more.
func (l *Ledger) ForgetJobs(ctx context.Context, kept time.Duration, failure string) error {
	return translate(l.q.ForgetJobs(ctx, failure, kept.Seconds()))
}

// StartJob enters work with a first lease; false while other work of the kind runs.
func (l *Ledger) StartJob(ctx context.Context, id, kind string, owner casework.PersonID, lease time.Duration) (bool, error) {
	n, err := l.q.StartJob(ctx, db.StartJobParams{ID: id, Kind: kind, Owner: string(owner), Lease: lease.Seconds()})
	return n == 1, translate(err)
}

// KeepJob says how far work is and that it goes on; false if its lease is over.
func (l *Ledger) KeepJob(ctx context.Context, id string, done, total int, lease time.Duration) (bool, error) {
	n, err := l.q.KeepJob(ctx, db.KeepJobParams{ID: id, Done: done, Total: total, Lease: lease.Seconds()})
	return n == 1, translate(err)
}

// EndJob keeps what came of work, or why nothing did; false if its lease is over.
func (l *Ledger) EndJob(ctx context.Context, id string, result []byte, failure string) (bool, error) {
	n, err := l.q.EndJob(ctx, string(result), failure, id)
	return n == 1, translate(err)
}

// Job gives work by its ID, or [casework.CodeNotFound].
func (l *Ledger) Job(ctx context.Context, id string) (Job, error) {
	r, err := l.q.Job(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Job{}, casework.Errorf(casework.CodeNotFound, "notfound.job")
	}
	j := Job{ID: r.ID, Kind: r.Kind, Owner: casework.PersonID(r.Owner), Done: r.Done, Total: r.Total, WorkedUntil: r.WorkedUntil.UTC(),
		Left: r.LeftAlone, Ended: moment(r.EndedAt), Failure: r.Failure}
	if r.Result != "" {
		j.Result = json.RawMessage(r.Result)
	}
	return j, translate(err)
}
