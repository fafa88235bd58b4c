package stack

// One tree per folder.

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ErrLocked is wrapped when another standalone runs on the folder.
var ErrLocked = errors.New("folder in use")

// lock takes the folder for this process. The kernel gives it up when the process ends, however
// that happens, so a lock file by itself never blocks anything.
func lock(folder string) (*os.File, error) {
	name := filepath.Join(folder, "lock")
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", name, err)
		}
		holder, _ := os.ReadFile(name) // only for the sentence
		return nil, fmt.Errorf("%w: another standalone (process %s) runs on %s: stop that one, or choose another --folder",
			ErrLocked, strings.TrimSpace(string(holder)), folder)
	}
	err = file.Truncate(0)
	if err == nil {
		_, err = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
