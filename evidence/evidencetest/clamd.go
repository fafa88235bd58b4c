package evidencetest

// clamd.go: a real clamd with a folder, a configuration and signatures of its own.

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Suspicious is a text that the signatures find, wherever it stands.
const Suspicious = "what only the scanner of tests finds suspicious"

// Eicar gives the file that every scanner knows. It stands here in pieces, so that
// one on the reader's own machine leaves this source alone.
func Eicar() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS` + `-TEST-FILE!$H+H*`)
}

// The signatures: of Eicar by its digest and length, of Suspicious by its bytes.
var signatures = map[string]string{
	"tests.hdb": "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n",
	"tests.ndb": "Tests.Suspicious:0:*:" + hex.EncodeToString([]byte(Suspicious)) + "\n",
}

// Clamd is a scanner of one test. Make one with [StartClamd].
type Clamd struct {
	Socket string // unix:///…
	TCP    string // tcp://127.0.0.1:…

	tb      testing.TB
	folder  string
	program string
	process *exec.Cmd
}

// StartClamd starts a scanner; settings are more lines of its configuration.
func StartClamd(tb testing.TB, settings ...string) *Clamd {
	tb.Helper()
	folder, err := os.MkdirTemp("", "clamd") //nolint:usetesting // a socket's path may have 107 characters, a test's own folder has more
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, os.RemoveAll(folder)) })
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	host, port, err := net.SplitHostPort(free.Addr().String())
	require.NoError(tb, err)
	require.NoError(tb, free.Close())
	c := &Clamd{Socket: "unix://" + filepath.Join(folder, "socket"), TCP: "tcp://" + net.JoinHostPort(host, port), tb: tb, folder: folder, program: clamd(tb)}
	for _, dir := range []string{"signatures", "work"} {
		require.NoError(tb, os.Mkdir(filepath.Join(folder, dir), 0o700))
	}
	for name, text := range signatures {
		require.NoError(tb, os.WriteFile(filepath.Join(folder, "signatures", name), []byte(text), 0o600))
	}
	lines := append([]string{"Foreground yes", "LocalSocket " + filepath.Join(folder, "socket"), "FixStaleSocket yes", "TCPAddr " + host, "TCPSocket " + port,
		"DatabaseDirectory " + filepath.Join(folder, "signatures"), "TemporaryDirectory " + filepath.Join(folder, "work")}, settings...)
	require.NoError(tb, os.WriteFile(filepath.Join(folder, "clamd.conf"), []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	tb.Cleanup(c.Kill)
	c.Start()
	return c
}

// clamd finds the program: see ensure-clamd.sh, which puts it there.
func clamd(tb testing.TB) string {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	own := filepath.Join(filepath.Dir(here), "../../.tmp/clamav/clamd")
	for _, name := range []string{own, "clamd", "/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	require.Fail(tb, "clamd is missing: run evidence/evidencetest/ensure-clamd.sh")
	return ""
}

// Start starts it (again) and waits until it answers.
func (c *Clamd) Start() {
	c.tb.Helper()
	said, err := os.Create(filepath.Join(c.folder, "log"))
	require.NoError(c.tb, err)
	c.process = exec.Command(c.program, "-c", filepath.Join(c.folder, "clamd.conf"))
	c.process.Stdout, c.process.Stderr = said, said
	require.NoError(c.tb, c.process.Start())
	require.NoError(c.tb, said.Close())
	require.Eventually(c.tb, c.answers, 30*time.Second, 10*time.Millisecond, "clamd does not answer; it says in %s", said.Name())
}

// answers asks on both sockets.
func (c *Clamd) answers() bool {
	for network, address := range map[string]string{"unix": strings.TrimPrefix(c.Socket, "unix://"), "tcp": strings.TrimPrefix(c.TCP, "tcp://")} {
		conn, err := net.Dial(network, address)
		if err != nil {
			return false
		}
		answer := make([]byte, 5)
		_, err = fmt.Fprint(conn, "zPING\x00")
		if err == nil {
			_, err = conn.Read(answer)
		}
		_ = conn.Close()
		if err != nil || string(answer) != "PONG\x00" {
			return false
		}
	}
	return true
}

// Kill ends it at once, whatever it is doing.
func (c *Clamd) Kill() {
	if c.process != nil {
		_ = c.process.Process.Kill()
		_ = c.process.Wait() // it was killed: that is no failure
		c.process = nil
	}
}
