package engine

// evidence_store.go: the store of the bytes of proof: opening it, telling whether it
// can be used, clearing away what nobody handed in.

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"duban/casework"
	"duban/evidence"
)

// storeOf gives the store of a configuration, opened when it is first needed: most
// programs never do.
func storeOf(cfg Config) func() (*evidence.Store, error) {
	return sync.OnceValues(func() (*evidence.Store, error) {
		address := cfg.Evidence
		if address == "" && cfg.Folder != "" {
			var err error
			if address, err = evidence.Folder(filepath.Join(cfg.Folder, EvidenceFolder)); err != nil {
				return nil, casework.Wrap(casework.CodeUnavailable, err, "unavailable.evidence")
			}
		}
		if address == "" {
			return nil, casework.Errorf(casework.CodeUnavailable, keyNoStore)
		}
		var scanner evidence.Scanner
		if cfg.Scanner != "" {
			clamd, err := evidence.NewClamd(cfg.Scanner)
			if err != nil {
				return nil, err
			}
			scanner = clamd
		}
		return evidence.Open(context.Background(), address, scanner)
	})
}

// keyNoStore names the error of an installation without a store.
const keyNoStore = "unavailable.no_evidence"

// CheckEvidence tells whether files can be taken in, before the first one comes. An
// address, a key or a bucket that will not do is [casework.CodeInvalid]; a store or a
// scanner that does not answer now is [casework.CodeUnavailable]. An installation
// without a store has nothing to check.
func (e *Engine) CheckEvidence(ctx context.Context) error {
	store, err := e.store()
	if err != nil {
		var e *casework.Error
		if errors.As(err, &e) && e.Key == keyNoStore {
			return nil
		}
		return err
	}
	return store.Check(ctx)
}

// uploadsKept is how long an upload waits for its next part, or for an act.
const uploadsKept = 7 * 24 * time.Hour

// SweepUploads forgets uploads that nobody has touched for long, and their parts.
func (e *Engine) SweepUploads(ctx context.Context, now time.Time) error {
	const batch = 1000
	list, err := e.Ledger.StaleUploads(ctx, now.Add(-uploadsKept), batch)
	if err != nil || len(list) == 0 {
		return err
	}
	store, err := e.store()
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := store.Drop(ctx, u.Parts); err != nil {
			return err
		}
		if err := e.Ledger.DropUpload(ctx, u.ID); err != nil {
			return err
		}
	}
	return nil
}
