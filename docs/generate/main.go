// Command generate writes the pages of the documentation that are computed:
//
//	go run ./docs/generate docs
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"duban/casework/rights"
)

// pages gives each computed page.
var pages = map[string]func() string{"who-may-what.md": rights.Markdown}

func main() {
	dir := "docs"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text()), 0o644); err != nil { //nolint:gosec // a page to be read
			fmt.Fprintln(os.Stderr, "generate:", err)
			os.Exit(1)
		}
	}
}
