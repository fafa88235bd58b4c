package evidence

// store_test.go: what is kept, what is refused, and that nothing is left behind.

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func folder(t *testing.T, scanner Scanner) (*Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "evidence")
	address, err := Folder(path)
	require.NoError(t, err)
	s, err := Open(t.Context(), address, scanner)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s, path
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

// filesIn lists every file in a folder and below.
func filesIn(t *testing.T, path string) (out []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(path, func(at string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, at)
		}
		return err
	}))
	return out
}

func TestContentIsKeptOnceUnderItsDigest(t *testing.T) {
	t.Parallel()
	s, path := folder(t, nil)
	content := picture(t)
	f, err := s.Put(t.Context(), "a.png", of(content))
	require.NoError(t, err)
	require.Equal(t, File{SHA256: f.SHA256, Size: int64(len(content)), Kind: "image/png"}, f)
	require.True(t, Digest(f.SHA256))
	again, err := s.Put(t.Context(), "another name.png", of(content))
	require.NoError(t, err)
	require.Equal(t, f, again)
	require.Len(t, filesIn(t, path), 1)

	r, err := s.Open(t.Context(), f.SHA256)
	require.NoError(t, err)
	back, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, content, back)
	sound, err := s.Verify(t.Context(), f.SHA256)
	require.NoError(t, err)
	require.True(t, sound)

	require.NoError(t, os.WriteFile(filesIn(t, path)[0], []byte("something else"), 0o600))
	sound, err = s.Verify(t.Context(), f.SHA256)
	require.NoError(t, err)
	require.False(t, sound, "bytes that were changed on the disk are found out")
	_, err = s.Open(t.Context(), strings.Repeat("0", 64))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}

func TestOnlyWhatItsNameSaysIsTaken(t *testing.T) {
	t.Parallel()
	s, path := folder(t, nil)
	page := []byte("<!doctype html><script>alert(1)</script>")
	for name, content := range map[string][]byte{
		"photo.jpg": page, "notes.txt": page, "page.html": page, "drawing.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"report.pdf": picture(t), "setup.exe": {'M', 'Z'}, "setup.jpg": append([]byte("MZ\x90\x00"), make([]byte, 64)...), "empty.png": nil,
		"table.xlsx": []byte("PK\x03\x04 no workbook"),
	} {
		_, err := s.Put(t.Context(), name, of(content))
		require.Equal(t, casework.CodeRefused, casework.CodeOf(err), name)
	}
	require.Empty(t, filesIn(t, path), "nothing of it stays")
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
	s, path := folder(t, nil)
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
	require.Len(t, filesIn(t, path), 1)
}
