package calendar

// due.go: due dates and the count behind them.

// Due is a date counted on a calendar; provisional when a day of the count lies
// in a year whose table is not loaded.
type Due struct {
	Date        Date
	Provisional bool
}

// Pause is a suspension: the days from From up to, not including, To do not
// count. For one that still runs the caller sets To to the day of asking.
type Pause struct{ From, To Date }

// DayKind says why a day counts or does not.
type DayKind string

// The kinds of days.
const (
	DayStart   DayKind = "start"   // the day from which is counted
	DayWorking DayKind = "working" // counts
	DayPlain   DayKind = "day"     // counts, in a limit of calendar days
	DayMakeUp  DayKind = "makeup"  // a weekend day that is worked: counts
	DayWeekend DayKind = "weekend"
	DayHoliday DayKind = "holiday"
	DayPaused  DayKind = "paused"
)

// Day is one line of an explanation. Count is the running count, 0 on days that
// do not count.
type Day struct {
	Date        Date    `json:"date"`
	Kind        DayKind `json:"kind"`
	Count       int     `json:"count,omitempty"`
	Due         bool    `json:"due,omitempty"`
	Provisional bool    `json:"provisional,omitempty"`
}

// maxCount bounds a count, suspensions included: forty years.
const maxCount = 14_610

// Due gives the last day of a limit that runs from a day.
func (c *Calendar) Due(from Date, l Limit, paused []Pause) Due {
	due := Due{Date: from}
	c.count(from, l, paused, func(d Day) { due.Date = d.Date; due.Provisional = due.Provisional || d.Provisional })
	return due
}

// Explain gives the count of a limit day by day, from the first day to the due
// day.
func (c *Calendar) Explain(from Date, l Limit, paused []Pause) []Day {
	var days []Day
	c.count(from, l, paused, func(d Day) { days = append(days, d) })
	if n := len(days); n > 0 {
		days[n-1].Due = true
	}
	return days
}

// count walks a limit and reports each day.
func (c *Calendar) count(from Date, l Limit, paused []Pause, report func(Day)) {
	n, d, left := 0, from, l.N
	if l.Unit == Months {
		// Months are the days to the same day of a later month.
		left = from.DaysUntil(from.AddMonths(l.N))
	}
	for i := 0; i < maxCount; i++ {
		day := c.classify(d, l.Unit, paused)
		counts := day.Kind == DayWorking || day.Kind == DayMakeUp || day.Kind == DayPlain
		if i == 0 && !l.FirstDay {
			day.Kind, counts = DayStart, false
		}
		if counts {
			n++
			day.Count = n
		}
		report(day)
		if n >= left {
			return
		}
		d = d.AddDays(1)
	}
}

func (c *Calendar) classify(d Date, unit Unit, paused []Pause) Day {
	work, provisional := c.Workday(d)
	day := Day{Date: d, Provisional: provisional && unit == WorkingDays}
	_, special := c.special[d]
	switch {
	case within(d, paused):
		day.Kind = DayPaused
	case unit != WorkingDays:
		day.Kind = DayPlain
	case work && special:
		day.Kind = DayMakeUp
	case work:
		day.Kind = DayWorking
	case special:
		day.Kind = DayHoliday
	default:
		day.Kind = DayWeekend
	}
	return day
}

func within(d Date, paused []Pause) bool {
	for _, p := range paused {
		if !d.Before(p.From) && d.Before(p.To) {
			return true
		}
	}
	return false
}

// Shift moves a due date that was given as a date: each working day up to it
// that lay in a suspension is given back as one working day at the end.
// Without a suspension the date stands as written, on a rest day too.
func (c *Calendar) Shift(due, since Date, paused []Pause) Due {
	out := Due{Date: due}
	given := 0
	for i, d := 0, since; !d.After(out.Date) && i < maxCount; i, d = i+1, d.AddDays(1) {
		if !within(d, paused) {
			continue
		}
		if work, provisional := c.Workday(d); work {
			given++
			out.Date = c.AddWorkdays(due, given)
			out.Provisional = out.Provisional || provisional
		}
	}
	return out
}

// ExplainDate gives the days up to a due date that was given as a date, with
// the working days counted and what suspensions gave back.
func (c *Calendar) ExplainDate(since, due Date, paused []Pause) []Day {
	last := c.Shift(due, since, paused).Date
	var days []Day
	n := 0
	for i, d := 0, since; !d.After(last) && i < maxCount; i, d = i+1, d.AddDays(1) {
		day := c.classify(d, WorkingDays, paused)
		switch {
		case i == 0:
			day.Kind = DayStart
		case day.Kind == DayWorking || day.Kind == DayMakeUp:
			n++
			day.Count = n
		}
		day.Due = d == last
		days = append(days, day)
	}
	return days
}
