package ledgerfile

// merges.go: merged cells. A workbook lists them after the rows, so they are
// fetched in a pass of their own before the rows are streamed.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// merge is a merged range; columns count from 0, rows from 1.
type merge struct{ top, bottom, left, right int32 }

// readMerges finds the list of merged cells by its tag without parsing the
// rows before it.
func (w *workbook) readMerges(part string) ([]merge, error) {
	in, err := w.open(part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	rest, err := after(in, []byte("mergeCells"))
	if err != nil || rest == nil {
		return nil, err
	}
	var list []merge
	seen := 0
	dec := xml.NewDecoder(io.MultiReader(strings.NewReader("<x"), rest))
	for {
		t, err := dec.RawToken()
		if err != nil {
			var r *refusal
			if errors.As(err, &r) {
				return nil, r
			}
			return list, nil // the pass over the rows reports what is damaged
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "mergeCell" {
				continue
			}
			if seen++; seen > w.lim.Merges {
				return nil, refuse("file_too_many_merges", strconv.Itoa(w.lim.Merges))
			}
			m, ok := parseRange(attr(e, "ref"))
			if ok && (m.top != m.bottom || m.left != m.right) && int(m.left) < w.lim.Columns {
				list = append(list, m)
			}
		case xml.EndElement:
			if e.Name.Local == "mergeCells" {
				slices.SortStableFunc(list, func(a, b merge) int { return int(a.top) - int(b.top) })
				return list, nil
			}
		}
	}
}

// after reads up to and including the first occurrence of mark and gives what
// follows; nil when there is none.
func after(in io.Reader, mark []byte) (io.Reader, error) {
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if i := bytes.Index(buf, mark); i >= 0 {
			return io.MultiReader(bytes.NewReader(buf[i+len(mark):]), in), nil
		}
		if err != nil {
			return nil, ignoreEOF(err)
		}
		if keep := len(mark) - 1; len(buf) > keep {
			buf = buf[:copy(buf, buf[len(buf)-keep:])]
		}
	}
}

// parseRange reads A1:B3.
func parseRange(ref string) (merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return merge{}, false
	}
	c1, r1, ok1 := parseRef(from)
	c2, r2, ok2 := parseRef(to)
	if !ok1 || !ok2 || c2 < c1 || r2 < r1 {
		return merge{}, false
	}
	return merge{int32(r1), int32(r2), int32(c1), int32(c2)}, true //nolint:gosec // parseRef bounds both
}

// parseRef reads D12 as column 3, row 12, within the format's own bounds.
func parseRef(ref string) (col, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	if i == 0 || i == 4 || col > 16384 {
		return 0, 0, false
	}
	for j := i; j < len(ref); j++ {
		if ref[j] < '0' || ref[j] > '9' || j-i > 6 {
			return 0, 0, false
		}
		row = row*10 + int(ref[j]-'0')
	}
	return col - 1, row, row >= 1 && row <= 1_048_576
}

// columnLetters gives the letters of a column counted from 0.
func columnLetters(col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}

// filler carries a merged cell's value down its left column, row by row.
type filler struct {
	merges []merge   // by top row; those not begun yet
	active []carried // by column
}

type carried struct {
	bottom int // 0: nothing is carried
	value  cell
}

func newFiller(list []merge) *filler { return &filler{merges: list} }

// fill completes a row and tells whether it has any value of its own.
func (f *filler) fill(row int, cells []cell, grow func(int) []cell) (out []cell, own bool) {
	for col := range cells {
		covered := col < len(f.active) && f.active[col].bottom >= row
		own = own || !covered && !cells[col].blank()
	}
	for col := range f.active {
		c := &f.active[col]
		if c.bottom < row || col >= len(cells) && c.value.blank() {
			continue
		}
		cells = grow(max(col+1, len(cells)))
		cells[col] = c.value
		cells[col].filled = true
	}
	for len(f.merges) > 0 && int(f.merges[0].top) <= row {
		m := f.merges[0]
		f.merges = f.merges[1:]
		if int(m.bottom) <= row {
			continue
		}
		for int(m.left) >= len(f.active) {
			f.active = append(f.active, carried{})
		}
		c := carried{bottom: int(m.bottom)}
		if int(m.left) < len(cells) && int(m.top) == row {
			c.value = cells[m.left]
		}
		f.active[m.left] = c
	}
	return cells, own
}
