package engine

// schedule_actions.go: which workflow a schedule's action starts, and with what
// input. The one place for it.

import (
	"bytes"
	"encoding/json"

	"duban/activities"
	"duban/casework"
	"duban/casework/schedule"
	"duban/workflows"
)

// startedBy is what an action starts.
type startedBy struct {
	workflow string
	input    func(schedule.Schedule) (any, error)
}

// actions holds every action that has a workflow. A schedule of any other one, of
// a newer program, stays in the ledger and does not reach Temporal: it would start
// what nobody can run.
var actions = map[schedule.Action]startedBy{
	schedule.ActionClock:               {workflows.TypeClock, clockInput},
	schedule.ActionMonthlyCheck:        {workflows.TypeOpenMonth, scheduledInput},
	schedule.ActionQuarterlyInspection: {workflows.TypeOpenQuarter, inspectionInput},
	schedule.ActionObligations:         {workflows.TypeLookAtObligations, scheduledInput},
	schedule.ActionLookBack:            {workflows.TypeOpenLookBack, inspectionInput},
	schedule.ActionWebhooks:            {workflows.TypeSendMessages, scheduledInput},
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

// inspectionInput checks what the row adds: a title, and units in place of the rules'.
func inspectionInput(s schedule.Schedule) (any, error) {
	if len(s.Args) > 0 {
		dec := json.NewDecoder(bytes.NewReader(s.Args))
		dec.DisallowUnknownFields()
		if err := dec.Decode(new(activities.ScheduledOpening)); err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "schedule.args", s.ID, err.Error())
		}
	}
	return scheduledInput(s)
}

// actionOf gives what a schedule starts; false when this program cannot run it.
func actionOf(s schedule.Schedule) (startedBy, bool) {
	a, known := actions[s.Action]
	return a, known
}
