package main

// The command as people run it: a process of its own, with signals.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/standalone/internal/testfolder"
	"duban/standalone/stack"
)

// runAsCommand makes the test binary behave as the command itself.
const runAsCommand = "DUBAN_STANDALONE_RUN_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(runAsCommand) != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), runAsCommand+"=1")
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// startUp starts the command and waits for its ready line.
func startUp(t *testing.T, folder string) (*exec.Cmd, stack.Running, *bytes.Buffer) {
	t.Helper()
	cmd := command("up", "--folder", folder, "--no-ui")
	said := &bytes.Buffer{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // both are gone already when the test went well
		if left := postmaster(t, folder); left != 0 {
			_ = syscall.Kill(left, syscall.SIGINT)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if addresses, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			var running stack.Running
			require.NoError(t, json.Unmarshal([]byte(addresses), &running))
			return cmd, running, said
		}
	}
	_ = cmd.Wait()
	require.Fail(t, "no ready line", said.String())
	return nil, stack.Running{}, nil
}

// postmaster returns the process of the folder's database server, 0 when there is none.
func postmaster(t *testing.T, folder string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "postgres", "data", "postmaster.pid"))
	if os.IsNotExist(err) {
		return 0
	}
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.Split(string(text), "\n")[0])
	require.NoError(t, err)
	return pid
}

func TestUpSurvivesSIGKILL(t *testing.T) {
	t.Parallel()
	folder := testfolder.New(t)
	first, running, _ := startUp(t, folder)
	require.Equal(t, first.Process.Pid, running.PID)

	second, err := command("up", "--folder", folder).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(second), "another standalone (process "+strconv.Itoa(running.PID)+") runs on "+folder)

	database := postmaster(t, folder)
	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	require.NoError(t, syscall.Kill(database, 0), "the database lives on")

	again, resumed, said := startUp(t, folder)
	require.Contains(t, said.String(), "using it")
	require.Equal(t, database, postmaster(t, folder))
	require.Equal(t, running.DatabaseURL, resumed.DatabaseURL)

	require.NoError(t, again.Process.Signal(syscall.SIGINT))
	require.NoError(t, again.Wait())
	require.Contains(t, said.String(), "Everything is stopped")
	require.Zero(t, postmaster(t, folder))
	require.NoFileExists(t, filepath.Join(folder, "running.json"))
}

func TestExec(t *testing.T) {
	t.Parallel()
	out, err := command("exec", "--ephemeral", "--", "sh", "-c",
		`cat "$DUBAN_FOLDER/running.json" && echo "$DATABASE_URL $TEMPORAL_ADDRESS $TEMPORAL_NAMESPACE" && echo "$DUBAN_FOLDER" && exit 7`).Output()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	require.Equal(t, 7, exit.ExitCode())
	description, rest, found := strings.Cut(string(out), "}\n")
	require.True(t, found)
	var running stack.Running
	require.NoError(t, json.Unmarshal([]byte(description+"}"), &running))
	lines := strings.Split(rest, "\n")
	require.Equal(t, strings.Join([]string{running.DatabaseURL, running.TemporalAddress, "duban"}, " "), lines[0])
	require.NoDirExists(t, lines[1], "an ephemeral folder goes away")
}

func TestExecPassesSignalsOn(t *testing.T) {
	t.Parallel()
	cmd := command("exec", "--ephemeral", "--", "sh", "-c", `trap 'echo "got it"; exit 5' TERM; echo started; while :; do sleep 0.1; done`)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.True(t, lines.Scan())
	require.Equal(t, "got it", lines.Text())
	require.Error(t, cmd.Wait())
	require.Equal(t, 5, cmd.ProcessState.ExitCode())
}

func TestEphemeralDatabaseEndsWithItsStarter(t *testing.T) {
	t.Parallel()
	cmd := command("exec", "--ephemeral", "--", "sh", "-c", `echo "$DUBAN_FOLDER"; sleep 60`)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	folder := lines.Text()
	defer func() { require.NoError(t, os.RemoveAll(folder)) }()
	require.NotZero(t, postmaster(t, folder))
	require.NoError(t, cmd.Process.Kill())
	require.Eventually(t, func() bool { return postmaster(t, folder) == 0 }, 20*time.Second, 50*time.Millisecond)
}

func TestExecRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"no folder":       {[]string{"exec", "--", "true"}, 1, "either --folder or --ephemeral"},
		"both":            {[]string{"exec", "--ephemeral", "--folder", "x", "--", "true"}, 1, "either --folder or --ephemeral"},
		"no such command": {[]string{"exec", "--ephemeral", "--", "/no/such/command"}, 127, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := command(c.args...).CombinedOutput()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit)
			require.Equal(t, c.code, exit.ExitCode())
			require.Contains(t, string(out), c.want)
		})
	}
}
