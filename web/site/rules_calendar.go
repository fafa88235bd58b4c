package site

// rules_calendar.go: the working calendar, a year on a page, and loading a
// holiday table.

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
)

const jobCalendar = "calendar"

// holidayBody is what a year's page shows.
type holidayBody struct {
	Year     int
	Table    calendar.Table
	Revision int
	Source   string
	Known    bool // its holidays are loaded; else only weekdays are known
	Months   []monthGrid
	Workdays int
	May      bool
	Text     string
	Error    string
	Check    *engine.CalendarCheck
}

// monthGrid is a month in weeks from Monday to Sunday.
type monthGrid struct {
	Month    time.Month
	Weeks    [][]dayCell
	Workdays int
}

// dayCell is a day, or the empty place of another month's.
type dayCell struct {
	Day   int
	Kind  string // work, makeup, off, weekend; "" for an empty place
	Today bool
}

// Bounds of the years that are shown: dates of the ledger lie within.
const (
	firstYear = 1990
	lastYear  = 2100
)

func (s *Site) showHolidays(w http.ResponseWriter, r *request) error {
	return s.renderCalendar(w, r, http.StatusOK, holidayBody{})
}

func (s *Site) renderCalendar(w http.ResponseWriter, r *request, status int, body holidayBody) error {
	body.Year = r.viewer.Today.Year
	if year, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && year >= firstYear && year <= lastYear {
		body.Year = year
	}
	var err error
	if body.Table, body.Revision, err = s.engine.Ledger.Calendar(r.Context()); err != nil {
		return err
	}
	cal, err := calendar.New(body.Table)
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	for _, y := range body.Table.Years {
		if y.Year == body.Year {
			body.Known, body.Source = true, y.Source
		}
	}
	off := map[calendar.Date]bool{} // of the table, weekends within a holiday included
	for _, y := range body.Table.Years {
		for _, span := range y.Off {
			for day := span.From; !day.After(span.To); day = day.AddDays(1) {
				off[day] = true
			}
		}
	}
	for month := time.January; month <= time.December; month++ {
		grid := gridOf(cal, off, body.Year, month, r.viewer.Today)
		body.Workdays += grid.Workdays
		body.Months = append(body.Months, grid)
	}
	_, err = casework.AuthoriseOperating(r.viewer.By)
	body.May = err == nil
	s.render(w, r, status, "rules-calendar", "web.rules.calendar", body)
	return nil
}

// gridOf lays a month out by weeks.
func gridOf(cal *calendar.Calendar, off map[calendar.Date]bool, year int, month time.Month, today calendar.Date) monthGrid {
	grid := monthGrid{Month: month}
	first := calendar.NewDate(year, month, 1)
	var week []dayCell
	for range (int(first.Weekday()) + 6) % 7 { // empty places before the first
		week = append(week, dayCell{})
	}
	for day := first; day.Month == month; day = day.AddDays(1) {
		cell := dayCell{Day: day.Day, Today: day == today}
		rest := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		working, _ := cal.Workday(day)
		switch {
		case working && rest:
			cell.Kind = "makeup"
		case working:
			cell.Kind = "work"
		case rest && !off[day]:
			cell.Kind = "weekend"
		default:
			cell.Kind = "off"
		}
		if working {
			grid.Workdays++
		}
		if week = append(week, cell); len(week) == 7 {
			grid.Weeks, week = append(grid.Weeks, week), nil
		}
	}
	if len(week) > 0 {
		for len(week) < 7 {
			week = append(week, dayCell{})
		}
		grid.Weeks = append(grid.Weeks, week)
	}
	return grid
}

// loadCalendar checks a document and, once its reader has seen what it changes,
// puts it in force; what runs is counted again meanwhile.
func (s *Site) loadCalendar(w http.ResponseWriter, r *request) error {
	if _, err := casework.AuthoriseOperating(r.viewer.By); err != nil {
		return err
	}
	text, err := documentOf(r)
	if err != nil {
		return err
	}
	body := holidayBody{Text: text}
	if body.Check, err = r.viewer.CheckCalendar(r.Context(), []byte(text)); err != nil {
		e := shown(err)
		if e.Code != casework.CodeInvalid {
			return err
		}
		body.Error = r.text(e)
		return s.renderCalendar(w, r, statuses[e.Code], body)
	}
	if r.PostFormValue("load") != "1" {
		return s.renderCalendar(w, r, http.StatusOK, body)
	}
	viewer := r.viewer
	id, err := s.jobs.start(r, jobCalendar, func(ctx context.Context, progress engine.Progress) (any, error) {
		return viewer.LoadCalendar(ctx, []byte(text), progress)
	})
	if err != nil {
		return err
	}
	redirect(w, r, "/rules/calendar/jobs/"+id)
	return nil
}

func (s *Site) showCalendarJob(w http.ResponseWriter, r *request) error {
	var loaded engine.CalendarLoaded
	body, there, err := jobOf(r, jobCalendar, "/rules/calendar", &loaded)
	if err != nil {
		return err
	}
	if there {
		years := make([]string, len(loaded.Years))
		for i, y := range loaded.Years {
			years[i] = strconv.Itoa(y)
		}
		body.Text = r.say("web.rules.calendar_loaded", strconv.Itoa(loaded.Revision), strings.Join(years, " "), strconv.Itoa(loaded.Told))
	}
	if r.part() {
		s.renderPart(w, r, "job", "job", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "job", "web.rules.calendar", body)
	return nil
}
