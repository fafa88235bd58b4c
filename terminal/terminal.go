// Package terminal is how programs of the engine print: tables that count the
// width of Chinese characters, progress bars that know when nobody watches, and
// the completion table.
package terminal

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/schollz/progressbar/v3"

	"duban/casework"
	"duban/casework/wording"
)

// Table prints rows under headings.
func Table(w io.Writer, headings []string, rows [][]any) {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	head := make(table.Row, len(headings))
	for i, h := range headings {
		head[i] = h
	}
	t.AppendHeader(head)
	for _, r := range rows {
		t.AppendRow(r)
	}
	fmt.Fprintln(w, t.Render())
}

// Bar gives a progress bar on a terminal, nil elsewhere.
func Bar(f *os.File, what string) func(done, total int) {
	return bar(f, what, progressbar.OptionShowCount())
}

// ByteBar is [Bar] of something that is counted in bytes.
func ByteBar(f *os.File, what string) func(done, total int) {
	return bar(f, what, progressbar.OptionShowBytes(true), progressbar.OptionShowTotalBytes(true))
}

func bar(f *os.File, what string, options ...progressbar.Option) func(done, total int) {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	options = append(options,
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWriter(f),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish())
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, options...)
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no failure
	}
}

// Completion prints the completion table and, below it, who claimed too little.
func Completion(w io.Writer, lang wording.Language, t casework.Table) {
	say := func(key string, args ...string) string { return wording.Text(lang, key, args...) }
	headings := []string{say("cli.unit"), say("cli.problems_done"), say("cli.in_progress"), say("cli.sum"),
		say("cli.unclaimed"), say("cli.rate")}
	rows := make([][]any, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = []any{r.Name, r.Done, r.InProgress, r.Sum, r.Unclaimed, rate(r.Rate) + "%"}
	}
	Table(w, headings, rows)
	for _, r := range t.Rows {
		if r.Unclaimed > 0 {
			fmt.Fprintln(w, say("cli.under_claiming", r.Name, strconv.Itoa(r.Unclaimed),
				strings.Join(r.UnclaimedProblems, "、"), rate(r.Rate), rate(r.RateOfClaimed)))
		}
	}
}

// Households prints the figures of households by unit.
func Households(w io.Writer, lang wording.Language, f *casework.HouseholdFigures) {
	say := func(key string, args ...string) string { return wording.Text(lang, key, args...) }
	headings := []string{say("cli.unit"), say("cli.listed"), say("cli.eliminated"), say("cli.open"), say("cli.helped"),
		say("cli.identifying"), say("cli.elimination_rate")}
	total := f.Total
	total.Name = say("cli.sum")
	rows := make([][]any, 0, len(f.Rows)+1)
	for _, r := range append(slices.Clone(f.Rows), total) {
		row := []any{r.Name, heads(say, r.Listed), heads(say, r.Eliminated), heads(say, r.Open), heads(say, r.Helped),
			heads(say, r.Identifying), rate(r.Rate) + "%"}
		if f.CountsNew() {
			row = slices.Insert(row, 2, any(heads(say, r.New)))
		}
		rows = append(rows, row)
	}
	if f.CountsNew() {
		headings = slices.Insert(headings, 2, say("cli.newly_listed"))
	}
	Table(w, headings, rows)
}

func heads(say func(string, ...string) string, h casework.Heads) string {
	return say("cli.heads", strconv.Itoa(h.Households), strconv.Itoa(h.People))
}

func rate(r float64) string { return strconv.FormatFloat(r, 'f', 1, 64) }
