package ledgerfile

// standards.go: the standards of a sweep (大排查), one a row.

import (
	"io"
)

// StandardRow is a policy standard as a file gives it.
type StandardRow struct {
	Class    string
	No       string
	Text     string
	LeadUnit string
	Cell     Cell
}

// Standards is a workbook of standards.
type Standards struct {
	Title string
	Rows  []StandardRow
}

// SheetStandards is the kind of a sheet of standards.
const SheetStandards SheetKind = "standards"

const (
	fieldStandardClass field = "标准类别"
	fieldStandardNo    field = "标准编号"
	fieldStandard      field = "政策标准"
)

var standardColumns = []tableColumn[StandardRow]{
	textColumn(fieldStandardClass, 16, true, func(r *StandardRow) *string { return &r.Class }, "类别", "政策类别"),
	textColumn(fieldStandardNo, 10, true, func(r *StandardRow) *string { return &r.No }, "编号"),
	{fieldStandard, []string{"标准", "排查标准", "排查内容"}, 70, true, readStandard, func(r *StandardRow) string { return r.Text }},
	textColumn("牵头单位", 22, true, func(r *StandardRow) *string { return &r.LeadUnit }, "行业部门", "主管部门"),
}

var standardLayouts = []sheetLayout{layoutOf(SheetStandards, fieldStandard, standardColumns, "备注", "序号")}

func readStandard(l *line, r *StandardRow) {
	if r.Text = l.text(fieldStandard); r.Text == "" {
		l.required(fieldStandard)
	}
}

// ReadStandards reads a workbook of standards.
func ReadStandards(path string, opt Options) (*Standards, error) {
	return fromFile(path, opt, ReadStandardsFrom)
}

// ReadStandardsFrom reads a workbook of the given size.
func ReadStandardsFrom(in io.ReaderAt, size int64, opt Options) (*Standards, error) {
	r := newReader(opt, standardLayouts)
	out := &Standards{}
	seen := map[string]Cell{}
	r.takes = func(l *line) {
		row := readRow(l, standardColumns)
		row.Cell = l.place(fieldStandardNo)
		if first, twice := seen[row.No]; twice && row.No != "" {
			l.report(Error, "name_twice", fieldStandardNo, row.No, first.String())
		}
		seen[row.No] = row.Cell
		out.Rows = append(out.Rows, row)
	}
	if err := r.readList(in, size, func() int { return len(out.Rows) }, "no_standards"); err != nil {
		return nil, err
	}
	out.Title = r.plan.Title
	return out, nil
}

// WriteStandards writes a workbook of standards.
func WriteStandards(path string, s *Standards) error {
	l := listOf("政策标准", standardColumns, s.Rows)
	l.title = s.Title
	return writeFile(path, func(w io.Writer) error { return writeBook(w, s.Title, l) })
}
