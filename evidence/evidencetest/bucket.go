package evidencetest

// bucket.go: a real S3 server, and buckets in it.

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// What the server's one account is called, and its region: see tools/s3.
const (
	AccessKey = "duban"
	SecretKey = "a secret of tests"
	Region    = "us-east-1"
)

// built builds the server once: it is a program of a module of its own.
var built = sync.OnceValues(func() (string, error) {
	root := root()
	program := filepath.Join(root, ".tmp", "s3")
	// Tests of several packages build at the same time: each puts a whole program in place.
	fresh := program + "." + strconv.Itoa(os.Getpid())
	build := exec.Command("go", "build", "-o", fresh, ".")
	build.Dir = filepath.Join(root, "tools", "s3")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return program, os.Rename(fresh, program)
})

func root() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "../..")
}

// Server is an S3 server of one test. Make one with [StartServer].
type Server struct {
	URL string

	tb      testing.TB
	folder  string
	process *exec.Cmd
}

// StartServer starts a server without a bucket.
func StartServer(tb testing.TB) *Server {
	tb.Helper()
	program, err := built()
	require.NoError(tb, err)
	s := &Server{tb: tb, folder: tb.TempDir()}
	for _, dir := range []string{"buckets", "metadata"} {
		require.NoError(tb, os.Mkdir(filepath.Join(s.folder, dir), 0o700))
	}
	s.process = exec.Command(program, filepath.Join(s.folder, "buckets"), filepath.Join(s.folder, "metadata"))
	out, err := s.process.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, s.process.Start())
	tb.Cleanup(s.Kill)
	lines := bufio.NewReader(out)
	for !strings.HasPrefix(s.URL, "http://") {
		line, err := lines.ReadString('\n')
		require.NoError(tb, err, "the server does not start")
		s.URL = strings.TrimSpace(line)
	}
	return s
}

// Kill ends it at once.
func (s *Server) Kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // it was killed: that is no failure
}

// Bucket makes a bucket and gives its address.
func (s *Server) Bucket() string {
	s.tb.Helper()
	name := "b-" + uuid.NewString()
	require.NoError(s.tb, os.Mkdir(filepath.Join(s.folder, "buckets", name), 0o700))
	return s.Address(name)
}

// Address gives the address of a bucket by its name. The key is the environment's,
// or that of a [Profile].
func (s *Server) Address(name string) string {
	q := url.Values{"region": {Region}, "endpoint": {s.URL}, "use_path_style": {"true"},
		"response_checksum_validation": {"when_required"}} // else each file in parts is a line in the log
	return "s3://" + name + "?" + q.Encode()
}

// profiles writes the keys of tests down where the driver looks for them, once for
// the process: tests run at the same time, and the environment is theirs together.
var profiles = sync.OnceValue(func() error {
	path := filepath.Join(root(), ".tmp", "s3-keys")
	text := "[right]\naws_access_key_id = " + AccessKey + "\naws_secret_access_key = " + SecretKey + "\n" +
		"[wrong]\naws_access_key_id = " + AccessKey + "\naws_secret_access_key = " + WrongKey + "\n" +
		"[unknown]\naws_access_key_id = nobody\naws_secret_access_key = " + WrongKey + "\n"
	fresh := path + "." + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return os.Setenv("AWS_SHARED_CREDENTIALS_FILE", path)
})

// WrongKey is no key of the server's account.
const WrongKey = "another secret, which nobody may read"

// Profile gives an address whose key is that of a profile: right, wrong, unknown.
func Profile(tb testing.TB, address, name string) string {
	tb.Helper()
	require.NoError(tb, profiles())
	return address + "&profile=" + name
}
