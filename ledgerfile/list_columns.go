package ledgerfile

// list_columns.go: columns of the lists beside a plan, by what they hold: texts,
// days, counts, yes or no, words, personal data.

import (
	"strconv"
	"strings"

	"duban/casework/calendar"
)

// tableColumn is a column of a list, for rows of type R: what it is called, how it is read, what is
// written. One table serves both ways.
type tableColumn[R any] struct {
	field field
	also  []string // other names that offices give it
	width float64
	must  bool // a sheet without it is not one of these
	read  func(*line, *R)
	write func(*R) string
}

func textColumn[R any](f field, width float64, must bool, at func(*R) *string, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, width, must,
		func(l *line, r *R) {
			if *at(r) = l.name(f); must && *at(r) == "" {
				l.required(f)
			}
		},
		func(r *R) string { return *at(r) }}
}

func dayColumn[R any](f field, at func(*R) *calendar.Date, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, 12, false,
		func(l *line, r *R) { *at(r) = l.date(f) },
		func(r *R) string { return at(r).String() }}
}

func countColumn[R any](f field, must bool, at func(*R) *int, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, 8, must,
		func(l *line, r *R) { *at(r) = l.count(f, must) },
		func(r *R) string { return strconv.Itoa(*at(r)) }}
}

func yesColumn[R any](f field, at func(*R) *bool, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, 8, false,
		func(l *line, r *R) { *at(r) = l.yes(f) },
		func(r *R) string {
			if *at(r) {
				return "是"
			}
			return "否"
		}}
}

func wordColumn[R any](f field, width float64, must bool, words map[string]string, at func(*R) *string, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, width, must,
		func(l *line, r *R) {
			word := l.name(f)
			code, ok := words[word]
			switch {
			case word == "" && must:
				l.required(f)
			case word != "" && !ok:
				l.report(Error, "word_unknown", f, joinSorted(words))
			}
			*at(r) = code
		},
		func(r *R) string { return wordOf(words, *at(r)) }}
}

// personalColumn reads what must not be repeated in a finding.
func personalColumn[R any](f field, width float64, at func(*R) *string, check func(string) bool, also ...string) tableColumn[R] {
	return tableColumn[R]{f, also, width, false,
		func(l *line, r *R) {
			*at(r) = strings.ToUpper(cleanNumber(l.text(f)))
			if *at(r) != "" && check != nil && !check(*at(r)) {
				l.reportUnquoted(Error, "id_number", f)
			}
		},
		func(r *R) string { return *at(r) }}
}
