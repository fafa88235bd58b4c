// Package examples holds a plan as an office keeps it: readable sources in
// source/, from which generate makes plan.xlsx, and messy.xlsx, a small ledger
// with the habits of hand-kept ones. All persons in them are invented.
package examples

import "embed"

// Sources are the YAML files the example plan is made of.
//
//go:embed source/*.yaml
var Sources embed.FS
