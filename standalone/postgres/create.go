package postgres

// Creating a cluster with initdb.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrOtherMajor is wrapped when a cluster was made by a version that is not installed.
var ErrOtherMajor = errors.New("cluster of another major version")

// Superuser is the cluster's administrator. Programs do not connect as it; it makes the roles
// and databases they use.
const Superuser = "postgres"

// clusterMajor returns the version that made the cluster in data, 0 when there is none yet.
func clusterMajor(data string) (int, error) {
	file := filepath.Join(data, "PG_VERSION")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := os.ReadDir(data); err == nil && len(entries) > 0 {
			return 0, fmt.Errorf("%s is not empty but holds no PostgreSQL cluster: choose another --folder, or empty it", data)
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s does not name a version (%q): the cluster is damaged, restore it from a backup",
			file, strings.TrimSpace(string(text)))
	}
	return major, nil
}

// create makes the cluster. It is made beside its final place and renamed there, so that an
// interrupted creation leaves nothing that looks like a cluster.
func create(a account, b Binaries, root, data, password string) error {
	if err := b.checkContrib(); err != nil {
		return err
	}
	fresh := filepath.Join(root, "data.new")
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	passwordFile := filepath.Join(root, "password.new")
	if err := a.writeFile(passwordFile, password+"\n"); err != nil {
		return err
	}
	defer func() { _ = os.Remove(passwordFile) }()

	// Messages in English whatever the system speaks: failures are recognised by their text.
	// C.UTF-8 sorts by code point and knows letters beyond ASCII; systems without it get C.
	var failures []error
	for _, locale := range []string{"C.UTF-8", "C"} {
		out, err := a.command(root, b.Path("initdb"), "--pgdata", fresh, "--username", Superuser,
			"--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8",
			"--locale", locale, "--lc-messages", "C", "--data-checksums").CombinedOutput()
		if err == nil {
			failures = nil
			break
		}
		failures = append(failures, fmt.Errorf("%w: %s", err, lastLine(string(out))))
		if !strings.Contains(string(out), "locale") {
			break
		}
	}
	if err := errors.Join(failures...); err != nil {
		return errors.Join(fmt.Errorf("initdb could not create a cluster in %s: %w", data, err), os.RemoveAll(fresh))
	}
	conf, err := os.OpenFile(filepath.Join(fresh, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = conf.WriteString("\n" + includeLine)
	if err := errors.Join(err, conf.Sync(), conf.Close()); err != nil {
		return err
	}
	if err := os.Remove(data); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(fresh, data)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.Contains(lines[i], "error:") || strings.Contains(lines[i], "FATAL:") || strings.Contains(lines[i], "PANIC:") {
			return strings.TrimSpace(lines[i])
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

func withoutPrefix(env []string, prefixes ...string) []string {
	var kept []string
next:
	for _, entry := range env {
		for _, prefix := range prefixes {
			if strings.HasPrefix(entry, prefix) {
				continue next
			}
		}
		kept = append(kept, entry)
	}
	return kept
}
