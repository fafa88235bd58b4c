package engine

// viewer_import.go: a ledger file put up by a person: what it would change, row by
// row, and then exactly that.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"duban/casework"
	"duban/codec"
	"duban/ledgerfile"
	"duban/schema"
)

// MaxImport is how large a file may be: what the reader of ledger files takes.
var MaxImport = ledgerfile.DefaultLimits.FileBytes

// keepPreviews is how long a file waits for somebody to say yes.
const keepPreviews = 7 * 24 * time.Hour

// kindTaskList is the kind of a ledger of measures with milestones: a year's tasks.
const kindTaskList = "tasklist"

// ImportPreview is what a file would change.
type ImportPreview struct {
	File schema.ImportFile
	Imported
	Digest string // of the outcome shown: applying names it
}

// MayImport refuses with [casework.CodeForbidden] who may take in no file of any kind.
func (v *Viewer) MayImport(ctx context.Context) error {
	ledgers, lists, err := v.takesIn(ctx)
	if err != nil || ledgers || lists {
		return err
	}
	_, err = casework.AuthoriseTakingIn(v.By, nil, false)
	return err
}

// MayImportLedgers tells whether the person may take in ledgers of cases.
func (v *Viewer) MayImportLedgers() bool {
	_, err := casework.AuthoriseTakingIn(v.By, nil, false)
	return err == nil
}

// takesIn tells which files the person may take in: ledgers of cases, lists.
func (v *Viewer) takesIn(ctx context.Context) (ledgers, lists bool, err error) {
	lists, err = v.MayEnterLists(ctx)
	return v.MayImportLedgers(), lists, err
}

// mayTakeIn refuses a file of a kind that the person may not take in.
func (v *Viewer) mayTakeIn(ctx context.Context, kind string) error {
	seats, err := v.e.seats(ctx)
	if err != nil {
		return err
	}
	_, err = casework.AuthoriseTakingIn(v.By, seats, IsList(ledgerfile.SheetKind(kind)))
	return err
}

// PutImport keeps a file for its preview and gives its ID. A file with faults is
// not kept: its findings come back as a [*ledgerfile.Findings].
func (v *Viewer) PutImport(ctx context.Context, name string, content []byte, createUnits bool) (string, error) {
	if err := v.MayImport(ctx); err != nil {
		return "", err
	}
	out, err := v.e.EnterContent(ctx, content, ImportOptions{DryRun: true, Name: name, CreateUnits: createUnits, By: v.By})
	if err != nil {
		return "", readable(err)
	}
	f := schema.ImportFile{Name: clipName(name), Kind: string(out.Kind), Plan: out.Plan, CreateUnits: createUnits}
	if out.Milestones > 0 {
		f.Kind = kindTaskList
	}
	return v.keepImport(ctx, f, content)
}

// keepImport keeps a file under an ID of its own, sealed, and drops those that nobody
// took in.
func (v *Viewer) keepImport(ctx context.Context, f schema.ImportFile, content []byte) (string, error) {
	if err := v.e.Ledger.ForgetImports(ctx, v.now.Add(-keepPreviews)); err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	sum := sha256.Sum256(content)
	f.ID, f.Digest, f.By, f.At = id.String(), hex.EncodeToString(sum[:]), v.By.Person, v.now
	cell, err := v.e.keys.SealCell(content, importPlace(f.ID))
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return f.ID, v.e.Ledger.PutImportFile(ctx, f, cell.Key, cell.Sealed)
}

// readable gives an error of reading a file as one for people; findings stay.
func readable(err error) error {
	var findings *ledgerfile.Findings
	var known *casework.Error
	if errors.As(err, &findings) || errors.As(err, &known) {
		return err
	}
	return casework.Errorf(casework.CodeInvalid, "invalid.ledger_file", err.Error())
}

func importPlace(id string) string { return "import/" + id }

func clipName(name string) string {
	r := []rune(name)
	return string(r[:min(len(r), 120)])
}

// Imports gives the newest files that were put up, of the kinds that the person may
// take in.
func (v *Viewer) Imports(ctx context.Context) ([]schema.ImportFile, error) {
	ledgers, lists, err := v.takesIn(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.MayImport(ctx); err != nil {
		return nil, err
	}
	files, err := v.e.Ledger.ImportFiles(ctx, "")
	return slices.DeleteFunc(files, func(f schema.ImportFile) bool {
		if f.Kind == kindStandards {
			return true // sweeps show them
		}
		if IsList(ledgerfile.SheetKind(f.Kind)) {
			return !lists || !v.seesFile(f)
		}
		return !ledgers
	}), err
}

// seesFile tells whether a file may be looked at: a list may hold what other units'
// posts must not see, so that it is its own person's and theirs who see everything.
func (v *Viewer) seesFile(f schema.ImportFile) bool {
	return v.Sight.Everything || f.By == v.By.Person || !IsList(ledgerfile.SheetKind(f.Kind))
}

// Import gives a file that was put up.
func (v *Viewer) Import(ctx context.Context, id string) (schema.ImportFile, error) {
	if err := v.MayImport(ctx); err != nil {
		return schema.ImportFile{}, err
	}
	f, err := v.e.importFile(ctx, id)
	if err != nil {
		return f, err
	}
	if f.Kind == kindStandards { // it has a page of its own, for others than those who import
		return schema.ImportFile{}, casework.Errorf(casework.CodeNotFound, "notfound.import")
	}
	if !v.seesFile(f) {
		return schema.ImportFile{}, casework.Errorf(casework.CodeForbidden, "forbidden.import_file", string(v.By.Person))
	}
	return f, v.mayTakeIn(ctx, f.Kind)
}

func (e *Engine) importFile(ctx context.Context, id string) (schema.ImportFile, error) {
	if _, err := uuid.Parse(id); err != nil {
		return schema.ImportFile{}, casework.Errorf(casework.CodeNotFound, "notfound.import")
	}
	files, err := e.Ledger.ImportFiles(ctx, id)
	if err != nil {
		return schema.ImportFile{}, err
	}
	if len(files) == 0 {
		return schema.ImportFile{}, casework.Errorf(casework.CodeNotFound, "notfound.import")
	}
	return files[0], nil
}

// importContent opens a file's content; it is the one that was put up, or nothing.
func (e *Engine) importContent(ctx context.Context, f schema.ImportFile) ([]byte, error) {
	key, sealed, err := e.Ledger.ImportContent(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	if sealed == nil {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.import_content")
	}
	content, err := e.keys.OpenCell(codec.Cell{Key: key, Sealed: sealed}, importPlace(f.ID))
	if err != nil {
		return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.Digest {
		return nil, casework.Errorf(casework.CodeConflict, "conflict.import_digest")
	}
	return content, nil
}

// PreviewImport tells row by row what a file would change now.
func (v *Viewer) PreviewImport(ctx context.Context, id string) (ImportPreview, error) {
	f, err := v.Import(ctx, id)
	if err != nil {
		return ImportPreview{}, err
	}
	p := ImportPreview{File: f}
	content, err := v.e.importContent(ctx, f)
	if err != nil {
		return p, err
	}
	if p.Imported, err = v.e.EnterContent(ctx, content, ImportOptions{DryRun: true, Name: f.Name, CreateUnits: f.CreateUnits, By: v.By}); err != nil {
		return p, readable(err)
	}
	body, err := json.Marshal(p.Rows)
	if err != nil {
		return p, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	sum := sha256.Sum256(append(body, f.Digest...))
	p.Digest = hex.EncodeToString(sum[:])
	return p, nil
}

// ApproveImport says that a file be taken in as it was previewed: where the ledger
// has moved so that it would do anything else, it is [casework.CodeStale]. The work
// itself is [Engine.RunImport]; false tells that it is under way or done already.
func (v *Viewer) ApproveImport(ctx context.Context, id, digest string) (bool, error) {
	f, err := v.Import(ctx, id)
	if err != nil || f.State != schema.ImportPreviewed {
		return false, err
	}
	p, err := v.PreviewImport(ctx, id)
	if err != nil {
		return false, err
	}
	if p.Digest != digest {
		return false, casework.Errorf(casework.CodeStale, "stale.import")
	}
	return v.e.Ledger.TakeImport(ctx, id, v.By.Person, time.Now(), lease)
}

// ImportProgress gives how many of a file's cases are there.
func (v *Viewer) ImportProgress(ctx context.Context, f schema.ImportFile) (opened, total int, err error) {
	if err := v.mayTakeIn(ctx, f.Kind); err != nil {
		return 0, 0, err
	}
	if f.Plan == "" || f.Applied.IsZero() {
		return 0, 0, nil
	}
	return v.e.Ledger.ImportProgress(ctx, f.Plan, f.Applied)
}
