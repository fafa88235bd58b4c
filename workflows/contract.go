package workflows

// contract.go: every name that worker, web, starter and tests share, once.

import (
	"encoding/json"
	"time"

	"go.temporal.io/sdk/temporal"

	"duban/casework"
)

// TaskQueue is the one task queue of the engine.
const TaskQueue = "duban"

// Workflow types.
const (
	TypeRectifyMeasure      = "RectifyMeasure"
	TypeMonitorHousehold    = "MonitorHousehold"
	TypeResolveFinding      = "ResolveFinding"
	TypeFollowDirective     = "FollowDirective"
	TypeClock               = "Clock"
	TypeMonthlyCheck        = "MonthlyCheck"
	TypeQuarterlyInspection = "QuarterlyInspection"
	TypeHandOver            = "HandOver"
	TypeLookAtObligations   = "LookAtObligations"
	TypeSendMessages        = "SendMessages"
)

// Updates, queries and signals of a case.
const (
	UpdateAct  = "act"   // a command; its ID is the update ID
	UpdateSync = "sync"  // fold what the ledger holds beyond the workflow
	QueryState = "state" // the folded state
	SignalWake = "wake"  // the calendar changed: count the next wake-up again
)

// ClockSchedule is the ledger's schedule that fires [Clock].
const ClockSchedule = "clock"

// Search attributes, set once when a case starts: each costs space in Temporal's
// visibility for every open case, and lists are read from the ledger anyway.
var (
	AttributeKind = temporal.NewSearchAttributeKeyKeyword("DubanKind")
	AttributePlan = temporal.NewSearchAttributeKeyKeyword("DubanPlan")
)

// ScheduleIDs gives what the IDs of an installation's Temporal Schedules begin
// with: several installations share a namespace, each with a task queue.
func ScheduleIDs(queue string) string { return queue + "/" }

// ScheduleID names the Temporal Schedule of a schedule. The workflows that it
// starts have this ID with the nominal moment behind it.
func ScheduleID(queue, schedule string) string { return ScheduleIDs(queue) + schedule }

// ScheduledWorkflowID names the workflow of one firing, as Temporal builds it.
func ScheduledWorkflowID(queue, schedule string, nominal time.Time) string {
	return ScheduleID(queue, schedule) + "-" + nominal.UTC().Format(time.RFC3339)
}

const caseIDPrefix = "case/"

// CaseWorkflowID gives the workflow ID of a case, in every round the same.
func CaseWorkflowID(id casework.CaseID) string { return caseIDPrefix + string(id) }

// TypeOf gives the workflow type that carries a kind of case, "" if none does.
func TypeOf(kind casework.Kind) string {
	return map[casework.Kind]string{
		casework.KindMeasure:   TypeRectifyMeasure,
		casework.KindHousehold: TypeMonitorHousehold,
		casework.KindFinding:   TypeResolveFinding,
		casework.KindDirective: TypeFollowDirective,
	}[kind]
}

// CaseInput starts a run of a case's workflow. Exactly one of Opening, State
// and FromLedger is set.
type CaseInput struct {
	Case   casework.CaseID  `json:"case"`
	Policy *casework.Policy `json:"policy,omitempty"`

	Opening    *casework.Opening `json:"opening,omitempty"`     // the case is new
	State      *casework.State   `json:"state,omitempty"`       // carried by continue-as-new
	FromLedger bool              `json:"from_ledger,omitempty"` // an ended case is taken up again

	Wake     time.Time `json:"wake,omitzero"`       // carried: the next wake-up
	RunSteps int       `json:"run_steps,omitempty"` // steps after which the run continues as new; 0 = default
}

// CaseResult is what a run ends with.
type CaseResult struct {
	Seq   int64          `json:"seq"`
	Head  string         `json:"head"`
	Stage casework.Stage `json:"stage"`
}

// ActResult is what a command's update returns: the state after it.
type ActResult struct {
	Seq   int64          `json:"seq"`
	Head  string         `json:"head"`
	Stage casework.Stage `json:"stage"`
	Round int            `json:"round"`
}

// ClockInput starts a run of the clock.
type ClockInput struct {
	At     time.Time `json:"at,omitzero"`      // the moment for which slips are sent; zero = now
	Always bool      `json:"always,omitempty"` // also outside working hours
}

// ScheduledInput starts a workflow that a schedule fires. A schedule's input is
// the same at each firing, so At is zero then: see [ScheduledTime].
type ScheduledInput struct {
	At            time.Time       `json:"at,omitzero"` // the nominal moment, when started by hand
	MoveToWorkday bool            `json:"move_to_workday,omitempty"`
	Args          json.RawMessage `json:"args,omitempty"` // what the schedule's row adds
}
