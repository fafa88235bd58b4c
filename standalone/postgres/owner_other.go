//go:build !linux

package postgres

// Which processes belong to a cluster, where there is no /proc: the command line tells.

import (
	"os/exec"
	"strconv"
	"strings"
)

func belongs(pid int, data string) bool {
	command := ps(pid, "command=")
	return strings.Contains(command, "postgres") && strings.Contains(command, data)
}

// orphans cannot be told from other servers' backends here; PostgreSQL's own check of shared
// memory refuses to start beside them, and the start is tried again.
func orphans(string) []int { return nil }

func isZombie(pid int) bool { return strings.HasPrefix(ps(pid, "state="), "Z") }

func ps(pid int, column string) string {
	out, err := exec.Command("ps", "-o", column, "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
