package workflows

// kinds.go: one workflow type a kind of case, so that lists and limits of
// Temporal can tell them apart. All run in the same shell; what differs between
// them is their policy.

import "go.temporal.io/sdk/workflow"

// RectifyMeasure carries one measure (整改措施) from dispatch to closing, and
// again when a relapse reopens it.
func RectifyMeasure(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	return runCase(ctx, in)
}

// MonitorHousehold carries one household at risk (监测户) from the clue to the
// elimination of the risk, through years of monthly visits, and again when it
// falls back.
func MonitorHousehold(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	return runCase(ctx, in)
}

// ResolveFinding carries one finding of an inspection (督查发现问题).
func ResolveFinding(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	return runCase(ctx, in)
}

// FollowDirective carries one meeting decision or leader's instruction
// (交办事项) to its reply.
func FollowDirective(ctx workflow.Context, in CaseInput) (CaseResult, error) {
	return runCase(ctx, in)
}
