package site

// ledger_timeline.go: the tasks of a plan on a line of time, drawn as SVG on the
// server: from their beginning to their due date, what is overdue up to today.

import (
	"net/http"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// timelineLines is how many tasks a timeline shows: more are for the list.
const timelineLines = 200

// The drawing's measures, in its own units.
const (
	timelineWidth = 1000
	timelineRow   = 22
)

// bar is one task on the line of time.
type bar struct {
	engine.Line
	Begun      calendar.Date
	X, Width   int // from its beginning to due date or end
	Late       int // beyond it up to today; 0 for none
	LateX      int
	Original   int // where the first due date was; -1 where it has not moved
	NewProblem bool
}

// tick is a month's beginning.
type tick struct {
	X    int
	Text string
}

// At is its place from the left: its name is not stretched with the drawing.
func (t tick) At() string {
	return strconv.FormatFloat(float64(t.X)*100/timelineWidth, 'f', 1, 64) + "%"
}

// timelineBody is what a plan's timeline shows.
type timelineBody struct {
	ledgerFrame
	Plan  string
	Bars  []bar
	Ticks []tick
	Now   int // today's place, -1 outside
	More  bool
	Width int
}

func (s *Site) showTimeline(w http.ResponseWriter, r *request) error {
	frame, asked, err := s.frame(r, "/cases/timeline")
	if err != nil {
		return err
	}
	body := timelineBody{ledgerFrame: frame, Now: -1, Width: timelineWidth}
	if body.Plan, err = planOf(r, frame.Filter); err != nil {
		return err
	}
	body.Filter.Plan = body.Plan // what is shown is what the filter says
	if body.Plan != "" {
		asked.Plan, asked.Limit, asked.Order, asked.After = body.Plan, timelineLines, schema.OrderCase, schema.Key{}
		lines, next, err := r.viewer.Lines(r.Context(), asked, casework.Light(frame.Filter.Light))
		if err != nil {
			return err
		}
		body.More = !next.IsZero()
		body.draw(lines, r.viewer.Today)
	}
	s.render(w, r, http.StatusOK, "timeline", "web.nav.ledger", body)
	return nil
}

// draw places the tasks between the earliest opening and the latest date.
func (b *timelineBody) draw(lines []engine.Line, today calendar.Date) {
	if len(lines) == 0 {
		return
	}
	from, to := today, today
	span := func(d calendar.Date) {
		if d.IsZero() {
			return
		}
		if d.Before(from) {
			from = d
		}
		if d.After(to) {
			to = d
		}
	}
	for i := range lines {
		span(begun(&lines[i]))
		span(lines[i].Due)
		span(lines[i].Original)
		span(dayIn(lines[i].Ended))
	}
	from, to = calendar.Clamp(from.Year, from.Month, 1), to.EndOfMonth()
	days := max(from.DaysUntil(to), 1)
	x := func(d calendar.Date) int { return from.DaysUntil(d) * timelineWidth / days }
	step := max(1, days/365)
	for d, n := from, 0; !d.After(to); d, n = d.AddMonths(1), n+1 {
		if n%step == 0 {
			b.Ticks = append(b.Ticks, tick{x(d), d.String()[:len("2006-01")]})
		}
	}
	b.Now = x(today)
	for i := range lines {
		l := &lines[i]
		one := bar{Line: *l, Begun: begun(l), X: x(begun(l)), Original: -1}
		end := l.Due
		if !l.Ended.IsZero() {
			end = dayIn(l.Ended)
		}
		if end.IsZero() {
			end = today
		}
		one.Width = max(x(end)-one.X, 3)
		if l.Outcome == casework.OutcomeOpen && l.Overdue {
			one.LateX, one.Late = x(l.Due), max(x(today)-x(l.Due), 2)
		}
		if !l.Original.IsZero() && l.Original != l.Due && l.Ended.IsZero() {
			one.Original = x(l.Original)
		}
		one.NewProblem = i == 0 || lines[i-1].Problem != l.Problem
		b.Bars = append(b.Bars, one)
	}
}

// begun is the day on which a task's time began to run, as far as a list knows it.
// What was taken over from paper began before its case was opened here.
func begun(l *engine.Line) calendar.Date {
	first := l.Opened
	for _, at := range []time.Time{l.Since, l.Ended} {
		if !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	if c := l.Clock; c != nil && !c.Since.IsZero() && c.Since.Before(first) {
		first = c.Since
	}
	return dayIn(first)
}

func dayIn(t time.Time) calendar.Date {
	if t.IsZero() {
		return calendar.Date{}
	}
	return calendar.DateOf(t, zone)
}
