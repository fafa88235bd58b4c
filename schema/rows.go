package schema

// rows.go: what a step writes, as the caller gives it.

import (
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// StepRows is one step of a case: the events that a decision made and the case
// as it stands after them.
type StepRows struct {
	State   *casework.State // after the events
	Stage   casework.Stage
	Events  []casework.Event // sealed, one after another, all of one command
	Tasks   []TaskRow        // those that changed
	Notices []NoticeRow
	WakeAt  time.Time // when time itself moves the case next; zero for never
}

// TaskRow is a task as it stands and what the calendar makes of its clock.
type TaskRow struct {
	Task        casework.Task
	Stage       casework.Stage
	Clock       *casework.Clock // nil for a task that has ended
	DueOn       calendar.Date
	Provisional bool
	NextAlarm   time.Time // counted from the ladder's foot; the ledger knows which slips went out
	Paused      bool
	Holder      casework.Addressee // with whom it rests
}

// NoticeRow is something to tell somebody. Key makes it happen once.
type NoticeRow struct {
	Key      string
	Kind     casework.NoticeKind
	Task     int
	EventSeq int64
	To       casework.Addressee
}

// RowsOf gives what a step writes, counted on a calendar at a moment. s is the
// case after the events. Notices are left to the caller.
func RowsOf(p *casework.Policy, cal *calendar.Calendar, s *casework.State, events []casework.Event, now time.Time) StepRows {
	rows := StepRows{State: s, Stage: s.Stage(p), Events: events, WakeAt: casework.WakeAt(p.Expiries(cal, s, now))}
	for i := range s.Tasks {
		if slices.ContainsFunc(events, func(e casework.Event) bool { return touches(e, &s.Tasks[i]) }) {
			rows.Tasks = append(rows.Tasks, TaskRowOf(p, cal, s.Parties, &s.Tasks[i], now))
		}
	}
	return rows
}

// TaskRowOf gives a task's row, counted on a calendar at a moment.
func TaskRowOf(p *casework.Policy, cal *calendar.Calendar, between casework.Parties, t *casework.Task, now time.Time) TaskRow {
	row := TaskRow{Task: *t, Stage: p.StageOf(t.Step), Holder: p.Rests(between, t)}
	if !t.Open() {
		row.Stage = casework.StageClosed
		if t.Outcome == casework.OutcomeCancelled {
			row.Stage = casework.StageCancelled
		}
	}
	clock, ok := p.ClockOf(t)
	if !ok {
		return row
	}
	clock = clock.Named(cal, now)
	due := clock.Due(cal, now)
	row.Clock, row.DueOn, row.Provisional, row.Paused = &clock, due.Date, due.Provisional, t.Paused()
	if alarm, ok := p.NextAlarm(cal, clock, casework.NoRung, now); ok {
		row.NextAlarm = alarm.At
	}
	return row
}

// onCaseOnly are the events that leave every task as it is.
var onCaseOnly = []casework.EventType{casework.EventCommented, casework.EventLookedBack, casework.EventUrged, casework.EventAmended}

// touches tells whether an event can change a task's row: it concerns the task,
// or the task began with it.
func touches(e casework.Event, t *casework.Task) bool {
	return t.Mark == e.Seq || (e.Task == 0 || e.Task == t.No) && !slices.Contains(onCaseOnly, e.Type)
}
