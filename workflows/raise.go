package workflows

// raise.go: how a workflow gives matters out: they are entered in the ledger,
// then each case's workflow is started and left to itself.

import (
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"duban/activities"
	"duban/casework"
)

// raise gives matters out, once each by its key, and returns the cases that it
// started, and what was refused for good: that is in the ledger, and the office
// knows. Repeating it after a crash starts what was left.
func raise(ctx workflow.Context, list []activities.Raise) ([]casework.CaseID, []activities.Refusal, error) {
	if len(list) == 0 {
		return nil, nil, nil
	}
	var starts []activities.Start
	if err := workflow.ExecuteActivity(reporting(ctx), ledger.RaiseMatters, list).Get(ctx, &starts); err != nil {
		return nil, nil, err
	}
	var ids []casework.CaseID
	var refused []activities.Refusal
	for _, s := range starts {
		if s.Refused != nil {
			refused = append(refused, *s.Refused)
			continue
		}
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			WorkflowID:            CaseWorkflowID(s.Case),
			ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON, // a case outlives what raised it
			WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
			TypedSearchAttributes: Attributes(s.Opening.Kind, s.Opening.Plan),
		})
		err := workflow.ExecuteChildWorkflow(child, TypeOf(s.Opening.Kind),
			CaseInput{Case: s.Case, Policy: s.Policy, Opening: s.Opening}).GetChildWorkflowExecution().Get(ctx, nil)
		if err != nil && !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
			return ids, refused, err
		}
		ids = append(ids, s.Case)
	}
	return ids, refused, workflow.ExecuteActivity(reporting(ctx), ledger.MattersStarted, ids).Get(ctx, nil)
}

// Attributes gives the search attributes of a case.
func Attributes(kind casework.Kind, plan string) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(AttributeKind.ValueSet(string(kind)), AttributePlan.ValueSet(plan))
}
