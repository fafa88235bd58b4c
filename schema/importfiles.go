package schema

// importfiles.go: ledger files put up in the browser, sealed, with how far the work
// on them is.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// ImportState says how far a file is.
type ImportState string

// The states.
const (
	ImportPreviewed ImportState = "previewed" // nothing is changed yet
	ImportApplying  ImportState = "applying"  // in work, or left by a process that was killed
	ImportDone      ImportState = "done"
)

// ImportFile is a ledger file that somebody put up.
type ImportFile struct {
	ID          string
	Name        string
	Digest      string // SHA-256
	Kind        string
	Plan        string
	CreateUnits bool
	By          casework.PersonID
	ByName      string
	At          time.Time
	State       ImportState
	AppliedBy   casework.PersonID
	Applied     time.Time
	Ended       time.Time
	Failure     string    // why the last attempt stopped
	WorkedUntil time.Time // somebody works on it until then at least
}

// PutImportFile keeps a file with its sealed content.
func (l *Ledger) PutImportFile(ctx context.Context, f ImportFile, key string, sealed []byte) error {
	return translate(l.q.PutImportFile(ctx, db.PutImportFileParams{ID: f.ID, Name: f.Name, Digest: f.Digest, Kind: f.Kind, Plan: f.Plan,
		CreateUnits: f.CreateUnits, Key: key, Sealed: sealed, PutBy: string(f.By), PutAt: f.At}))
}

// ImportFiles gives the newest files, or the one of an ID.
func (l *Ledger) ImportFiles(ctx context.Context, id string) ([]ImportFile, error) {
	rows, err := l.q.ImportFiles(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]ImportFile, len(rows))
	for i, r := range rows {
		out[i] = ImportFile{ID: r.ID, Name: r.Name, Digest: r.Digest, Kind: r.Kind, Plan: r.Plan, CreateUnits: r.CreateUnits,
			By: casework.PersonID(r.PutBy), ByName: r.PutByName, At: r.PutAt, State: ImportState(r.State), AppliedBy: casework.PersonID(r.AppliedBy),
			Applied: moment(r.AppliedAt), Ended: moment(r.EndedAt), Failure: r.Failure, WorkedUntil: r.WorkedUntil}
	}
	return out, nil
}

// ImportContent gives a file's sealed content; nil once it is dropped.
func (l *Ledger) ImportContent(ctx context.Context, id string) (key string, sealed []byte, err error) {
	row, err := l.q.ImportContent(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, casework.Errorf(casework.CodeNotFound, "notfound.import")
	}
	return row.Key, row.Sealed, translate(err)
}

// TakeImport takes a file for work, for the length of a lease; false if somebody works on it
// or it is done.
func (l *Ledger) TakeImport(ctx context.Context, id string, by casework.PersonID, now time.Time, lease time.Duration) (bool, error) {
	n, err := l.q.TakeImport(ctx, db.TakeImportParams{ID: id, By: string(by), At: now, Lease: lease.Seconds()})
	return n == 1, translate(err)
}

// KeepImport says that the work goes on.
func (l *Ledger) KeepImport(ctx context.Context, id string, lease time.Duration) error {
	return translate(l.q.KeepImport(ctx, lease.Seconds(), id))
}

// PlaceImport says into which plan a file goes.
func (l *Ledger) PlaceImport(ctx context.Context, id, plan string) error {
	return translate(l.q.PlaceImport(ctx, plan, id))
}

// EndImport says that a file is in, and drops its content.
func (l *Ledger) EndImport(ctx context.Context, id string, at time.Time) error {
	return translate(l.q.EndImport(ctx, at, id))
}

// FailImport says why the work stopped; refused: nothing was changed, and the file
// waits to be previewed again.
func (l *Ledger) FailImport(ctx context.Context, id, failure string, refused bool) error {
	return translate(l.q.FailImport(ctx, failure, refused, id))
}

// LeftImports gives the files that nobody works on any more though they are not in.
func (l *Ledger) LeftImports(ctx context.Context) ([]string, error) {
	ids, err := l.q.LeftImports(ctx)
	return ids, translate(err)
}

// ForgetImports drops the content of files that were put up before a moment and
// never taken in.
func (l *Ledger) ForgetImports(ctx context.Context, before time.Time) error {
	return translate(l.q.ForgetImports(ctx, before))
}

// ImportProgress gives how many cases of a plan are there, of those that had to be
// started since a moment.
func (l *Ledger) ImportProgress(ctx context.Context, plan string, since time.Time) (opened, total int, err error) {
	row, err := l.q.ImportProgress(ctx, plan, since)
	return row.Opened, row.Total, translate(err)
}
