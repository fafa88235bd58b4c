package engine

// jobs.go: long work that a page follows by a bar. How far it is and what came of
// it stand in the ledger, so that any process can tell; who asked for it alone may
// look. Nothing of it is worth more than an hour.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"duban/casework"
)

// Bounds of long work.
const (
	JobMost = 10 * time.Minute // then it is given up
	jobKept = time.Hour        // how long its outcome can be looked at
	jobTold = time.Second      // between two words about how far it is
)

// Job is how long work stands.
type Job struct {
	ID          string
	Done, Total int
	Ended       bool
	Result      json.RawMessage // of what the work gave; nil when it failed
	Err         *casework.Error // why nothing came of it
}

// interrupted says that whoever worked is gone, and that nothing came of it.
func interrupted() *casework.Error {
	return casework.Errorf(casework.CodeUnavailable, "unavailable.job")
}

// StartJob enters work of a kind, to be done by [Engine.RunJob] at once. One of a
// kind runs at a time in all processes, because each may take a processor and a
// connection for minutes beside people who work: while another runs this is
// [casework.CodeConflict].
func (v *Viewer) StartJob(ctx context.Context, kind string) (string, error) {
	if err := v.e.Ledger.ForgetJobs(ctx, jobKept, failureText(interrupted())); err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	started, err := v.e.Ledger.StartJob(ctx, id.String(), kind, v.By.Person, lease)
	if err == nil && !started {
		err = casework.Errorf(casework.CodeConflict, "conflict.job")
	}
	return id.String(), err
}

// Job gives the person's own work of a kind, else [casework.CodeNotFound]. What a
// killed process left has ended with [casework.CodeUnavailable]: it is to be started
// again.
func (v *Viewer) Job(ctx context.Context, kind, id string) (Job, error) {
	row, err := v.e.Ledger.Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	if row.Owner != v.By.Person || row.Kind != kind {
		return Job{}, casework.Errorf(casework.CodeNotFound, "notfound.job")
	}
	j := Job{ID: id, Done: row.Done, Total: row.Total, Ended: !row.Ended.IsZero(), Result: row.Result, Err: failureOf(row.Failure)}
	if row.Left {
		j.Ended, j.Err = true, interrupted()
	}
	return j, nil
}

// RunJob does work that was entered, and keeps what came of it. The work ends with
// its context; then it counts as interrupted.
func (e *Engine) RunJob(ctx context.Context, id string, work func(ctx context.Context, progress Progress) (any, error)) {
	ctx, cancel := context.WithTimeoutCause(ctx, JobMost, casework.Errorf(casework.CodeRefused, "refused.job_most", fmt.Sprint(JobMost.Minutes())))
	defer cancel()
	var far atomic.Pointer[[2]int]
	far.Store(&[2]int{})
	var result []byte
	err := e.underLease(ctx, "job "+id, jobTold, func(ctx context.Context) (bool, error) {
		at := far.Load()
		return e.Ledger.KeepJob(ctx, id, at[0], at[1], lease)
	}, func(ctx context.Context) (err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = casework.Wrap(casework.CodeInternal, fmt.Errorf("%v\n%s", fault, debug.Stack()), "internal.fault")
			}
		}()
		out, err := work(ctx, func(done, total int) { far.Store(&[2]int{done, total}) })
		if err == nil {
			result, err = json.Marshal(out)
		}
		return err
	})
	failure := ""
	if err != nil {
		var late *casework.Error
		switch {
		case errors.Is(err, errLeaseOver):
			e.logger().Error("long work was left: its lease was not renewed", "job", id)
			return // it has ended for everybody
		case errors.As(context.Cause(ctx), &late):
			err = late
		case ctx.Err() != nil:
			err = interrupted()
		}
		e.logger().Error("long work failed", "job", id, "error", err)
		failure = failureText(err)
	}
	after, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	if held, err := e.Ledger.EndJob(after, id, result, failure); err != nil || !held {
		e.logger().Error("what came of long work is not kept", "job", id, "held", held, "error", err)
	}
}
