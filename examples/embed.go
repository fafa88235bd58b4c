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

// Indicators is indicators.xlsx: the counties' payment rates.
//
//go:embed indicators.xlsx
var Indicators []byte

// Obligations is obligations.xlsx: small loans and when they mature.
//
//go:embed obligations.xlsx
var Obligations []byte

// TaskList is tasklist.xlsx: a year's tasks by quarter.
//
//go:embed tasklist.xlsx
var TaskList []byte

// Standards is standards.xlsx: what a sweep asks of every unit.
//
//go:embed standards.xlsx
var Standards []byte
