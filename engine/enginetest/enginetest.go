// Package enginetest gives tests a whole engine: a ledger in a database of its
// own and a worker on a task queue of its own, against the real PostgreSQL and
// the real Temporal server that the environment names.
package enginetest

import (
	"encoding/binary"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"duban/casework"
	"duban/casework/round"
	"duban/codec"
	"duban/engine"
	"duban/evidence"
	"duban/schema"
	"duban/schema/schematest"
	"duban/workflows"
)

// Keys gives the fixed key ring of tests: saved histories must stay readable.
func Keys(tb testing.TB) *codec.Ring {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "testkeys.txt"))
	require.NoError(tb, err)
	ring, err := codec.ParseRing(strings.TrimSpace(string(text)))
	require.NoError(tb, err)
	return ring
}

// Config gives the configuration of an engine with a ledger of its own.
func Config(tb testing.TB) engine.Config {
	tb.Helper()
	require.NotEmpty(tb, os.Getenv("TEMPORAL_ADDRESS"), "this test needs a Temporal server: run make test")
	_, address := schematest.NewURL(tb)
	opts, err := envconfig.LoadDefaultClientOptions()
	require.NoError(tb, err)
	store, err := evidence.Folder(tb.TempDir())
	require.NoError(tb, err)
	return engine.Config{DatabaseURL: address, Temporal: opts, Keys: Keys(tb), TaskQueue: "test-" + uuid.NewString(), Evidence: store}
}

// New gives a connected engine with a running worker; both end with the test.
func New(tb testing.TB) *engine.Engine {
	tb.Helper()
	e := Open(tb, Config(tb))
	Work(tb, e)
	return e
}

// Open connects an engine that is closed with the test.
func Open(tb testing.TB, cfg engine.Config) *engine.Engine {
	tb.Helper()
	e, err := engine.Open(tb.Context(), cfg, slog.New(slog.DiscardHandler))
	require.NoError(tb, err)
	tb.Cleanup(e.Close)
	return e
}

// Work starts a worker and gives a function that stops it before the test ends.
func Work(tb testing.TB, e *engine.Engine) (stop func()) {
	tb.Helper()
	w := e.NewWorker(engine.WorkerOptions{})
	require.NoError(tb, w.Start())
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			w.Stop()
		}
	}
	tb.Cleanup(stop)
	return stop
}

// Prefix gives an ID prefix that no other test uses: workflow IDs are shared.
func Prefix() string { return strings.ReplaceAll(uuid.NewString(), "-", "")[:12] }

// PastMonth gives a month long past that no other test opens: the ID of its workflow
// is shared by all ledgers of the server.
func PastMonth() round.Month {
	id := uuid.New()
	n := int(binary.BigEndian.Uint16(id[:2]))
	return round.Month{Year: 1000 + n%900, Month: time.Month(1 + n/900%12)}
}

// Start starts a case and waits until the ledger holds it.
func Start(tb testing.TB, e *engine.Engine, in workflows.CaseInput) {
	tb.Helper()
	_, err := e.Client.ExecuteWorkflow(tb.Context(), client.StartWorkflowOptions{
		ID: workflows.CaseWorkflowID(in.Case), TaskQueue: e.Queue(),
	}, workflows.TypeOf(in.Policy.Kind), in)
	require.NoError(tb, err)
	require.Eventually(tb, func() bool {
		_, err := e.Ledger.State(tb.Context(), in.Case)
		return err == nil
	}, wait, tick)
}

// State folds a case from the ledger.
func State(tb testing.TB, e *engine.Engine, id casework.CaseID) *casework.State {
	tb.Helper()
	s, err := e.Ledger.State(tb.Context(), id)
	require.NoError(tb, err)
	return s
}

// Unit enters a unit of a kind at the root of the tree.
func Unit(tb testing.TB, e *engine.Engine, id casework.UnitID, kind casework.UnitKind) {
	tb.Helper()
	rows := schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()}, Units: []schema.Unit{{ID: id, Name: string(id), Kind: kind}}}
	require.NoError(tb, e.Ledger.ImportPlan(tb.Context(), rows))
}
