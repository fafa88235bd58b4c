package engine

// evidence.go: files of evidence in the hands of a person: sending them in, in
// parts if need be, handing them in with an act, and seeing what a case holds.

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"duban/casework"
	"duban/evidence"
	"duban/schema"
)

// mostUploads is how many files may lie ready for one case: a submission takes a
// hundred at most.
const mostUploads = 100

// PartSize is the most that one request brings: a phone sends it in some seconds,
// and loses no more than that when the line breaks.
const PartSize = 4 << 20

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
			return nil, casework.Errorf(casework.CodeUnavailable, "unavailable.no_evidence")
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

// StartUpload begins sending a file in for a case that the person may see, or
// looks at on site.
func (v *Viewer) StartUpload(ctx context.Context, id casework.CaseID, name string, size int64) (schema.Upload, error) {
	if err := v.gathers(ctx, id); err != nil {
		return schema.Upload{}, err
	}
	name = evidence.CleanName(name)
	if err := evidence.Announced(name, size); err != nil {
		return schema.Upload{}, err
	}
	lying, err := v.e.Ledger.UploadsOf(ctx, id, v.By.Person)
	if err != nil {
		return schema.Upload{}, err
	}
	if len(lying) >= mostUploads {
		return schema.Upload{}, casework.Errorf(casework.CodeRefused, "refused.uploads_many", strconv.Itoa(mostUploads))
	}
	key, err := uuid.NewRandom()
	if err != nil {
		return schema.Upload{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	u := schema.Upload{ID: key.String(), Case: id, Person: v.By.Person, Name: name, Size: size, Created: v.now, Touched: v.now}
	return u, v.e.Ledger.StartUpload(ctx, u)
}

// Upload gives an upload of the person's own.
func (v *Viewer) Upload(ctx context.Context, id casework.CaseID, upload string) (schema.Upload, error) {
	u, err := v.e.Ledger.Upload(ctx, upload)
	if err == nil && (u.Person != v.By.Person || u.Case != id) {
		err = casework.Errorf(casework.CodeNotFound, "notfound.upload") // whether there is one is nobody else's business
	}
	return u, err
}

// Append takes the part of an upload that begins at an offset. The last part
// completes it: the whole is looked at, and refused whole or kept.
func (v *Viewer) Append(ctx context.Context, id casework.CaseID, upload string, offset int64, part io.Reader) (schema.Upload, error) {
	u, err := v.Upload(ctx, id, upload)
	if err != nil {
		return u, err
	}
	if u.SHA256 != "" && offset == u.Size {
		return u, nil // the answer to the last part was lost: it is here
	}
	if offset != u.Received {
		return u, casework.Errorf(casework.CodeConflict, "refused.upload_offset", strconv.FormatInt(u.Received, 10))
	}
	store, err := v.e.store()
	if err != nil {
		return u, err
	}
	if u.Received < u.Size {
		key, n, err := store.AddPart(ctx, u.ID, part, min(PartSize, u.Size-u.Received))
		if err != nil {
			return u, err
		}
		// The sender may have gone: what came is kept for when it comes back.
		took := false
		if n > 0 {
			took, err = v.e.Ledger.AppendUpload(context.WithoutCancel(ctx), u.ID, offset, n, key, v.now)
		}
		if err != nil || !took {
			_ = store.Drop(context.WithoutCancel(ctx), []string{key})
			if err == nil && n > 0 {
				err = casework.Errorf(casework.CodeConflict, "refused.upload_offset", strconv.FormatInt(u.Received, 10))
			}
			return u, err
		}
		u.Received, u.Parts = u.Received+n, append(u.Parts, key)
	}
	if u.Received < u.Size {
		return u, nil
	}
	return v.complete(ctx, store, u)
}

func (v *Viewer) complete(ctx context.Context, store *evidence.Store, u schema.Upload) (schema.Upload, error) {
	parts := u.Parts
	f, err := store.Put(ctx, u.Name, store.Parts(parts))
	switch casework.CodeOf(err) {
	case casework.CodeRefused, casework.CodeInvalid: // it will not do: nothing of it stays
		_ = store.Drop(context.WithoutCancel(ctx), parts)
		if dropped := v.e.Ledger.DropUpload(ctx, u.ID); dropped != nil {
			return u, dropped
		}
		return u, err
	}
	if err != nil {
		return u, err
	}
	if err := v.keep(ctx, f); err != nil {
		return u, err
	}
	u.SHA256, u.Parts = f.SHA256, nil
	if err := v.e.Ledger.FinishUpload(ctx, u.ID, f.SHA256, v.now); err != nil {
		return u, err
	}
	return u, store.Drop(context.WithoutCancel(ctx), parts)
}

func (v *Viewer) keep(ctx context.Context, f evidence.File) error {
	return v.e.Ledger.PutEvidenceFile(ctx, schema.EvidenceFile{SHA256: f.SHA256, Size: f.Size, Kind: f.Kind, Scanned: f.Scanned, Stored: v.now})
}

// Send takes a whole file in at once: a form without a script, a program.
func (v *Viewer) Send(ctx context.Context, id casework.CaseID, name string, size int64, from evidence.Source) (schema.Upload, error) {
	u, err := v.StartUpload(ctx, id, name, size)
	if err != nil {
		return u, err
	}
	store, err := v.e.store()
	if err != nil {
		return u, err
	}
	f, err := store.Put(ctx, u.Name, from)
	if err == nil {
		err = v.keep(ctx, f)
	}
	if err == nil {
		u.SHA256, u.Received = f.SHA256, u.Size
		err = v.e.Ledger.FinishUpload(ctx, u.ID, f.SHA256, v.now)
	}
	if err != nil {
		_ = v.e.Ledger.DropUpload(context.WithoutCancel(ctx), u.ID)
	}
	return u, err
}

// Ready gives what the person has sent in for a case and not handed in yet.
func (v *Viewer) Ready(ctx context.Context, id casework.CaseID) ([]schema.Upload, error) {
	list, err := v.e.Ledger.UploadsOf(ctx, id, v.By.Person)
	return slices.DeleteFunc(list, func(u schema.Upload) bool { return u.SHA256 == "" }), err
}

// Withdraw forgets an upload of the person's own that no act has handed in.
// Content that lies in the store stays: another case may hold it.
func (v *Viewer) Withdraw(ctx context.Context, id casework.CaseID, upload string) error {
	u, err := v.Upload(ctx, id, upload)
	if err != nil {
		return err
	}
	if len(u.Parts) > 0 {
		store, err := v.e.store()
		if err != nil {
			return err
		}
		if err := store.Drop(ctx, u.Parts); err != nil {
			return err
		}
	}
	return v.e.Ledger.DropUpload(ctx, u.ID)
}

// HandIn gives uploads of the person's own as a command's evidence.
func (v *Viewer) HandIn(ctx context.Context, id casework.CaseID, uploads []string) ([]casework.Evidence, error) {
	out := make([]casework.Evidence, 0, len(uploads))
	for _, key := range uploads {
		u, err := v.Upload(ctx, id, key)
		if err != nil {
			return nil, err
		}
		if u.SHA256 == "" {
			return nil, casework.Errorf(casework.CodeRefused, "refused.evidence_pending", u.Name)
		}
		piece := casework.Evidence{ID: u.SHA256[:16], Name: u.Name, Size: u.Size, SHA256: u.SHA256}
		if !slices.ContainsFunc(out, func(e casework.Evidence) bool { return e.ID == piece.ID }) {
			out = append(out, piece)
		}
	}
	return out, nil
}

// HandedIn forgets uploads that an act has handed in: the ledger holds them now.
func (v *Viewer) HandedIn(ctx context.Context, uploads []string) error {
	for _, key := range uploads {
		if err := v.e.Ledger.DropUpload(ctx, key); err != nil {
			return err
		}
	}
	return nil
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
