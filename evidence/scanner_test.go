package evidence

// scanner_test.go: a real clamd looks at what comes in, finds, refuses, dies and
// comes back.

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/evidence/evidencetest"
)

func scanner(t *testing.T, address string) Scanner {
	t.Helper()
	c, err := NewClamd(address)
	require.NoError(t, err)
	return c
}

// document gives a paper of Word with a text in it, packed as all of them are.
func document(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w:document>" + strings.Repeat(text+" ", 100) + "</w:document>"}} {
		f, err := w.Create(part[0])
		require.NoError(t, err)
		_, err = f.Write([]byte(part[1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NotContains(t, b.String(), text, "it is packed")
	return b.Bytes()
}

func TestClamdLooksAtWhatComesIn(t *testing.T) {
	t.Parallel()
	clamd := evidencetest.StartClamd(t)
	for name, address := range map[string]string{"socket": clamd.Socket, "port": clamd.TCP} {
		t.Run(name, func(t *testing.T) {
			s := inFolder(t, scanner(t, address))
			require.NoError(t, s.Check(t.Context()))
			clean := []byte(strings.Repeat("整改情况说明。", 20_000)) // several chunks
			f, err := s.Put(t.Context(), "a.txt", of(clean))
			require.NoError(t, err)
			require.Equal(t, "clamd", f.Scanned)
			require.Equal(t, int64(len(clean)), f.Size)
			_, err = s.Put(t.Context(), "b.docx", of(document(t, "清单")))
			require.NoError(t, err)

			for name, content := range map[string][]byte{
				"a.txt": evidencetest.Eicar(), "b.txt": append(clean, evidencetest.Suspicious...), "c.docx": document(t, evidencetest.Suspicious),
			} {
				_, err = s.Put(t.Context(), name, of(content))
				require.Equal(t, "refused.evidence_infected", keyOf(t, err), name)
				require.ErrorContains(t, err, "FOUND", "the log says what was found")
			}
			require.Len(t, keysIn(t, s), 2, "nothing of it stays")
		})
	}
}

func TestWhatClamdDoesNotLookAtIsNotTaken(t *testing.T) {
	t.Parallel()
	clamd := evidencetest.StartClamd(t, "StreamMaxLength 1M", "MaxFileSize 300K", "AlertExceedsMax yes")
	long := []byte(strings.Repeat("整改情况说明。", 400_000)) // 8 MB: more than a socket takes before somebody reads
	for name, address := range map[string]string{"socket": clamd.Socket, "port": clamd.TCP} {
		t.Run(name, func(t *testing.T) {
			s := inFolder(t, scanner(t, address))
			for _, content := range [][]byte{long, long[:1<<20+3], long[:400<<10]} {
				_, err := s.Put(t.Context(), "a.txt", of(content))
				require.Equal(t, "refused.evidence_unscanned", keyOf(t, err), len(content))
			}
			_, err := s.Put(t.Context(), "a.txt", of(long[:200<<10]))
			require.NoError(t, err)
			require.Len(t, keysIn(t, s), 1)
		})
	}
}

// A clamd that is killed while it reads leaves nothing half taken; when it is back,
// the parts that came in make the file.
func TestClamdDiesAndComesBack(t *testing.T) {
	t.Parallel()
	clamd := evidencetest.StartClamd(t)
	for name, address := range map[string]string{"socket": clamd.Socket, "port": clamd.TCP} {
		t.Run(name, func(t *testing.T) {
			s := inFolder(t, scanner(t, address))
			part, n, err := s.AddPart(t.Context(), "u", bytes.NewReader(bytes.Repeat([]byte("整改 "), 1<<20)), 4<<20)
			require.NoError(t, err)
			require.Equal(t, int64(4<<20), n)
			dies := func(ctx context.Context) (io.ReadCloser, error) {
				in, err := s.Parts([]string{part})(ctx)
				return &killing{in, clamd, 2 << 20}, err
			}
			_, err = s.Put(t.Context(), "a.txt", dies)
			require.Equal(t, "unavailable.scanner", keyOf(t, err))
			_, err = s.Put(t.Context(), "a.txt", s.Parts([]string{part}))
			require.Equal(t, "unavailable.scanner", keyOf(t, err))
			require.Equal(t, "unavailable.scanner", keyOf(t, s.Check(t.Context())))
			require.Equal(t, []string{part}, keysIn(t, s), "nothing is taken, nothing is lost")

			clamd.Start()
			f, err := s.Put(t.Context(), "a.txt", s.Parts([]string{part}))
			require.NoError(t, err)
			require.Equal(t, File{SHA256: f.SHA256, Size: n, Kind: f.Kind, Scanned: "clamd"}, f)
		})
	}
}

// killing is content during whose reading the scanner is killed.
type killing struct {
	io.ReadCloser
	clamd *evidencetest.Clamd
	left  int
}

func (k *killing) Read(b []byte) (int, error) {
	n, err := k.ReadCloser.Read(b)
	if k.left -= n; k.left <= 0 {
		k.clamd.Kill()
	}
	return n, err
}

func TestAddressesOfScanners(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"127.0.0.1:3310", "tcp://host", "http://host:1", "unix://", ":"} {
		_, err := NewClamd(bad)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), bad)
	}
}
