package engine

// evidence_store.go: the store of the bytes of proof: opening it, telling whether it
// can be used, clearing away what nobody handed in.

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
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
	if noStore(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return store.Check(ctx)
}

func noStore(err error) bool {
	var e *casework.Error
	return errors.As(err, &e) && e.Key == keyNoStore
}

// uploadsKept is how long an upload waits for its next part, or for an act.
const uploadsKept = 7 * 24 * time.Hour

// strayAfter is how old a part is when the ledger knows of it, if it ever will.
const strayAfter = 24 * time.Hour

// unclaimedKept is how long content stays that no row of the ledger names, from when
// nobody has it lying ready any more: twice as long as an upload waits for its act, so
// that an act under way finds what it names.
const unclaimedKept = 14 * 24 * time.Hour

// ForgetUploads forgets uploads that nobody has touched for long, and their parts; and
// parts of which no upload knows, as a process leaves them that is killed between the
// store and the ledger; and content that nobody handed in.
func (e *Engine) ForgetUploads(ctx context.Context, now time.Time) error {
	const batch = 1000
	store, err := e.store()
	if noStore(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := e.forgetContent(ctx, store, now); err != nil { // before its uploads are forgotten: it waits from then on
		return err
	}
	list, err := e.Ledger.StaleUploads(ctx, now.Add(-uploadsKept), batch)
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
	return store.OldParts(ctx, now.Add(-strayAfter), func(old []evidence.Part) error {
		var uploads, stray []string
		for _, p := range old {
			uploads = append(uploads, p.Upload)
		}
		noted, err := e.Ledger.PartsNoted(ctx, uploads)
		if err != nil {
			return err
		}
		for _, p := range old {
			if !slices.Contains(noted, p.Key) {
				stray = append(stray, p.Key)
			}
		}
		return store.Drop(ctx, stray)
	})
}

// removeWithin is how long a store may take to remove content: far less than the database
// leaves the lock to a transaction that waits for it (schema.Open).
const removeWithin = 20 * time.Second

// forgetContent removes content that no row of the ledger has named for long.
func (e *Engine) forgetContent(ctx context.Context, store *evidence.Store, now time.Time) error {
	const batch = 1000
	before := now.Add(-unclaimedKept)
	list, err := e.Ledger.UnclaimedFiles(ctx, now, before, batch)
	if err != nil {
		return err
	}
	for _, sum := range list {
		remove := func() error {
			ctx, cancel := context.WithTimeout(ctx, removeWithin)
			defer cancel()
			return store.Remove(ctx, sum)
		}
		if _, err := e.Ledger.RemoveFile(ctx, sum, before, remove); err != nil {
			return err
		}
	}
	return nil
}
