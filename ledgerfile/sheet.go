package ledgerfile

// sheet.go: the rows of a sheet as a stream.

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// row is one row of a sheet; cells lie by column and are reused for the next.
type row struct {
	no    int
	cells []cell
	own   bool // it has a value that is not carried down
}

func (r *row) at(col int) cell {
	if col < 0 || col >= len(r.cells) {
		return cell{}
	}
	return r.cells[col]
}

// sheetReader streams the rows of one sheet.
type sheetReader struct {
	w         *workbook
	name      string
	in        io.ReadCloser
	x         *xmlStream
	fill      *filler
	merges    []merge
	findings  *collector
	cells     []cell
	last      int // number of the last row
	count     int // row elements so far
	onFormula func(Cell)
}

func (w *workbook) openSheet(s sheetRef, findings *collector) (*sheetReader, error) {
	merges, err := w.readMerges(s.part)
	if err != nil {
		return nil, err
	}
	in, err := w.open(s.part)
	if err != nil {
		return nil, err
	}
	return &sheetReader{w: w, name: s.name, in: in, x: newXMLStream(in, s.part),
		merges: merges, fill: newFiller(merges), findings: findings,
		onFormula: func(Cell) {}}, nil // who reads the whole sheet says what a formula is to them
}

func (s *sheetReader) close() error { return s.in.Close() }

// next gives the next row that has a value of its own, or io.EOF.
func (s *sheetReader) next() (*row, error) {
	for {
		t, err := s.x.next()
		if err != nil {
			return nil, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			r, err := s.row(e)
			if err != nil {
				return nil, err
			}
			if r.own {
				return r, nil
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				return nil, io.EOF
			}
		}
	}
}

func (s *sheetReader) row(e xml.StartElement) (*row, error) {
	if s.count++; s.count > s.w.lim.Rows {
		return nil, refuseAt(Cell{Sheet: s.name}, "file_too_many_rows", strconv.Itoa(s.w.lim.Rows))
	}
	no := s.last + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < no || n > 1_048_576 {
			return nil, refuse("file_damaged", s.name+": row "+clip(r, 20))
		}
		no = n
	}
	s.last = no
	s.cells = s.cells[:0]
	col := -1
	for until := s.x.depth - 1; s.x.depth > until; {
		t, err := s.x.next()
		if err != nil {
			return nil, ended(err, s.name)
		}
		c, ok := t.(xml.StartElement)
		if !ok || c.Name.Local != "c" {
			continue
		}
		if col, err = s.cell(c, no, col); err != nil {
			return nil, err
		}
	}
	cells, own := s.fill.fill(no, s.cells, s.grow)
	return &row{no, cells, own}, nil
}

func (s *sheetReader) grow(n int) []cell {
	for len(s.cells) < n {
		s.cells = append(s.cells, cell{})
	}
	return s.cells
}

// cell reads one c element and gives its column.
func (s *sheetReader) cell(e xml.StartElement, rowNo, col int) (int, error) {
	if s.w.cells++; s.w.cells > s.w.lim.Cells {
		return 0, refuseAt(Cell{Sheet: s.name, Row: rowNo}, "file_too_many_cells", s.name)
	}
	col++
	if ref := attr(e, "r"); ref != "" {
		c, _, ok := parseRef(ref)
		if !ok || c < col {
			return 0, refuse("file_damaged", s.name+": cell "+clip(ref, 20))
		}
		col = c
	}
	kind := attr(e, "t")
	style, _ := strconv.Atoi(attr(e, "s"))
	var value string
	formula := false
	for until := s.x.depth - 1; s.x.depth > until; {
		t, err := s.x.next()
		if err != nil {
			return 0, ended(err, s.name)
		}
		c, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch c.Name.Local {
		case "f":
			formula = true
			err = s.x.skip()
		case "v":
			value, err = s.x.text(4 * maxCellRunes)
		case "is":
			value, err = richText(s.x)
		}
		if err != nil {
			return 0, err
		}
	}
	place := Cell{Sheet: s.name, Row: rowNo, Column: columnLetters(col)}
	if formula {
		s.onFormula(place)
		return col, nil
	}
	v, ok := s.value(kind, value, style)
	if !ok {
		return 0, refuse("file_damaged", s.name+": cell "+place.Column+strconv.Itoa(rowNo))
	}
	if v.blank() {
		return col, nil
	}
	if col >= s.w.lim.Columns {
		return 0, refuseAt(place, "file_too_many_columns", strconv.Itoa(s.w.lim.Columns))
	}
	if len(v.text) > maxCellRunes && utf8.RuneCountInString(v.text) > maxCellRunes {
		s.findings.add(Finding{Code: "text_too_long", Severity: Error, Cell: place, Read: v.text})
		v = cell{kind: cellText, text: clip(v.text, 20)}
	}
	if v.kind == cellText && startsProgram(v.text) {
		s.findings.add(Finding{Code: "dde_text", Severity: Error, Cell: place, Read: v.text})
	}
	s.grow(col + 1)[col] = v
	return col, nil
}

// all streams the remaining rows.
func (s *sheetReader) all(f func(*row) error) error {
	for {
		r, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(r); err != nil {
			return err
		}
	}
}
