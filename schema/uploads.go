package schema

// uploads.go: files of evidence in the store of bytes, and those on their way there.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// EvidenceFile is content that the store of bytes holds.
type EvidenceFile struct {
	SHA256  string
	Size    int64
	Kind    string // media type
	Scanned string // which scanner let it pass, "" for none
	Stored  time.Time
}

// Upload is a file on its way in, or lying ready for an act.
type Upload struct {
	ID       string
	Case     casework.CaseID
	Person   casework.PersonID
	Name     string
	Size     int64
	Received int64
	Parts    []string
	SHA256   string // "" until it is complete
	Created  time.Time
	Touched  time.Time
}

// PutEvidenceFile notes that the store holds content; what is noted stays.
func (l *Ledger) PutEvidenceFile(ctx context.Context, f EvidenceFile) error {
	return translate(l.q.PutEvidenceFile(ctx, db.PutEvidenceFileParams{Sha256: f.SHA256, Size: f.Size, Kind: f.Kind,
		Scanned: f.Scanned, At: stored(f.Stored)}))
}

// EvidenceFiles gives what the store holds of some digests.
func (l *Ledger) EvidenceFiles(ctx context.Context, sums []string) (map[string]EvidenceFile, error) {
	rows, err := l.q.EvidenceFiles(ctx, sums)
	out := make(map[string]EvidenceFile, len(rows))
	for _, r := range rows {
		out[r.Sha256] = EvidenceFile{SHA256: r.Sha256, Size: r.Size, Kind: r.Kind, Scanned: r.Scanned, Stored: r.StoredAt.UTC()}
	}
	return out, translate(err)
}

// StartUpload notes an upload of which nothing has come yet.
func (l *Ledger) StartUpload(ctx context.Context, u Upload) error {
	return translate(l.q.StartUpload(ctx, db.StartUploadParams{ID: u.ID, CaseID: string(u.Case), Person: string(u.Person),
		Name: u.Name, Size: u.Size, At: stored(u.Created)}))
}

// Upload gives an upload, or [casework.CodeNotFound].
func (l *Ledger) Upload(ctx context.Context, id string) (Upload, error) {
	r, err := l.q.Upload(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Upload{}, casework.Errorf(casework.CodeNotFound, "notfound.upload")
	}
	return uploadOf(r), translate(err)
}

// UploadsOf gives what a person has started for a case, oldest first.
func (l *Ledger) UploadsOf(ctx context.Context, id casework.CaseID, person casework.PersonID) ([]Upload, error) {
	rows, err := l.q.UploadsOf(ctx, string(id), string(person))
	return uploadsOf(rows), translate(err)
}

// AppendUpload notes a part that begins at an offset; false if the upload does not
// stand there, or would become longer than announced.
func (l *Ledger) AppendUpload(ctx context.Context, id string, offset, length int64, part string, at time.Time) (bool, error) {
	n, err := l.q.AppendUpload(ctx, db.AppendUploadParams{ID: id, Start: offset, Length: length, Part: part, At: stored(at)})
	return n == 1, translate(err)
}

// FinishUpload notes that an upload is complete and lies in the store.
func (l *Ledger) FinishUpload(ctx context.Context, id, sum string, at time.Time) error {
	return translate(l.q.FinishUpload(ctx, sum, stored(at), id))
}

// DropUpload forgets an upload.
func (l *Ledger) DropUpload(ctx context.Context, id string) error {
	return translate(l.q.DropUpload(ctx, id))
}

// StaleUploads gives uploads that nobody has touched since a moment.
func (l *Ledger) StaleUploads(ctx context.Context, before time.Time, limit int) ([]Upload, error) {
	rows, err := l.q.StaleUploads(ctx, before, limit)
	return uploadsOf(rows), translate(err)
}

// PartsNoted gives the parts that the ledger knows of some uploads.
func (l *Ledger) PartsNoted(ctx context.Context, uploads []string) ([]string, error) {
	parts, err := l.q.PartsNoted(ctx, uploads)
	return parts, translate(err)
}

// HasUploaded tells whether a person has content of a digest lying ready, for any case.
func (l *Ledger) HasUploaded(ctx context.Context, person casework.PersonID, sum string) (bool, error) {
	has, err := l.q.HasUploaded(ctx, string(person), sum)
	return has, translate(err)
}

// CasesHolding gives cases whose evidence has a digest: the one asked about first, then the latest, limit at most.
func (l *Ledger) CasesHolding(ctx context.Context, sum string, about casework.CaseID, limit int) ([]casework.CaseID, error) {
	rows, err := l.q.CasesHolding(ctx, sum, string(about), limit)
	out := make([]casework.CaseID, len(rows))
	for i, r := range rows {
		out[i] = casework.CaseID(r)
	}
	return out, translate(err)
}

func uploadsOf(rows []db.Upload) []Upload {
	out := make([]Upload, len(rows))
	for i, r := range rows {
		out[i] = uploadOf(r)
	}
	return out
}

func uploadOf(r db.Upload) Upload {
	return Upload{ID: r.ID, Case: casework.CaseID(r.CaseID), Person: casework.PersonID(r.Person), Name: r.Name, Size: r.Size,
		Received: r.Received, Parts: r.Parts, SHA256: r.Sha256, Created: r.CreatedAt.UTC(), Touched: r.TouchedAt.UTC()}
}
