package year_test

// days_test.go: the working calendar of two years once more, in the plainest
// way: a list of days. What the engine counts is checked against it.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var zone = time.FixedZone("CST", 8*3600)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }

// off are the public holidays of 2025 and 2026 (DOMAIN section 5), first and
// last day.
var off = [][2]time.Time{
	{day(2025, 1, 1), day(2025, 1, 1)}, {day(2025, 1, 28), day(2025, 2, 4)}, {day(2025, 4, 4), day(2025, 4, 6)},
	{day(2025, 5, 1), day(2025, 5, 5)}, {day(2025, 5, 31), day(2025, 6, 2)}, {day(2025, 10, 1), day(2025, 10, 8)},
	{day(2026, 1, 1), day(2026, 1, 3)}, {day(2026, 2, 15), day(2026, 2, 23)}, {day(2026, 4, 4), day(2026, 4, 6)},
	{day(2026, 5, 1), day(2026, 5, 5)}, {day(2026, 6, 19), day(2026, 6, 21)}, {day(2026, 9, 25), day(2026, 9, 27)},
	{day(2026, 10, 1), day(2026, 10, 7)},
}

// worked are the make-up workdays.
var worked = []time.Time{
	day(2025, 1, 26), day(2025, 2, 8), day(2025, 4, 27), day(2025, 9, 28), day(2025, 10, 11),
	day(2026, 1, 4), day(2026, 2, 14), day(2026, 2, 28), day(2026, 5, 9), day(2026, 9, 20), day(2026, 10, 10),
}

// calendarDays is every day from the start of 2025 to the end of 2026 and
// whether it is worked.
type calendarDays struct {
	days  []time.Time
	works []bool
}

func newDays() *calendarDays {
	c := &calendarDays{}
	for d := day(2025, 1, 1); d.Year() < 2027; d = d.AddDate(0, 0, 1) {
		works := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		for _, o := range off {
			if !d.Before(o[0]) && !d.After(o[1]) {
				works = false
			}
		}
		for _, w := range worked {
			if d.Equal(w) {
				works = true
			}
		}
		c.days, c.works = append(c.days, d), append(c.works, works)
	}
	return c
}

func (c *calendarDays) index(t time.Time) int {
	y, m, d := t.In(zone).Date()
	return int(day(y, m, d).Sub(c.days[0]) / (24 * time.Hour))
}

// shift gives the n-th working day after (or, n < 0, before) a day.
func (c *calendarDays) shift(t time.Time, n int) time.Time {
	i, step := c.index(t), 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		i += step
		if c.works[i] {
			n--
		}
	}
	return c.days[i]
}

// orNext gives the day itself if it is worked, else the next that is.
func (c *calendarDays) orNext(t time.Time) time.Time {
	i := c.index(t)
	for !c.works[i] {
		i++
	}
	return c.days[i]
}

func TestBothYearsHave248WorkingDays(t *testing.T) {
	t.Parallel()
	c := newDays()
	count := map[int]int{}
	for i, d := range c.days {
		if c.works[i] {
			count[d.Year()]++
		}
	}
	require.Equal(t, map[int]int{2025: 248, 2026: 248}, count)
}
