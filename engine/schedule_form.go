package engine

// schedule_form.go: a schedule as Temporal keeps it, and telling whether what it
// keeps is what the ledger wants.

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/cron"
	"duban/casework/schedule"
	"duban/workflows"
)

var overlaps = map[schedule.Overlap]enumspb.ScheduleOverlapPolicy{
	schedule.OverlapSkip:      enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
	schedule.OverlapBufferOne: enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
	schedule.OverlapBufferAll: enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL,
	schedule.OverlapCancel:    enumspb.SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER,
	schedule.OverlapTerminate: enumspb.SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER,
	schedule.OverlapAllowAll:  enumspb.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL,
}

// temporalForm gives the Temporal Schedule that a row asks for. The cron spec goes
// over as the numbers that robfig's parser made of it, not as its text, which
// Temporal's own parser would read by rules of its own.
func (e *Engine) temporalForm(s schedule.Schedule, start startedBy) (*client.Schedule, error) {
	if err := schedule.Check(s); err != nil {
		return nil, err // a row that was edited by hand
	}
	spec := &client.ScheduleSpec{TimeZoneName: s.Zone, Jitter: time.Duration(s.Jitter)}
	if s.Every != 0 {
		spec.Intervals = []client.ScheduleIntervalSpec{{Every: time.Duration(s.Every)}}
	} else {
		parsed, err := cron.Parse(s.Cron, s.Zone)
		if err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.cron", err.Error())
		}
		spec.Calendars = []client.ScheduleCalendarSpec{calendarSpec(parsed.Fields())}
	}
	input, err := start.input(s)
	if err != nil {
		return nil, err
	}
	return &client.Schedule{
		Spec: spec,
		Action: &client.ScheduleWorkflowAction{
			ID:        workflows.ScheduleID(e.queue, s.ID),
			Workflow:  start.workflow,
			TaskQueue: e.queue,
			Args:      []any{input},
		},
		Policy: &client.SchedulePolicies{Overlap: overlaps[s.Overlap], CatchupWindow: time.Duration(s.CatchUp)},
		State:  &client.ScheduleState{Paused: s.Paused, Note: s.Note},
	}, nil
}

func calendarSpec(f cron.Fields) client.ScheduleCalendarSpec {
	return client.ScheduleCalendarSpec{
		Second: []client.ScheduleRange{{}}, Minute: ranges(f.Minutes), Hour: ranges(f.Hours),
		DayOfMonth: ranges(f.Days), Month: ranges(f.Months), DayOfWeek: ranges(f.Weekdays),
	}
}

// ranges gives ascending numbers as runs.
func ranges(list []int) []client.ScheduleRange {
	var out []client.ScheduleRange
	for _, v := range list {
		if n := len(out); n > 0 && out[n-1].End == v-1 {
			out[n-1].End = v
			continue
		}
		out = append(out, client.ScheduleRange{Start: v, End: v})
	}
	return out
}

// difference names what differs between what Temporal has and what is wanted.
func (e *Engine) difference(have, want *client.Schedule) ([]schedule.Field, error) {
	from, err := e.describe(have)
	if err != nil {
		return nil, err
	}
	to, err := e.describe(want)
	if err != nil {
		return nil, err
	}
	var out []schedule.Field
	for i := range from {
		if from[i][1] != to[i][1] {
			out = append(out, schedule.Field{Name: from[i][0], From: from[i][1], To: to[i][1]})
		}
	}
	return out, nil
}

// describe gives everything that makes a Temporal Schedule, name by name, in one
// form whether it was made here or read from the server.
func (e *Engine) describe(s *client.Schedule) ([][2]string, error) {
	var calendars, intervals []string
	for _, c := range s.Spec.Calendars {
		calendars = append(calendars, calendarText(c))
	}
	for _, i := range s.Spec.Intervals {
		intervals = append(intervals, fmt.Sprintf("%s+%s", i.Every, i.Offset))
	}
	out := [][2]string{
		{"cron", strings.Join(calendars, "; ")},
		{"every", strings.Join(intervals, "; ")},
		{"zone", s.Spec.TimeZoneName},
		{"jitter", s.Spec.Jitter.String()},
		{"limits", fmt.Sprint(len(s.Spec.Skip), moment(s.Spec.StartAt), moment(s.Spec.EndAt), s.State.LimitedActions, s.Policy.PauseOnFailure)},
		{"overlap", s.Policy.Overlap.String()},
		{"catch_up", s.Policy.CatchupWindow.String()},
		{"paused", fmt.Sprint(s.State.Paused)},
		{"note", s.State.Note},
	}
	action, ok := s.Action.(*client.ScheduleWorkflowAction)
	if !ok {
		return append(out, [][2]string{{"action", fmt.Sprintf("%T", s.Action)}, {"args", ""}}...), nil
	}
	args, err := e.argsText(action.Args)
	return append(out, [][2]string{
		{"action", fmt.Sprintf("%v %s on %s", action.Workflow, action.ID, action.TaskQueue)}, {"args", args},
	}...), err
}

func moment(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func calendarText(c client.ScheduleCalendarSpec) string {
	var parts []string
	for _, r := range [][]client.ScheduleRange{c.Second, c.Minute, c.Hour, c.DayOfMonth, c.Month, c.DayOfWeek, c.Year} {
		parts = append(parts, fmt.Sprint(numbers(r)))
	}
	return strings.Join(parts, " ")
}

// numbers is the inverse of ranges; a range may leave out its end and its step.
func numbers(list []client.ScheduleRange) []int {
	var out []int
	for _, r := range list {
		for v := r.Start; v <= max(r.Start, r.End); v += max(1, r.Step) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// argsText gives an action's arguments as JSON; the server gives them as they
// were sealed.
func (e *Engine) argsText(args []any) (string, error) {
	plain := make([]any, len(args))
	for i, a := range args {
		sealed, ok := a.(*commonpb.Payload)
		if !ok {
			plain[i] = a
			continue
		}
		var doc json.RawMessage
		if err := e.converter.FromPayload(sealed, &doc); err != nil {
			return "unreadable", nil //nolint:nilerr // sealed with a key that is gone: differs, and is written anew
		}
		plain[i] = doc
	}
	b, err := json.Marshal(plain)
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return string(b), nil
}
