package ledgerfile

// obligations.go: dated obligations, one a row.

import (
	"io"
	"strings"

	"duban/casework/calendar"
	"duban/casework/obligation"
)

// ObligationRow is an obligation as a file gives it.
type ObligationRow struct {
	No      string
	Kind    string // obligation.Rule.Kind
	Title   string
	Unit    string
	Amount  obligation.Amount
	Due     calendar.Date
	Settled calendar.Date
	Cell    Cell
}

// SheetObligations is the kind of a sheet of dated obligations.
const SheetObligations SheetKind = "obligations"

const (
	fieldObligation     field = "台账编号"
	fieldObligationKind field = "事项类型"
	fieldAmount         field = "金额"
	fieldMaturity       field = "到期日期"
	fieldSettled        field = "结清日期"
)

var obligationColumns = []tableColumn[ObligationRow]{
	textColumn(fieldObligation, 18, true, func(r *ObligationRow) *string { return &r.No }, "贷款编号", "合同编号"),
	{fieldObligationKind, []string{"类型"}, 14, true, readObligationKind, func(r *ObligationRow) string { return wordOf(obligationKinds(), r.Kind) }},
	textColumn("摘要", 36, true, func(r *ObligationRow) *string { return &r.Title }, "事项", "贷款用途"),
	textColumn("经办单位", 18, true, func(r *ObligationRow) *string { return &r.Unit }, "责任单位", "清收单位"),
	{fieldAmount, []string{"金额元", "贷款金额", "贷款余额"}, 14, true, readAmount, func(r *ObligationRow) string { return r.Amount.String() }},
	dayColumn(fieldMaturity, func(r *ObligationRow) *calendar.Date { return &r.Due }, "到期日", "到期时间"),
	dayColumn(fieldSettled, func(r *ObligationRow) *calendar.Date { return &r.Settled }, "还款日期", "还清日期"),
}

var obligationLayouts = []sheetLayout{layoutOf(SheetObligations, fieldMaturity, obligationColumns, "备注", "序号")}

func obligationKinds() map[string]string {
	out := map[string]string{}
	for _, r := range obligation.Builtin() {
		out[r.Title.Zh] = r.Kind
	}
	return out
}

func readObligationKind(l *line, r *ObligationRow) {
	word := l.name(fieldObligationKind)
	kind, ok := l.words[word]
	switch {
	case word == "":
		l.required(fieldObligationKind)
	case !ok:
		l.report(Error, "word_unknown", fieldObligationKind, joinSorted(l.words))
	}
	r.Kind = kind
}

func readAmount(l *line, r *ObligationRow) {
	c := l.get(fieldAmount)
	a, err := obligation.ParseAmount(strings.TrimSpace(c.show(l.date1904)))
	if err != nil {
		l.report(Error, "amount_unreadable", fieldAmount)
		return
	}
	r.Amount = a
}

// ReadObligations reads a workbook of dated obligations.
func ReadObligations(path string, opt Options) ([]ObligationRow, error) {
	return fromFile(path, opt, ReadObligationsFrom)
}

// ReadObligationsFrom reads a workbook of the given size.
func ReadObligationsFrom(in io.ReaderAt, size int64, opt Options) ([]ObligationRow, error) {
	if opt.Words == nil {
		opt.Words = obligationKinds()
	}
	r := newReader(opt, obligationLayouts)
	var rows []ObligationRow
	seen := map[string]Cell{}
	r.takes = func(l *line) {
		row := readRow(l, obligationColumns)
		row.Cell = l.place(fieldObligation)
		if row.Due.IsZero() {
			l.required(fieldMaturity)
		}
		if first, twice := seen[row.No]; twice && row.No != "" {
			l.report(Error, "name_twice", fieldObligation, row.No, first.String())
		}
		seen[row.No] = row.Cell
		rows = append(rows, row)
	}
	if err := r.readList(in, size, func() int { return len(rows) }, "no_obligations"); err != nil {
		return nil, err
	}
	return rows, nil
}

// WriteObligationsTo writes a workbook of dated obligations.
func WriteObligationsTo(w io.Writer, title string, rows []ObligationRow) error {
	l := listOf("到期事项", obligationColumns, rows)
	l.title = title
	return writeBook(w, title, l)
}
