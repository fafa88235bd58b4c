package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	number = regexp.MustCompile(`\d+(?:\.\d+)?`)
	escape = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]") // colours of a terminal
)

// checkTable looks for each expected line: a unit's name and figures behind it, in order. Borders,
// colours, spacing and whatever follows the expected figures do not matter, nor do other tables
// that name the same units.
func checkTable(expected string, in io.Reader) ([]string, error) {
	file, err := os.ReadFile(expected)
	if err != nil {
		return nil, err
	}
	printed, err := rows(in)
	if err != nil {
		return nil, err
	}
	var findings []string
	for _, line := range strings.Split(string(file), "\n") {
		want := strings.Fields(line)
		if len(want) == 0 || strings.HasPrefix(want[0], "#") {
			continue
		}
		unit, figures := want[0], want[1:]
		begins := func(got []string) bool { return len(got) >= len(figures) && slices.Equal(got[:len(figures)], figures) }
		switch got := printed[unit]; {
		case len(got) == 0:
			findings = append(findings, fmt.Sprintf("%s: not in the table", unit))
		case !slices.ContainsFunc(got, begins):
			has := make([]string, len(got))
			for i, row := range got {
				has[i] = strings.Join(row, " ")
			}
			findings = append(findings, fmt.Sprintf("%s: expected %s, the table has %s", unit, strings.Join(figures, " "), strings.Join(has, " and ")))
		}
	}
	return findings, nil
}

// rows gives the figures of the lines by their first word.
func rows(in io.Reader) (map[string][][]string, error) {
	found := map[string][][]string{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text := escape.ReplaceAllString(lines.Text(), "")
		text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if end <= 0 {
			continue
		}
		if figures := number.FindAllString(text[end:], -1); len(figures) > 0 {
			found[text[:end]] = append(found[text[:end]], figures)
		}
	}
	return found, lines.Err()
}
