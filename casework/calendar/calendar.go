package calendar

// calendar.go: a compiled table that answers quickly which days are worked.

import (
	"fmt"
	"slices"
	"time"
)

// Calendar is a compiled [Table]: immutable, safe for concurrent use.
type Calendar struct {
	zone          *time.Location
	opens, closes int // minutes after midnight
	years         map[int]bool
	special       map[Date]bool // true: a make-up workday, false: a day off
	list          []int
	changes       []change // what the tables change against plain weekdays, by day
}

// change is a day on which the working days differ from Monday to Friday.
type change struct {
	day Date
	sum int // of the changes up to and including this day: +1 worked, -1 not
}

// New compiles a table.
func New(t Table) (*Calendar, error) {
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	zone, err := t.zone()
	if err != nil {
		return nil, fmt.Errorf("calendar: zone %q: %w", t.Zone, err)
	}
	opens, closes, err := t.Hours.minutes()
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	c := &Calendar{zone: zone, opens: opens, closes: closes, years: map[int]bool{}, special: map[Date]bool{}}
	for _, y := range t.Years {
		c.years[y.Year] = true
		c.list = append(c.list, y.Year)
		for _, s := range y.Off {
			for d := s.From; !d.After(s.To); d = d.AddDays(1) {
				c.special[d] = false
			}
		}
		for _, d := range y.Work {
			c.special[d] = true
		}
	}
	c.changes = changesOf(c.special)
	return c, nil
}

func changesOf(special map[Date]bool) []change {
	var out []change
	for d, work := range special {
		if work == weekend(d) { // a Sunday worked, a Tuesday off
			out = append(out, change{day: d})
		}
	}
	slices.SortFunc(out, func(a, b change) int { return a.day.Compare(b.day) })
	sum := 0
	for i := range out {
		if special[out[i].day] {
			sum++
		} else {
			sum--
		}
		out[i].sum = sum
	}
	return out
}

// Zone gives the zone of the local days.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Years gives the years whose holidays are loaded.
func (c *Calendar) Years() []int { return append([]int(nil), c.list...) }

// Workday tells whether a day is worked; provisional when its year's table is
// not loaded and only weekdays are known.
func (c *Calendar) Workday(d Date) (working, provisional bool) {
	if work, ok := c.special[d]; ok {
		return work, false
	}
	return !weekend(d), !c.years[d.Year]
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// AddWorkdays gives the n-th working day after d (n > 0) or before it (n < 0);
// d itself is not counted, and n = 0 gives d.
func (c *Calendar) AddWorkdays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if work, _ := c.Workday(d); work {
			n--
		}
	}
	return d
}

// WorkdaysBetween counts the working days after a up to and including b; for b
// before a it gives the count from b to a, negative. However far apart the days
// are, it costs the same: a month of a province asks it for every open task.
func (c *Calendar) WorkdaysBetween(a, b Date) int {
	return weekdaysUpTo(b) - weekdaysUpTo(a) + c.changesUpTo(b) - c.changesUpTo(a)
}

// monday is any Monday before the first day that anybody counts from.
var monday = Date{1, time.January, 1}

// weekdaysUpTo counts the days from Monday to Friday since [monday] up to and
// including d.
func weekdaysUpTo(d Date) int {
	n := monday.DaysUntil(d) + 1
	return n/7*5 + min(n%7, 5)
}

func (c *Calendar) changesUpTo(d Date) int {
	i, found := slices.BinarySearchFunc(c.changes, d, func(x change, d Date) int { return x.day.Compare(d) })
	if found {
		i++
	}
	if i == 0 {
		return 0
	}
	return c.changes[i-1].sum
}

// OnOrAfter gives d if it is worked, else the next working day.
func (c *Calendar) OnOrAfter(d Date) Date {
	for {
		if work, _ := c.Workday(d); work {
			return d
		}
		d = d.AddDays(1)
	}
}

// Postpone gives t itself or, when its day is not worked, the same time of day
// on the next working day. The day is the one in the calendar's zone: the days
// off are those of the people who work by it.
func (c *Calendar) Postpone(t time.Time) time.Time {
	day := DateOf(t, c.zone)
	to := c.OnOrAfter(day)
	if to == day {
		return t
	}
	local := t.In(c.zone)
	h, m, s := local.Clock()
	return time.Date(to.Year, to.Month, to.Day, h, m, s, local.Nanosecond(), c.zone)
}

// Alarm gives the opening of working hours on d or, when d is not worked, on
// the next working day.
func (c *Calendar) Alarm(d Date) time.Time { return c.opening(c.OnOrAfter(d)) }

func (c *Calendar) opening(d Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, c.opens/60, c.opens%60, 0, 0, c.zone)
}

// InHours tells whether a moment lies within the working hours of a working day.
func (c *Calendar) InHours(t time.Time) bool {
	local := t.In(c.zone)
	work, _ := c.Workday(of(local))
	minute := local.Hour()*60 + local.Minute()
	return work && minute >= c.opens && minute < c.closes
}

// NextOpen gives t itself when within working hours, else their next opening.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c.InHours(t) {
		return t
	}
	d := DateOf(t, c.zone)
	if work, _ := c.Workday(d); work && t.Before(c.opening(d)) {
		return c.opening(d)
	}
	return c.Alarm(d.AddDays(1))
}
