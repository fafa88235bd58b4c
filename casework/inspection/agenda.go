package inspection

// agenda.go: when an inspection does what, counted on the working calendar.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Window is from which to which day, both included, teams are on site.
type Window struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

var quarterForm = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// QuarterWindow gives the window of a quarter such as 2026-Q1: its last days.
func (r *Rules) QuarterWindow(cal *calendar.Calendar, quarter string) (Window, error) {
	m := quarterForm.FindStringSubmatch(quarter)
	if m == nil {
		return Window{}, casework.Errorf(casework.CodeInvalid, "inspection.quarter", quarter)
	}
	year, _ := strconv.Atoi(m[1]) // digits, by the expression
	q, _ := strconv.Atoi(m[2])
	next := calendar.NewDate(year, time.Month(3*q+1), 1)
	last := next.AddDays(-1)
	if r.Window.Unit == calendar.WorkingDays {
		return Window{From: cal.AddWorkdays(next, -r.Window.N), To: last}, nil
	}
	return Window{From: next.AddDays(-r.Window.N), To: last}, nil
}

// QuarterOf gives the quarter of a day.
func QuarterOf(d calendar.Date) string {
	return fmt.Sprintf("%04d-Q%d", d.Year, (int(d.Month)+2)/3)
}

// WindowFrom gives a window of the usual length that begins on a day.
func (r *Rules) WindowFrom(cal *calendar.Calendar, from calendar.Date) Window {
	length := r.Window
	length.FirstDay = true
	return Window{From: from, To: cal.Due(from, length, nil).Date}
}

// FeedbackBy gives the last day for handing over what was found.
func (r *Rules) FeedbackBy(cal *calendar.Calendar, w Window) calendar.Date {
	return cal.Due(w.To, r.Feedback, nil).Date
}

// RectifyBy gives until when a finding of a day is to be put right.
func (r *Rules) RectifyBy(cal *calendar.Calendar, found calendar.Date) calendar.Date {
	return cal.Due(found, r.Rectification, nil).Date
}

// Act is what an inspection does by itself.
type Act string

// The acts, in the order in which they happen.
const (
	ActRemind  Act = "remind"  // the window comes near: leaders and members hear of it
	ActDraw    Act = "draw"    // the window begins: the sample is drawn
	ActMissing Act = "missing" // it, or the time for feedback, nears its end: teams that owe something hear of it
	ActClose   Act = "close"   // the closing report
)

var actOrder = map[Act]int{ActRemind: 1, ActDraw: 2, ActMissing: 3, ActClose: 4}

// Item is an act and its moment. The ID names it for good, whatever day the
// calendar puts it on.
type Item struct {
	ID  string    `json:"id"`
	Act Act       `json:"act"`
	At  time.Time `json:"at"`
}

// Agenda gives everything that an inspection will do, in order. Reminders fall
// in working hours; the sample is drawn with the window's first day; the report
// closes with the last day of feedback.
func (r *Rules) Agenda(cal *calendar.Calendar, w Window) []Item {
	var out []Item
	draw := w.From.Start(cal.Zone()).UTC()
	for _, n := range r.Reminders {
		if at := cal.Alarm(cal.AddWorkdays(w.From, n)).UTC(); at.Before(draw) {
			out = append(out, Item{"remind" + strconv.Itoa(n), ActRemind, at})
		}
	}
	out = append(out, Item{string(ActDraw), ActDraw, draw})
	for _, n := range r.Missing {
		if at := cal.Alarm(cal.AddWorkdays(w.To, n)).UTC(); at.After(draw) {
			out = append(out, Item{"missing" + strconv.Itoa(n), ActMissing, at})
		}
	}
	feedback := r.FeedbackBy(cal, w)
	for _, n := range r.HandingOver {
		if at := cal.Alarm(cal.AddWorkdays(feedback, n)).UTC(); at.After(draw) {
			out = append(out, Item{"handing_over" + strconv.Itoa(n), ActMissing, at})
		}
	}
	out = append(out, Item{string(ActClose), ActClose, feedback.End(cal.Zone()).UTC()})
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(actOrder[a.Act], actOrder[b.Act]))
	})
	return out
}

// Next gives what of an agenda is to be done at a moment, what of it was missed
// for good, and, when nothing is to be done, the moment of the next item (zero
// at the end). Of reminders that were missed only the newest is made up for, and
// none once what it reminds of has come.
func Next(agenda []Item, done []string, now time.Time) (todo *Item, missed []string, wake time.Time) {
	var due []Item
	for _, item := range agenda {
		if slices.Contains(done, item.ID) {
			continue
		}
		if item.At.After(now) {
			wake = item.At
			break
		}
		due = append(due, item)
	}
	for i := range due {
		reminder := due[i].Act == ActRemind || due[i].Act == ActMissing
		if reminder && i+1 < len(due) {
			missed = append(missed, due[i].ID)
			continue
		}
		return &due[i], missed, time.Time{}
	}
	return nil, missed, wake
}
