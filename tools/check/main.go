// Command check holds the project's own small checks, those that no linter knows:
//
//	check migrations FOLDER      numbered from 0001 without gap, none edited after a release
//	check goroutines FOLDER...   no go statement, channel or select in the code of pure packages
//	check links PATH...          links in Markdown files lead somewhere
//	check words CATALOGUE PATH...  every key that is used has its sentence, every sentence its use
//	check styles SHEET PATH...     every class is styled for something, no selector in two sections
//	check table EXPECTED         the completion table on standard input has the expected figures
//
// It needs the standard library only, so that it is built in a moment.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	findings, err := run(os.Args[1:], os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(2)
	}
	for _, f := range findings {
		fmt.Fprintln(os.Stderr, f)
	}
	if len(findings) > 0 {
		os.Exit(1)
	}
}

// run returns what is wrong, one sentence each; an error means that it could not find out.
func run(args []string, in io.Reader) ([]string, error) {
	if len(args) < 2 {
		return nil, errors.New("usage: check migrations|goroutines|links|words|styles|table PATH...")
	}
	switch args[0] {
	case "migrations":
		return checkMigrations(args[1])
	case "goroutines":
		return checkGoroutines(args[1:])
	case "links":
		return checkLinks(args[1:])
	case "words":
		return checkWords(args[1], args[2:])
	case "styles":
		return checkStyles(args[1], args[2:])
	case "table":
		return checkTable(args[1], in)
	default:
		return nil, fmt.Errorf("there is no check %q", args[0])
	}
}
