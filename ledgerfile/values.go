package ledgerfile

// values.go: what a cell says, read as the column's type. Whatever does not
// read becomes a finding and the zero value.

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// line is one row of a recognised table.
type line struct {
	t        *table
	r        *row
	year     int
	date1904 bool
	findings *collector
	words    map[string]string // Options.Words
}

func (l *line) get(f field) cell { return l.r.at(l.t.column(f)) }

// place names the cell of a field in this row.
func (l *line) place(f field) Cell { return l.t.cell(f, l.r.no) }

func (t *table) cell(f field, row int) Cell {
	c := Cell{Sheet: t.sheet, Row: row}
	if col, ok := t.columns[f]; ok {
		c.Column = columnLetters(col)
	}
	return c
}

func (l *line) report(severity Severity, code string, f field, args ...string) {
	header := string(f)
	if l.t.has(f) {
		header = l.t.header(l.t.column(f))
	}
	c := l.get(f)
	l.findings.add(Finding{Code: code, Severity: severity, Cell: l.place(f), Header: header,
		Read: c.show(l.date1904), Args: args})
}

// required reports a blank cell. One that is not blank was reported as what it
// is.
func (l *line) required(f field) {
	if c := l.get(f); blankMark(cleanName(c.show(l.date1904))) {
		l.report(Error, "required", f)
	}
}

// show gives the cell as a person sees it in the spreadsheet, nearly.
func (c *cell) show(date1904 bool) string {
	switch c.kind {
	case cellText, cellError:
		return c.text
	case cellBool:
		if c.text == "1" || strings.EqualFold(c.text, "true") {
			return "TRUE"
		}
		return "FALSE"
	case cellNumber:
		switch c.format {
		case formatDate:
			if d, ok := dateOfSerial(c.num, date1904); ok {
				return writeDate(d)
			}
		case formatPercent:
			return showNumber(c.num*100) + "%"
		case formatPlain:
		}
		return showNumber(c.num)
	case cellBlank:
	}
	return ""
}

// showNumber prints a number with the fifteen digits spreadsheets show.
func showNumber(n float64) string {
	if r, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
		n = r
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// text reads free text.
func (l *line) text(f field) string {
	c := l.get(f)
	if c.kind == cellError {
		l.report(Error, "cell_error", f)
		return ""
	}
	return c.show(l.date1904)
}

// name reads one name.
func (l *line) name(f field) string {
	s := cleanName(l.text(f))
	if blankMark(s) {
		return ""
	}
	return s
}

// number reads a numbering. Spreadsheets turn 1-2 into the second of January
// unless the column is text; that cannot be undone with certainty.
func (l *line) number(f field) string {
	c := l.get(f)
	if c.kind == cellNumber && c.format == formatDate {
		l.report(Error, "number_became_date", f)
		return ""
	}
	s := cleanNumber(l.text(f))
	if blankMark(s) {
		return ""
	}
	return s
}

// yearText reads a year of assessment: 2021年度 is 2021.
func (l *line) yearText(f field) string {
	s := cleanNumber(l.text(f))
	if m := yearForm.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	if blankMark(s) {
		return ""
	}
	return s
}

var (
	yearForm   = regexp.MustCompile(`^(\d{4})年?度?$`)
	timeOfDay  = regexp.MustCompile(` +\d{1,2}:\d{2}(:\d{2})?$`) // as databases export days
	separators = "、,，;；/／|｜\n"
	vagueUnit  = regexp.MustCompile(`^(各|有关|相关|所有|全体|其他|其它|五县|5县|全市各|市直各)`)
)

// names reads a list of units as offices write them in one cell.
func (l *line) names(f field) []string {
	s := l.text(f)
	if blankMark(cleanName(s)) {
		return nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if len(parts) > maxNamesInCell {
		l.report(Error, "too_many_names", f, strconv.Itoa(maxNamesInCell))
		return nil
	}
	list := make([]string, 0, len(parts))
	seen := map[string]bool{}
	for _, p := range parts {
		p = strings.TrimRight(cleanName(p), "。.")
		if p == "" {
			continue
		}
		if vagueUnit.MatchString(p) {
			l.report(Error, "vague_unit", f, p)
			continue
		}
		if seen[p] {
			l.report(Error, "name_twice_in_cell", f, p)
			continue
		}
		seen[p] = true
		list = append(list, p)
	}
	return list
}

// percent reads 60%, 0.6 shown as 60 %, or 60.
func (l *line) percent(f field) (int, bool) {
	c := l.get(f)
	if c.blank() {
		return 0, false
	}
	var n float64
	if c.kind == cellNumber {
		n = c.num
		switch {
		case c.format == formatPercent:
			n *= 100
		case n > 0 && n < 1:
			n *= 100
		case n == 1:
			l.report(Error, "percent_one", f) // a hundredth or the whole?
			return 0, false
		}
	} else {
		s := cleanNumber(l.text(f))
		if blankMark(s) {
			return 0, false
		}
		v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
		if err != nil {
			l.report(Error, "percent_unreadable", f)
			return 0, false
		}
		if n = v; !strings.HasSuffix(s, "%") && n > 0 && n < 1 {
			n *= 100
		}
	}
	if math.IsNaN(n) || n < 0 || n > 100.000001 {
		l.report(Error, "percent_unreadable", f)
		return 0, false
	}
	return int(math.Round(n)), true
}
