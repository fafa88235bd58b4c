// Package workflows holds the Temporal workflows: thin shells round casework.
//
// A case's workflow decides with casework, records through one local activity
// and waits; it knows no SQL and no clock but workflow.Now. What may be decided
// belongs in casework, what touches the world in activities. Every public name
// stands in contract.go.
package workflows
