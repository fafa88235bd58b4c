package schema

// uploads.go: files of evidence in the store of bytes, and those on their way there.

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
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

// PutEvidenceFile notes that the store holds content. While it is being removed, it
// waits until it is gone: whoever notes content looks afterwards whether it is there.
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

// UploadBounds say how much one person may send in.
type UploadBounds struct {
	OpenFiles int   // not handed in, for all cases together
	OpenBytes int64 // as announced
	DayFiles  int   // begun on a day, whatever became of them
	DayBytes  int64
}

// StartUpload notes an upload of which nothing has come yet. What goes beyond the
// bounds of its person is [casework.CodeRefused]. comes is false where the store holds
// the content already: nothing is sent, so the day does not count it.
func (l *Ledger) StartUpload(ctx context.Context, u Upload, day calendar.Date, comes bool, most UploadBounds) error {
	files, bytes := 0, int64(0)
	if comes {
		files, bytes = 1, u.Size
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		n, err := q.CountUpload(ctx, db.CountUploadParams{Person: string(u.Person), Day: day.Start(time.UTC), Files: files, Bytes: bytes,
			MostFiles: most.DayFiles, MostBytes: most.DayBytes})
		if err != nil {
			return err
		}
		if n == 0 {
			return casework.Errorf(casework.CodeRefused, "refused.uploads_day", strconv.Itoa(most.DayFiles), megabytes(most.DayBytes))
		}
		open, err := q.OpenUploads(ctx, string(u.Person))
		if err != nil {
			return err
		}
		if open.Files+1 > most.OpenFiles || open.Bytes+u.Size > most.OpenBytes {
			return casework.Errorf(casework.CodeRefused, "refused.uploads_open", strconv.Itoa(open.Files), megabytes(open.Bytes),
				strconv.Itoa(most.OpenFiles), megabytes(most.OpenBytes))
		}
		return q.StartUpload(ctx, db.StartUploadParams{ID: u.ID, CaseID: string(u.Case), Person: string(u.Person),
			Name: u.Name, Size: u.Size, At: stored(u.Created)})
	})
}

func megabytes(n int64) string { return strconv.FormatInt((n+1<<20-1)>>20, 10) }

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

// UnclaimedFiles gives content that no row of the ledger names and nobody has had lying
// ready since a moment.
func (l *Ledger) UnclaimedFiles(ctx context.Context, now, before time.Time, limit int) ([]string, error) {
	if err := l.q.ClaimNamed(ctx); err != nil {
		return nil, translate(err)
	}
	if err := l.q.AwaitUploads(ctx, stored(now)); err != nil {
		return nil, translate(err)
	}
	sums, err := l.q.UnclaimedFiles(ctx, stored(before), limit)
	return sums, translate(err)
}

// RemoveFile removes content that is still unclaimed since a moment: remove takes the
// bytes away, while whoever takes in the same content waits. A process killed in between
// leaves a row without bytes, which the next one removes. It tells whether it did.
func (l *Ledger) RemoveFile(ctx context.Context, sum string, before time.Time, remove func() error) (done bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		held, err := q.LockUnclaimed(ctx, sum, stored(before))
		if err != nil || len(held) == 0 {
			return err
		}
		if named, err := q.NamesDigest(ctx, sum); err != nil || named { // as it is behind the lock
			return err
		}
		if err := q.DropEvidenceFile(ctx, sum); err != nil {
			return err
		}
		done = true
		return remove()
	})
	return done && err == nil, err
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
