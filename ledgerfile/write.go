package ledgerfile

// write.go: from a plan to a workbook that reads back as the same plan and
// that an office would hand in: merged cells, borders, print setup.

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Write writes the plan as a workbook. The file at path is replaced only when
// the whole workbook is written.
func Write(path string, p *Plan) error {
	return writeFile(path, func(w io.Writer) error { return WriteTo(w, p) })
}

// writeFile puts a file in place when all of it is written, or leaves the old one.
func writeFile(path string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".duban-*.xlsx")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone after the renaming
	if err := write(tmp); err != nil {
		_ = tmp.Close()
		return err
	}
	if err := tmp.Chmod(0o644); err != nil {
		_ = tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// WriteTo writes the workbook to w. The same plan gives the same bytes.
func WriteTo(w io.Writer, p *Plan) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	k, err := newKit(f)
	if err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", sheetLedger); err != nil {
		return err
	}
	if err := k.writeLists(p); err != nil {
		return err
	}
	if err := k.writeLedger(p); err != nil {
		return err
	}
	if err := setProperties(f, p); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

const sheetLedger = "整改台账"

// setProperties fixes the document's own dates, so that they say nothing of
// the moment of writing.
func setProperties(f *excelize.File, p *Plan) error {
	day := "2000-01-01"
	if !p.AsOf.IsZero() {
		day = p.AsOf.String()
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "duban"}); err != nil {
		return err
	}
	return f.SetDocProps(&excelize.DocProperties{Creator: "duban", LastModifiedBy: "duban", Title: p.Title,
		Created: day + "T00:00:00Z", Modified: day + "T00:00:00Z"})
}

// writeLedger streams the ledger's sheet; it may have tens of thousands of
// rows.
func (k *kit) writeLedger(p *Plan) error {
	if err := k.printSetup(sheetLedger, 8, "landscape", 2, "$A:$C", "$3:$3"); err != nil { // A3
		return err
	}
	cols := usedColumns(p)
	sw, err := k.f.NewStreamWriter(sheetLedger)
	if err != nil {
		return err
	}
	for i := len(cols) - 1; i >= 0; i-- { // each is put before the others; the file wants them in order
		if err := sw.SetColWidth(i+1, i+1, cols[i].width); err != nil {
			return err
		}
	}
	panes := &excelize.Panes{Freeze: true, XSplit: 3, YSplit: 3, TopLeftCell: "D4", ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: "D4", ActiveCell: "D4", Pane: "bottomRight"}}}
	if err := sw.SetPanes(panes); err != nil {
		return err
	}
	l := &ledgerWriter{k: k, sw: sw, cols: cols}
	if err := l.head(p); err != nil {
		return err
	}
	for i := 0; i < len(p.Measures); {
		n := i + 1 // measures of one problem stand together
		for n < len(p.Measures) && sameProblem(&p.Measures[i], &p.Measures[n]) {
			n++
		}
		if err := l.problem(p.Measures[i:n]); err != nil {
			return err
		}
		i = n
	}
	l.endClass()
	if l.err != nil {
		return l.err
	}
	return sw.Flush()
}

func sameProblem(a, b *Measure) bool {
	return a.ProblemNo == b.ProblemNo && a.Problem == b.Problem && a.Class == b.Class && a.Source == b.Source && a.Year == b.Year
}

// ledgerWriter writes problem by problem, so that row heights can be fitted to
// the merged cells.
type ledgerWriter struct {
	k        *kit
	sw       *excelize.StreamWriter
	cols     []ledgerColumn
	row      int // the last row written
	class    string
	classTop int
	err      error // of merging
}

func (l *ledgerWriter) head(p *Plan) error {
	k, width := l.k, titleSpan(l.cols)
	line := func(height float64, style int, first string) error {
		l.row++
		values := make([]any, width)
		for i := range values {
			values[i] = excelize.Cell{StyleID: style}
		}
		values[0] = excelize.Cell{StyleID: style, Value: first}
		l.merge(0, l.row, width-1, l.row)
		return l.sw.SetRow("A"+strconv.Itoa(l.row), values, excelize.RowOpts{Height: height})
	}
	title := p.Title
	if title == "" {
		title = sheetLedger
	}
	if err := line(36, k.title, title); err != nil {
		return err
	}
	if err := line(20, k.meta, metaLine(p)); err != nil {
		return err
	}
	l.row++
	values := make([]any, len(l.cols))
	for i, c := range l.cols {
		values[i] = excelize.Cell{StyleID: k.header, Value: string(c.field)}
	}
	return l.sw.SetRow("A"+strconv.Itoa(l.row), values, excelize.RowOpts{Height: 30})
}

// metaLine is the line under the title that [reader.preamble] reads back.
func metaLine(p *Plan) string {
	s := ""
	add := func(key, value string) {
		if value == "" {
			return
		}
		if s != "" {
			s += "    "
		}
		s += key + "：" + value
	}
	add("计划编号", p.Code)
	if p.Year != 0 {
		add("整改年度", strconv.Itoa(p.Year)+"年")
	}
	add("截至日期", writeDate(p.AsOf))
	return s
}

// problem writes the measures of one problem.
func (l *ledgerWriter) problem(measures []Measure) error {
	first := &measures[0]
	if first.Class != l.class || l.classTop == 0 {
		l.endClass()
		l.class, l.classTop = first.Class, l.row+1
	}
	var heights []float64
	var rows [][]any
	top := l.row + 1
	for i := range measures {
		m := &measures[i]
		block, h, err := l.measure(m)
		if err != nil {
			return err
		}
		from := top + len(rows)
		for col, c := range l.cols {
			if c.level == levelMeasure {
				l.merge(col, from, col, from+len(block)-1)
			}
		}
		rows, heights = append(rows, block...), append(heights, h...)
	}
	for col, c := range l.cols {
		if c.level == levelProblem && c.field != fieldClass {
			l.merge(col, top, col, top+len(rows)-1)
		}
	}
	stretch(heights, l.need(levelProblem, first, nil))
	for i, values := range rows {
		l.row++
		if err := l.sw.SetRow("A"+strconv.Itoa(l.row), values, excelize.RowOpts{Height: min(heights[i], 400)}); err != nil {
			return err
		}
	}
	return nil
}

// measure gives the rows of a measure, one for each responsible unit, and
// their heights.
func (l *ledgerWriter) measure(m *Measure) ([][]any, []float64, error) {
	var rows [][]any
	var heights []float64
	for i := range m.Shares {
		s := &m.Shares[i]
		if s.Co {
			continue
		}
		values := make([]any, len(l.cols))
		for col, c := range l.cols {
			v := excelize.Cell{StyleID: l.k.style(c, s)}
			if c.level == levelShare || len(rows) == 0 {
				v.Value = c.value(m, s)
				if text, ok := v.Value.(string); ok && len(text) > maxCellRunes {
					return nil, nil, fmt.Errorf("measure %s: %s is longer than a cell can hold", m.No, c.field)
				}
			}
			values[col] = v
		}
		rows = append(rows, values)
		heights = append(heights, max(20, l.need(levelShare, m, s)))
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("measure %s has no responsible unit", m.No)
	}
	stretch(heights, l.need(levelMeasure, m, nil))
	return rows, heights, nil
}

// merge merges a range of more than one cell.
func (l *ledgerWriter) merge(left, top, right, bottom int) {
	if l.err != nil || left == right && top == bottom {
		return
	}
	l.err = l.sw.MergeCell(columnLetters(left)+strconv.Itoa(top), columnLetters(right)+strconv.Itoa(bottom))
}

// endClass merges the class column over the problems just written.
func (l *ledgerWriter) endClass() {
	if l.classTop > 0 {
		l.merge(0, l.classTop, 0, l.row)
	}
}
