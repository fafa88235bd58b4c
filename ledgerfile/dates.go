package ledgerfile

// dates.go: dates and deadlines, as a spreadsheet keeps them or as text.

import (
	"math"
	"strings"

	"duban/casework/calendar"
)

// date reads a date, as a spreadsheet keeps it or as text.
func (l *line) date(f field) calendar.Date {
	c := l.get(f)
	if c.blank() {
		return calendar.Date{}
	}
	text, d, ok := l.dateText(f, &c)
	if !ok || !d.IsZero() {
		return d
	}
	if blankMark(cleanName(text)) {
		return calendar.Date{}
	}
	d, err := calendar.ReadDate(text, l.year)
	if err != nil {
		if _, other := calendar.ReadDate(text, 2000); l.year == 0 && other == nil {
			l.report(Error, "year_missing", f)
		} else {
			l.report(Error, "date_unreadable", f)
		}
	}
	return d
}

// dateText gives the date a number stands for, or the text that is still to be
// read as one.
func (l *line) dateText(f field, c *cell) (string, calendar.Date, bool) {
	if c.kind != cellNumber {
		text := timeOfDay.ReplaceAllString(l.text(f), "")
		return text, calendar.Date{}, text != ""
	}
	whole := c.num == math.Trunc(c.num)
	switch {
	case c.format == formatDate, whole && c.num >= 30_000 && c.num <= 80_000:
		d, ok := dateOfSerial(c.num, l.date1904)
		if !ok {
			l.report(Error, "date_unreadable", f)
		}
		return "", d, ok
	case c.format == formatPercent:
		l.report(Error, "date_unreadable", f)
		return "", calendar.Date{}, false
	}
	text := showNumber(c.num)
	if before, after, found := strings.Cut(text, "."); found && len(after) == 1 {
		// A number has lost its last zero: 2022.1 may be October, 6.3 the 30th.
		if len(before) == 4 && after == "1" || len(before) < 3 && (after == "1" || after == "2" || after == "3") {
			l.report(Error, "date_lost_zero", f)
			return "", calendar.Date{}, false
		}
	}
	return text, calendar.Date{}, true
}

// deadline reads the due date and, where the ledger has one, the column that
// says of which type it is. The second result is false when nothing is there.
func (l *line) deadline() (calendar.Deadline, bool) {
	kind, kindGiven := l.deadlineKind()
	c := l.get(fieldDeadline)
	text, d := "", calendar.Date{}
	if !c.blank() {
		var ok bool
		if text, d, ok = l.dateText(fieldDeadline, &c); !ok {
			return calendar.Deadline{}, true // reported
		}
	}
	var dl calendar.Deadline
	switch {
	case !d.IsZero():
		dl = calendar.Deadline{Kind: calendar.ByDate, Date: d}
	case blankMark(cleanName(text)):
		if kindGiven && kind != calendar.ByDate {
			return calendar.Deadline{Kind: kind}, true
		}
		return calendar.Deadline{}, false
	default:
		var err error
		if dl, err = calendar.ReadDeadline(text, l.year); err != nil {
			if _, other := calendar.ReadDeadline(text, 2000); l.year == 0 && other == nil {
				l.report(Error, "year_missing", fieldDeadline)
			} else {
				l.report(Error, "deadline_unreadable", fieldDeadline)
			}
			return calendar.Deadline{}, true
		}
	}
	switch {
	case !kindGiven || kind == dl.Kind:
	case kind == calendar.Standing && dl.Kind == calendar.ByDate:
		dl.Kind = calendar.Standing // the date is that of the next review
	case kind == calendar.AtOnce && dl.Kind == calendar.ByDate:
		l.report(Warning, "at_once_with_date", fieldDeadline)
	default:
		l.report(Error, "deadline_contradiction", fieldDeadline, cleanName(l.text(fieldKind)))
	}
	return dl, true
}

func (l *line) deadlineKind() (calendar.DeadlineKind, bool) {
	s := l.name(fieldKind)
	switch {
	case s == "":
		return "", false
	case strings.HasPrefix(s, "限期"), s == "按期", s == "阶段性":
		return calendar.ByDate, true
	}
	d, err := calendar.ReadDeadline(s, 2000)
	if err != nil || d.Kind == calendar.ByDate {
		l.report(Error, "kind_unknown", fieldKind)
		return "", false
	}
	return d.Kind, true
}
