package ledgerfile

// header.go: finding the header among title rows, one or two rows high, and
// telling which column is which.

import (
	"slices"
	"strconv"
	"strings"
)

// table is a recognised sheet: its layout and where its columns are.
type table struct {
	layout  *sheetLayout
	sheet   string
	top     int // header row
	bottom  int // its last row
	columns map[field]int
	headers []string // as written, by column
	unread  []string
	twice   []again
}

// again is a column whose field stands further left already.
type again struct {
	col   int
	field field
}

// column gives the place of a field; -1 when the sheet lacks it.
func (t *table) column(f field) int {
	if c, ok := t.columns[f]; ok {
		return c
	}
	return -1
}

func (t *table) has(f field) bool { _, ok := t.columns[f]; return ok }

func (t *table) header(col int) string {
	if col >= 0 && col < len(t.headers) {
		return strings.ReplaceAll(t.headers[col], "\n", "")
	}
	return ""
}

// findHeader looks for the row that names most columns of one layout. At least
// three have to be known, or two where the layout has no more, and the one the
// layout is known by among them.
func findHeader(layouts []sheetLayout, sheet string, rows []row, merges []merge) *table {
	var best *table
	for i := range rows {
		for l := range layouts {
			t := readHeader(&layouts[l], sheet, rows, i, merges)
			need := min(3, len(layouts[l].must))
			if !t.has(layouts[l].known) || len(t.columns) < need {
				continue
			}
			if best == nil || len(t.columns) > len(best.columns) {
				best = t
			}
		}
	}
	if best != nil {
		best.settle()
	}
	return best
}

// readHeader reads the row as a header of a layout. A header may be two rows
// high: 时间 merged over 完成时限 and 销号日期.
func readHeader(l *sheetLayout, sheet string, rows []row, at int, merges []merge) *table {
	r := rows[at]
	t := &table{layout: l, sheet: sheet, top: r.no, bottom: r.no, columns: map[field]int{}}
	parents := map[int]string{} // under a wide header cell, by column
	wides := 0
	for _, m := range merges {
		if int(m.top) != r.no {
			continue
		}
		if m.right > m.left {
			wides++
			wide := r.at(int(m.left)).text
			for c := m.left; c <= m.right && int(c) < maxHeaderColumns; c++ {
				parents[int(c)] = wide
			}
		}
		if int(m.bottom) > t.bottom && int(m.bottom) <= r.no+2 {
			t.bottom = int(m.bottom)
		}
	}
	width := len(r.cells)
	var below *row
	if at+1 < len(rows) && rows[at+1].no == r.no+1 && (t.bottom > r.no || len(parents) > 0) {
		below = &rows[at+1]
		if t.bottom == r.no {
			if wides == 1 && !l.namesAny(&r, parents) || !underWide(l, below, parents) {
				below = nil // a title over the whole table is no header
			} else {
				t.bottom++
			}
		}
		if below != nil {
			width = max(width, len(below.cells))
		}
	}
	t.headers = make([]string, width)
	for col := range width {
		top, sub := r.at(col), cell{}
		if below != nil {
			sub = below.at(col)
		}
		t.place(col, top.text, sub, parents)
	}
	return t
}

const maxHeaderColumns = 1024

// namesAny tells whether a row names a column outside its wide cells.
func (l *sheetLayout) namesAny(r *row, parents map[int]string) bool {
	for col, c := range r.cells {
		if _, wide := parents[col]; wide || c.blank() {
			continue
		}
		if _, ok := l.match(c.text); ok {
			return true
		}
	}
	return false
}

// underWide tells whether a row is the second row of a header: it names
// columns, and nothing stands outside the wide cells above it.
func underWide(l *sheetLayout, below *row, parents map[int]string) bool {
	known := 0
	for col, c := range below.cells {
		if c.blank() || c.filled {
			continue
		}
		parent, ok := parents[col]
		if !ok {
			return false
		}
		if _, ok := l.match(c.text, parent+c.text); ok {
			known++
		}
	}
	return known > 0
}

// place decides what a column means: the lower name first, then both together,
// then the upper one.
func (t *table) place(col int, top string, sub cell, parents map[int]string) {
	parent, wide := parents[col]
	if !wide {
		parent = top
	}
	written, tries := top, []string{top}
	if !sub.blank() && !sub.filled {
		written, tries = sub.text, []string{parent + sub.text, sub.text}
		if top != "" {
			tries = append(tries, top)
		}
	}
	t.headers[col] = written
	if written == "" {
		return
	}
	f, ok := t.layout.match(tries...)
	if !ok {
		t.unread = append(t.unread, clip(written, 40))
		return
	}
	if f == fieldIgnored {
		return
	}
	if _, twice := t.columns[f]; twice {
		t.twice = append(t.twice, again{col, f})
		return
	}
	t.columns[f] = col
}

// match gives the field of the first text that is a known header.
func (l *sheetLayout) match(texts ...string) (field, bool) {
	for _, text := range texts {
		if f, ok := l.names[headerName(text)]; ok {
			return f, true
		}
	}
	return "", false
}

// headerName strips what headers are decorated with: 完成时限*（年/月/日）.
func headerName(s string) string {
	if len(s) > 300 {
		return ""
	}
	s = cleanName(s)
	for _, pair := range []string{"（）", "()", "【】", "[]"} {
		open, shut := []rune(pair)[0], []rune(pair)[1]
		if i := strings.IndexRune(s, open); i > 0 {
			if j := strings.IndexRune(s[i:], shut); j > 0 {
				s = s[:i] + s[i+j+len(string(shut)):]
			}
		}
	}
	return strings.Trim(s, "*＊:：、.．")
}

// settle decides the names that depend on their neighbours.
func (t *table) settle() {
	take := func(from field, to ...field) {
		col, ok := t.columns[from]
		if !ok {
			return
		}
		delete(t.columns, from)
		for _, f := range to {
			if !t.has(f) {
				t.columns[f] = col
				return
			}
		}
	}
	// A running number is the problem's where problems are not numbered
	// otherwise, then the measure's, else only a line count.
	take(fieldSerial, fieldProblemNo, fieldNo)
	// 完成时间 is the deadline in a plan and the day of completion in a ledger
	// that has a deadline besides.
	take(fieldFinishedTime, fieldDeadline, fieldDone)
	// A ledger of claims may have no other column of responsible units.
	if !t.has(fieldUnit) {
		take(fieldClaimUnit, fieldUnit)
	}
}

// missing gives the required fields that have no column.
func (t *table) missing() []field {
	var list []field
	for _, f := range t.layout.must {
		if t.has(f) || (f == fieldDeadline && t.has(fieldKind)) || (f == fieldClass && t.layout.kind == SheetMeasures) {
			continue // the class may stand in section lines; checked row by row
		}
		list = append(list, f)
	}
	return list
}

// check reports what is wrong with the header itself.
func (t *table) check(findings *collector) bool {
	for _, a := range t.twice {
		findings.add(Finding{Code: "header_twice", Severity: Error, Header: t.header(a.col),
			Cell: Cell{t.sheet, t.top, columnLetters(a.col)},
			Args: []string{string(a.field), columnLetters(t.column(a.field))}})
	}
	missing := t.missing()
	for _, f := range missing {
		names := t.layout.synonyms(f)
		slices.Sort(names)
		findings.add(Finding{Code: "column_missing", Severity: Error, Cell: Cell{Sheet: t.sheet, Row: t.top},
			Args: []string{string(f), strings.Join(names, "、"), strconv.Itoa(t.top)}})
	}
	return len(missing) == 0 && len(t.twice) == 0
}
