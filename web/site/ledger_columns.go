package site

// ledger_columns.go: the columns of the ledger that a reader chooses from, on the
// page and in the workbook.

import (
	"fmt"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
)

// column is a column of the ledger. Its name is "web.col." + Key.
type column struct {
	Key    string
	Number bool
	width  float64
	left   bool
	text   func(c *cells, l *engine.Line) string
}

// cells knows what the texts of cells take besides the line.
type cells struct {
	lang  wording.Language
	names map[casework.PersonID]string
}

func (c *cells) say(key string, args ...string) string { return wording.Text(c.lang, key, args...) }

func (c *cells) word(of string, value any) string {
	if text := fmt.Sprint(value); text != "" {
		return c.say(of + "." + text)
	}
	return ""
}

var ledgerColumns = []column{
	{Key: "light", width: 6, text: func(c *cells, l *engine.Line) string { return c.word("light", l.Light) }},
	{Key: "case", width: 18, text: func(_ *cells, l *engine.Line) string { return string(l.Case) }},
	{Key: "kind", width: 12, text: func(c *cells, l *engine.Line) string { return c.word("kind", l.Kind) }},
	{Key: "problem", width: 8, text: func(_ *cells, l *engine.Line) string { return l.Problem }},
	{Key: "text", width: 62, left: true, text: func(_ *cells, l *engine.Line) string { return l.Text }},
	{Key: "unit", width: 22, text: func(_ *cells, l *engine.Line) string { return l.UnitName }},
	{Key: "role", width: 8, text: func(c *cells, l *engine.Line) string { return c.word("role", l.Role) }},
	{Key: "person", width: 12, text: func(_ *cells, l *engine.Line) string { return l.PersonName }},
	{Key: "lead_unit", width: 22, text: func(_ *cells, l *engine.Line) string { return string(l.Parties.LeadUnit) }},
	{Key: "leader", width: 12, text: func(c *cells, l *engine.Line) string { return c.names[l.Parties.LeadLeader] }},
	{Key: "stage", width: 8, text: func(c *cells, l *engine.Line) string { return c.word("stage", l.Stage) }},
	{Key: "step", width: 12, text: (*cells).step},
	{Key: "rests", width: 18, text: (*cells).rests},
	{Key: "due", width: 12, text: func(_ *cells, l *engine.Line) string { return dayText(l.Due) }},
	{Key: "left", width: 16, text: (*cells).left},
	{Key: "original", width: 12, text: func(_ *cells, l *engine.Line) string { return dayText(l.Original) }},
	{Key: "percent", Number: true, width: 8, text: func(_ *cells, l *engine.Line) string { return fmt.Sprintf("%d%%", l.Percent) }},
	{Key: "progressed", width: 16, text: func(_ *cells, l *engine.Line) string { return momentText(l.Progressed) }},
	{Key: "ended", width: 16, text: func(_ *cells, l *engine.Line) string { return momentText(l.Ended) }},
}

// usualColumns are shown where nobody chose.
const usualColumns = "light.case.text.unit.step.due.percent"

// columnsOf reads a choice of columns; unknown ones are left out.
func columnsOf(choice string) []column {
	if choice == "" {
		choice = usualColumns
	}
	keys := strings.Split(choice, ".")
	var out []column
	for _, c := range ledgerColumns {
		if slices.Contains(keys, c.Key) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return columnsOf(usualColumns)
	}
	return out
}

func (c *cells) step(l *engine.Line) string {
	if l.StepTitle.Zh != "" {
		return titleIn(c.lang, l.StepTitle)
	}
	return c.word("outcome", l.Outcome)
}

func (c *cells) rests(l *engine.Line) string {
	if l.Outcome != casework.OutcomeOpen || l.Holder.Role == "" {
		return ""
	}
	return string(l.Holder.Unit) + " · " + c.word("post", l.Holder.Role)
}

func (c *cells) left(l *engine.Line) string {
	switch {
	case l.Paused:
		return c.say("web.paused")
	case l.Due.IsZero() || l.Light == casework.LightNone:
		return ""
	case l.Overdue:
		return c.say("web.overdue_days", fmt.Sprint(-l.DaysLeft))
	}
	return c.say("web.days_left", fmt.Sprint(l.DaysLeft))
}

// Cell gives the text of a cell, for templates.
func (b ledgerBody) Cell(c column, l engine.Line) string { return c.text(b.cells, &l) }
