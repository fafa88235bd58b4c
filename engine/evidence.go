package engine

// evidence.go: files of evidence in the hands of a person: sending them in, in
// parts if need be, and seeing what a case holds.

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"duban/casework"
	"duban/evidence"
	"duban/schema"
)

// mostUploads is how many files may lie ready for one case: a submission takes a
// hundred at most.
const mostUploads = 100

// bounds say how much one person may have lying about and send in on a day: more than
// whoever photographs for a county, too little to fill a disk in a night.
var bounds = schema.UploadBounds{OpenFiles: 300, OpenBytes: 5 << 30, DayFiles: 2000, DayBytes: 20 << 30}

// PartSize is the most that one request brings: a phone sends it in some seconds,
// and loses no more than that when the line breaks.
const PartSize = 4 << 20

// StartUpload begins sending a file in for a case that the person may see, or
// looks at on site.
func (v *Viewer) StartUpload(ctx context.Context, id casework.CaseID, name string, size int64) (schema.Upload, error) {
	return v.startUpload(ctx, id, name, size, true)
}

// startUpload is [Viewer.StartUpload] of what comes, or of what the store holds already.
func (v *Viewer) startUpload(ctx context.Context, id casework.CaseID, name string, size int64, comes bool) (schema.Upload, error) {
	if err := v.gathers(ctx, id); err != nil {
		return schema.Upload{}, err
	}
	name = evidence.CleanName(name)
	if err := evidence.Announced(name, size); err != nil {
		return schema.Upload{}, err
	}
	if _, err := v.e.store(); err != nil { // rather now than with the last part
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
	return u, v.e.Ledger.StartUpload(ctx, u, v.Today, comes, bounds)
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
		if err != nil { // it may be noted all the same, when only the answer was lost: a stray part is swept away
			return u, err
		}
		if !took {
			_ = store.Drop(context.WithoutCancel(ctx), []string{key})
			if n > 0 {
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
	f, err := v.take(ctx, store, u, store.Parts(parts))
	switch casework.CodeOf(err) {
	case casework.CodeRefused, casework.CodeInvalid: // it will not do: nothing of it stays
		if dropped := v.e.Ledger.DropUpload(ctx, u.ID); dropped != nil {
			return u, dropped // with its parts, so that it can be refused once more
		}
		_ = store.Drop(context.WithoutCancel(ctx), parts)
		return u, err
	}
	if err != nil {
		return u, err
	}
	u.SHA256, u.Parts = f.SHA256, nil
	if err := v.e.Ledger.FinishUpload(ctx, u.ID, f.SHA256, v.now); err != nil {
		return u, err
	}
	if err := store.Drop(context.WithoutCancel(ctx), parts); err != nil {
		v.e.logger().Warn("parts of a complete upload not dropped", "upload", u.ID, "error", err) // swept away later
	}
	return u, nil
}

// put takes content in. A file in which a scanner found something goes on record:
// whose machine it came from has to be looked at.
func (v *Viewer) put(ctx context.Context, store *evidence.Store, u schema.Upload, from evidence.Source) (evidence.File, error) {
	f, err := store.Put(ctx, u.Name, from)
	var e *casework.Error
	if !errors.As(err, &e) || e.Key != "refused.evidence_infected" {
		return f, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	found := schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessInfected, Case: u.Case, Detail: u.Name + ": " + e.Cause.Error(), Address: v.From, Denied: true}
	if failure := v.e.Ledger.RecordAccess(ctx, found); failure != nil {
		v.e.logger().Error("infected file not recorded", "error", failure)
	}
	return f, err
}

// take is put with its note in the ledger. What nobody wanted may be on its way out
// while the same comes in again: once it is noted nobody removes it, so it is looked for
// then, and written again if it went.
func (v *Viewer) take(ctx context.Context, store *evidence.Store, u schema.Upload, from evidence.Source) (evidence.File, error) {
	for {
		f, err := v.put(ctx, store, u, from)
		if err != nil {
			return f, err
		}
		if err := v.e.Ledger.PutEvidenceFile(ctx, schema.EvidenceFile{SHA256: f.SHA256, Size: f.Size, Kind: f.Kind, Scanned: f.Scanned, Stored: v.now}); err != nil {
			return f, err
		}
		if here, err := store.Has(ctx, f.SHA256); err != nil || here {
			return f, err
		}
	}
}

// Send takes a whole file in at once: a form without a script, a program.
func (v *Viewer) Send(ctx context.Context, id casework.CaseID, name string, size int64, from evidence.Source) (schema.Upload, error) {
	return v.send(ctx, id, name, size, from, true)
}

func (v *Viewer) send(ctx context.Context, id casework.CaseID, name string, size int64, from evidence.Source, comes bool) (schema.Upload, error) {
	u, err := v.startUpload(ctx, id, name, size, comes)
	if err != nil {
		return u, err
	}
	store, err := v.e.store()
	if err != nil {
		return u, err
	}
	f, err := v.take(ctx, store, u, from)
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
// Content that lies in the store stays for a while: another case may hold it.
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
