package main

// output.go: tables, JSON and progress, one way for all commands.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"duban/engine"
	"duban/terminal"
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
	said := make([]string, len(headings))
	for i, h := range headings {
		said[i] = a.say(h)
	}
	terminal.Table(a.out, said, rows)
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
	if !ok || a.output == "json" {
		return nil
	}
	return terminal.Bar(file, a.say(key))
}

// byteProgress is [app.progress] of something that is counted in bytes.
func (a *app) byteProgress(what string) engine.Progress {
	file, ok := a.errOut.(*os.File)
	if !ok || a.output == "json" {
		return nil
	}
	return terminal.ByteBar(file, what)
}

// local gives a moment in the calendar's zone, for reading.
func local(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}
