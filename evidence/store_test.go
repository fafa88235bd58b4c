package evidence

// store_test.go: what is kept, what is refused, and that nothing is left behind, in
// a folder and in a bucket of a real S3 server.

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	_ "gocloud.dev/blob/s3blob" // as the programs carry it

	"duban/casework"
	"duban/evidence/evidencetest"
)

func open(t *testing.T, address string, scanner Scanner) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, scanner)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func inFolder(t *testing.T, scanner Scanner) *Store {
	t.Helper()
	address, err := Folder(filepath.Join(t.TempDir(), "evidence"))
	require.NoError(t, err)
	return open(t, address, scanner)
}

// inEach runs a test on an empty store of each sort.
func inEach(t *testing.T, test func(*testing.T, *Store)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		test(t, inFolder(t, nil))
	})
	t.Run("bucket", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, evidencetest.Profile(t, evidencetest.StartServer(t).Bucket(), "right"), nil))
	})
}

func of(content []byte) Source {
	return func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	return b.Bytes()
}

// keysIn lists everything in a store, half-made or kept.
func keysIn(t *testing.T, s *Store) (out []string) {
	t.Helper()
	for list := s.bucket.List(nil); ; {
		o, err := list.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		out = append(out, o.Key)
	}
}

func TestContentIsKeptOnceUnderItsDigest(t *testing.T) {
	t.Parallel()
	inEach(t, func(t *testing.T, s *Store) {
		t.Helper()
		require.NoError(t, s.Check(t.Context()))
		content := picture(t)
		f, err := s.Put(t.Context(), "a.png", of(content))
		require.NoError(t, err)
		require.Equal(t, File{SHA256: f.SHA256, Size: int64(len(content)), Kind: "image/png"}, f)
		require.True(t, Digest(f.SHA256))
		again, err := s.Put(t.Context(), "another name.png", of(content))
		require.NoError(t, err)
		require.Equal(t, f, again)
		again, err = s.Put(t.Context(), "a third.png", s.Kept(f.SHA256))
		require.NoError(t, err)
		require.Equal(t, f, again)
		_, err = s.Put(t.Context(), "no picture.pdf", s.Kept(f.SHA256))
		require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "what is kept is looked at under its new name")
		require.Equal(t, []string{key(f.SHA256)}, keysIn(t, s))

		r, err := s.Open(t.Context(), f.SHA256)
		require.NoError(t, err)
		back, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, content, back)
		for _, at := range []int64{20, 3} { // forward and back again, as a film is wound
			_, err = r.Seek(at, io.SeekStart)
			require.NoError(t, err)
			part := make([]byte, 7)
			_, err = io.ReadFull(r, part)
			require.NoError(t, err)
			require.Equal(t, content[at:at+7], part)
		}
		require.NoError(t, r.Close())
		sound, err := s.Verify(t.Context(), f.SHA256)
		require.NoError(t, err)
		require.True(t, sound)

		require.NoError(t, s.bucket.WriteAll(t.Context(), key(f.SHA256), []byte("something else"), nil))
		sound, err = s.Verify(t.Context(), f.SHA256)
		require.NoError(t, err)
		require.False(t, sound, "bytes that were changed where they lie are found out")
		_, err = s.Open(t.Context(), strings.Repeat("0", 64))
		require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	})
}

// What changes while it is read leaves nothing behind, however long it is: S3 takes
// what is longer than 5 MB in parts of its own.
func TestWhatChangesWhileItIsReadIsNotKept(t *testing.T) {
	t.Parallel()
	inEach(t, func(t *testing.T, s *Store) {
		t.Helper()
		for _, size := range []int{1 << 10, 12 << 20} {
			content, reads := bytes.Repeat([]byte("整改 "), size/7), 0
			_, err := s.Put(t.Context(), "a.txt", func(context.Context) (io.ReadCloser, error) {
				reads++
				return io.NopCloser(io.MultiReader(bytes.NewReader(content), strings.NewReader(strings.Repeat("x", reads)))), nil
			})
			require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
			require.Empty(t, keysIn(t, s))
			f, err := s.Put(t.Context(), "a.txt", of(content))
			require.NoError(t, err)
			sound, err := s.Verify(t.Context(), f.SHA256)
			require.NoError(t, err)
			require.True(t, sound)
			require.NoError(t, s.bucket.Delete(t.Context(), key(f.SHA256)))
		}
	})
}

func TestOnlyWhatItsNameSaysIsTaken(t *testing.T) {
	t.Parallel()
	s := inFolder(t, nil)
	page := []byte("<!doctype html><script>alert(1)</script>")
	for name, content := range map[string][]byte{
		"photo.jpg": page, "notes.txt": page, "page.html": page, "drawing.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"report.pdf": picture(t), "setup.exe": {'M', 'Z'}, "setup.jpg": append([]byte("MZ\x90\x00"), make([]byte, 64)...), "empty.png": nil,
		"table.xlsx": []byte("PK\x03\x04 no workbook"),
	} {
		_, err := s.Put(t.Context(), name, of(content))
		require.Equal(t, casework.CodeRefused, casework.CodeOf(err), name)
	}
	require.Empty(t, keysIn(t, s), "nothing of it stays")
	for name, content := range map[string][]byte{"a.PNG": picture(t), "b.pdf": []byte("%PDF-1.7\n"), "c.txt": []byte("已整改"), "d.csv": []byte("a,b\n1,2\n")} {
		_, err := s.Put(t.Context(), name, of(content))
		require.NoError(t, err, name)
	}
}

func TestAnnounced(t *testing.T) {
	t.Parallel()
	require.NoError(t, Announced("a.jpg", MaxSize))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(Announced("a.jpg", MaxSize+1)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(Announced("a.jpg", 0)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(Announced("a.html", 10)))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(Announced("", 10)))
}

func TestNamesLeadNowhere(t *testing.T) {
	t.Parallel()
	for in, out := range map[string]string{
		`C:\照片\现场.jpg`: "现场.jpg", "../../etc/passwd": "passwd", "a\x00b\n.pdf": "ab.pdf", "..": "..", "": "",
		"report\u202egpj.exe": "reportgpj.exe", strings.Repeat("长", 300) + ".jpg": strings.Repeat("长", 196) + ".jpg",
	} {
		require.Equal(t, out, CleanName(in))
	}
}

func TestPartsMakeAWhole(t *testing.T) {
	t.Parallel()
	inEach(t, func(t *testing.T, s *Store) {
		t.Helper()
		content := picture(t)
		half := len(content) / 2
		first, n, err := s.AddPart(t.Context(), "u1", bytes.NewReader(content[:half]), 1<<20)
		require.NoError(t, err)
		require.Equal(t, int64(half), n)
		// A sender that breaks off leaves what came.
		broken := io.MultiReader(bytes.NewReader(content[half:half+5]), iotest.ErrReader(io.ErrUnexpectedEOF))
		second, n, err := s.AddPart(t.Context(), "u1", broken, 1<<20)
		require.NoError(t, err)
		require.Equal(t, int64(5), n)
		third, n, err := s.AddPart(t.Context(), "u1", bytes.NewReader(content[half+5:]), int64(len(content)-half-5))
		require.NoError(t, err)
		require.Equal(t, int64(len(content)-half-5), n)
		parts := []string{first, second, third}
		f, err := s.Put(t.Context(), "a.png", s.Parts(parts))
		require.NoError(t, err)
		require.Equal(t, int64(len(content)), f.Size)
		require.NoError(t, s.Drop(t.Context(), parts))
		require.NoError(t, s.Drop(t.Context(), parts), "gone already")
		require.Equal(t, []string{key(f.SHA256)}, keysIn(t, s))
	})
}

func TestAStoreThatCannotBeUsedIsToldAtOnce(t *testing.T) {
	t.Parallel()
	server := evidencetest.StartServer(t)
	bucket := server.Bucket()
	for profile, key := range map[string]string{"wrong": "invalid.evidence_key", "unknown": "invalid.evidence_key"} {
		err := open(t, evidencetest.Profile(t, bucket, profile), nil).Check(t.Context())
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "%s: %v", profile, err)
		require.Equal(t, key, keyOf(t, err))
		require.NotContains(t, err.Error(), evidencetest.WrongKey)
	}
	nowhere := open(t, evidencetest.Profile(t, server.Address("no-such-bucket"), "right"), nil)
	require.Equal(t, "invalid.evidence_bucket", keyOf(t, nowhere.Check(t.Context())))
	_, err := nowhere.Put(t.Context(), "a.png", of(picture(t)))
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
	_, err = nowhere.Open(t.Context(), strings.Repeat("0", 64))
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err), "a bucket that is gone is not a file that never was")

	for _, bad := range []string{"nonsense://x", "s3://b?secret_access_key=" + "hush", "file:///nowhere/at/all", "s3://b?profile=hush"} {
		_, err := Open(t.Context(), bad, nil)
		require.Equal(t, "invalid.evidence_store", keyOf(t, err), bad)
		require.NotContains(t, err.Error(), "=hush", "no key that somebody put into the address")
	}
	s := open(t, evidencetest.Profile(t, bucket, "right"), nil)
	require.NoError(t, s.Check(t.Context()))
	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(s.Check(ctx)), "one that does not answer may come back")
}

func keyOf(t *testing.T, err error) string {
	t.Helper()
	var e *casework.Error
	require.ErrorAs(t, err, &e)
	return e.Key
}
