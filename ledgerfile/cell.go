package ledgerfile

// cell.go: what one cell holds.

import (
	"strconv"
	"strings"
)

type cellKind uint8

const (
	cellBlank cellKind = iota
	cellText
	cellNumber
	cellBool
	cellError
)

// cell is a value as it lies in the file.
type cell struct {
	kind   cellKind
	format numberFormat
	filled bool // carried down from a merged cell
	text   string
	num    float64
}

func (c *cell) blank() bool { return c.kind == cellBlank }

// value turns what a c element holds into a cell.
func (s *sheetReader) value(kind, value string, style int) (cell, bool) {
	var format numberFormat
	if style >= 0 && style < len(s.w.formats) {
		format = s.w.formats[style]
	}
	text := func(t string) (cell, bool) {
		if t = fileText(t); t == "" {
			return cell{}, true
		}
		return cell{kind: cellText, text: t}, true
	}
	switch kind {
	case "s":
		if value == "" {
			return cell{}, true
		}
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(s.w.strings) {
			return cell{}, false
		}
		if s.w.strings[i] == "" {
			return cell{}, true
		}
		return cell{kind: cellText, text: s.w.strings[i]}, true
	case "inlineStr", "str":
		return text(value)
	case "d": // 2022-06-30T00:00:00
		day, _, _ := strings.Cut(value, "T")
		return text(day)
	case "b":
		return cell{kind: cellBool, text: value}, true
	case "e":
		return cell{kind: cellError, text: fileText(value)}, true
	}
	if value = strings.TrimSpace(value); value == "" {
		return cell{}, true
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return text(value)
	}
	return cell{kind: cellNumber, num: n, format: format, text: value}, true
}

// startsProgram tells texts such as =cmd|'/c calc'!A1, which become commands
// when a ledger is exported and opened again.
func startsProgram(text string) bool {
	if !strings.ContainsRune("=+-@", rune(text[0])) {
		return false
	}
	_, after, piped := strings.Cut(text, "|")
	return piped && strings.Contains(after, "!")
}
