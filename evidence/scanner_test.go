package evidence

// scanner_test.go: a listener that speaks clamd's protocol, byte for byte.

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

// suspicious is what the listener finds something in.
const suspicious = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

// listen answers INSTREAM as clamd does: it reads chunks, each with its length
// before it, up to an empty one, and says what it found.
func listen(t *testing.T, network, address string, limit int) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c, limit)
		}
	}()
	return l
}

func serve(c net.Conn, limit int) {
	defer c.Close()
	in := bufio.NewReader(c)
	if word, err := in.ReadString(0); err != nil || word != "zINSTREAM\x00" {
		_, _ = c.Write([]byte("UNKNOWN COMMAND\x00"))
		return
	}
	var got bytes.Buffer
	for {
		var n uint32
		if binary.Read(in, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		if got.Len()+int(n) > limit {
			_, _ = c.Write([]byte("INSTREAM size limit exceeded. ERROR\x00"))
			return
		}
		if _, err := io.CopyN(&got, in, int64(n)); err != nil {
			return
		}
	}
	if strings.Contains(got.String(), suspicious) {
		_, _ = c.Write([]byte("stream: Win.Test.EICAR_HDB-1 FOUND\x00"))
		return
	}
	_, _ = c.Write([]byte("stream: OK\x00"))
}

func TestClamdLooksAtWhatComesIn(t *testing.T) {
	t.Parallel()
	l := listen(t, "tcp", "127.0.0.1:0", 1<<20)
	clamd, err := NewClamd("tcp://" + l.Addr().String())
	require.NoError(t, err)
	s, path := folder(t, clamd)
	clean := []byte(strings.Repeat("整改情况说明。", 20_000)) // several chunks
	f, err := s.Put(t.Context(), "a.txt", of(clean))
	require.NoError(t, err)
	require.Equal(t, "clamd", f.Scanned)
	require.Equal(t, int64(len(clean)), f.Size)

	_, err = s.Put(t.Context(), "b.txt", of([]byte("text "+suspicious)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	require.Len(t, filesIn(t, path), 1, "nothing of it stays")

	_, err = s.Put(t.Context(), "c.txt", of(bytes.Repeat([]byte("long "), 1<<19)))
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err), "what could not be scanned is not taken")
	require.NoError(t, l.Close())
	_, err = s.Put(t.Context(), "d.txt", of([]byte("text")))
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
	require.Len(t, filesIn(t, path), 1)
}

func TestClamdBySocket(t *testing.T) {
	t.Parallel()
	at := filepath.Join(t.TempDir(), "clamd.ctl")
	listen(t, "unix", at, 1<<20)
	clamd, err := NewClamd("unix://" + at)
	require.NoError(t, err)
	require.NoError(t, clamd.Scan(t.Context(), "a", strings.NewReader("")))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(clamd.Scan(t.Context(), "a", strings.NewReader(suspicious))))
	for _, bad := range []string{"127.0.0.1:3310", "tcp://host", "http://host:1", "unix://", ":"} {
		_, err := NewClamd(bad)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), bad)
	}
}
