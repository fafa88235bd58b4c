package main

// evidence.go: files named on a command line come in by the same way as those of
// the pages: looked at, scanned, kept once, and handed in with the command.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
	_ "gocloud.dev/blob/s3blob" // evidence in a bucket, where the pages keep it there

	"duban/casework"
	"duban/client"
	"duban/engine"
	"duban/evidence"
)

// attachment is a file of this machine that is handed in.
type attachment struct {
	path string
	casework.Evidence
}

// evidenceFlags name files.
type evidenceFlags struct{ files, digests []string }

func (f *evidenceFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.files, "evidence", nil, "a file handed in as evidence (repeatable)")
	flags.StringArrayVar(&f.digests, "evidence-digest", nil,
		"a file that stays where it is: name, size and digest alone go on record (repeatable)")
}

// attachments reads the files to be sent, before anything is sent.
func (f *evidenceFlags) attachments() ([]attachment, error) {
	out := make([]attachment, len(f.files))
	for i, path := range f.files {
		piece, err := evidenceOf(path)
		if err == nil {
			err = evidence.Announced(piece.Name, piece.Size)
		}
		if err != nil {
			return nil, err
		}
		out[i] = attachment{path, piece}
	}
	return out, nil
}

// noted gives what goes on record by its digest alone.
func (f *evidenceFlags) noted() ([]casework.Evidence, error) {
	var out []casework.Evidence
	for _, path := range f.digests {
		piece, err := evidenceOf(path)
		if err != nil {
			return nil, err
		}
		out = append(out, piece)
	}
	return out, nil
}

// evidenceOf gives a file's name, size and digest.
func evidenceOf(path string) (casework.Evidence, error) {
	file, err := os.Open(path)
	if err != nil {
		return casework.Evidence{}, casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	defer func() { _ = file.Close() }()
	h := sha256.New()
	size, err := io.Copy(h, file)
	if err != nil {
		return casework.Evidence{}, casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return casework.Evidence{ID: sum[:16], Name: filepath.Base(path), Size: size, SHA256: sum}, nil
}

// sending is how a file reaches a case: through the engine or a server. It gives
// the upload that a command hands in; told hears how many bytes are there.
type sending func(ctx context.Context, id casework.CaseID, by casework.PersonID, f attachment, told func(int64)) (string, error)

// sendAll sends files in for a case.
func (a *app) sendAll(ctx context.Context, d desk, id casework.CaseID, by casework.PersonID, files []attachment) ([]string, error) {
	var uploads []string
	for _, f := range files {
		upload, err := d.send(ctx, id, by, f, a.sendingBar(f))
		if err != nil {
			return nil, err
		}
		uploads = append(uploads, upload)
	}
	return uploads, nil
}

// sendingBar shows how far a file is that does not go in one part.
func (a *app) sendingBar(f attachment) func(int64) {
	if f.Size <= engine.PartSize {
		return func(int64) {}
	}
	bar := a.byteProgress(a.say("cli.sending", f.Name))
	if bar == nil {
		return func(int64) {}
	}
	return func(sent int64) { bar(int(sent), int(f.Size)) }
}

// send takes a file in through the engine.
func (o *own) send(ctx context.Context, id casework.CaseID, by casework.PersonID, f attachment, told func(int64)) (string, error) {
	v, err := o.viewer(ctx, by)
	if err != nil {
		return "", err
	}
	read := int64(0)
	u, err := v.SendOnce(ctx, id, f.Name, f.Size, f.SHA256, func(context.Context) (io.ReadCloser, error) {
		file, err := os.Open(f.path)
		if err != nil {
			return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.file", f.path)
		}
		// It is read twice: once to be looked at, once to be kept.
		return &telling{file, func(n int) { read += int64(n); told(read / 2) }}, nil
	})
	if err == nil && u.SHA256 != f.SHA256 {
		err = errors.Join(casework.Errorf(casework.CodeConflict, "conflict.file_changed", f.path), v.Withdraw(ctx, id, u.ID))
	}
	return u.ID, err
}

// telling is a file that says how much of it was read.
type telling struct {
	*os.File
	told func(int)
}

func (t *telling) Read(b []byte) (int, error) {
	n, err := t.File.Read(b)
	t.told(n)
	return n, err
}

// send takes a file in through the server.
func (r *remote) send(ctx context.Context, id casework.CaseID, _ casework.PersonID, f attachment, told func(int64)) (string, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return "", casework.Wrap(casework.CodeInvalid, err, "invalid.file", f.path)
	}
	defer func() { _ = file.Close() }()
	upload, err := r.files.SendFile(ctx, string(id), client.File{Name: f.Name, Size: f.Size, SHA256: f.SHA256, Content: file, Told: told})
	switch {
	case errors.Is(err, client.ErrChanged):
		return "", casework.Errorf(casework.CodeConflict, "conflict.file_changed", f.path)
	case err != nil:
		return "", r.failed(err)
	}
	return upload, nil
}
