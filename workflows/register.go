package workflows

// register.go: what a worker must know.

import (
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// Register names every workflow to a worker or a test environment.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(RectifyMeasure, workflow.RegisterOptions{Name: TypeRectifyMeasure})
	r.RegisterWorkflowWithOptions(MonitorHousehold, workflow.RegisterOptions{Name: TypeMonitorHousehold})
	r.RegisterWorkflowWithOptions(ResolveFinding, workflow.RegisterOptions{Name: TypeResolveFinding})
	r.RegisterWorkflowWithOptions(FollowDirective, workflow.RegisterOptions{Name: TypeFollowDirective})
	r.RegisterWorkflowWithOptions(OpenMonth, workflow.RegisterOptions{Name: TypeOpenMonth})
	r.RegisterWorkflowWithOptions(MonthlyCheck, workflow.RegisterOptions{Name: TypeMonthlyCheck})
	r.RegisterWorkflowWithOptions(HandOver, workflow.RegisterOptions{Name: TypeHandOver})
	r.RegisterWorkflowWithOptions(LookAtObligations, workflow.RegisterOptions{Name: TypeLookAtObligations})
	r.RegisterWorkflowWithOptions(Clock, workflow.RegisterOptions{Name: TypeClock})
	r.RegisterWorkflowWithOptions(QuarterlyInspection, workflow.RegisterOptions{Name: TypeQuarterlyInspection})
	r.RegisterWorkflowWithOptions(SendMessages, workflow.RegisterOptions{Name: TypeSendMessages})
	r.RegisterWorkflowWithOptions(OpenQuarter, workflow.RegisterOptions{Name: TypeOpenQuarter})
	r.RegisterWorkflowWithOptions(OpenLookBack, workflow.RegisterOptions{Name: TypeOpenLookBack})
}
