package postgres

// The server's settings: fit for a small machine that also runs Temporal, and durable.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// settingsFile is written anew at every start, so that a newer version of this program brings its
// settings to old data; what an operator wants different goes to postgresql.auto.conf (ALTER
// SYSTEM), which PostgreSQL reads last.
const settingsFile = "duban.conf"

// includeLine makes the cluster's own postgresql.conf read ours.
const includeLine = "include_if_exists = '" + settingsFile + "'\n"

// settings are those whose value does not depend on the machine.
//
// fsync and synchronous_commit stay on: a step that was acknowledged is on disk.
var settings = []struct{ name, value, why string }{
	{"listen_addresses", "127.0.0.1", "nobody outside this machine"},
	{"max_connections", "200", "Temporal's four services, the worker, the pages"},
	{"fsync", "on", "what is acknowledged survives"},
	{"synchronous_commit", "on", "the same"},
	{"full_page_writes", "on", "the same, when a page is torn"},
	{"shared_buffers", "256MB", "a small machine's share"},
	{"effective_cache_size", "1GB", "the planner's guess at what the system caches"},
	{"work_mem", "8MB", ""},
	{"maintenance_work_mem", "64MB", ""},
	{"wal_buffers", "16MB", ""},
	{"min_wal_size", "256MB", "reuse segments instead of making new ones"},
	{"max_wal_size", "4GB", "checkpoints by time, not by volume: a bulk import must not set off a storm of them"},
	{"checkpoint_timeout", "15min", "fewer full-page images; recovery still takes seconds"},
	{"checkpoint_completion_target", "0.9", "spread the writes"},
	{"random_page_cost", "1.1", "solid-state disks"},
	{"max_parallel_workers_per_gather", "0", "two cores are shared with Temporal; no shared memory in /dev/shm needed"},
	{"jit", "off", "short queries only lose by it"},
	{"autovacuum_naptime", "20s", "Temporal's task tables turn over all the time"},
	{"autovacuum_vacuum_scale_factor", "0.05", "the same"},
	{"autovacuum_analyze_scale_factor", "0.05", "the same"}, //nolint:misspell // its name
	{"password_encryption", "scram-sha-256", ""},
	{"timezone", "UTC", "times are shown in an office's zone by the pages, not by the database"},
	{"log_timezone", "UTC", ""},
	{"logging_collector", "on", "logs go on when this program is gone"},
	{"log_filename", "postgresql-%a.log", "a week of logs, then overwritten"},
	{"log_rotation_age", "1d", ""},
	{"log_rotation_size", "0", ""},
	{"log_truncate_on_rotation", "on", ""},
	{"log_line_prefix", "%m [%p] %q%u@%d ", ""},
	{"log_checkpoints", "off", ""},
	{"log_min_messages", "warning", ""},
	{"log_min_error_statement", "panic", "statements can hold personal data, which no log may"},
	{"log_error_verbosity", "terse", "details can quote rows"},
	{"cluster_name", "duban", "tells it apart in a process list"},
}

// writeSettings writes the settings file of the cluster in data. socketDir is empty when there is
// no room for a unix socket; wal is the compression method, or empty for none.
func writeSettings(a account, data, socketDir, logDir, wal string) error {
	var text strings.Builder
	text.WriteString("# Written at every start. Change a setting with ALTER SYSTEM, which wins over this file.\n")
	for _, s := range settings {
		line := fmt.Sprintf("%s = %s", s.name, quote(s.value))
		if s.why != "" {
			line = fmt.Sprintf("%-52s # %s", line, s.why)
		}
		text.WriteString(line + "\n")
	}
	fmt.Fprintf(&text, "unix_socket_directories = %s\n", quote(socketDir))
	fmt.Fprintf(&text, "unix_socket_permissions = 0700\n")
	fmt.Fprintf(&text, "log_directory = %s\n", quote(logDir))
	if wal != "" {
		fmt.Fprintf(&text, "wal_compression = %s\n", quote(wal))
	}
	return a.writeFile(filepath.Join(data, settingsFile), text.String())
}

// quote writes a value as PostgreSQL's configuration files and SQL literals want it.
func quote(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }

// writeFile writes a file that belongs to the account and that nobody else can read.
func (a account) writeFile(path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	if a.drop {
		return os.Chown(path, a.uid, a.gid)
	}
	return nil
}

// walCompression returns the cheapest method the server was built with: lz4 costs a fraction of
// the processor time of pglz, which plain "on" stands for.
func walCompression(a account, b Binaries, data string) string {
	probe := a.command(data, b.Path("postgres"), "-D", data, "-C", "wal_compression", "-c", "wal_compression=lz4")
	if probe.Run() == nil {
		return "lz4"
	}
	return "on"
}
