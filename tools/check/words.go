package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	catalogueKey = regexp.MustCompile(`^([a-z_]+(?:\.[A-Za-z0-9_\-]*)+):`)
	keyLike      = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_]+)+$`)
	// What templates and scripts quote, and the two ways in which templates say a sentence.
	quoted = regexp.MustCompile("\"([A-Za-z_.][\\w.\\-]*)\"|`([A-Za-z_.][\\w.\\-]*)`")
	said   = regexp.MustCompile(`[{( |]t "([\w.\-]+)"`)
	worded = regexp.MustCompile(`\bword "([\w.]+)"`)
)

// saying are the functions that take keys, see keysIn.
var saying = map[string]bool{"Text": true, "Hinted": true, "Word": true, "Errorf": true, "Wrap": true, "say": true, "tell": true, "show": true,
	"refused": true, "invalid": true, "forbidden": true, "progress": true, "notice": true, "render": true}

// words is what a project says: its keys with their places, and what its code makes of keys.
type words struct {
	keys     map[string]string // key: where it stands
	whole    map[string]bool   // literals that may be keys
	starts   map[string]bool   // literals that end in . or _, to which code adds the rest
	ends     map[string]bool   // literals that begin with a dot
	findings []string
}

// checkWords compares a catalogue with the code, templates and scripts that use it: every key
// that is used has its sentence, and every sentence is used. A literal that ends in a dot or an
// underscore counts as the beginning of keys, a literal that begins with a dot as their end; what
// code puts between holds no dot.
func checkWords(catalogue string, folders []string) ([]string, error) {
	w := &words{keys: map[string]string{}, whole: map[string]bool{}, starts: map[string]bool{}, ends: map[string]bool{"": true}}
	files, err := filepath.Glob(filepath.Join(catalogue, "*.yaml"))
	if err != nil || len(files) == 0 {
		return []string{catalogue + ": no catalogue"}, err
	}
	for _, path := range files {
		if err := w.catalogue(path); err != nil {
			return nil, err
		}
	}
	for _, folder := range folders {
		if err := filepath.WalkDir(folder, w.file); err != nil {
			return nil, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(w.keys)) {
		if !w.used(key) {
			w.findings = append(w.findings, fmt.Sprintf("%s: nothing says %s", w.keys[key], key))
		}
	}
	return w.findings, nil
}

func (w *words) catalogue(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for no := 1; lines.Scan(); no++ {
		if m := catalogueKey.FindStringSubmatch(lines.Text()); m != nil {
			w.keys[m[1]] = fmt.Sprintf("%s:%d", path, no)
		}
	}
	return lines.Err()
}

func (w *words) file(path string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	if d.IsDir() {
		if name := d.Name(); name == "testdata" || name == "vendor" || len(name) > 1 && name[0] == '.' {
			return fs.SkipDir
		}
		return nil
	}
	switch ext := filepath.Ext(path); {
	case ext == ".go" && !strings.HasSuffix(path, "_test.go"):
		return w.code(path)
	case ext == ".html" || ext == ".js":
		return w.template(path)
	}
	return nil
}

func (w *words) code(path string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return err
	}
	if ast.IsGenerated(file) {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				w.add(text)
			}
		case *ast.CallExpr:
			if takesKeys(n.Fun) {
				for _, key := range keysIn(n.Args) {
					w.need(key.text, files.Position(key.at).String())
				}
			}
		}
		return true
	})
	return nil
}

// takesKeys tells whether a call is of a function that takes keys; those of the standard library's fmt
// and errors take none.
func takesKeys(fun ast.Expr) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		return saying[fun.Name]
	case *ast.SelectorExpr:
		in, plain := fun.X.(*ast.Ident)
		return saying[fun.Sel.Name] && (!plain || in.Name != "fmt")
	}
	return false
}

type key struct {
	text string
	at   token.Pos
}

// keysIn gives the keys among the arguments of a call: a list's every element, and else the first
// that looks like one; what follows that fills the sentence.
func keysIn(args []ast.Expr) []key {
	var keys []key
	for _, arg := range args {
		if list, ok := arg.(*ast.CompositeLit); ok {
			for _, e := range list.Elts {
				if text, ok := literal(e); ok && keyLike.MatchString(text) {
					keys = append(keys, key{text, e.Pos()})
				}
			}
		} else if text, ok := literal(arg); ok && keyLike.MatchString(text) {
			return append(keys, key{text, arg.Pos()})
		}
	}
	return keys
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func (w *words) template(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(b)
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		w.add(m[1] + m[2])
	}
	for _, m := range worded.FindAllStringSubmatch(text, -1) {
		w.add(m[1] + ".")
	}
	for _, m := range said.FindAllStringSubmatchIndex(text, -1) {
		w.need(text[m[2]:m[3]], fmt.Sprintf("%s:%d", path, strings.Count(text[:m[0]], "\n")+1))
	}
	return nil
}

func (w *words) add(text string) {
	switch {
	case strings.HasPrefix(text, "."):
		w.ends[text] = true
	case strings.HasSuffix(text, ".") || strings.HasSuffix(text, "_"):
		w.starts[text] = true
	default:
		w.whole[text] = true
	}
}

func (w *words) need(key, at string) {
	if _, ok := w.keys[key]; !ok {
		w.findings = append(w.findings, fmt.Sprintf("%s: %s has no sentence", at, key))
	}
}

func (w *words) used(key string) bool {
	if w.whole[key] {
		return true
	}
	for start := range w.starts {
		rest, ok := strings.CutPrefix(key, start)
		if !ok {
			continue
		}
		end := ""
		if at := strings.IndexByte(rest, '.'); at >= 0 {
			end = rest[at:]
		}
		if w.ends[end] {
			return true
		}
	}
	return false
}
