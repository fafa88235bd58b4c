// Package schema is the ledger: everything that the system knows, in
// PostgreSQL, and the one place where SQL stands.
//
// A case's events are append-only and hash-chained; the rows of cases and tasks
// are a cache of their fold, for pages and the clock. [Ledger.Record] writes
// what a workflow decided, [Ledger.SendSlips] what time does, [Ledger.ImportPlan]
// what an office's file says; the rest reads. Every error is a [casework.Error]
// that a person can read; SQL is for the log only.
//
// Rules do not belong here: what an event means, when a slip is due and who may
// do what is casework's. Neither does anything that waits or retries.
package schema
