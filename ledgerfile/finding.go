package ledgerfile

// finding.go: what is wrong with a file, and the list all of it is kept in.

import (
	"strconv"
	"strings"

	"duban/casework/wording"
)

// Severity says whether a finding stops the import.
type Severity string

// What a finding means for the import.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one thing that is wrong with a file, or that was read in spite of
// a doubt. Its sentences stand in the catalogue of words, in both languages.
type Finding struct {
	Code     string   `json:"code"` // stable, for programs
	Severity Severity `json:"severity"`
	Cell     Cell     `json:"cell,omitzero"`
	Header   string   `json:"header,omitempty"` // the column's header as the file has it
	Read     string   `json:"read,omitempty"`   // what the cell says, shortened
	Args     []string `json:"args,omitempty"`   // what fills the sentences
}

// What says what is wrong.
func (f Finding) What(lang string) string { return sentence(f.Code, lang, partWhat, f.Args) }

// Expected says what should stand there; it may be empty.
func (f Finding) Expected(lang string) string { return sentence(f.Code, lang, partExpected, f.Args) }

// Mend says what to do about it.
func (f Finding) Mend(lang string) string { return sentence(f.Code, lang, partMend, f.Args) }

// Text gives the whole finding in one line, in zh or en.
func (f Finding) Text(lang string) string {
	var b strings.Builder
	in := language(lang)
	b.WriteString(wording.Text(in, "finding.severity."+string(f.Severity)))
	if place := f.Cell.String(); place != "" {
		b.WriteString(" " + place)
	}
	if f.Header != "" {
		b.WriteString(wording.Text(in, "finding.line.header", f.Header))
	}
	b.WriteString(wording.Text(in, "finding.line.colon") + f.What(lang))
	if f.Read != "" {
		b.WriteString(wording.Text(in, "finding.line.read", f.Read))
	}
	if e := f.Expected(lang); e != "" {
		b.WriteString(wording.Text(in, "finding.line.expected", e))
	}
	if m := f.Mend(lang); m != "" {
		b.WriteString(wording.Text(in, "finding.line.mend", m))
	}
	return b.String()
}

// Findings is the error of a file that cannot be taken: everything found, in
// the order of the file, errors before warnings.
type Findings struct { //nolint:errname // a list first, also where nothing failed
	List         []Finding
	MoreErrors   int // found but not kept
	MoreWarnings int
}

// Refused tells whether the file as such was turned down before its cells
// were read: too large, not a workbook, or able to change by itself.
func (f *Findings) Refused() bool {
	return len(f.List) > 0 && strings.HasPrefix(f.List[0].Code, "file_")
}

// Text prints the findings one a line, in zh or en.
func (f *Findings) Text(lang string) string {
	var b strings.Builder
	for i, one := range f.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Text(lang))
	}
	if n := f.MoreErrors + f.MoreWarnings; n > 0 {
		b.WriteString("\n" + wording.Text(language(lang), "finding.line.more", strconv.Itoa(n)))
	}
	return b.String()
}

// Error prints the findings in Chinese, the users' language.
func (f *Findings) Error() string { return f.Text("zh") }

// collector gathers findings while a file is read.
type collector struct {
	limit                  int
	errors, warnings       []Finding
	moreErrs, moreWarnings int
}

func (c *collector) add(f Finding) {
	f.Read = clip(f.Read, 80)
	f.Header = clip(f.Header, 40)
	f.Cell.Sheet = clip(f.Cell.Sheet, 40)
	for i := range f.Args {
		f.Args[i] = clip(f.Args[i], 120)
	}
	if f.Severity == Warning {
		if len(c.warnings) < c.limit {
			c.warnings = append(c.warnings, f)
		} else {
			c.moreWarnings++
		}
		return
	}
	if len(c.errors) < c.limit {
		c.errors = append(c.errors, f)
	} else {
		c.moreErrs++
	}
}

func (c *collector) failed() bool { return len(c.errors) > 0 }

func (c *collector) err() *Findings {
	list := append(append([]Finding(nil), c.errors...), c.warnings...)
	return &Findings{List: list, MoreErrors: c.moreErrs, MoreWarnings: c.moreWarnings}
}

// refusal is an error that turns the whole file down.
type refusal struct{ Finding }

func (r *refusal) Error() string { return r.Text("zh") }

func refuse(code string, args ...string) error {
	return &refusal{Finding{Code: code, Severity: Error, Args: args}}
}

func refuseAt(cell Cell, code string, args ...string) error {
	return &refusal{Finding{Code: code, Severity: Error, Cell: cell, Args: args}}
}

// clip shortens text for a message; a cell may hold 32,767 characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return strings.ReplaceAll(s, "\n", "⏎")
	}
	count := 0
	for i := range s {
		if count == n {
			return strings.ReplaceAll(s[:i], "\n", "⏎") + "…"
		}
		count++
	}
	return strings.ReplaceAll(s, "\n", "⏎")
}
