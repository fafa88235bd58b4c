package stack

// The whole tree, with real servers.

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"duban/standalone/internal/testfolder"
	"duban/standalone/loopback"
)

func start(t *testing.T, options Options) *Stack {
	t.Helper()
	options.Log = func(sentence string) { t.Log(sentence) }
	options.Ephemeral = true // a test that crashes leaves no server behind
	began := time.Now()
	s, err := Start(t.Context(), options)
	require.NoError(t, err)
	t.Logf("up after %s", time.Since(began).Round(time.Millisecond))
	return s
}

func dial(t *testing.T, s *Stack) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: s.TemporalAddress, Namespace: s.Namespace,
		Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func begin(ctx context.Context, c client.Client, id string) error {
	_, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: "stack-test",
		TypedSearchAttributes: temporal.NewSearchAttributes(
			temporal.NewSearchAttributeKeyKeyword("DubanKind").ValueSet("measure"))}, counting)
	return err
}

// counting counts updates until it has seen three.
func counting(ctx workflow.Context) (int, error) {
	seen := 0
	err := workflow.SetUpdateHandler(ctx, "add", func(workflow.Context, int) (int, error) { seen++; return seen, nil })
	if err != nil {
		return 0, err
	}
	return seen, workflow.Await(ctx, func() bool { return seen == 3 })
}

func add(t *testing.T, c client.Client, id string) (seen int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: id, UpdateName: "add", Args: []any{1},
		WaitForStage: client.WorkflowUpdateStageCompleted})
	require.NoError(t, err)
	require.NoError(t, handle.Get(ctx, &seen))
	return seen
}

func TestTree(t *testing.T) {
	t.Parallel()
	folder := testfolder.New(t)
	s := start(t, Options{Folder: folder, UI: true})
	c := dial(t, s)
	w := worker.New(c, "stack-test", worker.Options{})
	w.RegisterWorkflow(counting)
	require.NoError(t, w.Start())

	require.NoError(t, begin(t.Context(), c, "case-1"))
	require.Equal(t, 1, add(t, c, "case-1"))

	t.Run("says where it listens", func(t *testing.T) {
		file := filepath.Join(folder, "running.json")
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var running Running
		require.NoError(t, json.Unmarshal(text, &running))
		require.Equal(t, s.Running(), running)
		response, err := http.Get(running.UIURL + "/api/v1/namespaces/" + s.Namespace)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	})

	t.Run("is set up as designed", func(t *testing.T) {
		cluster, err := c.WorkflowService().GetClusterInfo(t.Context(), &workflowservice.GetClusterInfoRequest{})
		require.NoError(t, err)
		require.EqualValues(t, 4, cluster.HistoryShardCount)
		namespace, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: s.Namespace})
		require.NoError(t, err)
		require.Equal(t, 30*24*time.Hour, namespace.Config.WorkflowExecutionRetentionTtl.AsDuration())
	})

	t.Run("refuses a second one on the folder", func(t *testing.T) {
		_, err := Start(t.Context(), Options{Folder: folder})
		require.ErrorIs(t, err, ErrLocked)
		require.ErrorContains(t, err, "process "+strconv.Itoa(os.Getpid()))
		require.FileExists(t, filepath.Join(folder, "running.json"), "the first one's file stays")
		require.ErrorIs(t, RemoveAll(folder), ErrLocked)
	})

	t.Run("goes on when PostgreSQL is killed", func(t *testing.T) {
		killed := s.PostgresPID()
		require.NoError(t, syscall.Kill(killed, syscall.SIGKILL))
		require.Eventually(t, func() bool { return s.PostgresPID() != killed }, 30*time.Second, 20*time.Millisecond)
		require.Eventually(t, func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			err := begin(ctx, c, "case-2")
			return err == nil || temporal.IsWorkflowExecutionAlreadyStartedError(err)
		}, 60*time.Second, 100*time.Millisecond)
		require.Equal(t, 2, add(t, c, "case-1"))
	})

	w.Stop()
	require.NoError(t, s.Stop(t.Context()))
	require.NoFileExists(t, filepath.Join(folder, "running.json"))

	began := time.Now()
	s = start(t, Options{Folder: folder})
	require.Less(t, time.Since(began), 15*time.Second)
	c = dial(t, s)
	w = worker.New(c, "stack-test", worker.Options{})
	w.RegisterWorkflow(counting)
	require.NoError(t, w.Start())
	require.Equal(t, 3, add(t, c, "case-1"))
	require.Eventually(t, func() bool {
		found, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: `DubanKind = "measure"`})
		return err == nil && found.Count == 2
	}, 10*time.Second, 50*time.Millisecond)
	w.Stop()
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, RemoveAll(folder))
	require.NoDirExists(t, folder)
}

func TestPortsInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp4", loopback.Address(0))
	require.NoError(t, err)
	defer taken.Close()
	address, ok := taken.Addr().(*net.TCPAddr)
	require.True(t, ok)
	port := address.Port
	folder := testfolder.New(t)

	for flag, options := range map[string]Options{
		"--temporal-port": {TemporalPort: port},
		"--ui-port":       {UIPort: port, UI: true},
	} {
		options.Folder = folder
		_, err = Start(t.Context(), options)
		require.ErrorIs(t, err, loopback.ErrInUse)
		require.ErrorContains(t, err, flag)
		require.Equal(t, 1, strings.Count(err.Error(), "\n")+1, "one sentence: %v", err)
	}
	// Nothing of the refused starts is left running: the folder can be used at once.
	s := start(t, Options{Folder: folder})
	require.NoError(t, s.Stop(t.Context()))
}
