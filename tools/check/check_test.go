package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNumbering(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		says  []string
	}{
		"in order":   {names: []string{"0001_a.sql", "0002_b.sql"}},
		"none":       {says: []string{"no migrations"}},
		"gap":        {names: []string{"0001_a.sql", "0003_b.sql"}, says: []string{"0002 is missing"}},
		"late start": {names: []string{"0002_a.sql"}, says: []string{"0001 is missing"}},
		"duplicate":  {names: []string{"0001_a.sql", "0001_b.sql", "0002_c.sql"}, says: []string{"0001 already"}},
		"odd name":   {names: []string{"0001_a.sql", "2_b.sql"}, says: []string{"not named"}},
	} {
		t.Run(name, func(t *testing.T) { says(t, numbering("m", c.names), c.says...) })
	}
}

func TestEditedAfterRelease(t *testing.T) {
	t.Chdir(t.TempDir())
	put := func(name, text string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(text), 0o644))
	}
	run := func(args ...string) {
		t.Helper()
		if _, err := git(append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
	put("m/0001_a.sql", "one")
	put("m/0002_b.sql", "two")
	run("init", "-q")
	run("add", ".")
	run("commit", "-q", "-m", "first")
	run("tag", "v0.1.0")
	put("m/0003_c.sql", "three")
	found, err := checkMigrations("m")
	must(t, err)
	says(t, found)

	put("m/0002_b.sql", "another")
	must(t, os.Remove("m/0001_a.sql"))
	found, err = checkMigrations("m")
	must(t, err)
	says(t, found, "0001 is missing", "0001_a.sql: changed after release v0.1.0", "0002_b.sql: changed after release v0.1.0")
}

func TestGoroutines(t *testing.T) {
	found, err := goroutinesIn("a.go", `package a
func f(c chan int) {
	go f(nil)
	c <- 1
	<-c
	select {}
}`)
	must(t, err)
	says(t, found, "a.go:2:10: a channel", "a go statement", "a send", "a receive", "a select")
	found, err = goroutinesIn("a.go", "package a\n\nfunc f() { g() }")
	must(t, err)
	says(t, found)
}

func TestLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("other.md", []byte("# One `two`: three, 督办\n# Twice\n# Twice\n"), 0o644))
	good := "[a](other.md) ![b](other.md#one-two-three-督办) [c](#here) [d](https://example.org/x) [e](other.md#twice-1)\n# Here\n`[x](gone.md)`\n```\n[y](gone.md)\n```\n"
	must(t, os.WriteFile("good.md", []byte(good), 0o644))
	found, err := checkLinks([]string{"good.md", "absent.md"})
	must(t, err)
	says(t, found)

	bad := "[a](gone.md) [b](other.md#nowhere)\n[c]: lost/\n<img src=\"no.png\">\n"
	must(t, os.WriteFile("bad.md", []byte(bad), 0o644))
	found, err = checkLinks([]string{"."})
	must(t, err)
	says(t, found, "no gone.md", "no such heading", "no lost", "no no.png")
}

func TestWords(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, os.MkdirAll("words", 0o755))
	must(t, os.MkdirAll("code", 0o755))
	must(t, os.WriteFile("words/a.yaml", []byte("# said\na.plain: {zh: 一, en: one}\na.kind.x: {zh: 二, en: two}\na.kind.x.hint: {zh: 三, en: three}\na.shown: {zh: 四, en: four}\na.word.y:\n  zh: 五\n  en: five\n"), 0o644))
	must(t, os.WriteFile("code/a.go", []byte("package a\n\nvar _ = say(\"a.plain\", \"file.json\") + say(\"a.kind.\"+kind) + say(\"a.kind.\"+kind+\".hint\")\n"), 0o644))
	must(t, os.WriteFile("code/a.html", []byte("{{t \"a.shown\"}} {{word \"a.word\" .}}"), 0o644))
	found, err := checkWords("words", []string{"code"})
	must(t, err)
	says(t, found)

	must(t, os.WriteFile("code/a.go", []byte("package a\n\nvar _ = fmt.Errorf(\"a.none\") + say(\"a.plain\") + a.tell(\"a.gone\", say(\"a.lost\")) + show(nil, []string{\"a.plain\", \"a.head\"})\n"), 0o644))
	must(t, os.WriteFile("code/a.html", []byte("{{word \"a.word\" .}}\n{{t \"a.away\"}}"), 0o644))
	must(t, os.WriteFile("code/a_test.go", []byte("package a\n\nvar _ = say(\"a.shown\")\n"), 0o644))
	found, err = checkWords("words", []string{"code"})
	must(t, err)
	says(t, found, "code/a.go:3:56: a.gone has no sentence", "a.lost has no sentence", "a.head has no sentence", "code/a.html:2: a.away has no sentence",
		"words/a.yaml:3: nothing says a.kind.x", "words/a.yaml:4: nothing says a.kind.x.hint", "words/a.yaml:5: nothing says a.shown")
	found, err = checkWords("code", nil)
	must(t, err)
	says(t, found, "no catalogue")
}

func TestStyles(t *testing.T) {
	sheet := "/* --- one, {all} */\n.a, .b > p { x: y; } .a { z: y; }\n@media print { .a { x: y; } }\n/* --- two */\n.d1:is(.a, .b) { x: y; }\n"
	code := `<p class="a b d{{.Depth}}">`
	says(t, stylesOf("s.css", sheet, code))
	says(t, stylesOf("s.css", sheet+"\n.b  >  p { } @media print { .b > p { } .c { } }", code), `.b > p is styled under "one, {all}" and again under "two"`, "nothing has the class c")
	says(t, stylesOf("s.css", sheet+"/* open", code), "no end")
}

func TestTable(t *testing.T) {
	expected := filepath.Join(t.TempDir(), "expected")
	must(t, os.WriteFile(expected, []byte("# unit\n市直部门 26 31 57 45.6\n原州区 45 11 56 78.9 1\n"), 0o644))
	good := "│ 单位 │ 完成 │\n│ 市直部门   │ 26 │ 31 │ 57 │ 45.6 % │ 0 │\n\x1b[33m原州区\x1b[0m 45  11 56 78.9% 1 个未认领\n"
	found, err := checkTable(expected, strings.NewReader(good))
	must(t, err)
	says(t, found)
	found, err = checkTable(expected, strings.NewReader("原州区 45 11 56 80.4 1\n"))
	must(t, err)
	says(t, found, "市直部门: not in the table", "原州区: expected 45 11 56 78.9 1, the table has 45 11 56 80.4 1")
	found, err = checkTable(expected, strings.NewReader(good+"原州区 77 户 310 人\n"))
	if err != nil || len(found) > 0 {
		t.Fatalf("another table of the same units: %v %v", found, err)
	}
}

// says checks that there is exactly one finding for each text.
func says(t *testing.T, found []string, texts ...string) {
	t.Helper()
	if len(found) != len(texts) {
		t.Fatalf("expected %d findings, got %q", len(texts), found)
	}
	for _, text := range texts {
		if !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, text) }) {
			t.Errorf("no finding says %q: %q", text, found)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
