package site

// jobs.go: long work of this process, which goes on when the browser leaves. How
// it stands is in the ledger, so that every process can show it: engine/jobs.go.

import (
	"context"
	"encoding/json"
	"sync"

	"duban/casework"
	"duban/engine"
)

// jobs holds the work of a site.
type jobs struct {
	engine *engine.Engine
	ctx    context.Context //nolint:containedctx // of all work, which outlives the request that asked for it
	stop   context.CancelFunc
	wait   sync.WaitGroup
}

func newJobs(e *engine.Engine) *jobs {
	js := &jobs{engine: e}
	js.ctx, js.stop = context.WithCancel(context.Background())
	return js
}

// close ends what runs: whoever follows it is told.
func (js *jobs) close() {
	js.stop()
	js.wait.Wait()
}

// start begins work of a kind and gives its ID. While other work of the kind runs
// anywhere it refuses with [casework.CodeConflict].
func (js *jobs) start(r *request, kind string, work func(ctx context.Context, progress engine.Progress) (any, error)) (string, error) {
	id, err := r.viewer.StartJob(r.Context(), kind)
	if err != nil {
		return "", err
	}
	js.wait.Go(func() { js.engine.RunJob(js.ctx, id, work) })
	return id, nil
}

// jobBody is what the page of long work shows.
type jobBody struct {
	engine.Job

	Path  string // to look again
	Error string
	Back  string
	Text  string // the outcome
}

// jobOf gives the reader's own work of a kind; what came of it is read into result
// once there is something.
func jobOf(r *request, kind, back string, result any) (body jobBody, there bool, err error) {
	body = jobBody{Path: r.URL.Path, Back: back}
	if body.Job, err = r.viewer.Job(r.Context(), kind, r.PathValue("job")); err != nil || !body.Ended {
		return body, false, err
	}
	if why := body.Err; why != nil {
		body.Error = r.text(why)
	} else if fault := json.Unmarshal(body.Result, result); fault != nil {
		err = casework.Wrap(casework.CodeInternal, fault, "internal.fault")
	}
	return body, body.Err == nil && err == nil, err
}
