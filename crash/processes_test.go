package crash

// processes_test.go: the real processes and how they are killed.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/engine"
)

// tree is a standalone without worker, a worker, and the PostgreSQL that the
// standalone keeps.
type tree struct {
	t      *testing.T
	folder string
	bin    string
	log    io.Writer

	mu         sync.Mutex
	standalone *exec.Cmd
	worker     *exec.Cmd
}

// binaries gives the folder of the built programs: DUBAN_BIN, or bin of the
// project.
func binaries(t *testing.T) string {
	t.Helper()
	bin := os.Getenv("DUBAN_BIN")
	if bin == "" {
		abs, err := filepath.Abs("../bin")
		require.NoError(t, err)
		bin = abs
	}
	for _, name := range []string{"duban-standalone", "worker"} {
		_, err := os.Stat(filepath.Join(bin, name))
		require.NoError(t, err, "the crash test kills real processes: run make build first")
	}
	return bin
}

func startTree(t *testing.T) *tree {
	t.Helper()
	folder, err := os.MkdirTemp("", "duban-crash-") //nolint:usetesting // kept after a failure, and open to PostgreSQL's account
	require.NoError(t, err)
	require.NoError(t, os.Chmod(folder, 0o711)) // PostgreSQL runs as another user
	tr := &tree{t: t, folder: filepath.Join(folder, "data"), bin: binaries(t)}
	log, err := os.Create(filepath.Join(folder, "processes.log"))
	require.NoError(t, err)
	tr.log = log
	t.Cleanup(func() {
		tr.stop()
		_ = log.Close()
		if t.Failed() {
			t.Logf("logs and data are left in %s", folder)
			return
		}
		require.NoError(t, os.RemoveAll(folder))
	})
	tr.startStandalone()
	tr.startWorker()
	return tr
}

// startStandalone starts it and waits for its ready line.
func (tr *tree) startStandalone() {
	cmd := exec.Command(filepath.Join(tr.bin, "duban-standalone"), "up", "--no-ui", "--no-worker", "--folder", tr.folder)
	cmd.Stderr = tr.log
	out, err := cmd.StdoutPipe()
	require.NoError(tr.t, err)
	require.NoError(tr.t, cmd.Start())
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- true
			}
		}
		ready <- false
	}()
	select {
	case ok := <-ready:
		require.True(tr.t, ok, "the standalone ended before it was ready; see %s", tr.folder)
	case <-time.After(2 * time.Minute):
		require.Fail(tr.t, "the standalone was not ready within two minutes")
	}
	tr.mu.Lock()
	tr.standalone = cmd
	tr.mu.Unlock()
}

func (tr *tree) startWorker() {
	cmd := exec.Command(filepath.Join(tr.bin, "worker"))
	cmd.Env = append(os.Environ(), engine.EnvDatabaseURL+"=", engine.EnvFolder+"="+tr.folder)
	cmd.Stdout, cmd.Stderr = tr.log, tr.log
	require.NoError(tr.t, cmd.Start())
	tr.mu.Lock()
	tr.worker = cmd
	tr.mu.Unlock()
}

// kill ends a process at once and brings it back.
func (tr *tree) kill(victim string) error {
	switch victim {
	case "worker":
		tr.mu.Lock()
		cmd := tr.worker
		tr.mu.Unlock()
		if err := killCommand(cmd); err != nil {
			return err
		}
		tr.startWorker()
	case "temporal": // the standalone's own process holds the server
		tr.mu.Lock()
		cmd := tr.standalone
		tr.mu.Unlock()
		if err := killCommand(cmd); err != nil {
			return err
		}
		tr.startStandalone()
	case "postgres": // the standalone brings it back by itself
		pid, err := tr.postmaster()
		if err != nil {
			return err
		}
		return syscall.Kill(pid, syscall.SIGKILL)
	}
	return nil
}

func killCommand(cmd *exec.Cmd) error {
	if err := cmd.Process.Kill(); err != nil {
		return err
	}
	_ = cmd.Wait() // it was killed: its error is no news
	return nil
}

// postmaster gives the process number of the cluster's server.
func (tr *tree) postmaster() (int, error) {
	var pid int
	err := filepath.WalkDir(tr.folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Name() != "postmaster.pid" {
			return nil //nolint:nilerr // files come and go while the server works
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(string(b), "\n")
		pid, err = strconv.Atoi(strings.TrimSpace(first))
		return err
	})
	if err == nil && pid == 0 {
		err = fmt.Errorf("no postmaster.pid under %s", tr.folder)
	}
	return pid, err
}

func (tr *tree) config() (engine.Config, error) { return engine.FromFolder(tr.folder) }

func (tr *tree) stop() {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, cmd := range []*exec.Cmd{tr.worker, tr.standalone} {
		if cmd == nil || cmd.Process == nil {
			continue
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
}

// describe prints a value for a failure message.
func describe(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
