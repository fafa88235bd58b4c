package postgres

// Where a cluster lives. Usually inside the folder it belongs to; when the unprivileged account
// cannot get there (root working under /root), beside other services' data, with a link to it.

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// elsewhere is where clusters go that cannot live in their own folder.
var elsewhere = "/var/lib/duban"

// place returns the cluster's real folder, made on first use. When the account cannot reach
// folder, the cluster is made under /var/lib/duban, under a name derived from folder, and folder
// becomes a symbolic link to it, so that people find it and RemoveAll can follow it.
func place(a account, folder string, log func(string)) (string, error) {
	if target, err := os.Readlink(folder); err == nil {
		if _, err := os.Stat(target); err != nil {
			return "", fmt.Errorf("the cluster %s points to %s, which is gone: restore it from a backup, "+
				"or remove the link to begin with an empty database", folder, target)
		}
		return target, nil
	}
	blocker, ok := a.reaches(folder)
	if ok {
		return folder, a.mkdir(folder)
	}
	if _, err := os.Stat(folder); err == nil {
		return "", fmt.Errorf("the account %s, under which PostgreSQL runs when root starts it, cannot enter %s: "+
			"allow it (chmod o+x %s), or move the folder to another place", a.name, blocker, blocker)
	}
	target, left := vacant(folder)
	for _, old := range left {
		log(fmt.Sprintf("PostgreSQL: %s is left over from a folder of this name that was removed; delete it when nobody needs it", old))
	}
	log(fmt.Sprintf("PostgreSQL: the account %s cannot enter %s, so the cluster goes to %s", a.name, blocker, target))
	if err := os.MkdirAll(elsewhere, 0o711); err != nil { //nolint:gosec // the database's account passes through
		return "", err
	}
	if blocker, ok := a.reaches(target); !ok {
		return "", fmt.Errorf("the account %s can enter neither the folder of %s nor %s: choose a --folder it can reach",
			a.name, folder, blocker)
	}
	if err := a.mkdir(target); err != nil {
		return "", err
	}
	if err := os.Symlink(target, folder); err != nil {
		return "", errors.Join(err, os.Remove(target))
	}
	return target, nil
}

// vacant names a place for the cluster of folder, and those that earlier clusters of a folder
// with this name still occupy: removing a folder does not remove what its link points to.
func vacant(folder string) (target string, left []string) {
	sum := sha256.Sum256([]byte(folder))
	name := strings.TrimPrefix(filepath.Base(filepath.Dir(folder)), ".") + "-" + hex.EncodeToString(sum[:6])
	for n := 1; ; n++ {
		target = filepath.Join(elsewhere, name)
		if n > 1 {
			target += "-" + strconv.Itoa(n)
		}
		if _, err := os.Lstat(target); err != nil {
			return target, left
		}
		left = append(left, target)
	}
}

// RemoveAll deletes the cluster that belongs to folder, wherever it lives. Its server must not run.
func RemoveAll(folder string) error {
	target, err := os.Readlink(folder)
	if err == nil && filepath.Dir(target) == elsewhere {
		err = os.RemoveAll(target)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotALink(err) {
		return err
	}
	return os.RemoveAll(folder)
}

func isNotALink(err error) bool {
	var pathErr *fs.PathError
	return errors.As(err, &pathErr) && pathErr.Op == "readlink"
}
