// Package enginetest gives tests a whole engine: a ledger in a database of its
// own and a worker on a task queue of its own, against the real PostgreSQL and
// the real Temporal server that the environment names.
package enginetest

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"duban/casework"
	"duban/codec"
	"duban/engine"
	"duban/schema/schematest"
	"duban/workflows"
)

// Keys gives the fixed key ring of tests: saved histories must stay readable.
func Keys(t testing.TB) *codec.Ring {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "testkeys.txt"))
	require.NoError(t, err)
	ring, err := codec.ParseRing(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	return ring
}

// Config gives the configuration of an engine with a ledger of its own.
func Config(t testing.TB) engine.Config {
	t.Helper()
	require.NotEmpty(t, os.Getenv("TEMPORAL_ADDRESS"), "this test needs a Temporal server: run make test")
	_, address := schematest.NewURL(t)
	opts, err := envconfig.LoadDefaultClientOptions()
	require.NoError(t, err)
	return engine.Config{DatabaseURL: address, Temporal: opts, Keys: Keys(t), TaskQueue: "test-" + uuid.NewString()}
}

// New gives a connected engine with a running worker; both end with the test.
func New(t testing.TB) *engine.Engine {
	t.Helper()
	e := Open(t, Config(t))
	Work(t, e)
	return e
}

// Open connects an engine that is closed with the test.
func Open(t testing.TB, cfg engine.Config) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(e.Close)
	return e
}

// Work starts a worker and gives a function that stops it before the test ends.
func Work(t testing.TB, e *engine.Engine) (stop func()) {
	t.Helper()
	w := e.NewWorker(engine.WorkerOptions{})
	require.NoError(t, w.Start())
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			w.Stop()
		}
	}
	t.Cleanup(stop)
	return stop
}

// Prefix gives an ID prefix that no other test uses: workflow IDs are shared.
func Prefix() string { return strings.ReplaceAll(uuid.NewString(), "-", "")[:12] }

// Start starts a case and waits until the ledger holds it.
func Start(t testing.TB, e *engine.Engine, in workflows.CaseInput) {
	t.Helper()
	_, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: workflows.CaseWorkflowID(in.Case), TaskQueue: e.Queue(),
	}, workflows.TypeRectifyMeasure, in)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := e.Ledger.State(t.Context(), in.Case)
		return err == nil
	}, wait, tick)
}

// State folds a case from the ledger.
func State(t testing.TB, e *engine.Engine, id casework.CaseID) *casework.State {
	t.Helper()
	s, err := e.Ledger.State(t.Context(), id)
	require.NoError(t, err)
	return s
}
