package stack

// running.json: how other programs find a running tree.

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Running says where the tree of a folder listens. Its JSON form is the file running.json, which
// its owner alone can read, since database_url holds a password.
type Running struct {
	PID               int       `json:"pid"`
	TemporalAddress   string    `json:"temporal_address"`
	TemporalNamespace string    `json:"temporal_namespace"`
	DatabaseURL       string    `json:"database_url"`
	UIURL             string    `json:"ui_url"`  // empty without the interface
	WebURL            string    `json:"web_url"` // of the engine's own pages; empty without them
	StartedAt         time.Time `json:"started_at"`
}

const runningFile = "running.json"

// write replaces the file as a whole: a reader sees the old tree or the new one, never a half.
func (r Running) write(folder string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	fresh := filepath.Join(folder, runningFile+".new")
	if err := os.WriteFile(fresh, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, filepath.Join(folder, runningFile))
}

// forget removes what a tree wrote, also one that was killed.
func forget(folder string) error {
	err := os.Remove(filepath.Join(folder, runningFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
