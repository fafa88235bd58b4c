package evidence

// store.go: writing and reading the bytes.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // a folder: the default
	"gocloud.dev/gcerrors"

	"duban/casework"
)

// Store keeps files by their content. Make one with [Open]; safe for concurrent use.
type Store struct {
	bucket  *blob.Bucket
	scanner Scanner
}

// Folder gives the address of a store in a folder, which is made when it is missing.
func Folder(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	// No sidecar files, and temporary ones beside the others: a rename must not cross disks.
	return "file://" + filepath.ToSlash(full) + "?create_dir=true&metadata=skip&no_tmp_dir=true&dir_file_mode=0700", nil
}

// Open opens the store of an address (file://…, s3://… where the program carries
// that driver). A nil scanner lets everything pass unscanned. An address that
// cannot be used is [casework.CodeInvalid]; whether somebody answers there, [Store.Check] tells.
func Open(ctx context.Context, address string, scanner Scanner) (*Store, error) {
	bucket, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, casework.Wrap(casework.CodeInvalid, withoutAddress(err, address), "invalid.evidence_store")
	}
	return &Store{bucket: bucket, scanner: scanner}, nil
}

// Close ends it.
func (s *Store) Close() error { return s.bucket.Close() }

// Kept gives content that the store holds as a source: to be taken in under
// another name, it is looked at like any other.
func (s *Store) Kept(sum string) Source {
	return func(ctx context.Context) (io.ReadCloser, error) { return s.Open(ctx, sum) }
}

// File is content that the store holds.
type File struct {
	SHA256  string
	Size    int64
	Kind    string // media type, found in the content
	Scanned string // which scanner let it pass, "" for none
}

// Source gives the content to be stored from its start, each time it is called.
type Source func(context.Context) (io.ReadCloser, error)

// Put takes content in under a file's name. It is looked at before it is kept:
// what [Policy] does not take, and what a scanner finds something in, is refused
// with [casework.CodeRefused] and leaves nothing behind.
func (s *Store) Put(ctx context.Context, name string, from Source) (File, error) {
	f, err := s.look(ctx, name, from)
	if err != nil {
		return File{}, err
	}
	if kept, err := s.bucket.Exists(ctx, key(f.SHA256)); err != nil || kept {
		return f, unavailable(err)
	}
	in, err := from(ctx)
	if err != nil {
		return File{}, err
	}
	defer in.Close()
	sum := sha256.New()
	err = s.write(ctx, key(f.SHA256), io.TeeReader(in, sum), func() error {
		if got := digest(sum); got != f.SHA256 {
			return fmt.Errorf("content changed while it was taken in: %s, then %s", f.SHA256, got)
		}
		return nil
	})
	return f, unavailable(err)
}

// look reads content once: its digest, its length, its kind, and what a scanner
// says of it.
func (s *Store) look(ctx context.Context, name string, from Source) (File, error) {
	in, err := from(ctx)
	if err != nil {
		return File{}, err
	}
	defer in.Close()
	sum, count := sha256.New(), &counter{}
	kind, whole, err := sniff(io.TeeReader(io.LimitReader(in, MaxSize+1), io.MultiWriter(sum, count)))
	if err != nil {
		return File{}, unavailable(err)
	}
	if err := accept(name, kind); err != nil {
		return File{}, err
	}
	f := File{Kind: kind.String()}
	if s.scanner != nil {
		if err := s.scanner.Scan(ctx, name, whole); err != nil {
			return File{}, err
		}
		f.Scanned = s.scanner.Name()
	}
	if _, err := io.Copy(io.Discard, whole); err != nil { // whatever the scanner did not read
		return File{}, unavailable(err)
	}
	f.SHA256, f.Size = digest(sum), count.n
	return f, checkSize(name, f.Size)
}

func (s *Store) write(ctx context.Context, key string, from io.Reader, sound func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return err
	}
	if _, err = io.Copy(w, from); err == nil {
		err = sound()
	}
	if err != nil {
		cancel()
		_ = w.Close() // gives up what was written
		return err
	}
	return w.Close()
}

// Open gives the content of a digest, or [casework.CodeNotFound].
func (s *Store) Open(ctx context.Context, sum string) (io.ReadSeekCloser, error) {
	r, err := s.bucket.NewReader(ctx, key(sum), nil)
	if gcerrors.Code(err) == gcerrors.NotFound && !bucketMissing(err) {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.evidence_bytes")
	}
	if err != nil {
		return nil, unavailable(err)
	}
	return r, nil
}

// Has tells whether the content of a digest is in the store.
func (s *Store) Has(ctx context.Context, sum string) (bool, error) {
	kept, err := s.bucket.Exists(ctx, key(sum))
	return kept, unavailable(err)
}

// Remove takes away the content of a digest; that it is gone already does not matter.
func (s *Store) Remove(ctx context.Context, sum string) error {
	return s.Drop(ctx, []string{key(sum)})
}

// Verify reads what is kept under a digest and tells whether it is that content.
func (s *Store) Verify(ctx context.Context, sum string) (bool, error) {
	in, err := s.Open(ctx, sum)
	if err != nil {
		return false, err
	}
	defer in.Close()
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		return false, unavailable(err)
	}
	return digest(h) == sum, nil
}

// AddPart keeps a part of an upload and gives its key and length. At most limit
// bytes are taken; a sender that breaks off leaves the part that came.
func (s *Store) AddPart(ctx context.Context, upload string, from io.Reader, limit int64) (part string, n int64, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", 0, err
	}
	part = partsFolder + upload + "/" + id.String()
	count := &counter{}
	// What came before a line broke is kept: the sender goes on behind it.
	err = s.write(context.WithoutCancel(ctx), part, io.TeeReader(&untilBroken{io.LimitReader(from, limit)}, count), func() error { return nil })
	return part, count.n, unavailable(err)
}

// Parts gives the content that some parts make together.
func (s *Store) Parts(parts []string) Source {
	return func(ctx context.Context) (io.ReadCloser, error) {
		return &joined{ctx: ctx, s: s, parts: parts}, nil
	}
}

const partsFolder = "parts/"

// Part is a part of an upload as it lies in the store.
type Part struct{ Key, Upload string }

// OldParts gives parts that were written before a moment to visit, some at a time.
func (s *Store) OldParts(ctx context.Context, before time.Time, visit func([]Part) error) error {
	const batch = 1000
	var list []Part
	for at := s.bucket.List(&blob.ListOptions{Prefix: partsFolder}); ; {
		o, err := at.Next(ctx)
		if err != nil && !errors.Is(err, io.EOF) {
			return unavailable(err)
		}
		if err == nil && o.ModTime.Before(before) {
			upload, _, _ := strings.Cut(strings.TrimPrefix(o.Key, partsFolder), "/")
			list = append(list, Part{o.Key, upload})
		}
		if len(list) == batch || err != nil && len(list) > 0 {
			if failed := visit(list); failed != nil {
				return failed
			}
			list = nil
		}
		if err != nil {
			return nil //nolint:nilerr // that was all
		}
	}
}

// Drop removes what lies under some keys; those that are gone already do not matter.
func (s *Store) Drop(ctx context.Context, keys []string) error {
	for _, p := range keys {
		if err := s.bucket.Delete(ctx, p); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return unavailable(err)
		}
	}
	return nil
}

// key spreads files over folders: one with a million files is slow to list.
func key(sum string) string { return "sha256/" + sum[:min(2, len(sum))] + "/" + sum }

// Digest tells whether a text is a digest: it becomes part of a path.
func Digest(text string) bool {
	return len(text) == 2*sha256.Size && strings.Trim(text, "0123456789abcdef") == ""
}

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func unavailable(err error) error {
	if err == nil || casework.CodeOf(err) != casework.CodeInternal {
		return err
	}
	return casework.Wrap(casework.CodeUnavailable, err, "unavailable.evidence")
}
