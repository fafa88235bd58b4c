// Package ledgerfile reads and writes the rectification ledger (整改台账) as a
// workbook: measures with their responsible units, and, on sheets beside it,
// the units, the persons and the task forces.
//
// Reading takes ledgers as offices keep them and turns them into a [Plan];
// whatever it cannot read with certainty becomes a [Finding] that names the
// cell, and all findings come back together. A workbook is a stranger's file:
// it is read as a stream within fixed bounds on size, rows and time, nothing
// in it is ever evaluated, and what could change its values after the import
// (formulas, macros, links to other files) is refused.
//
// What belongs here: everything about the file. What does not: comparing a
// plan with what is already recorded, storing it, or acting on it.
package ledgerfile
