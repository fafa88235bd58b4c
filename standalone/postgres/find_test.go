package postgres

// Finding binaries, reading what servers leave behind: everything that needs no server.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fakeServer makes a folder with programs that claim to be the given version.
func fakeServer(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, program := range []string{"postgres", "initdb"} {
		script := fmt.Sprintf("#!/bin/sh\necho \"%s (PostgreSQL) %s\"\n", program, version)
		require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755))
	}
	return dir
}

func TestLocate(t *testing.T) {
	t.Parallel()
	old, current := fakeServer(t, "15.18 (Debian 15.18-0)"), fakeServer(t, "17.2")
	clientOnly := t.TempDir()

	found, err := locateIn([]string{clientOnly, old, current}, 0)
	require.NoError(t, err)
	require.Equal(t, Binaries{Dir: current, Major: 17}, found, "the newest, for a new cluster")

	found, err = locateIn([]string{current, old}, 15)
	require.NoError(t, err)
	require.Equal(t, old, found.Dir, "the one that made the cluster")

	_, err = locateIn([]string{old, current}, 16)
	require.ErrorIs(t, err, ErrOtherMajor)
	require.ErrorContains(t, err, "written by PostgreSQL 16, but only version 17, 15")
	require.ErrorContains(t, err, "postgresql-16")

	_, err = locateIn([]string{clientOnly}, 0)
	require.ErrorIs(t, err, ErrNotInstalled)

	_, err = locateIn([]string{fakeServer(t, "9.6.24")}, 0)
	require.ErrorContains(t, err, "too old")
}

func TestLocateBehindLinks(t *testing.T) {
	t.Parallel()
	actual, links := fakeServer(t, "16.1"), t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(actual, "postgres"), filepath.Join(links, "postgres")))
	found, err := locateIn([]string{links}, 0)
	require.NoError(t, err)
	require.Equal(t, actual, found.Dir)
}

func TestInstallCommand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ goos, release, want string }{
		"debian": {"linux", "ID=debian\n", "apt-get install postgresql"},
		"ubuntu": {"linux", "ID=ubuntu\nID_LIKE=debian\n", "apt-get"},
		"rocky":  {"linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf install postgresql-server postgresql-contrib"},
		"alpine": {"linux", "ID=alpine\n", "apk add"},
		"suse":   {"linux", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", "zypper"},
		"arch":   {"linux", "ID=arch\n", "pacman"},
		"macOS":  {"darwin", "", "brew install"},
		"other":  {"freebsd", "", "version 14 or newer"},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, installCommand(c.goos, c.release), c.want) })
	}
}

func TestReadPidfile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want *pidfile
	}{
		"running":      {"4711\n/d\n1763926000\n17432\n/s\n127.0.0.1\n  123 0\nready   \n", &pidfile{4711, 17432, "ready"}},
		"starting":     {"4711\n/d\n1763926000\n", &pidfile{pid: 4711}},
		"single user":  {"-4711\n/d\n1763926000\n", &pidfile{pid: 4711}},
		"half written": {"", nil},
		"garbage":      {"x\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(c.text), 0o600))
			got, err := readPidfile(data)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
	got, err := readPidfile(t.TempDir())
	require.NoError(t, err)
	require.Nil(t, got)
}

func TestExplain(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC()
	at := func(d time.Duration, text string) string {
		return now.Add(d).Format("2006-01-02 15:04:05.000 UTC") + " [7] " + text + "\n"
	}
	full := "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device"
	for name, c := range map[string]struct{ log, startup, want string }{
		"killed":         {want: "was killed"},
		"disk full":      {log: at(time.Second, full), want: "disk full: free some space"},
		"not this time":  {log: at(-time.Hour, full), want: "was killed"},
		"client trouble": {log: at(time.Second, "duban@duban FATAL:  password authentication failed"), want: "was killed"},
		"port":           {startup: "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use\n", want: "port in use"},
		"shared memory": {startup: at(time.Second, "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use"),
			want: "the last run has not ended yet"},
		"anything else": {log: at(time.Second, "PANIC:  could not locate a valid checkpoint record"), want: "valid checkpoint record"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			cluster := &Cluster{root: root, logDir: filepath.Join(root, "logs")}
			require.NoError(t, os.Mkdir(cluster.logDir, 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(cluster.logDir, "postgresql-Mon.log"), []byte(c.log), 0o600))
			require.NoError(t, os.WriteFile(cluster.startupLog(), []byte(c.startup), 0o600))
			require.ErrorContains(t, cluster.explain(&process{pid: 7, started: now}), c.want)
		})
	}
}

func TestTailBeginsWithAWholeLine(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "log")
	require.NoError(t, os.WriteFile(name, []byte(strings.Repeat("0123456789\n", 10)), 0o600))
	text, err := tail(name, 25)
	require.NoError(t, err)
	require.Equal(t, "0123456789\n0123456789\n", text)
}
