package examples

import _ "embed"

// Plan is plan.xlsx: the ledger that the demo imports.
//
//go:embed plan.xlsx
var Plan []byte
