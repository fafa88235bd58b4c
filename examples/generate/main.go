// Command generate writes the example workbooks from their sources:
//
//	go run ./examples/generate
//
// The same sources give the same bytes.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"duban/ledgerfile"
)

func main() {
	dir := "examples"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := run(dir); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	src, err := load()
	if err != nil {
		return err
	}
	plan, err := src.plan()
	if err != nil {
		return err
	}
	if err := ledgerfile.Write(filepath.Join(dir, "plan.xlsx"), plan); err != nil {
		return err
	}
	messy, err := messyWorkbook()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "messy.xlsx"), messy, 0o644) //nolint:gosec // an example to be read by all
}
