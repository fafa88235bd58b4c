package postgres

// Finding the server binaries that the system's package manager installed.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// OldestMajor is the oldest major version of PostgreSQL that the engine supports.
const OldestMajor = 14

// ErrNotInstalled is wrapped by the error that says which package to install.
var ErrNotInstalled = errors.New("PostgreSQL server binaries not found")

// Binaries is an installed PostgreSQL server.
type Binaries struct {
	Dir   string // holds postgres and initdb
	Major int
}

// Path returns the full path of one of the programs.
func (b Binaries) Path(program string) string { return filepath.Join(b.Dir, program) }

// Places where package managers put servers without adding them to PATH.
var wellKnownPlaces = []string{
	"/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                   // PostgreSQL's own rpm packages
	"/usr/libexec/postgresql*",           // Alpine
	"/usr/lib/postgresql*/bin",           // openSUSE
	"/opt/homebrew/opt/postgresql@*/bin", // Homebrew on Apple silicon
	"/usr/local/opt/postgresql@*/bin",    // Homebrew on Intel
	"/opt/local/lib/postgresql*/bin",     // MacPorts
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/usr/local/pgsql/bin", // built from source
	"/usr/bin",
}

// Locate returns the server to use. With wanted 0 that is the newest one installed; otherwise it
// is the one with that major version, since a cluster can only be run by the version that made it.
func Locate(wanted int) (Binaries, error) {
	return locateIn(candidateDirs(), wanted)
}

func locateIn(dirs []string, wanted int) (Binaries, error) {
	var found []Binaries
	for _, dir := range dirs {
		dir = behindLinks(dir)
		if major, ok := serverVersion(dir); ok {
			found = append(found, Binaries{Dir: dir, Major: major})
		}
	}
	if len(found) == 0 {
		return Binaries{}, fmt.Errorf("%w: %s", ErrNotInstalled, howToInstall())
	}
	// Stable, so that among equals the one on PATH wins.
	slices.SortStableFunc(found, func(a, b Binaries) int { return b.Major - a.Major })
	if wanted == 0 {
		if found[0].Major < OldestMajor {
			return Binaries{}, fmt.Errorf("PostgreSQL %d in %s is too old: install version %d or newer",
				found[0].Major, found[0].Dir, OldestMajor)
		}
		return found[0], nil
	}
	var majors []string
	for _, b := range found {
		if b.Major == wanted {
			return b, nil
		}
		majors = append(majors, strconv.Itoa(b.Major))
	}
	return Binaries{}, fmt.Errorf("%w: the data was written by PostgreSQL %d, but only version %s is installed: "+
		"install version %d (Debian, Ubuntu: apt-get install postgresql-%d), or move the data over with pg_upgrade",
		ErrOtherMajor, wanted, strings.Join(slices.Compact(majors), ", "), wanted, wanted)
}

func candidateDirs() []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	if config, err := exec.LookPath("pg_config"); err == nil {
		if out, err := exec.Command(config, "--bindir").Output(); err == nil {
			dirs = append(dirs, strings.TrimSpace(string(out)))
		}
	}
	for _, pattern := range wellKnownPlaces {
		matches, _ := filepath.Glob(pattern) // the patterns are constants and well-formed
		dirs = append(dirs, matches...)
	}
	return dirs
}

// behindLinks returns the folder where the server really is, when dir only links to its programs:
// the others that belong to it are there too.
func behindLinks(dir string) string {
	server, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return dir
	}
	return filepath.Dir(server)
}

var versionOutput = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// serverVersion reports the major version of the server in dir. A folder with client programs
// only (no postgres, no initdb) does not count.
func serverVersion(dir string) (int, bool) {
	for _, program := range []string{"postgres", "initdb"} {
		if info, err := os.Stat(filepath.Join(dir, program)); err != nil || info.IsDir() {
			return 0, false
		}
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, false
	}
	match := versionOutput.FindSubmatch(out)
	if match == nil {
		return 0, false
	}
	major, err := strconv.Atoi(string(match[1]))
	return major, err == nil
}

// checkContrib makes sure that the extension Temporal's visibility schema needs is there; some
// systems ship it in a package of its own, and the failure would otherwise come much later.
func (b Binaries) checkContrib() error {
	out, err := exec.Command(b.Path("pg_config"), "--sharedir").Output()
	if err != nil {
		return nil //nolint:nilerr // no pg_config beside the server: CREATE EXTENSION will tell
	}
	control := filepath.Join(strings.TrimSpace(string(out)), "extension", "btree_gin.control")
	if _, err := os.Stat(control); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("PostgreSQL %d lacks its contrib extensions (%s is missing): "+
			"install the package postgresql-contrib of the same version", b.Major, control)
	}
	return nil
}
