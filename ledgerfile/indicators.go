package ledgerfile

// indicators.go: monthly values of watched indicators, one a row.

import (
	"io"

	"duban/casework/indicator"
)

// IndicatorRow is one value as a file gives it.
type IndicatorRow struct {
	Indicator string // its ID or its Chinese title, as an ID
	Unit      string
	Month     string // 2026-03
	Value     indicator.Value
	Cell      Cell
}

// SheetIndicators is the kind of a sheet of indicator values.
const SheetIndicators SheetKind = "indicators"

const (
	fieldIndicator field = "指标名称"
	fieldValue     field = "指标值"
)

var indicatorColumns = []tableColumn[IndicatorRow]{
	{fieldIndicator, []string{"指标"}, 26, true, readIndicator, func(r *IndicatorRow) string { return indicatorWord(r.Indicator) }},
	textColumn("单位", 16, true, func(r *IndicatorRow) *string { return &r.Unit }, "县区", "单位名称"),
	{"月份", []string{"统计月份"}, 12, true, readMonth, func(r *IndicatorRow) string { return r.Month }},
	{fieldValue, []string{"数值", "完成率", "百分比"}, 12, true, readValue, func(r *IndicatorRow) string { return r.Value.String() + "%" }},
}

var indicatorLayouts = []sheetLayout{layoutOf(SheetIndicators, fieldIndicator, indicatorColumns, "备注", "序号")}

func indicatorWord(id string) string {
	for _, i := range indicator.Builtin() {
		if i.ID == id {
			return i.Title.Zh
		}
	}
	return id
}

// indicatorWords are the names of the indicators that come with the program.
func indicatorWords() map[string]string {
	words := map[string]string{}
	for _, i := range indicator.Builtin() {
		words[i.Title.Zh] = i.ID
	}
	return words
}

func readIndicator(l *line, r *IndicatorRow) {
	word := l.name(fieldIndicator)
	for title, id := range l.words {
		if word == id || word == title {
			r.Indicator = id
			return
		}
	}
	if word == "" {
		l.required(fieldIndicator)
		return
	}
	l.report(Error, "word_unknown", fieldIndicator, joinSorted(l.words))
}

func readMonth(l *line, r *IndicatorRow) {
	d := l.date("月份")
	if d.IsZero() {
		text := l.name("月份")
		if len(text) == len("2026-03") {
			r.Month = text
		} else if text == "" {
			l.required("月份")
		}
		return
	}
	r.Month = d.String()[:len("2026-03")]
}

func readValue(l *line, r *IndicatorRow) {
	c := l.get(fieldValue)
	text := c.show(l.date1904)
	v, err := indicator.ParseValue(text)
	if err != nil {
		l.report(Error, "value_unreadable", fieldValue)
		return
	}
	r.Value = v
}

// ReadIndicators reads a workbook of indicator values.
func ReadIndicators(path string, opt Options) ([]IndicatorRow, error) {
	return fromFile(path, opt, ReadIndicatorsFrom)
}

// ReadIndicatorsFrom reads a workbook of the given size.
func ReadIndicatorsFrom(in io.ReaderAt, size int64, opt Options) ([]IndicatorRow, error) {
	if opt.Words == nil {
		opt.Words = indicatorWords()
	}
	r := newReader(opt, indicatorLayouts)
	var rows []IndicatorRow
	r.takes = func(l *line) {
		row := readRow(l, indicatorColumns)
		row.Cell = l.place(fieldIndicator)
		rows = append(rows, row)
	}
	if err := r.readList(in, size, func() int { return len(rows) }, "no_values"); err != nil {
		return nil, err
	}
	return rows, nil
}

// WriteIndicatorsTo writes a workbook of indicator values.
func WriteIndicatorsTo(w io.Writer, title string, rows []IndicatorRow) error {
	l := listOf("督办指标", indicatorColumns, rows)
	l.title = title
	return writeBook(w, title, l)
}
