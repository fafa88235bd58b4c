// Package engine is the desk that pages, API and command line share: it finds
// the running system, sends commands to cases, starts what an import asked for,
// loads rules, compares workflow and ledger, and hosts the worker.
//
// It decides nothing (casework does) and holds no SQL (schema does). Whoever
// talks to a case talks to it through [Engine.Act].
package engine
