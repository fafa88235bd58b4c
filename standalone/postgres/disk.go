package postgres

// Room on the disk.

import (
	"fmt"
	"syscall"
)

// minimumFree is what a start needs: write-ahead log for the first minutes and room for recovery
// to finish. PostgreSQL on a full disk stops with a panic, which is safe but rude.
const minimumFree = 512 << 20

// freeSpace returns the bytes that an ordinary account can still write at path.
var freeSpace = func(path string) (uint64, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return 0, err
	}
	return stat.Bavail * uint64(stat.Bsize), nil
}

// checkSpace refuses to start into a full disk.
func checkSpace(path string) error {
	free, err := freeSpace(path)
	if err != nil {
		return fmt.Errorf("how much room is left at %s: %w", path, err)
	}
	if free < minimumFree {
		return fmt.Errorf("%w: the disk that holds %s has %d MB left, and PostgreSQL needs at least %d MB: free some space there",
			ErrDiskFull, path, free>>20, minimumFree>>20)
	}
	return nil
}
