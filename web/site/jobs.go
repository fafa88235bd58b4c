package site

// jobs.go: long work that a page follows by a bar. It lives in this process as
// long as somebody may still look: nothing of it is worth keeping.

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"duban/casework"
)

// Bounds of long work.
const (
	jobMost = 10 * time.Minute // then it is given up
	jobKept = time.Hour        // how long its outcome can be looked at
)

// job is one piece of long work.
type job struct {
	ID    string
	owner casework.PersonID
	kind  string

	mu          sync.Mutex
	done, total int
	result      any
	err         error
	ended       time.Time
}

// jobState is how a job stands.
type jobState struct {
	ID          string
	Done, Total int
	Ended       bool
	Result      any
	Err         error
}

func (j *job) state() jobState {
	j.mu.Lock()
	defer j.mu.Unlock()
	return jobState{j.ID, j.done, j.total, !j.ended.IsZero(), j.result, j.err}
}

func (j *job) progress(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total = done, total
}

// jobs holds the work of a site. One of a kind runs at a time: each may take a
// processor and a connection for minutes, beside people who work.
type jobs struct {
	log  *slog.Logger
	ctx  context.Context
	stop context.CancelFunc
	wait sync.WaitGroup

	mu  sync.Mutex
	all map[string]*job
}

func newJobs(log *slog.Logger) *jobs {
	ctx, stop := context.WithCancel(context.Background())
	return &jobs{log: log, ctx: ctx, stop: stop, all: map[string]*job{}}
}

// close ends what runs.
func (js *jobs) close() {
	js.stop()
	js.wait.Wait()
}

// start begins work of a kind. While other work of the kind runs it refuses with
// [casework.CodeConflict].
func (js *jobs) start(owner casework.PersonID, kind string, work func(ctx context.Context, progress func(done, total int)) (any, error)) (string, error) {
	js.mu.Lock()
	defer js.mu.Unlock()
	for id, j := range js.all {
		state := j.state()
		if j.kind == kind && !state.Ended {
			return "", casework.Errorf(casework.CodeConflict, "conflict.job")
		}
		if state.Ended && time.Since(j.ended) > jobKept {
			delete(js.all, id)
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	j := &job{ID: id.String(), owner: owner, kind: kind}
	js.all[j.ID] = j
	js.wait.Go(func() { js.run(j, work) })
	return j.ID, nil
}

func (js *jobs) run(j *job, work func(context.Context, func(done, total int)) (any, error)) {
	ctx, cancel := context.WithTimeout(js.ctx, jobMost)
	defer cancel()
	var result any
	err := errors.New("it did not end")
	defer func() {
		if fault := recover(); fault != nil {
			js.log.Error("fault in long work", "kind", j.kind, "fault", fault, "stack", string(debug.Stack()))
		}
		j.mu.Lock()
		defer j.mu.Unlock()
		j.result, j.err, j.ended = result, err, time.Now()
	}()
	result, err = work(ctx, j.progress)
}

// of gives somebody's own job of a kind.
func (js *jobs) of(owner casework.PersonID, kind, id string) (jobState, error) {
	js.mu.Lock()
	j := js.all[id]
	js.mu.Unlock()
	if j == nil || j.owner != owner || j.kind != kind {
		return jobState{}, casework.Errorf(casework.CodeNotFound, "notfound.job")
	}
	return j.state(), nil
}
