package engine

// schedule_actions.go: which workflow a schedule's action starts, and with what
// input. The one place for it.

import (
	"bytes"
	"encoding/json"
	"slices"

	"go.temporal.io/sdk/workflow"

	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

// startedBy is what an action starts.
type startedBy struct {
	workflow string
	input    func(schedule.Schedule) (any, error)
}

// actions holds every action that has a workflow. A schedule of any other one
// stays in the ledger and does not reach Temporal; nor does one whose workflow
// this program does not register: it would start what nobody can run.
var actions = map[schedule.Action]startedBy{
	schedule.ActionClock:               {workflows.TypeClock, clockInput},
	schedule.ActionMonthlyCheck:        {workflows.TypeMonthlyCheck, scheduledInput},
	schedule.ActionQuarterlyInspection: {workflows.TypeQuarterlyInspection, scheduledInput},
}

func clockInput(s schedule.Schedule) (any, error) {
	var in workflows.ClockInput
	if len(s.Args) == 0 {
		return in, nil
	}
	dec := json.NewDecoder(bytes.NewReader(s.Args))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "schedule.args", s.ID, err.Error())
	}
	return in, nil
}

func scheduledInput(s schedule.Schedule) (any, error) {
	return workflows.ScheduledInput{MoveToWorkday: s.MoveToWorkday, Args: s.Args}, nil
}

// actionOf gives what a schedule starts; false when this program cannot run it.
func actionOf(s schedule.Schedule) (startedBy, bool) {
	a, known := actions[s.Action]
	return a, known && slices.Contains(registered, a.workflow)
}

// registered names the workflows that this program's workers know.
var registered = func() []string {
	var r registry
	workflows.Register(&r)
	return r.names
}()

// registry writes down what a worker would be told.
type registry struct{ names []string }

func (*registry) RegisterWorkflow(any)                                         {}
func (*registry) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {}
func (r *registry) RegisterWorkflowWithOptions(_ any, o workflow.RegisterOptions) {
	r.names = append(r.names, o.Name)
}
