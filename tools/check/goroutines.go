package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
)

// checkGoroutines finds native concurrency in rules and workflows. The rules are functions of
// their arguments; a workflow that is replayed must do the same in the same order, which only the
// SDK's own workflow.Go, channels and selectors promise.
func checkGoroutines(folders []string) ([]string, error) {
	var findings []string
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			if d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			found, err := goroutinesIn(path, nil)
			findings = append(findings, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return findings, nil
}

// goroutinesIn reads src, or the file when src is nil.
func goroutinesIn(path string, src any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var findings []string
	ast.Inspect(file, func(n ast.Node) bool {
		what := ""
		switch n := n.(type) {
		case *ast.GoStmt:
			what = "a go statement"
		case *ast.SelectStmt:
			what = "a select statement"
		case *ast.SendStmt:
			what = "a send on a channel"
		case *ast.ChanType:
			what = "a channel"
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				what = "a receive from a channel"
			}
		}
		if what != "" {
			findings = append(findings, fmt.Sprintf("%s: %s: rules are pure, and workflows use the SDK's own", files.Position(n.Pos()), what))
		}
		return true
	})
	return findings, nil
}
