package ledgerfile

// organisation.go: who is who: units, posts with their days, task forces, areas
// (包抓) and substitutes, each on a sheet of its own. All sheets are optional.

import (
	"io"

	"duban/casework/calendar"
)

// Organisation is a workbook of units and people.
type Organisation struct {
	Title       string
	Units       []Unit
	Persons     []Person
	Forces      []TaskForce
	Areas       []AreaRow
	Substitutes []SubstituteRow
	Sheets      []SheetReport
	Warnings    []Finding
}

// AreaRow says that a leader answers for a unit; zero days are open.
type AreaRow struct {
	Leader   string // login or name
	Unit     string
	From, To calendar.Date
	Cell     Cell
}

// SubstituteRow says that somebody stands in for another.
type SubstituteRow struct {
	Person, Substitute string // login or name
	From, To           calendar.Date
	Reason             string
	Cell               Cell
}

// What further sheets of an organisation are read as.
const (
	SheetAreas       SheetKind = "areas"
	SheetSubstitutes SheetKind = "substitutes"
)

const (
	fieldAreaLeader field = "包抓领导"
	fieldAreaUnit   field = "包抓单位"
	fieldAway       field = "离岗人员"
	fieldSubstitute field = "代理人"
	fieldFirstDay   field = "起始日期"
	fieldLastDay    field = "截止日期"
)

var areaColumns = []tableColumn[AreaRow]{
	textColumn(fieldAreaLeader, 14, true, func(r *AreaRow) *string { return &r.Leader }, "领导", "市级领导"),
	textColumn(fieldAreaUnit, 30, true, func(r *AreaRow) *string { return &r.Unit }, "包抓县区", "包抓乡镇", "联系点"),
	dayColumn(fieldFirstDay, func(r *AreaRow) *calendar.Date { return &r.From }, "起"),
	dayColumn(fieldLastDay, func(r *AreaRow) *calendar.Date { return &r.To }, "止"),
}

var substituteColumns = []tableColumn[SubstituteRow]{
	textColumn(fieldAway, 14, true, func(r *SubstituteRow) *string { return &r.Person }, "被代理人", "请假人员"),
	textColumn(fieldSubstitute, 14, true, func(r *SubstituteRow) *string { return &r.Substitute }, "代理人员"),
	dayColumn(fieldFirstDay, func(r *SubstituteRow) *calendar.Date { return &r.From }, "起", "代理起"),
	dayColumn(fieldLastDay, func(r *SubstituteRow) *calendar.Date { return &r.To }, "止", "代理止"),
	textColumn("事由", 24, false, func(r *SubstituteRow) *string { return &r.Reason }, "原因"),
}

var organisationLayouts = []sheetLayout{
	layoutOf(SheetSubstitutes, fieldSubstitute, substituteColumns, "备注", "序号"),
	layoutOf(SheetAreas, fieldAreaUnit, areaColumns, "备注", "序号"),
	{SheetPersons, personNames, fieldLogin, []field{fieldPersonal, fieldLogin, fieldPostUnit, fieldPost}},
	{SheetForces, forceNames, fieldForceName, []field{fieldForceName, fieldMembers}},
	{SheetUnits, unitNames, fieldName, []field{fieldName, fieldParent}},
}

// ReadOrganisation reads the workbook at path, as [Read] does a plan.
func ReadOrganisation(path string, opt Options) (*Organisation, error) {
	return fromFile(path, opt, ReadOrganisationFrom)
}

// ReadOrganisationFrom reads a workbook of the given size.
func ReadOrganisationFrom(in io.ReaderAt, size int64, opt Options) (*Organisation, error) {
	r := newReader(opt, organisationLayouts)
	r.named = true
	out := &Organisation{}
	r.takes = func(l *line) {
		switch l.t.layout.kind {
		case SheetAreas:
			row := readRow(l, areaColumns)
			row.Cell = l.place(fieldAreaLeader)
			checkSpan(l, row.From, row.To)
			out.Areas = append(out.Areas, row)
		case SheetSubstitutes:
			row := readRow(l, substituteColumns)
			row.Cell = l.place(fieldAway)
			for f, d := range map[field]calendar.Date{fieldFirstDay: row.From, fieldLastDay: row.To} {
				if d.IsZero() {
					l.required(f)
				}
			}
			checkSpan(l, row.From, row.To)
			out.Substitutes = append(out.Substitutes, row)
		}
	}
	found := func() int {
		return len(r.plan.Units) + len(r.plan.Persons) + len(r.plan.Forces) + len(out.Areas) + len(out.Substitutes)
	}
	if err := r.readList(in, size, found, "no_organisation"); err != nil {
		return nil, err
	}
	out.Units, out.Persons, out.Forces = r.plan.Units, r.plan.Persons, r.plan.Forces
	out.Sheets, out.Warnings = r.plan.Sheets, r.findings.warnings
	return out, nil
}

// checkSpan reports a period that ends before it begins.
func checkSpan(l *line, from, to calendar.Date) {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		l.report(Error, "period_backwards", fieldLastDay, from.String())
	}
}

// WriteOrganisation writes the workbook, all or nothing.
func WriteOrganisation(path string, o *Organisation) error {
	return writeFile(path, func(w io.Writer) error { return WriteOrganisationTo(w, o) })
}

// WriteOrganisationTo writes the workbook to w. The same organisation gives the
// same bytes.
func WriteOrganisationTo(w io.Writer, o *Organisation) error {
	units := unitList(o.Units)
	units.title = o.Title
	return writeBook(w, o.Title, units, personList(o.Persons), forceList(o.Forces), listOf("包抓", areaColumns, o.Areas),
		listOf("代理", substituteColumns, o.Substitutes))
}
