package ledgerfile

// kit.go: the look of a written workbook, and its smaller sheets.

import (
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
	if err := k.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	return k.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ","), Scope: sheet})
}

// list is a small sheet: a title, a header, rows of text.
type list struct {
	sheet   string
	columns []field
	widths  []float64
	left    int // the column set left, -1 for none
	rows    [][]string
}

// writeLists writes the sheets beside the ledger that have rows.
func (k *kit) writeLists(p *Plan) error {
	units := list{"单位", []field{fieldName, fieldParent, fieldUnitKind, fieldColumn}, []float64{30, 30, 14, 10}, -1, nil}
	for i := range p.Units {
		u := &p.Units[i]
		column := "否"
		if u.Column {
			column = "是"
		}
		units.rows = append(units.rows, []string{u.Name, u.Parent, kindWords[u.Kind], column})
	}
	people := list{"人员", []field{fieldPersonal, fieldLogin, fieldPostUnit, fieldPost}, []float64{14, 22, 30, 16}, -1, nil}
	for i := range p.Persons {
		q := &p.Persons[i]
		people.rows = append(people.rows, []string{q.Name, q.Login, q.Unit, roleWords[q.Role]})
	}
	forces := list{"专班", []field{fieldForceName, fieldLeader, fieldLeadUnit, fieldMembers}, []float64{24, 12, 20, 64}, 3, nil}
	for i := range p.Forces {
		t := &p.Forces[i]
		forces.rows = append(forces.rows, []string{t.Name, t.Leader, t.LeadUnit, strings.Join(t.Members, "、")})
	}
	for _, l := range []list{units, people, forces} {
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
	if err := k.printSetup(l.sheet, 9, "portrait", 1, "$1:$1"); err != nil { // A4
		return err
	}
	if err := f.SetPanes(l.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, w := range l.widths {
		c := columnLetters(i)
		if err := f.SetColWidth(l.sheet, c, c, w); err != nil {
			return err
		}
		if err := k.cell(l.sheet, c+"1", string(l.columns[i]), k.header); err != nil {
			return err
		}
	}
	if err := f.SetRowHeight(l.sheet, 1, 24); err != nil {
		return err
	}
	for r, values := range l.rows {
		height := 18.0
		for i, v := range values {
			style := k.text
			if i == l.left {
				style = k.left
			}
			if err := k.cell(l.sheet, columnLetters(i)+strconv.Itoa(r+2), cleanText(v), style); err != nil {
				return err
			}
			height = max(height, float64(wrapped(v, l.widths[i]))*12.5+5)
		}
		if err := f.SetRowHeight(l.sheet, r+2, min(height, 400)); err != nil {
			return err
		}
	}
	return nil
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
