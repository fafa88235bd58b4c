// Package evidence keeps the bytes of proof: photographs, papers, tables. What lies
// in the store is named by its own SHA-256, so that nothing is kept twice, nothing
// is replaced, and whoever reads it can tell that it is what was handed in. A
// folder serves by default, an S3 bucket where several machines share one.
//
// Which case holds which file, and who may see it, is the ledger's and the
// authoriser's matter: nothing of that is here.
package evidence
