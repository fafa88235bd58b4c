// Command generate writes the example workbooks from their sources:
//
//	go run ./examples/generate
//	go run ./examples/generate -cumulative households-all.xlsx
//
// The second writes the ledger of all 5,618 households that were ever taken in.
// The same sources give the same bytes.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"duban/examples/city"
	"duban/ledgerfile"
)

func main() {
	cumulative := flag.String("cumulative", "", "write the cumulative household ledger to this file, and nothing else")
	flag.Parse()
	dir := "examples"
	if flag.NArg() > 0 {
		dir = flag.Arg(0)
	}
	work := func() error { return run(dir) }
	if *cumulative != "" {
		work = func() error { return ledgerfile.WriteHouseholds(*cumulative, city.Households(true)) }
	}
	if err := work(); err != nil {
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
	if err := ledgerfile.Write(filepath.Join(dir, "tasklist.xlsx"), city.TaskList()); err != nil {
		return err
	}
	if err := ledgerfile.WriteStandards(filepath.Join(dir, "standards.xlsx"), city.Standards()); err != nil {
		return err
	}
	if err := ledgerfile.WriteHouseholds(filepath.Join(dir, "households.xlsx"), city.Households(false)); err != nil {
		return err
	}
	var rates bytes.Buffer
	if err := ledgerfile.WriteIndicatorsTo(&rates, "2022年6月衔接资金支付率", city.PaymentRates()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "indicators.xlsx"), rates.Bytes(), 0o644); err != nil { //nolint:gosec // an example to be read by all
		return err
	}
	var loans bytes.Buffer
	if err := ledgerfile.WriteObligationsTo(&loans, "2022年小额信贷到期台账", city.Loans()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "obligations.xlsx"), loans.Bytes(), 0o644); err != nil { //nolint:gosec // an example to be read by all
		return err
	}
	messy, err := messyWorkbook()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "messy.xlsx"), messy, 0o644) //nolint:gosec // an example to be read by all
}
