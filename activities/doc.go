// Package activities is what workflows do to the world: they record steps in
// the ledger, read it, and send the slips of the clock. Each is idempotent: it
// may be repeated after any crash. What is written, and how, belongs in schema;
// what is decided, in casework.
package activities
