package main

// main_linux_test.go: the program as it runs, in a process of its own: why it does
// not start, and that it ends when it can serve no longer.

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/engine"
	"duban/engine/enginetest"
	"duban/evidence/evidencetest"
)

// asProgram makes a test's binary the program itself.
const asProgram = "DUBAN_TEST_AS_WEB"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGUSR1)
	go func() {
		<-broken
		breakListeners()
	}()
	main()
}

// breakListeners shuts every socket of this process at which it listens: to the
// program it is as if the system had taken them away.
func breakListeners() {
	for fd := range 1024 {
		if on, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN); err == nil && on == 1 {
			_ = syscall.Shutdown(fd, syscall.SHUT_RDWR)
		}
	}
}

// program is the web program on servers of its own, with more of an environment.
type program struct {
	*exec.Cmd
	out    *bufio.Reader
	errors bytes.Buffer
}

func start(t *testing.T, more ...string) *program {
	t.Helper()
	cfg := enginetest.Config(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	p := &program{Cmd: exec.CommandContext(ctx, os.Args[0])}
	p.Env = append(os.Environ(), asProgram+"=1", engine.EnvDatabaseURL+"="+cfg.DatabaseURL, engine.EnvKeys+"="+cfg.Keys.Text(),
		engine.EnvEvidence+"="+cfg.Evidence, "DUBAN_LISTEN=127.0.0.1:0")
	p.Env = append(p.Env, more...)
	p.Stderr = &p.errors
	out, err := p.StdoutPipe()
	require.NoError(t, err)
	p.out = bufio.NewReader(out)
	require.NoError(t, p.Start())
	return p
}

// ready waits until it serves.
func (p *program) ready(t *testing.T) (url string) {
	t.Helper()
	for {
		line, err := p.out.ReadString('\n')
		require.NoError(t, err, p.errors.String())
		if url, found := strings.CutPrefix(strings.TrimSpace(line), "web ready "); found {
			return url
		}
	}
}

// ended gives what it says when it ends by itself, as it must, with an error.
func (p *program) ended(t *testing.T) string {
	t.Helper()
	var exit *exec.ExitError
	require.ErrorAs(t, p.Wait(), &exit, p.errors.String())
	require.Equal(t, 1, exit.ExitCode(), p.errors.String())
	return p.errors.String()
}

func TestTheProgramEndsWhenItCanServeNoLonger(t *testing.T) {
	t.Parallel()
	p := start(t)
	url := p.ready(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.NoError(t, p.Process.Signal(syscall.SIGUSR1))
	said := p.ended(t)
	require.Contains(t, said, "web: "+url+" can no longer be listened at: the pages have ended")
}

func TestTheProgramEndsOnASignal(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.ready(t)
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.Wait(), p.errors.String())
}

func TestTheProgramSaysWhyItDoesNotStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, taken.Close()) })
	bucket := evidencetest.StartServer(t)
	for name, c := range map[string]struct {
		env  []string
		says string
	}{
		"port":     {[]string{"DUBAN_LISTEN=" + taken.Addr().String()}, "the address " + taken.Addr().String() + " cannot be listened on"},
		"database": {[]string{engine.EnvDatabaseURL + "=postgres://duban@127.0.0.1:1/duban?sslmode=disable"}, "database"},
		"key": {[]string{engine.EnvEvidence + "=" + bucket.Bucket(), "AWS_ACCESS_KEY_ID=" + evidencetest.AccessKey,
			"AWS_SECRET_ACCESS_KEY=" + evidencetest.WrongKey}, "the store of evidence refuses the key"},
		"bucket": {[]string{engine.EnvEvidence + "=" + bucket.Address("no-such-bucket"), "AWS_ACCESS_KEY_ID=" + evidencetest.AccessKey,
			"AWS_SECRET_ACCESS_KEY=" + evidencetest.SecretKey}, "the bucket that DUBAN_EVIDENCE names is not there"},
		"scanner": {[]string{engine.EnvScanner + "=127.0.0.1:3310"}, "the scanner's address cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := start(t, c.env...).ended(t)
			require.Contains(t, said, c.says)
			require.NotContains(t, said, evidencetest.WrongKey)
			require.NotContains(t, said, evidencetest.SecretKey)
		})
	}
}

// A store and a scanner that do not answer keep nobody from the pages.
func TestTheProgramServesWithoutItsStore(t *testing.T) {
	t.Parallel()
	bucket := evidencetest.StartServer(t)
	address := bucket.Bucket()
	bucket.Kill()
	p := start(t, engine.EnvEvidence+"="+address, engine.EnvScanner+"=tcp://127.0.0.1:1", "AWS_ACCESS_KEY_ID="+evidencetest.AccessKey,
		"AWS_SECRET_ACCESS_KEY="+evidencetest.SecretKey, "AWS_MAX_ATTEMPTS=1")
	p.ready(t)
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.Wait())
	require.Contains(t, p.errors.String(), "no files are taken in for now")
	require.NotContains(t, p.errors.String(), evidencetest.SecretKey)
}
