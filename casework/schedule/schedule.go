// Package schedule holds what recurs: which action, when, and what happens to a
// firing that was missed, overlaps another or falls on a rest day. A schedule is
// data; the ledger keeps the rows, Temporal Schedules fire them.
package schedule

// schedule.go: a schedule and its words.

import (
	"encoding/json"
	"slices"

	"duban/casework"
)

// Action names what a firing does; the engine knows which workflow that is.
type Action string

// The actions.
const (
	ActionClock               Action = "clock"                // sends the slips that are due
	ActionMonthlyCheck        Action = "monthly_check"        // 月排查: opens the month's rounds
	ActionQuarterlyInspection Action = "quarterly_inspection" // 季度督查
	ActionObligations         Action = "obligations"          // 履职提醒: what posts owe today
	ActionLookBack            Action = "look_back"            // 回头看: on closed cases that are ripe for it
	ActionWebhooks            Action = "webhooks"             // tells other programs of events
)

// Actions lists every action once.
var Actions = []Action{ActionClock, ActionMonthlyCheck, ActionQuarterlyInspection, ActionObligations, ActionLookBack, ActionWebhooks}

// Overlap says what becomes of a firing while an earlier one still runs.
type Overlap string

// The policies of overlap, as Temporal Schedules have them.
const (
	OverlapSkip      Overlap = "skip"       // it is left out
	OverlapBufferOne Overlap = "buffer_one" // one waits, further ones are left out
	OverlapBufferAll Overlap = "buffer_all" // all wait, one after another
	OverlapCancel    Overlap = "cancel_other"
	OverlapTerminate Overlap = "terminate_other"
	OverlapAllowAll  Overlap = "allow_all" // side by side
)

// Overlaps lists every policy once.
var Overlaps = []Overlap{OverlapSkip, OverlapBufferOne, OverlapBufferAll, OverlapCancel, OverlapTerminate, OverlapAllowAll}

// Schedule is one recurring action. Exactly one of Cron and Every is set.
type Schedule struct {
	ID     string         `yaml:"id" json:"id"`
	Title  casework.Title `yaml:"title" json:"title"`
	Action Action         `yaml:"action" json:"action"`

	// Cron is five fields or a descriptor, in Zone. Every is an interval counted
	// from the epoch: for the clock alone, since an interval knows no calendar.
	Cron  string   `yaml:"cron,omitempty" json:"cron,omitempty"`
	Every Duration `yaml:"every,omitempty" json:"every,omitzero"`
	Zone  string   `yaml:"zone" json:"zone"`

	// CatchUp is how late a firing may still happen after an outage; an older
	// one is lost and needs a backfill.
	CatchUp Duration `yaml:"catch_up" json:"catch_up"`
	Overlap Overlap  `yaml:"overlap" json:"overlap"`
	// Jitter spreads firings at random over this time after the nominal moment.
	Jitter Duration `yaml:"jitter,omitempty" json:"jitter,omitzero"`
	// MoveToWorkday lets a firing on a rest day take effect on the next working
	// day, at the same time of day, by the calendar as it then stands.
	MoveToWorkday bool `yaml:"move_to_workday,omitempty" json:"move_to_workday,omitempty"`

	// Args is the action's input beyond the moment, a JSON object or nothing.
	Args json.RawMessage `yaml:"-" json:"args,omitempty"`

	Paused bool   `yaml:"paused,omitempty" json:"paused,omitempty"`
	Note   string `yaml:"note,omitempty" json:"note,omitempty"` // why it is paused
}

// Find gives the schedule of an ID in a list.
func Find(list []Schedule, id string) (Schedule, bool) {
	i := slices.IndexFunc(list, func(s Schedule) bool { return s.ID == id })
	if i < 0 {
		return Schedule{}, false
	}
	return list[i], true
}
