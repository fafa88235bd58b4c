package ledgerfile

// plan.go: what a ledger file says, as a plain tree.

import (
	"strconv"

	"duban/casework"
	"duban/casework/calendar"
)

// Plan is a whole ledger file.
type Plan struct {
	Title string // the title line above the table
	Code  string // 计划编号, from the line under the title; may be empty
	// Year is the year dates without a year belong to (整改年度), not the year
	// of the assessment whose findings are being mended.
	Year int
	AsOf calendar.Date // 截至日期: the day the carried-over states describe

	Units    []Unit
	Persons  []Person
	Forces   []TaskForce
	Measures []Measure

	Sheets   []SheetReport
	Warnings []Finding // what was read in spite of a doubt
}

// Unit is a unit (单位) of the organisation tree.
type Unit struct {
	Name   string
	Parent string // empty for a top unit
	Kind   casework.UnitKind
	Column bool // a column of the completion table

	Households int // 总户数, of a village

	Cell Cell
}

// Person is one post (岗位) of a person; somebody with two posts stands twice,
// with the same login.
type Person struct {
	Name  string
	Login string
	Unit  string        // a unit or a task force
	Role  string        // a casework.PostRole, in English
	From  calendar.Date // zero: always
	To    calendar.Date // the last day; zero: for good
	Cell  Cell
}

// TaskForce is a task force (专班).
type TaskForce struct {
	Name     string
	Leader   string
	LeadUnit string
	Members  []string // member units
	Cell     Cell
}

// Measure is one measure (整改措施) of a problem, with the shares of its units.
type Measure struct {
	No   string // 措施序号, unique in the plan
	Text string

	ProblemNo string
	Problem   string
	Class     string // 问题类别
	Source    string // 问题来源
	Year      string // 考核年度

	Target string // 整改目标
	Metric string // 量化指标

	Quarters [4]string // 一季度目标 … 四季度目标, of a year's task list

	Leader   string // 牵头领导
	Force    string // 专班
	LeadUnit string // 牵头单位

	// Deadline and OriginalDue are those of the measure's first row; a share
	// holds its own.
	Deadline    calendar.Deadline
	OriginalDue calendar.Date

	Shares []Share // responsible units first, then co-units
	Cell   Cell
}

// Share is what one unit answers for in a measure.
type Share struct {
	Unit        string
	Co          bool   // 配合单位; its state follows from the responsible units' states
	Person      string // 具体责任人
	Deadline    calendar.Deadline
	OriginalDue calendar.Date

	// What the unit had done on paper. A zero date means that it is not known
	// to have happened.
	DispatchedAt calendar.Date // 交办
	Claim        Claim
	Reason       string        // why it was declined
	ClaimedAt    calendar.Date // or the day it was declined
	Progress     []Progress    // oldest first
	DoneAt       calendar.Date // 完成
	SubmittedAt  calendar.Date // 自评
	CheckedAt    calendar.Date // 核验
	SignedAt     calendar.Date // 签字
	NoticeFrom   calendar.Date // 公示 begins
	RecognisedAt calendar.Date // 认定
	ClosedAt     calendar.Date // 销号

	Cell Cell
}

// Claim is the state of the claim (认领情况).
type Claim string

// The states of the claim.
const (
	Unclaimed Claim = ""
	Claimed   Claim = "claimed"
	Declined  Claim = "declined"
)

// Progress is one progress entry (进展).
type Progress struct {
	Text    string
	Percent int // 0 to 100; where a line does not say, that of the line before
	At      calendar.Date
}

// Cell names a place in the workbook.
type Cell struct {
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row,omitempty"`    // from 1
	Column string `json:"column,omitempty"` // letters; empty for a whole row
}

// String gives the place as spreadsheets write it: 整改台账!D12.
func (c Cell) String() string {
	s := c.Sheet
	if c.Row == 0 && c.Column == "" {
		return s
	}
	if s != "" {
		s += "!"
	}
	s += c.Column
	if c.Row > 0 {
		s += strconv.Itoa(c.Row)
	}
	return s
}

// SheetKind says what a sheet was read as.
type SheetKind string

// What a sheet is read as, by its header.
const (
	SheetMeasures SheetKind = "measures"
	SheetUnits    SheetKind = "units"
	SheetPersons  SheetKind = "persons"
	SheetForces   SheetKind = "forces"
	SheetSkipped  SheetKind = "skipped"
)

// SheetReport says what became of a sheet, so that nothing is left out unseen.
type SheetReport struct {
	Name      string
	Kind      SheetKind
	Reason    string // why it was skipped: a key of the catalogue
	HeaderRow int
	Rows      int       // rows read
	Unread    []string  // headers no field is known for
	Ignored   []RowNote // rows that are not data: totals, notes, section lines
}

// RowNote is a row left out of the data and the key of the reason.
type RowNote struct {
	Row    int
	Reason string
}

// UnlistedUnits gives the units the measures name but no sheet lists, each
// once, in the order of the ledger: a ledger without a sheet of units has all
// of its units here.
func (p *Plan) UnlistedUnits() []string {
	known := map[string]bool{"": true}
	for i := range p.Units {
		known[p.Units[i].Name] = true
	}
	var list []string
	add := func(name string) {
		if !known[name] {
			known[name] = true
			list = append(list, name)
		}
	}
	for i := range p.Measures {
		m := &p.Measures[i]
		add(m.LeadUnit)
		for j := range m.Shares {
			add(m.Shares[j].Unit)
		}
	}
	return list
}
