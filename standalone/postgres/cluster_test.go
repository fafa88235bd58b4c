package postgres

// Real servers: created, stopped, killed, adopted.

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/standalone/internal/testfolder"
	"duban/standalone/loopback"
)

// journal collects what a cluster says.
type journal struct {
	mu        sync.Mutex
	sentences []string
}

func (j *journal) log(sentence string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.sentences = append(j.sentences, sentence)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.sentences, "\n")
}

func optionsIn(folder string) (Options, *journal) {
	said := &journal{}
	return Options{
		Folder:    filepath.Join(folder, "postgres"),
		Passwords: filepath.Join(folder, "passwords.json"),
		Port:      LastPort(filepath.Join(folder, "postgres")),
		Ephemeral: true, // a test that crashes leaves no server behind
		Log:       said.log,
	}, said
}

func start(t *testing.T, folder string) (*Cluster, *journal) {
	t.Helper()
	options, said := optionsIn(folder)
	cluster, err := Start(t.Context(), options)
	require.NoError(t, err, said)
	return cluster, said
}

func stop(t *testing.T, cluster *Cluster) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	defer cancel()
	require.NoError(t, cluster.Stop(ctx))
}

// abandon leaves the server running, as a SIGKILL of this program would.
func abandon(c *Cluster) {
	c.cancel()
	<-c.done
}

func query(t *testing.T, c *Cluster, statement string) (value string) {
	t.Helper()
	address, err := c.URL("duban", "duban")
	require.NoError(t, err)
	db, err := sql.Open("postgres", address)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.QueryRowContext(t.Context(), statement).Scan(&value))
	return value
}

func TestLifeOfACluster(t *testing.T) {
	t.Parallel()
	folder := testfolder.New(t)
	cluster, said := start(t, folder)
	require.Contains(t, said.String(), "creating a private cluster")
	require.NoError(t, cluster.EnsureDatabases(t.Context(), "duban", "duban"))
	require.NoError(t, cluster.EnsureDatabases(t.Context(), "duban", "duban"), "repeatable")

	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
		"listen_addresses": "127.0.0.1", "server_encoding": "UTF8", "max_connections": "200", "unix_socket_permissions": "0700",
	} {
		require.Equal(t, want, query(t, cluster, "show "+setting), setting)
	}
	require.Equal(t, "false", query(t, cluster, "select rolsuper from pg_roles where rolname = current_user"))
	query(t, cluster, "select lo_create(42)") // something durable
	first := cluster.PID()

	t.Run("killed, it is brought back on the same port", func(t *testing.T) {
		port := cluster.Port()
		require.NoError(t, syscall.Kill(first, syscall.SIGKILL))
		require.Eventually(t, func() bool { return strings.Contains(said.String(), "running again") }, 20*time.Second, 20*time.Millisecond)
		require.NotEqual(t, first, cluster.PID())
		require.Equal(t, port, cluster.Port())
		require.Contains(t, said.String(), fmt.Sprintf("(process %d) was killed", first))
		require.Equal(t, "42", query(t, cluster, "select oid from pg_largeobject_metadata"))
	})

	t.Run("left alive, it is adopted", func(t *testing.T) {
		pid := cluster.PID()
		abandon(cluster)
		cluster, said = start(t, folder)
		require.Equal(t, pid, cluster.PID())
		require.Contains(t, said.String(), fmt.Sprintf("process %d), using it", pid))
		// An adopted server is supervised like any other.
		require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
		require.Eventually(t, func() bool { return strings.Contains(said.String(), "running again") }, 20*time.Second, 20*time.Millisecond)
		require.Equal(t, "42", query(t, cluster, "select oid from pg_largeobject_metadata"))
	})

	t.Run("stopped and started, it keeps port and data", func(t *testing.T) {
		port := cluster.Port()
		stop(t, cluster)
		require.True(t, loopback.Available(port))
		cluster, said = start(t, folder)
		require.Equal(t, port, cluster.Port())
		require.NotContains(t, said.String(), "recovering")
		require.Equal(t, "42", query(t, cluster, "select oid from pg_largeobject_metadata"))
	})

	t.Run("killed at work together with this program, it recovers", func(t *testing.T) {
		address, err := cluster.URL("duban", "duban")
		require.NoError(t, err)
		db, err := sql.Open("postgres", address)
		require.NoError(t, err)
		defer db.Close()
		for range 30 { // busy: they notice the death of their server only later
			go func() { _, _ = db.Exec("select count(*) from generate_series(1, 30000000)") }() // killed with its server
		}
		require.Eventually(t, func() bool { return db.Stats().InUse == 30 }, 20*time.Second, 10*time.Millisecond)
		abandon(cluster)
		require.NoError(t, syscall.Kill(cluster.PID(), syscall.SIGKILL))
		<-cluster.server().gone
		cluster, said = start(t, folder)
		require.Contains(t, said.String(), "recovering from the log")
		require.Equal(t, "42", query(t, cluster, "select oid from pg_largeobject_metadata"))
	})

	t.Run("a stale lock file with another program's number is no obstacle", func(t *testing.T) {
		stop(t, cluster)
		other := exec.Command("sleep", "60")
		other.SysProcAttr = cluster.account.attributes() // the worst case: the same account
		other.Dir = "/"
		require.NoError(t, other.Start())
		defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
		stale := fmt.Sprintf("%d\n%s\n1\n%d\n\n127.0.0.1\n  1 1\nready\n", other.Process.Pid, cluster.data, cluster.Port())
		require.NoError(t, cluster.account.writeFile(filepath.Join(cluster.data, "postmaster.pid"), stale))
		cluster, said = start(t, folder)
		require.Contains(t, said.String(), "stale lock file")
		require.Equal(t, "42", query(t, cluster, "select oid from pg_largeobject_metadata"))
		require.NoError(t, syscall.Kill(other.Process.Pid, 0), "the other program is left alone")
	})

	t.Run("a lost password file is told apart", func(t *testing.T) {
		stop(t, cluster)
		options, _ := optionsIn(folder)
		require.NoError(t, os.Rename(options.Passwords, options.Passwords+".lost"))
		_, err := Start(t.Context(), options)
		require.ErrorContains(t, err, "restore it from a backup")
		require.NoError(t, os.WriteFile(options.Passwords, []byte(`{"postgres":"wrong"}`), 0o600))
		_, err = Start(t.Context(), options)
		require.ErrorContains(t, err, "does not accept the password")
		require.NoError(t, os.Rename(options.Passwords+".lost", options.Passwords))
	})

	t.Run("a cluster of another version is not touched", func(t *testing.T) {
		version := filepath.Join(cluster.data, "PG_VERSION")
		before, err := os.ReadFile(version)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(version, []byte("99\n"), 0o600))
		options, _ := optionsIn(folder)
		_, err = Start(t.Context(), options)
		require.ErrorIs(t, err, ErrOtherMajor)
		require.ErrorContains(t, err, cluster.data)
		require.NoError(t, os.WriteFile(version, before, 0o600))
	})
}

func TestInterruptedCreationBeginsAnew(t *testing.T) {
	t.Parallel()
	folder := testfolder.New(t)
	half := filepath.Join(folder, "postgres", "data.new", "base")
	require.NoError(t, os.MkdirAll(half, 0o700))
	cluster, _ := start(t, folder)
	defer stop(t, cluster)
	require.NoFileExists(t, filepath.Join(folder, "postgres", "password.new"))
}

func TestForeignDataIsNotOverwritten(t *testing.T) {
	t.Parallel()
	folder := testfolder.New(t)
	thesis := filepath.Join(folder, "postgres", "data", "thesis.txt")
	require.NoError(t, os.MkdirAll(filepath.Dir(thesis), 0o711))
	require.NoError(t, os.WriteFile(thesis, []byte("years of work"), 0o600))
	options, _ := optionsIn(folder)
	_, err := Start(t.Context(), options)
	require.ErrorContains(t, err, "holds no PostgreSQL cluster")
	require.FileExists(t, thesis)
}

func TestPlaceTheAccountCannotReach(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root hands the database to another account")
	}
	closed, other := t.TempDir(), testfolder.New(t)
	elsewhere = filepath.Join(other, "clusters")
	defer func() { elsewhere = "/var/lib/duban" }()
	require.NoError(t, os.Chmod(closed, 0o700))
	cluster, said := start(t, closed)
	require.Contains(t, said.String(), "cannot enter "+closed)
	require.NoError(t, cluster.EnsureDatabases(t.Context(), "duban", "duban"))
	stop(t, cluster)

	cluster, _ = start(t, closed)
	require.Equal(t, "there", query(t, cluster, "select 'there'"), "the link leads the second start there")
	stop(t, cluster)

	require.NoError(t, os.Remove(filepath.Join(closed, "postgres")))
	require.NoError(t, os.Remove(filepath.Join(closed, "passwords.json")))
	first := cluster.root
	cluster, said = start(t, closed)
	stop(t, cluster)
	require.NotEqual(t, first, cluster.root, "a new folder of the same name begins anew")
	require.Contains(t, said.String(), first+" is left over")
	require.NoError(t, os.RemoveAll(first))

	require.NoError(t, RemoveAll(filepath.Join(closed, "postgres")))
	left, err := os.ReadDir(elsewhere)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestFullDisk(t *testing.T) {
	actual := freeSpace
	defer func() { freeSpace = actual }()
	freeSpace = func(string) (uint64, error) { return 3 << 20, nil }
	folder := testfolder.New(t)
	options, _ := optionsIn(folder)
	_, err := Start(t.Context(), options)
	require.ErrorIs(t, err, ErrDiskFull)
	require.ErrorContains(t, err, "has 3 MB left")
	require.NoFileExists(t, filepath.Join(folder, "postgres", "data", "PG_VERSION"))
}
