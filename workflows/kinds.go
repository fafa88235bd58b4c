package workflows

// measure.go: rectification measures (整改措施).

import "go.temporal.io/sdk/workflow"

// RectifyMeasure carries one measure from dispatch to closing, and again when a
// relapse reopens it.
func RectifyMeasure(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	return runCase(ctx, in)
}
