package site

// importer.go: the work behind the pages of imports. It goes on when the browser
// leaves, and takes up what another process left when it was killed.

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"duban/engine"
)

// lookForLeft is how often work that was left behind is looked for.
const lookForLeft = 30 * time.Second

type importer struct {
	engine *engine.Engine
	log    *slog.Logger
	ctx    context.Context //nolint:containedctx // of all work, which outlives the request that asked for it
	cancel func()
	work   sync.WaitGroup
}

func newImporter(e *engine.Engine, log *slog.Logger) *importer {
	i := &importer{engine: e, log: log}
	i.ctx, i.cancel = context.WithCancel(context.Background())
	i.work.Go(i.resume)
	return i
}

// start works on a file that has been taken.
func (i *importer) start(id string) {
	i.work.Go(func() {
		if err := i.engine.RunImport(i.ctx, id); err != nil {
			i.log.Error("import stopped", "import", id, "error", err)
		}
	})
}

func (i *importer) resume() {
	tick := time.NewTicker(lookForLeft)
	defer tick.Stop()
	for {
		if _, err := i.engine.ResumeImports(i.ctx); err != nil && i.ctx.Err() == nil {
			i.log.Error("import not taken up", "error", err)
		}
		select {
		case <-i.ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// close ends the work; what is not finished is taken up by the next process.
func (i *importer) close() {
	i.cancel()
	i.work.Wait()
}
