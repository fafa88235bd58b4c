package workflows_test

// replay_test.go: every saved history must replay on the code as it is now. A
// change that would break a running case fails here first.

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"duban/codec"
	"duban/engine/enginetest"
	"duban/workflows"
)

const replayFolder = "testdata/replay"

func TestSavedHistoriesReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(replayFolder, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no saved histories: make replay records them")
	replayer := newReplayer(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f, err := os.Open(file)
			require.NoError(t, err)
			defer func() { _ = f.Close() }()
			history, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
			require.NoError(t, err)
			require.NoError(t, replayer.ReplayWorkflowHistory(tlog.NewStructuredLogger(slog.New(slog.DiscardHandler)), history))
		})
	}
}

func newReplayer(t *testing.T) worker.WorkflowReplayer {
	t.Helper()
	keys := enginetest.Keys(t)
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{
		DataConverter:    codec.DataConverter(keys),
		FailureConverter: codec.FailureConverter(keys),
	})
	require.NoError(t, err)
	workflows.Register(replayer)
	registerMoments(replayer)
	return replayer
}
