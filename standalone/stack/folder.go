package stack

// The folder itself.

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"duban/standalone/postgres"
)

// prepare makes the folder where it is missing and returns its absolute path.
func prepare(folder string) (string, error) {
	if folder == "" {
		return "", errors.New("no folder given: name one with --folder")
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	// For root the database runs under another account, which must get to its own folder inside;
	// it may pass through here but not look around.
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(folder, mode); err != nil {
		return "", fmt.Errorf("make the folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "logs"), 0o700); err != nil {
		return "", fmt.Errorf("make the folder for logs: %w", err)
	}
	return folder, nil
}

// RemoveAll deletes a folder whose tree has stopped, with all its data. It is refused while a
// tree runs on it.
func RemoveAll(folder string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	held, err := lock(folder)
	if err != nil {
		return err
	}
	defer held.Close()
	return errors.Join(postgres.RemoveAll(filepath.Join(folder, "postgres")), os.RemoveAll(folder))
}
