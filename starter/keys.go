package main

// keys.go: the key ring of a standalone's folder.

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/codec"
	"duban/engine"
)

func (a *app) keysCommand() *cobra.Command {
	keys := &cobra.Command{Use: "keys", Short: "The key ring that seals what Temporal stores"}
	keys.AddCommand(&cobra.Command{
		Use: "list", Short: "Names of the keys, oldest first; the last one seals", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			ring, _, err := a.ring()
			if err != nil {
				return err
			}
			rows := make([][]any, 0, len(ring.IDs()))
			for _, id := range ring.IDs() {
				rows = append(rows, []any{id})
			}
			a.show(ring.IDs(), []string{"cli.key"}, rows)
			return nil
		},
	}, &cobra.Command{
		Use: "rotate", Short: "Add a key that seals from the next start of the workers on", Args: cobra.NoArgs,
		Example: "  duban keys rotate",
		RunE: func(*cobra.Command, []string) error {
			ring, path, err := a.ring()
			if err != nil {
				return err
			}
			if err := ring.Rotate(time.Now()); err != nil {
				return casework.Wrap(casework.CodeInternal, err, "internal.fault")
			}
			if err := ring.Save(path); err != nil {
				return casework.Wrap(casework.CodeUnavailable, err, "unavailable.file", path)
			}
			a.tell("cli.rotated", strings.Join(ring.IDs(), ", "))
			return nil
		},
	})
	return keys
}

func (a *app) ring() (*codec.Ring, string, error) {
	cfg, err := engine.Find(a.folder)
	if err != nil {
		return nil, "", err
	}
	if cfg.Folder == "" {
		return nil, "", casework.Errorf(casework.CodeRefused, "refused.keys_of_services")
	}
	return cfg.Keys, filepath.Join(cfg.Folder, engine.KeyFile), nil
}
