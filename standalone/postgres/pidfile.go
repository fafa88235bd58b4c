package postgres

// postmaster.pid: what a running server says of itself, and what is left of a dead one.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// pidfile is the content of postmaster.pid; the lines are PostgreSQL's (miscadmin.h).
type pidfile struct {
	pid    int
	port   int    // 0 until the server has opened its sockets
	status string // "starting", "ready", "stopping"
}

// readPidfile returns nil without an error when there is no file, or one that is still being written.
func readPidfile(data string) (*pidfile, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return nil, nil //nolint:nilerr // half written: no server to name
	}
	// A negative number marks the single-user mode.
	found := &pidfile{pid: max(pid, -pid)}
	if len(lines) > 3 {
		found.port, _ = strconv.Atoi(strings.TrimSpace(lines[3])) // empty until known
	}
	if len(lines) > 7 {
		found.status = strings.TrimSpace(lines[7])
	}
	return found, nil
}

// removeForeignPidfile deletes a lock file that a dead server left and whose number the system has
// since given to a process that has nothing to do with the cluster. PostgreSQL itself would refuse
// to start then, as it looks at the number alone. Call it only after belongs said no; orphaned
// backends of the dead server are still refused by PostgreSQL's own check of shared memory.
func removeForeignPidfile(data string, pid int) error {
	file := filepath.Join(data, "postmaster.pid")
	if again, err := readPidfile(data); err != nil || again == nil || again.pid != pid {
		return err // changed under our eyes: leave it alone
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("remove the lock file of a dead server: %w", err)
	}
	return nil
}

// alive reports whether a process with this number exists and still runs code.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	return !isZombie(pid)
}
