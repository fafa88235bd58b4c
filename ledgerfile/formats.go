package ledgerfile

// formats.go: which cells hold dates or percentages; a workbook stores both as
// plain numbers and tells them apart by their number format.

import (
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"duban/casework/calendar"
)

type numberFormat uint8

const (
	formatPlain numberFormat = iota
	formatDate
	formatPercent
)

const maxStyles = 100_000

// readStyles notes for each cell style what its number format means.
func (w *workbook) readStyles(part string) error {
	custom := map[string]numberFormat{}
	inCells := false
	in, err := w.open(part)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	x := newXMLStream(in, part)
	for {
		t, err := x.next()
		if err != nil {
			return ignoreEOF(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				if len(custom) < maxStyles {
					custom[attr(e, "numFmtId")] = formatOf(attr(e, "formatCode"))
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if !inCells {
					continue
				}
				if len(w.formats) >= maxStyles {
					return refuse("file_damaged", part+": too many styles")
				}
				id := attr(e, "numFmtId")
				f, ok := custom[id]
				if !ok {
					f = builtinFormat(id)
				}
				w.formats = append(w.formats, f)
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
	}
}

// builtinFormat knows the formats a file may use without spelling them out;
// 27–36 and 50–58 are the East Asian dates.
func builtinFormat(id string) numberFormat {
	n, _ := strconv.Atoi(id)
	switch {
	case n == 9 || n == 10:
		return formatPercent
	case n >= 14 && n <= 17, n == 22, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n == 57, n == 58:
		return formatDate
	}
	return formatPlain
}

// formatOf reads a custom format code: a date has y, m or d outside quotes and
// brackets, and is not a mere time.
func formatOf(code string) numberFormat {
	quoted, bracket, letters := false, false, ""
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case c == '%':
			return formatPercent
		case c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'm' || c == 'M' || c == 'h' || c == 's':
			letters += strings.ToLower(string(c))
		case c == ';' && letters != "":
			i = len(code)
		}
	}
	if strings.ContainsAny(letters, "yd") || (strings.Contains(letters, "m") && !strings.ContainsAny(letters, "hs")) {
		return formatDate
	}
	return formatPlain
}

// Serial days of spreadsheets count from 1899-12-30 (or 1904-01-01); the first
// two months of 1900 differ by a day, which no ledger reaches.
func dateOfSerial(n float64, date1904 bool) (calendar.Date, bool) {
	base := calendar.NewDate(1899, time.December, 30)
	if date1904 {
		base = calendar.NewDate(1904, time.January, 1)
	}
	if n < 61 || n > 109_939 { // 1900-03-01 … 2200-12-31
		return calendar.Date{}, false
	}
	return base.AddDays(int(n)), true
}
