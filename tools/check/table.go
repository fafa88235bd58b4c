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

// checkTable compares the figures behind each unit's name, in order; borders, colours, spacing and
// whatever follows the expected figures do not matter.
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
		got, found := printed[unit]
		switch {
		case !found:
			findings = append(findings, fmt.Sprintf("%s: not in the table", unit))
		case len(got) < len(figures) || !slices.Equal(got[:len(figures)], figures):
			findings = append(findings, fmt.Sprintf("%s: expected %s, the table has %s", unit, strings.Join(figures, " "), strings.Join(got, " ")))
		}
	}
	return findings, nil
}

// rows gives the figures of each line by the line's first word.
func rows(in io.Reader) (map[string][]string, error) {
	found := map[string][]string{}
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
			found[text[:end]] = figures
		}
	}
	return found, lines.Err()
}
