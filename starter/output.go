package main

// output.go: tables, JSON and progress, one way for all commands.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/schollz/progressbar/v3"

	"duban/engine"
)

// show prints rows as a table with catalogue headings, or v as JSON.
func (a *app) show(v any, headings []string, rows [][]any) {
	if a.output == "json" {
		a.json(v)
		return
	}
	if len(rows) == 0 {
		writeLine(a.out, a.say("cli.empty"))
		return
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.SeparateRows = false
	head := make(table.Row, len(headings))
	for i, h := range headings {
		head[i] = a.say(h)
	}
	t.AppendHeader(head)
	for _, r := range rows {
		t.AppendRow(table.Row(r))
	}
	writeLine(a.out, t.Render())
}

func (a *app) json(v any) {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		writeLine(a.errOut, err.Error())
	}
}

// tell prints a sentence; in JSON mode nothing, because v says it.
func (a *app) tell(key string, args ...string) {
	if a.output != "json" {
		writeLine(a.out, a.say(key, args...))
	}
}

func writeLine(w io.Writer, s string) { fmt.Fprintln(w, s) }

// progress shows a bar on a terminal and nothing elsewhere.
func (a *app) progress(key string) engine.Progress {
	file, ok := a.errOut.(*os.File)
	if !ok || a.output == "json" || !isTerminal(file) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total,
				progressbar.OptionSetDescription(a.say(key)),
				progressbar.OptionSetWriter(file),
				progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionShowCount(),
				progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no failure
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// local gives a moment in the calendar's zone, for reading.
func local(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}
