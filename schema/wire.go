package schema

// wire.go: rows as JSON, the form in which the write functions of the
// migrations take many at once. Field names are column names.

import (
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

type eventRow struct {
	Case       casework.CaseID    `json:"case_id"`
	Seq        int64              `json:"seq"`
	Type       casework.EventType `json:"type"`
	Task       int                `json:"task"`
	Round      int                `json:"round"`
	At         time.Time          `json:"at"`
	RecordedAt time.Time          `json:"recorded_at"`
	Person     casework.PersonID  `json:"person"`
	Unit       casework.UnitID    `json:"unit"`
	Role       casework.PostRole  `json:"role"`
	Command    casework.CommandID `json:"command_id"`
	Carried    bool               `json:"carried"`
	Body       string             `json:"body"`
	Prev       string             `json:"prev"`
	Hash       string             `json:"hash"`
}

func eventRowOf(e casework.Event) eventRow {
	return eventRow{e.Case, e.Seq, e.Type, e.Task, e.Round, stored(e.At), stored(e.RecordedAt), e.By.Person, e.By.Unit, e.By.Role,
		e.Command, e.Carried, string(e.Body()), e.Prev, e.Hash}
}

type caseRow struct {
	ID            casework.CaseID   `json:"id"`
	Kind          casework.Kind     `json:"kind"`
	Plan          string            `json:"plan"`
	PolicyKind    casework.Kind     `json:"policy_kind"`
	PolicyVersion int               `json:"policy_version"`
	Round         int               `json:"round"`
	Stage         casework.Stage    `json:"stage"`
	Seq           int64             `json:"seq"`
	Head          string            `json:"head"`
	OpenedAt      time.Time         `json:"opened_at"`
	EndedAt       *time.Time        `json:"ended_at"`
	Cancelled     bool              `json:"cancelled"`
	Office        casework.UnitID   `json:"office"`
	LeadUnit      casework.UnitID   `json:"lead_unit"`
	Force         casework.UnitID   `json:"force"`
	LeadLeader    casework.PersonID `json:"lead_leader"`
	Assigner      casework.PersonID `json:"assigner"`
	WakeAt        *time.Time        `json:"wake_at"`
	UpdatedAt     time.Time         `json:"updated_at"`
	First         int64             `json:"first"` // not a column: the first seq of the step
	Prev          string            `json:"prev"`  // not a column: the hash that it builds on
	Anew          bool              `json:"anew"`  // not a column: count every alarm again
}

type taskRow struct {
	Case             casework.CaseID   `json:"case_id"`
	No               int               `json:"no"`
	Plan             string            `json:"plan"`
	Role             casework.TaskRole `json:"role"`
	Unit             casework.UnitID   `json:"unit"`
	Person           casework.PersonID `json:"person"`
	Step             casework.StepID   `json:"step"`
	Stage            casework.Stage    `json:"stage"`
	Outcome          casework.Outcome  `json:"outcome"`
	Round            int               `json:"round"`
	Percent          int               `json:"percent"`
	ProgressedAt     *time.Time        `json:"progressed_at"`
	Since            time.Time         `json:"since"`
	Mark             int64             `json:"mark"`
	Clock            *casework.Clock   `json:"clock"`
	Idle             bool              `json:"idle"`
	Paused           bool              `json:"paused"`
	DueOn            string            `json:"due_on"`
	Provisional      bool              `json:"provisional"`
	OriginalDue      *calendar.Date    `json:"original_due"`
	SubmissionDigest string            `json:"submission_digest"`
	RequestDigest    string            `json:"request_digest"`
	Disputed         bool              `json:"disputed"`
	NextAlarmAt      *time.Time        `json:"next_alarm_at"`
	EndedAt          *time.Time        `json:"ended_at"`
	Title            string            `json:"title"`
	HolderPerson     casework.PersonID `json:"holder_person"`
	HolderUnit       casework.UnitID   `json:"holder_unit"`
	HolderRole       casework.PostRole `json:"holder_role"`
}

func taskRowOf(s *casework.State, r TaskRow) taskRow {
	t := r.Task
	row := taskRow{
		Case: s.Case, No: t.No, Plan: s.Plan, Role: t.Role, Unit: t.Unit, Person: t.Person, Step: t.Step,
		Stage: r.Stage, Outcome: t.Outcome, Round: s.Round, Percent: t.Percent, ProgressedAt: optional(t.Progressed),
		Since: t.Since, Clock: r.Clock, Idle: r.Clock == nil || r.Clock.Hold, Paused: r.Paused,
		DueOn: dayText(r.DueOn), Provisional: r.Provisional, Disputed: t.Disputed != "",
		NextAlarmAt: optional(r.NextAlarm), EndedAt: optional(t.Ended), Title: t.Title,
		HolderPerson: r.Holder.Person, HolderUnit: r.Holder.Unit, HolderRole: r.Holder.Role,
	}
	if r.Clock != nil {
		row.Mark = r.Clock.Mark
	}
	if !t.Original.IsZero() {
		row.OriginalDue = &t.Original
	}
	if t.Submission != nil {
		row.SubmissionDigest = t.Submission.Digest
	}
	if t.Request != nil {
		row.RequestDigest = t.Request.Digest
	}
	return row
}

type noticeRow struct {
	Key       string            `json:"key"`
	Case      casework.CaseID   `json:"case_id"`
	Task      int               `json:"task"`
	Kind      string            `json:"kind"`
	EventSeq  *int64            `json:"event_seq,omitempty"`
	SlipSeq   *int64            `json:"slip_seq,omitempty"`
	Person    casework.PersonID `json:"person"`
	Unit      casework.UnitID   `json:"unit"`
	Role      casework.PostRole `json:"role"`
	CreatedAt time.Time         `json:"created_at"`
}

type slipRow struct {
	Case      casework.CaseID `json:"case_id"`
	Seq       int64           `json:"seq"`
	Task      int             `json:"task"`
	Round     int             `json:"round"`
	Mark      int64           `json:"mark"`
	Rung      int             `json:"rung"`
	RungID    string          `json:"rung_id"`
	Light     casework.Light  `json:"light"`
	DueOn     string          `json:"due_on"`
	Scheduled time.Time       `json:"scheduled_at"`
	At        time.Time       `json:"at"`
	Body      string          `json:"body"`
	Prev      string          `json:"prev"`
	Hash      string          `json:"hash"`
}

func slipRowOf(s casework.Slip) slipRow {
	return slipRow{s.Case, s.Seq, s.Task, s.Round, s.Mark, s.Rung, s.RungID, s.Light, dayText(s.Due),
		stored(s.Scheduled), stored(s.At), string(s.Body()), s.Prev, s.Hash}
}

// taskAfter is what a batch of slips changes of a task.
type taskAfter struct {
	Case        string     `json:"case_id"`
	No          int        `json:"no"`
	LastRung    int        `json:"last_rung"`
	Red         bool       `json:"red"`
	Reds        int        `json:"reds_running"`
	DueOn       string     `json:"due_on"`
	Provisional bool       `json:"provisional"`
	NextAlarmAt *time.Time `json:"next_alarm_at"`
}

// recountedRow is what a new holiday table changes of a task.
type recountedRow struct {
	Case        string     `json:"case_id"`
	No          int        `json:"no"`
	DueOn       string     `json:"due_on"`
	Provisional bool       `json:"provisional"`
	NextAlarmAt *time.Time `json:"next_alarm_at"`
}

type wakeRow struct {
	ID     string     `json:"id"`
	WakeAt *time.Time `json:"wake_at"`
}

// headRow is where a case's slips end.
type headRow struct {
	ID       string `json:"id"`
	SlipSeq  int64  `json:"slip_seq"`
	SlipHead string `json:"slip_head"`
}

type evidenceRow struct {
	Case     casework.CaseID   `json:"case_id"`
	Seq      int64             `json:"seq"`
	ID       string            `json:"id"`
	Task     int               `json:"task"`
	Name     string            `json:"name"`
	Size     int64             `json:"size"`
	SHA256   string            `json:"sha256"`
	Revision int               `json:"revision"`
	By       casework.PersonID `json:"by"`
	At       time.Time         `json:"at"`
}
