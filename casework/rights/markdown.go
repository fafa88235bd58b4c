package rights

// markdown.go: the table as a page of the documentation.

import (
	"fmt"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/wording"
)

// Markdown gives docs/who-may-what.md: Chinese first, then English.
func Markdown() string {
	var b strings.Builder
	b.WriteString("<!-- Written by `make generate` from casework/rights. Do not edit. -->\n\n")
	for _, lang := range []wording.Language{wording.Chinese, wording.English} {
		write(&b, lang)
	}
	return b.String()
}

func write(b *strings.Builder, lang wording.Language) {
	say := func(key string, args ...string) string { return wording.Text(lang, key, args...) }
	fmt.Fprintf(b, "# %s\n\n%s\n\n", say("rights.title"), say("rights.lead"))
	fmt.Fprintf(b, "| | %s |\n|---|---|\n", say("rights.relation"))
	for _, r := range append(slices.Clone(Relations), Seen) {
		fmt.Fprintf(b, "| %s | %s |\n", say("rights.short."+string(r)), say("rights.relation."+string(r)))
	}
	roles := make([]string, len(casework.PostRoles))
	for i, r := range casework.PostRoles {
		roles[i] = say("post." + string(r))
	}
	table := func(title, first string, rows []string, cell func(row int, role casework.PostRole) string) {
		fmt.Fprintf(b, "\n## %s\n\n| %s | %s |\n|---|%s\n", title, first, strings.Join(roles, " | "), strings.Repeat("---|", len(roles)))
		for i, name := range rows {
			cells := make([]string, len(casework.PostRoles))
			for j, role := range casework.PostRoles {
				cells[j] = cell(i, role)
			}
			fmt.Fprintf(b, "| %s | %s |\n", name, strings.Join(cells, " | "))
		}
	}
	short := func(list []Relation) string {
		names := make([]string, len(list))
		for i, r := range list {
			names[i] = say("rights.short." + string(r))
		}
		return strings.Join(names, " ")
	}
	table(say("rights.seeing"), "", []string{say("rights.sees"), say("rights.reads")}, func(row int, role casework.PostRole) string {
		may := Sees
		if row == 1 {
			may = Reads
		}
		return short(Where(func(r Relation) bool { return may(role, r) }))
	})
	for _, kind := range Kinds {
		commands := Commands(kind)
		names := make([]string, len(commands))
		for i, c := range commands {
			names[i] = say("command."+string(c)) + " `" + string(c) + "`"
		}
		table(say("kind."+string(kind)), say("rights.command"), names, func(row int, role casework.PostRole) string {
			return short(Short(role, func(r Relation) bool { return May(kind, commands[row], role, r) }))
		})
	}
	names := make([]string, len(Matters))
	for i, m := range Matters {
		names[i] = say("rights.matter." + string(m))
	}
	table(say("rights.besides"), say("rights.matter"), names, func(row int, role casework.PostRole) string {
		if MayMatter(Matters[row], role) {
			return "✓"
		}
		return ""
	})
	fmt.Fprintf(b, "\n%s\n\n", say("rights.notes"))
}
