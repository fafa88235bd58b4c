package ledgerfile

// kit.go: the look of a written workbook, and its smaller sheets.

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// kit holds the styles of a workbook being written.
type kit struct {
	f                   *excelize.File
	title, meta, header int
	text, left          int
	date, percent       int
	byStatus            map[Status]int
}

var border = []excelize.Border{
	{Type: "left", Color: "A6A6A6", Style: 1}, {Type: "right", Color: "A6A6A6", Style: 1}, //nolint:misspell // the library's own word
	{Type: "top", Color: "A6A6A6", Style: 1}, {Type: "bottom", Color: "A6A6A6", Style: 1}, //nolint:misspell // the library's own word
}

// The traffic of a ledger at a glance: closed green, under way yellow, not yet
// claimed red.
var statusFill = map[Status]string{
	StatusClosed: "E2EFDA", StatusRecognised: "E2EFDA", StatusChecked: "EDF5E6", StatusDone: "EDF5E6",
	StatusActing: "FFF2CC", StatusClaimed: "FFF2CC", StatusDispatched: "FBE3D6", StatusDeclined: "E7E6E6",
}

func newKit(f *excelize.File) (*kit, error) {
	k := &kit{f: f, byStatus: map[Status]int{}}
	dateFormat := `yyyy"-"mm"-"dd`
	var err error
	style := func(s *excelize.Style) int {
		id, e := f.NewStyle(s)
		if err == nil {
			err = e
		}
		return id
	}
	body := &excelize.Font{Family: "宋体", Size: 9}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true} //nolint:misspell // the library's own word
	left := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}     //nolint:misspell // the library's own word
	k.title = style(&excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 18, Bold: true}, Alignment: middle})
	k.meta = style(&excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10}, Alignment: left})
	k.header = style(&excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 10, Bold: true}, Alignment: middle, Border: border,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6F0"}}}) //nolint:misspell // the library's own word
	k.text = style(&excelize.Style{Font: body, Alignment: middle, Border: border, NumFmt: 49})
	k.left = style(&excelize.Style{Font: body, Alignment: left, Border: border, NumFmt: 49})
	k.date = style(&excelize.Style{Font: body, Alignment: middle, Border: border, CustomNumFmt: &dateFormat})
	k.percent = style(&excelize.Style{Font: body, Alignment: middle, Border: border, NumFmt: 9})
	for _, s := range []Status{StatusDispatched, StatusDeclined, StatusClaimed, StatusActing, StatusDone, StatusChecked, StatusRecognised, StatusClosed} {
		k.byStatus[s] = style(&excelize.Style{Font: body, Alignment: middle, Border: border, NumFmt: 49,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{statusFill[s]}}}) //nolint:misspell // the library's own word
	}
	return k, err
}

// style gives the style of a ledger cell.
func (k *kit) style(c ledgerColumn, s *Share) int {
	switch {
	case c.field == fieldStatus:
		if id, ok := k.byStatus[s.Status()]; ok {
			return id
		}
	case c.field == fieldPercent:
		return k.percent
	case c.field == fieldDeadline || strings.HasSuffix(string(c.field), "日期") || c.field == fieldOriginal:
		return k.date
	case c.left:
		return k.left
	}
	return k.text
}

// pageFooter numbers printed pages.
const pageFooter = "&C第 &P 页，共 &N 页"

// printSetup makes a sheet print so many pages wide, with the titles on each
// page and page numbers.
func (k *kit) printSetup(sheet string, paper int, orientation string, wide int, titles ...string) error {
	yes, zero := true, 0
	for i := range titles {
		titles[i] = "'" + sheet + "'!" + titles[i]
	}
	if err := k.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := k.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &zero}); err != nil {
		return err
	}
	side, top := 0.4, 0.5
	if err := k.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &yes}); err != nil {
		return err
	}
	if err := k.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: pageFooter}); err != nil {
		return err
	}
	return k.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ","), Scope: sheet})
}

// list is a sheet of texts: a title if it has one, a header, rows.
type list struct {
	sheet   string
	title   string
	columns []field
	widths  []float64
	left    int // the column set left, -1 for none
	freeze  int // columns that stay in sight
	wide    int // pages that it prints wide; 0 = one
	rows    [][]string
}

// writeLists writes the sheets beside the ledger that have rows.
func (k *kit) writeLists(p *Plan) error {
	return k.write(unitList(p.Units), personList(p.Persons), forceList(p.Forces))
}

func forceList(forces []TaskForce) list {
	l := list{sheet: "专班", columns: []field{fieldForceName, fieldLeader, fieldLeadUnit, fieldMembers}, widths: []float64{24, 12, 20, 64}, left: 3}
	for i := range forces {
		t := &forces[i]
		l.rows = append(l.rows, []string{t.Name, t.Leader, t.LeadUnit, strings.Join(t.Members, "、")})
	}
	return l
}

func unitList(units []Unit) list {
	l := list{sheet: "单位", columns: []field{fieldName, fieldParent, fieldUnitKind, fieldColumn}, widths: []float64{30, 30, 14, 10}, left: -1}
	counted := slices.ContainsFunc(units, func(u Unit) bool { return u.Households > 0 })
	if counted {
		l.columns, l.widths = append(l.columns, fieldHouseholds), append(l.widths, 10)
	}
	for i := range units {
		u := &units[i]
		column := "否"
		if u.Column {
			column = "是"
		}
		row := []string{u.Name, u.Parent, kindWords[u.Kind], column}
		if counted {
			count := ""
			if u.Households > 0 {
				count = strconv.Itoa(u.Households)
			}
			row = append(row, count)
		}
		l.rows = append(l.rows, row)
	}
	return l
}

func personList(persons []Person) list {
	l := list{sheet: "人员", columns: []field{fieldPersonal, fieldLogin, fieldPostUnit, fieldPost}, widths: []float64{14, 22, 30, 16}, left: -1}
	dated := slices.ContainsFunc(persons, func(p Person) bool { return !p.From.IsZero() || !p.To.IsZero() })
	if dated {
		l.columns, l.widths = append(l.columns, fieldFirstDay, fieldLastDay), append(l.widths, 12, 12)
	}
	for i := range persons {
		q := &persons[i]
		row := []string{q.Name, q.Login, q.Unit, roleWords[q.Role]}
		if dated {
			row = append(row, q.From.String(), q.To.String())
		}
		l.rows = append(l.rows, row)
	}
	return l
}

// write writes the lists that have rows.
func (k *kit) write(lists ...list) error {
	for _, l := range lists {
		if len(l.rows) == 0 {
			continue
		}
		if err := k.writeList(l); err != nil {
			return err
		}
	}
	return nil
}

func (k *kit) writeList(l list) error {
	f := k.f
	if _, err := f.NewSheet(l.sheet); err != nil {
		return err
	}
	header := 1
	if l.title != "" {
		header = 2
		last := columnLetters(min(len(l.columns), 14) - 1)
		if err := errors.Join(k.cell(l.sheet, "A1", l.title, k.title), f.MergeCell(l.sheet, "A1", last+"1"), f.SetRowHeight(l.sheet, 1, 34)); err != nil {
			return err
		}
	}
	at := strconv.Itoa(header)
	orientation := "portrait"
	if l.wide > 0 {
		orientation = "landscape"
	}
	if err := k.printSetup(l.sheet, 9, orientation, max(l.wide, 1), "$1:$"+at); err != nil { // A4
		return err
	}
	below := columnLetters(l.freeze) + strconv.Itoa(header+1)
	pane := &excelize.Panes{Freeze: true, XSplit: l.freeze, YSplit: header, TopLeftCell: below, ActivePane: "bottomLeft"}
	if l.freeze > 0 {
		pane.ActivePane = "bottomRight"
	}
	if err := f.SetPanes(l.sheet, pane); err != nil {
		return err
	}
	for i, w := range l.widths {
		c := columnLetters(i)
		if err := f.SetColWidth(l.sheet, c, c, w); err != nil {
			return err
		}
		if err := k.cell(l.sheet, c+at, string(l.columns[i]), k.header); err != nil {
			return err
		}
	}
	if err := f.SetRowHeight(l.sheet, header, 24); err != nil {
		return err
	}
	for r, values := range l.rows {
		if err := k.listRow(l, header+r+1, values); err != nil {
			return err
		}
	}
	return nil
}

func (k *kit) listRow(l list, at int, values []string) error {
	height := 18.0
	for i, v := range values {
		style := k.text
		if i == l.left {
			style = k.left
		}
		if err := k.cell(l.sheet, columnLetters(i)+strconv.Itoa(at), cleanText(v), style); err != nil {
			return err
		}
		height = max(height, float64(wrapped(v, l.widths[i]))*12.5+5)
	}
	return k.f.SetRowHeight(l.sheet, at, min(height, 400))
}

// cell sets a text, never a formula, whatever it begins with.
func (k *kit) cell(sheet, at, text string, style int) error {
	if text != "" {
		if err := k.f.SetCellStr(sheet, at, text); err != nil {
			return err
		}
	}
	return k.f.SetCellStyle(sheet, at, at, style)
}
