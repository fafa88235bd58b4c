package examples

import _ "embed"

// Plan is plan.xlsx: the ledger that the demo imports.
//
//go:embed plan.xlsx
var Plan []byte

// Households is households.xlsx: the half year's households at risk.
//
//go:embed households.xlsx
var Households []byte
