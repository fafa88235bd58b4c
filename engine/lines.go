package engine

// lines.go: lists of tasks with what the clock shows, one way for command line,
// pages and API.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// Line is a task with its light.
type Line struct {
	schema.CaseLine
	Light     casework.Light
	Overdue   bool
	DaysLeft  int // working days; negative when past
	StepTitle casework.Title
}

// DigestFor gives what an approval of this line names: what the list shows now.
func (l *Line) DigestFor(c casework.CommandType) string {
	if c == casework.CommandApproveExtension {
		return l.Request
	}
	return l.Submission
}

// Lines gives a page of tasks with their lights as of now. A light filters if it
// is not empty.
func (e *Engine) Lines(ctx context.Context, f schema.Filter, light casework.Light, now time.Time) ([]Line, schema.Key, error) {
	read, err := e.reader(ctx, now)
	if err != nil {
		return nil, schema.Key{}, err
	}
	if light != "" {
		// Red is past its due date and nothing else is: what the database can tell
		// need not be looked at here, task by task.
		cal, err := e.Rules.Calendar(ctx)
		if err != nil {
			return nil, schema.Key{}, err
		}
		today := calendar.DateOf(now, cal.Zone())
		if light == casework.LightRed {
			f.Overdue = today
		} else if yesterday := today.AddDays(-1); f.DueAfter.Before(yesterday) {
			f.DueAfter = yesterday
		}
		keep := f.Keep
		f.Keep = func(l *schema.CaseLine) bool {
			one, err := read(l)
			return err == nil && one.Light == light && (keep == nil || keep(l))
		}
	}
	lines, next, err := e.Ledger.ListCases(ctx, f)
	if err != nil {
		return nil, next, err
	}
	out := make([]Line, len(lines))
	for i := range lines {
		if out[i], err = read(&lines[i]); err != nil {
			return nil, next, err
		}
	}
	return out, next, nil
}

// reader gives what adds the light to a line.
func (e *Engine) reader(ctx context.Context, now time.Time) (func(*schema.CaseLine) (Line, error), error) {
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	return func(l *schema.CaseLine) (Line, error) {
		out := Line{CaseLine: *l, Light: casework.LightNone}
		if l.Clock == nil {
			return out, nil
		}
		policy, err := e.Rules.Policy(ctx, l.Policy.Kind, l.Policy.Version)
		if err != nil {
			return out, err
		}
		if step := policy.Step(l.Step); step != nil {
			out.StepTitle = step.Title
		}
		r := policy.Read(cal, *l.Clock, now)
		out.Light, out.DaysLeft, out.Overdue = r.Light, r.DaysLeft, r.Overdue
		return out, nil
	}, nil
}
