// Package temporal runs a Temporal server, all four services of it, inside this process.
//
// What belongs here: its configuration, its schema, its log, the namespace it serves. What does
// not: starting PostgreSQL, and anything that knows the engine's workflows.
//
// The server keeps everything in two databases, temporal and temporal_visibility. The number of
// history shards is fixed when they are made and recorded there by the server itself, which
// overrides its configuration with that record at every later start.
package temporal
