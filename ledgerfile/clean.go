package ledgerfile

// clean.go: text as people typed it made comparable: stray blanks, full-width
// digits and letters, invisible characters.

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// fileText is the text of a cell as the file holds it, unescaped and cleaned.
func fileText(s string) string {
	if strings.Contains(s, "_x") {
		s = unescape(s)
	}
	return cleanText(s)
}

// cleanText keeps a text as written but drops what cannot be seen: control
// characters, byte order marks, zero-width and direction marks (which can show
// a text in another order than it is stored); odd blanks become plain ones,
// and each line loses the blanks at its ends.
func cleanText(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v':
			return '\n'
		case r == '\t' || r == '\u00a0' || r == '\u3000' || r == '\u202f' || r >= '\u2000' && r <= '\u200a':
			return ' '
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r == '\ufeff', r == utf8.RuneError,
			r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f':
			return -1
		}
		return r
	}, s)
	if !strings.Contains(s, "\n") {
		return strings.TrimSpace(s)
	}
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// isClean tells, cheaply, that cleanText would change nothing.
func isClean(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		switch {
		case r < ' ', r == 0x7f, r >= 0x80 && r <= 0xa0, r >= '\u2000' && r <= '\u200f',
			r >= '\u2028' && r <= '\u202f', r >= '\u2060' && r <= '\u206f', r == '\u3000', r == '\ufeff', r == utf8.RuneError:
			return false
		}
	}
	return true
}

// unescape reads the format's own escapes of characters XML cannot hold
// (_x000D_), which would otherwise show up in texts as they stand.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, ok := hex4(s[i+2 : i+6]); ok {
				b.WriteRune(n)
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func hex4(s string) (rune, bool) {
	n := rune(0)
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | rune(c-'0')
		case c >= 'A' && c <= 'F':
			n = n<<4 | rune(c-'A'+10)
		case c >= 'a' && c <= 'f':
			n = n<<4 | rune(c-'a'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

// cleanName makes a name comparable: no blanks, since 原 州 区 is set with
// blanks to fill a column; full-width digits and letters become plain ones,
// punctuation stays.
func cleanName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\n':
			return -1
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - '０' + '0'
		}
		return r
	}, cleanText(s))
}

// cleanNumber makes a numbering such as （１）－２ comparable: (1)-2.
func cleanNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\n':
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '—' || r == '–' || r == '−' || r == '‐' || r == '‑':
			return '-'
		case r == '。':
			return '.'
		}
		return r
	}, cleanText(s))
}

// blankMark tells whether a text only says that there is nothing to say.
func blankMark(s string) bool {
	switch s {
	case "", "无", "/", "／", "-", "—", "－", "——", "--", "\\", "暂无":
		return true
	}
	return false
}
