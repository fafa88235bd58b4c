package ledgerfile

// archives_test.go: archives with parts of any size that declare anything, and a
// watch on memory while they are read.

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// peakDuring gives by how many bytes the heap grew at most while f ran.
func peakDuring(f func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base := int64(m.HeapAlloc)
	var peak atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				if grown := int64(m.HeapAlloc) - base; grown > peak.Load() {
					peak.Store(grown)
				}
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak.Load()
}

// entry is a part of an archive written by hand, whatever it declares.
type entry struct {
	name string
	fill func(io.Writer)
}

// zipEntries streams parts into an archive without holding them.
func zipEntries(tb testing.TB, parts []part, entries ...entry) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		entries = append([]entry{{name: p.name, fill: func(w io.Writer) { _, _ = io.WriteString(w, p.content) }}}, entries...)
	}
	for _, e := range entries {
		w, err := z.Create(e.name)
		require.NoError(tb, err)
		e.fill(w)
	}
	require.NoError(tb, z.Close())
	return b.Bytes()
}

func repeat(text string, n int) func(io.Writer) {
	return func(w io.Writer) {
		chunk := strings.Repeat(text, 1000)
		for range n / 1000 {
			_, _ = io.WriteString(w, chunk)
		}
	}
}

func sheetOf(fill func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, xmlHead+"<worksheet><sheetData>")
		fill(w)
		_, _ = io.WriteString(w, "</sheetData></worksheet>")
	}
}

// frame is a workbook without its sheet.
func frame() []part { return rawParts("")[:4] }

const sheetName = "xl/worksheets/sheet1.xml"

// amplified is a ledger of 100,000 rows that all show one long shared text in
// a column.
func amplified(tb testing.TB, column, text string) []byte {
	tb.Helper()
	return zipEntries(tb, append(frame(), part{"xl/sharedStrings.xml", "<sst><si><t>" + text + "</t></si></sst>"}),
		entry{name: sheetName, fill: sheetOf(func(w io.Writer) {
			_, _ = io.WriteString(w, strings.Replace(rawHeader, "</row>", `<c t="inlineStr"><is><t>`+column+`</t></is></c></row>`, 1))
			for i := range 100_000 {
				_, _ = fmt.Fprintf(w, `<row><c t="inlineStr"><is><t>类</t></is></c><c><v>%d</v></c><c t="inlineStr"><is><t>%x</t></is></c><c><v>%d</v></c>`+
					`<c t="inlineStr"><is><t>措施</t></is></c><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>立行立改</t></is></c><c t="s"><v>0</v></c></row>`, i, uint64(i)*2654435761, i)
			}
		})})
}

// random writes n bytes of text that hardly compresses.
func random(w io.Writer, n int, seed uint64) {
	buf := make([]byte, n)
	x := seed*2862933555777941757 + 3037000493
	for i := range buf {
		x = x*6364136223846793005 + 1442695040888963407
		buf[i] = "0123456789abcdef"[x>>60]
	}
	_, _ = w.Write(buf)
}

// declare changes the unpacked size an archive declares for a part, in the
// directory and in the part's descriptor.
func declare(tb testing.TB, b []byte, name string, size uint32) []byte {
	tb.Helper()
	at := bytes.LastIndex(b, []byte(name)) // in the directory
	require.Positive(tb, at)
	binary.LittleEndian.PutUint32(b[at-46+24:], size)
	return b
}

// setFlag sets bits in the flags of every part of an archive's directory.
func setFlag(tb testing.TB, b []byte, bits uint16) []byte {
	tb.Helper()
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return b
		}
		at += i
		binary.LittleEndian.PutUint16(b[at+8:], binary.LittleEndian.Uint16(b[at+8:])|bits)
	}
}

// declareTotal makes the parts of an archive declare more than a workbook may
// unpack to, each within the ratio.
func declareTotal(tb testing.TB, b []byte) []byte {
	tb.Helper()
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return b
		}
		at += i
		if bytes.Contains(b[at+46:min(at+90, len(b))], []byte("xl/media/")) {
			binary.LittleEndian.PutUint32(b[at+20:], 200_000) // packed
			binary.LittleEndian.PutUint32(b[at+24:], 30<<20)  // unpacked
		}
	}
}
