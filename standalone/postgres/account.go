package postgres

// Under which account the server runs. PostgreSQL refuses to run as root, so a root process hands
// the cluster to an unprivileged account; anybody else runs it under their own.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the system account that owns a cluster's files and runs its server.
type account struct {
	name     string
	uid, gid int
	drop     bool // we are root and must become this account
}

// serverAccount returns our own account, or for root the unprivileged one: postgres, which
// distributions create with their packages, otherwise nobody.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(found.Uid)
		gid, err2 := strconv.Atoi(found.Gid)
		if err := errors.Join(err1, err2); err != nil {
			return account{}, fmt.Errorf("account %s: %w", name, err)
		}
		return account{name: name, uid: uid, gid: gid, drop: true}, nil
	}
	return account{}, errors.New("PostgreSQL does not run as root, and this system has neither an account postgres " +
		"nor nobody to run it under: create one (useradd --system postgres), or start as an ordinary user")
}

// attributes starts a process under the account, in a session of its own: signals that the
// terminal sends to the foreground process group must not reach the database, which is stopped
// last and in order.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // read from the account: never negative
	}
	return attr
}

// command prepares a program of the server package under the account.
func (a account) command(dir, path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = dir // the caller's own folder may be closed to the account
	cmd.SysProcAttr = a.attributes()
	// A cluster must behave the same whatever the caller's environment says of other databases.
	cmd.Env = append(withoutPrefix(os.Environ(), "PG", "LC_", "LANG"), "LC_ALL=C")
	return cmd
}

// mkdir makes a folder that only the account can enter.
func (a account) mkdir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if a.drop {
		return os.Chown(path, a.uid, a.gid)
	}
	return nil
}

// reaches reports whether the account can walk down to path, whose folders may not exist yet.
// Only the search bits for others count: the account is nobody's group mate here.
func (a account) reaches(path string) (blocker string, ok bool) {
	if !a.drop {
		return "", true
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && !a.searchable(info) {
			return dir, false
		}
		if dir == filepath.Dir(dir) {
			return "", true
		}
	}
}

func (a account) searchable(info os.FileInfo) bool {
	mode := info.Mode().Perm()
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		if int(owner.Uid) == a.uid {
			return mode&0o100 != 0
		}
		if int(owner.Gid) == a.gid {
			return mode&0o010 != 0
		}
	}
	return mode&0o001 != 0
}
