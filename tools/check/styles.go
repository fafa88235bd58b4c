package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	styleClass   = regexp.MustCompile(`\.([a-zA-Z][\w-]*)`)
	styleComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	styleSection = regexp.MustCompile(`^/\* --- (.*?) \*/`)
	numbered     = regexp.MustCompile(`^([a-z-]+)[0-9]+$`)
)

// checkStyles reads a stylesheet: every class that it styles stands somewhere in the code, and no
// selector is styled in two of its sections (/* --- name */), where the later one would quietly win
// over what another page was given. Rules inside @media refine the others and may stand anywhere.
func checkStyles(path string, folders []string) ([]string, error) {
	sheet, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var code strings.Builder
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "vendor" || d.Name() == "testdata") {
				return fs.SkipDir
			}
			if ext := filepath.Ext(name); d.IsDir() || strings.HasSuffix(name, "_test.go") || (ext != ".go" && ext != ".html" && ext != ".js") {
				return nil
			}
			b, err := os.ReadFile(name)
			code.Write(b)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return stylesOf(path, string(sheet), code.String()), nil
}

func stylesOf(path, sheet, code string) []string {
	var findings []string
	words := map[string]bool{}
	for _, word := range regexp.MustCompile(`[\w-]+`).FindAllString(code, -1) {
		words[word] = true
	}
	section, at, asked := "", map[string]string{}, map[string]bool{}
	for i, depth, media, start := 0, 0, false, 0; i < len(sheet); i++ {
		switch {
		case strings.HasPrefix(sheet[i:], "/*"):
			if m := styleSection.FindStringSubmatch(sheet[i:]); m != nil {
				section = m[1]
			}
			end := strings.Index(sheet[i:], "*/")
			if end < 0 {
				return append(findings, path+": a comment has no end")
			}
			i += end + 1
		case sheet[i] == '{':
			selectors := strings.TrimSpace(styleComment.ReplaceAllString(sheet[start:i], ""))
			start = i + 1
			depth++
			if strings.HasPrefix(selectors, "@") {
				media = true
				continue
			}
			for _, m := range styleClass.FindAllStringSubmatch(selectors, -1) {
				if name := m[1]; !asked[name] {
					asked[name] = true
					stem := numbered.FindStringSubmatch(name)
					if !words[name] && (stem == nil || !strings.Contains(code, stem[1]+"{{")) {
						findings = append(findings, fmt.Sprintf("%s: nothing has the class %s", path, name))
					}
				}
			}
			if media {
				continue
			}
			for _, selector := range apart(selectors) {
				if before, ok := at[selector]; ok && before != section {
					findings = append(findings, fmt.Sprintf("%s: %s is styled under %q and again under %q", path, selector, before, section))
				}
				at[selector] = section
			}
		case sheet[i] == '}':
			start = i + 1
			if depth--; depth == 0 {
				media = false
			}
		}
	}
	return findings
}

// apart splits a list of selectors at the commas that stand in no brackets.
func apart(selectors string) []string {
	var out []string
	depth, start := 0, 0
	for i, c := range selectors + "," {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.Join(strings.Fields(selectors[start:i]), " "))
				start = i + 1
			}
		}
	}
	return out
}
