package postgres

// Which processes belong to a cluster, on Linux: every process of a server works in its data folder.

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// belongs reports whether the live process runs the cluster in data.
func belongs(pid int, data string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	cwd, err := os.Stat(filepath.Join(proc, "cwd"))
	if err != nil {
		return false
	}
	wanted, err := os.Stat(data)
	if err != nil || !os.SameFile(cwd, wanted) {
		return false
	}
	// A shell in the same folder is no server.
	command, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	return err == nil && bytes.Contains(command, []byte("postgres"))
}

// orphans returns backends that outlive their server; they hold its shared memory and a new
// server cannot start before they are gone, which takes them moments.
func orphans(data string) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err == nil && belongs(pid, data) && !isZombie(pid) {
			found = append(found, pid)
		}
	}
	return found
}

// isZombie reports whether the process is dead and only waits for its parent to take note, which
// in a container without a proper init never happens.
func isZombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	// The name before the state is in parentheses and may hold anything.
	end := bytes.LastIndexByte(stat, ')')
	return end >= 0 && len(stat) > end+2 && stat[end+2] == 'Z'
}
