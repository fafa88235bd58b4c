package ledgerfile

// read.go: from a file to a plan.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// Read reads the workbook at path. What is wrong with its content comes back
// as a [*Findings]; other errors are those of opening and reading the file.
func Read(path string, opt Options) (*Plan, error) {
	return fromFile(path, opt, ReadFrom)
}

// fromFile reads the workbook at path; what is no regular file is none.
func fromFile[T any](path string, opt Options, read func(io.ReaderAt, int64, Options) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return none, err
	}
	if !info.Mode().IsRegular() {
		return none, fmt.Errorf("%s: not a regular file", path)
	}
	return read(f, info.Size(), opt)
}

// ReadFrom reads a workbook of the given size, as [Read] does.
func ReadFrom(in io.ReaderAt, size int64, opt Options) (*Plan, error) {
	r := newReader(opt, layouts)
	if err := r.read(in, size); err != nil {
		return nil, asFindings(err, r.findings)
	}
	r.asm.finish(r.plan)
	if r.findings.failed() {
		return nil, r.findings.err()
	}
	r.plan.Warnings = r.findings.warnings
	return r.plan, nil
}

type reader struct {
	opt        Options
	book       *workbook
	findings   *collector
	plan       *Plan
	asm        *assembly
	tables     *tables
	pendingKey string
	layouts    []sheetLayout // the sheets to look for
	takes      func(*line)   // rows of the kinds that are no plan's
	named      bool          // a login may be the person's name
}

func newReader(opt Options, layouts []sheetLayout) *reader {
	opt.Limits = opt.Limits.withDefaults()
	return &reader{opt: opt, findings: &collector{limit: opt.Limits.Findings}, plan: &Plan{}, layouts: layouts}
}

// readList reads a workbook of rows; one in which none is found is refused with a code.
func (r *reader) readList(in io.ReaderAt, size int64, found func() int, none string) error {
	if err := r.read(in, size); err != nil {
		return asFindings(err, r.findings)
	}
	if found() == 0 && !r.findings.failed() {
		r.findings.add(Finding{Code: none, Severity: Error})
	}
	if r.findings.failed() {
		return r.findings.err()
	}
	return nil
}

func (r *reader) read(in io.ReaderAt, size int64) error {
	c, err := openContainer(in, size, r.opt.Limits)
	if err != nil {
		return err
	}
	if r.book, err = openWorkbook(c); err != nil {
		return err
	}
	r.asm = newAssembly(r.findings, r.opt.Limits)
	r.tables = newTables(r.plan, r.findings, r.opt.Limits.Shares)
	r.tables.named = r.named
	for _, s := range r.book.sheets {
		report, err := r.sheet(s)
		if err != nil {
			return err
		}
		r.plan.Sheets = append(r.plan.Sheets, report)
	}
	return nil
}

// sheet reads one sheet, or says why not.
func (r *reader) sheet(ref sheetRef) (SheetReport, error) {
	report := SheetReport{Name: ref.name, Kind: SheetSkipped}
	if ref.hidden {
		report.Reason = "skip.hidden"
		r.findings.add(Finding{Code: "sheet_hidden", Severity: Warning, Cell: Cell{Sheet: ref.name}})
		return report, nil
	}
	s, err := r.book.openSheet(ref, r.findings)
	if err != nil {
		return report, err
	}
	defer func() { _ = s.close() }()
	// Formulas above the header, in a title, say nothing that is read.
	var formulas []Cell
	s.onFormula = func(c Cell) { formulas = append(formulas, c) }
	head, rest, err := readHead(s)
	if err != nil {
		return report, err
	}
	t := findHeader(r.layouts, ref.name, head, mergesOf(head, s.merges))
	if t == nil {
		report.Reason = "skip.no_header"
		if len(head) == 0 {
			report.Reason = "skip.empty"
		}
		return report, nil
	}
	report.Kind, report.HeaderRow, report.Unread = t.layout.kind, t.top, t.unread
	s.onFormula = func(c Cell) { r.findings.add(Finding{Code: "formula", Severity: Error, Cell: c}) }
	for _, c := range formulas {
		if c.Row >= t.top {
			s.onFormula(c)
		}
	}
	if r.takes != nil && t.layout.kind != SheetMeasures {
		r.title(head, t.top)
	}
	if t.layout.kind == SheetMeasures {
		r.pendingKey = ""
		r.preamble(ref.name, head, t.top)
		r.settleYear()
		r.asm.asOf, r.asm.prev, r.asm.section = r.plan.AsOf, nil, ""
	}
	if !t.check(r.findings) {
		return report, nil
	}
	wide := wideRows(s.merges, t.bottom)
	take := func(x *row) error { return r.take(t, x, wide, &report) }
	for i := range head {
		if head[i].no > t.bottom {
			if err := take(&head[i]); err != nil {
				return report, err
			}
		}
	}
	if !rest {
		return report, nil
	}
	return report, s.all(take)
}

// title takes the first text above the table for the ledger's title.
func (r *reader) title(head []row, header int) {
	for i := range head {
		if head[i].no >= header || r.plan.Title != "" {
			return
		}
		for j := range head[i].cells {
			if c := &head[i].cells[j]; !c.blank() && !c.filled {
				r.plan.Title = strings.TrimSpace(c.text)
				break
			}
		}
	}
}

// readHead reads the rows the header is looked for in, and tells whether more
// follow.
func readHead(s *sheetReader) ([]row, bool, error) {
	var head []row
	for len(head) < maxHeaderSearch {
		x, err := s.next()
		if errors.Is(err, io.EOF) {
			return head, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		head = append(head, row{x.no, slices.Clone(x.cells), x.own})
	}
	return head, true, nil
}

// mergesOf gives the merges that begin in the rows given; merges lie by row.
func mergesOf(head []row, merges []merge) []merge {
	if len(head) == 0 {
		return nil
	}
	last := head[len(head)-1].no
	n := sort.Search(len(merges), func(i int) bool { return int(merges[i].top) > last })
	return merges[:n]
}

// wideRows gives the rows of which at least three cells are merged into one:
// section lines and notes.
func wideRows(merges []merge, header int) map[int]bool {
	wide := map[int]bool{}
	for _, m := range merges {
		if m.top == m.bottom && m.right-m.left >= 2 && int(m.top) > header {
			wide[int(m.top)] = true
		}
	}
	return wide
}

var (
	totalRow   = regexp.MustCompile(`^(合计|小计|总计|共计)`)
	noteRow    = regexp.MustCompile(`^(注|备注|说明|填表|填报|审核|制表|单位负责人|联系)`)
	numeral    = regexp.MustCompile(`^[（(]?[一二三四五六七八九十]+[）)、.．]\s*`)
	inBrackets = regexp.MustCompile(`[（(][^（）()]*[）)]$`)
)

// take reads one row below the header.
func (r *reader) take(t *table, x *row, wide map[int]bool, report *SheetReport) error {
	first, lone := cell{}, true
	for i := range x.cells {
		if c := &x.cells[i]; !c.blank() && !c.filled {
			if first.blank() {
				first = *c
			} else {
				lone = false
			}
		}
	}
	text := cleanName(first.text)
	switch {
	case totalRow.MatchString(text):
		report.Ignored = append(report.Ignored, RowNote{x.no, "row.total"})
		return nil
	case lone && noteRow.MatchString(text):
		report.Ignored = append(report.Ignored, RowNote{x.no, "row.note"})
		return nil
	case lone && t.layout.kind == SheetMeasures && (wide[x.no] || numeral.MatchString(text) && !t.has(fieldClass)):
		r.asm.section = inBrackets.ReplaceAllString(numeral.ReplaceAllString(strings.TrimSpace(text), ""), "")
		r.asm.prev = nil
		report.Ignored = append(report.Ignored, RowNote{x.no, "row.section"})
		return nil
	}
	report.Rows++
	l := &line{t: t, r: x, year: r.plan.Year, date1904: r.book.date1904, findings: r.findings, words: r.opt.Words}
	switch t.layout.kind {
	case SheetMeasures:
		return r.asm.row(l)
	case SheetUnits:
		r.tables.unit(l)
	case SheetPersons:
		r.tables.person(l)
	case SheetForces:
		r.tables.force(l)
	case SheetSkipped:
	default:
		r.takes(l)
	}
	return nil
}
