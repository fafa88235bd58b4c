package engine

// worker.go: hosting workflows and activities.

import (
	"log/slog"
	"time"

	"go.temporal.io/sdk/worker"

	"duban/activities"
	"duban/workflows"
)

// WorkerOptions tune a worker process.
type WorkerOptions struct {
	// CachedCases is how many cases stay in memory between steps; an open case
	// takes about 40 KB. 0 means 10,000.
	CachedCases int
}

// NewWorker makes a worker on the engine's connections. The caller starts and
// stops it.
func (e *Engine) NewWorker(o WorkerOptions) worker.Worker {
	if o.CachedCases == 0 {
		o.CachedCases = 10_000
	}
	worker.SetStickyWorkflowCacheSize(o.CachedCases)
	w := worker.New(e.Client, e.queue, WorkerTuning())
	workflows.Register(w)
	w.RegisterActivity(activities.New(e.Ledger, e, e.logger()))
	w.RegisterActivity(activities.NewMessages(e.Ledger, e.secretOf, e.outbound, e.logger()))
	return w
}

// WorkerTuning gives the options that every worker of the engine runs with.
func WorkerTuning() worker.Options {
	return worker.Options{
		// With the SDK's 5 s, the first step of a case after its worker was
		// killed waits 5 s for a process that is gone.
		StickyScheduleToStartTimeout:            time.Second,
		MaxConcurrentWorkflowTaskExecutionSize:  64,
		MaxConcurrentWorkflowTaskPollers:        8,
		MaxConcurrentLocalActivityExecutionSize: 64,
		MaxConcurrentActivityExecutionSize:      5, // one of them waits for messages to send
		MaxConcurrentActivityTaskPollers:        2,
		WorkerStopTimeout:                       10 * time.Second,
	}
}

func (e *Engine) logger() *slog.Logger {
	if e.log == nil {
		return slog.Default()
	}
	return e.log
}
