package ledgerfile

// household_read.go: from a workbook to a household ledger. The sheets are read
// row by row; what belongs together is put together at the end.

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"duban/casework/calendar"
)

// What the sheets of a household ledger are read as.
const (
	SheetHouseholds SheetKind = "households"
	SheetMembers    SheetKind = "members"
	SheetHelp       SheetKind = "help"
	SheetVisits     SheetKind = "visits"
)

// householdLayouts are the sheets of a household ledger; the order matters
// where a header would fit two.
var householdLayouts = []sheetLayout{
	layoutOf(SheetHouseholds, fieldCategory, householdColumns, "备注", "序号"),
	layoutOf(SheetMembers, fieldRelation, memberColumns, "备注", "序号"),
	layoutOf(SheetHelp, fieldHelpText, helpColumns, "备注"),
	layoutOf(SheetVisits, fieldVisitDay, visitColumns, "备注", "序号"),
	{SheetPersons, personNames, fieldLogin, []field{fieldPersonal, fieldLogin, fieldPostUnit, fieldPost}},
	{SheetUnits, unitNames, fieldName, []field{fieldName, fieldParent}},
}

func layoutOf[R any](kind SheetKind, known field, columns []tableColumn[R], ignored ...string) sheetLayout {
	l := sheetLayout{kind: kind, known: known}
	table := map[field][]string{}
	for _, c := range columns {
		table[c.field] = c.also
		if c.must {
			l.must = append(l.must, c.field)
		}
	}
	l.names = names(table, ignored...)
	return l
}

// KindOfContent tells what a workbook is by the headers of its sheets: a plan,
// a household ledger, or neither.
func KindOfContent(in io.ReaderAt, size int64) (SheetKind, error) {
	lim := Limits{}.withDefaults()
	c, err := openContainer(in, size, lim)
	if err != nil {
		return "", asFindings(err, nil)
	}
	book, err := openWorkbook(c)
	if err != nil {
		return "", asFindings(err, nil)
	}
	for _, ref := range book.sheets {
		s, err := book.openSheet(ref, &collector{limit: 1})
		if err != nil {
			continue // the reader of the kind will say what is wrong
		}
		head, _, err := readHead(s)
		_ = s.close()
		if err != nil {
			continue
		}
		for kind, among := range map[SheetKind][]sheetLayout{SheetHouseholds: householdLayouts[:1], SheetMeasures: layouts[:1],
			SheetIndicators: indicatorLayouts, SheetObligations: obligationLayouts} {
			if t := findHeader(among, ref.name, head, mergesOf(head, s.merges)); t != nil {
				return kind, nil
			}
		}
	}
	return SheetSkipped, nil
}

// ReadHouseholdsFrom reads a household ledger of the given size.
func ReadHouseholdsFrom(in io.ReaderAt, size int64, opt Options) (*Households, error) {
	h := &householdReader{numbers: map[string]Cell{}, ids: map[string]Cell{}}
	r := newReader(opt, householdLayouts)
	r.plan.Year, r.takes = opt.Year, h.take
	if err := r.read(in, size); err != nil {
		return nil, asFindings(err, r.findings)
	}
	h.finish(r.findings)
	if r.findings.failed() {
		return nil, r.findings.err()
	}
	out := &Households{Title: r.plan.Title, Units: r.plan.Units, Persons: r.plan.Persons, Rows: h.rows,
		Sheets: r.plan.Sheets, Warnings: r.findings.warnings}
	return out, nil
}

// householdReader gathers the sheets of a household ledger.
type householdReader struct {
	rows    []Household
	places  []Cell
	numbers map[string]Cell
	ids     map[string]Cell
	members []placed[memberRow]
	help    []placed[helpRow]
	visits  []placed[visitRow]
}

type placed[R any] struct {
	at  Cell
	row R
}

func readRow[R any](l *line, columns []tableColumn[R]) (r R) {
	for _, c := range columns {
		c.read(l, &r)
	}
	return r
}

func (h *householdReader) take(l *line) {
	switch l.t.layout.kind {
	case SheetHouseholds:
		h.household(l)
	case SheetMembers:
		h.members = append(h.members, placed[memberRow]{l.place(fieldHousehold), readRow(l, memberColumns)})
	case SheetHelp:
		h.help = append(h.help, placed[helpRow]{l.place(fieldHousehold), readRow(l, helpColumns)})
	case SheetVisits:
		v := readRow(l, visitColumns)
		if v.At.IsZero() {
			l.required(fieldVisitDay)
		}
		h.visits = append(h.visits, placed[visitRow]{l.place(fieldHousehold), v})
	}
}

func (h *householdReader) household(l *line) {
	row := readRow(l, householdColumns)
	row.Row = l.r.no
	if first, twice := h.numbers[row.No]; twice && row.No != "" {
		l.report(Error, "name_twice", fieldHousehold, row.No, first.String())
		return
	}
	if first, twice := h.ids[row.IDNumber]; twice && row.IDNumber != "" {
		l.reportUnquoted(Error, "id_twice", fieldIDNumber, first.String())
	}
	h.numbers[row.No], h.ids[row.IDNumber] = l.place(fieldHousehold), l.place(fieldIDNumber)
	if row.Labour > row.People {
		l.report(Error, "labour_above_people", fieldLabour, strconv.Itoa(row.People))
	}
	if (row.Mode == "") != (row.EliminatedAt.IsZero() && row.ProposedAt.IsZero()) {
		l.report(Error, "elimination_half", "消除方式")
	}
	checkNumber(l, &row)
	checkStatus(l, &row)
	checkDayOrder(l, &row)
	h.rows, h.places = append(h.rows, row), append(h.places, l.place(fieldHousehold))
}

// checkNumber refuses a household number that is somebody's: it names the case
// everywhere, where personal data may not be.
func checkNumber(l *line, h *Household) {
	if h.No != "" && (ValidIDNumber(strings.ToUpper(h.No)) || slices.Contains([]string{h.IDNumber, h.Phone, h.Bank}, h.No)) {
		l.reportUnquoted(Error, "number_personal", fieldHousehold)
	}
}

// checkStatus refuses a row whose dates say something else than its status: the
// course is taken from the dates, and the figures would differ from the file's.
func checkStatus(l *line, h *Household) {
	listed := !h.EnteredAt.IsZero() || !h.AnnouncedAt.IsZero()
	status := "identifying"
	switch {
	case !h.EliminatedAt.IsZero() && !listed:
		l.report(Error, "eliminated_unlisted", fieldEntered)
		return
	case !h.EliminatedAt.IsZero() && h.ReversedAt.IsZero():
		status = "eliminated"
	case listed:
		status = "monitored"
	}
	if h.Status != "" && h.Status != status {
		l.report(Error, "status_differs", fieldMonitored, wordOf(statuses, status))
	}
}

// checkDayOrder warns of dates that do not follow each other: the course is
// taken in the order of the steps all the same.
func checkDayOrder(l *line, h *Household) {
	before, name := h.Clue, fieldClue
	for _, next := range []struct {
		at   calendar.Date
		name field
	}{{h.SurveyedAt, "入户核实日期"}, {h.ReviewedAt, "民主评议日期"}, {h.NoticeTo, "公示止"}, {h.TownshipAt, "乡镇审核日期"},
		{h.CountyAt, "县级审定日期"}, {h.EnteredAt, "录入日期"}, {h.EliminatedAt, "风险消除日期"}, {h.ReversedAt, "回退日期"}} {
		if next.at.IsZero() {
			continue
		}
		if next.at.Before(before) {
			l.report(Warning, "days_out_of_order", next.name, string(name), before.String())
			return
		}
		before, name = next.at, next.name
	}
}

// finish puts members, help and visits into their households.
func (h *householdReader) finish(findings *collector) {
	if len(h.rows) == 0 && !findings.failed() {
		findings.add(Finding{Code: "no_households", Severity: Error})
	}
	at := map[string]int{}
	for i := range h.rows {
		at[h.rows[i].No] = i
	}
	find := func(no string, cell Cell) *Household {
		i, ok := at[no]
		if !ok {
			findings.add(Finding{Code: "household_unknown", Severity: Error, Cell: cell, Read: no, Header: string(fieldHousehold)})
			return nil
		}
		return &h.rows[i]
	}
	for _, m := range h.members {
		if to := find(m.row.household, m.at); to != nil {
			to.Members = append(to.Members, m.row.Member)
		}
	}
	for _, m := range h.help {
		if to := find(m.row.household, m.at); to != nil {
			to.Help = append(to.Help, m.row.HelpMeasure)
		}
	}
	for _, v := range h.visits {
		if to := find(v.row.household, v.at); to != nil {
			to.Visits = append(to.Visits, v.row.Visit)
		}
	}
	for i := range h.rows {
		if row := &h.rows[i]; len(row.Help) > 0 && row.EnteredAt.IsZero() && row.AnnouncedAt.IsZero() && !row.Green {
			findings.add(Finding{Code: "help_unlisted", Severity: Error, Cell: h.places[i], Header: string(fieldEntered)})
		}
		if n := len(h.rows[i].Members); n > 0 && n != h.rows[i].People {
			findings.add(Finding{Code: "members_differ", Severity: Warning, Cell: h.places[i], Header: string(fieldPeople),
				Args: []string{strconv.Itoa(h.rows[i].People), strconv.Itoa(n)}})
		}
	}
}

// count reads a whole number that is not negative.
func (l *line) count(f field, must bool) int {
	text := cleanNumber(l.text(f))
	if blankMark(text) || text == "" {
		if must {
			l.required(f)
		}
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(text, "人"), "元"))
	if err != nil || n < 0 || n > 10_000_000 {
		l.report(Error, "count_unreadable", f)
		return 0
	}
	return n
}

// yes reads 是 or 否; blank is no.
func (l *line) yes(f field) bool {
	switch strings.ToUpper(l.name(f)) {
	case "是", "√", "Y", "TRUE", "1", "有":
		return true
	case "", "否", "N", "FALSE", "0", "×", "无":
		return false
	}
	l.report(Error, "yes_no", f)
	return false
}

// reportUnquoted is [line.report] of a cell whose content must not be repeated.
func (l *line) reportUnquoted(severity Severity, code string, f field, args ...string) {
	l.findings.add(Finding{Code: code, Severity: severity, Cell: l.place(f), Header: string(f), Args: args})
}

// asFindings turns a refusal of the file into findings, as callers expect.
func asFindings(err error, findings *collector) error {
	var no *refusal
	if !errors.As(err, &no) {
		return err
	}
	list := &Findings{}
	if findings != nil { // what was found before the refusal stays behind it
		list = findings.err()
	}
	no.Read = clip(no.Read, 80)
	for i := range no.Args {
		no.Args[i] = clip(no.Args[i], 120)
	}
	list.List = append([]Finding{no.Finding}, list.List...)
	return list
}

// idWeights and idChecks are those of GB 11643.
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const idChecks = "10X98765432"

// ValidIDNumber tells whether an ID number has its form, a date of birth and the
// right check character (GB 11643-1999).
func ValidIDNumber(s string) bool {
	if len(s) != 18 || s[0] < '1' || s[0] > '9' {
		return false
	}
	sum := 0
	for i, w := range idWeights {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		sum += int(s[i]-'0') * w
	}
	if _, err := calendar.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14]); err != nil {
		return false
	}
	return idChecks[sum%11] == s[17]
}

// IDNumber gives an ID number its check character: for examples and tests.
func IDNumber(first17 string) string {
	sum := 0
	for i, w := range idWeights {
		sum += int(first17[i]-'0') * w
	}
	return first17 + string(idChecks[sum%11])
}

func joinSorted(words map[string]string) string { return strings.Join(sortedWords(words), "、") }

func sortedWords(words map[string]string) []string {
	out := make([]string, 0, len(words))
	for w := range words {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// wordOf gives the word for a code; of several the first in order.
func wordOf(words map[string]string, code string) string {
	for _, w := range sortedWords(words) {
		if words[w] == code {
			return w
		}
	}
	return ""
}
