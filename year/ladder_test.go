package year_test

// ladder_test.go: which slips a clock must have sent, worked out by walking the
// days and looking, as a careful clerk would.

import "time"

// Rungs in working days from the due date, lowest first.
var (
	measureRungs   = []int{-10, -5, -3, 1, 5, 10, 15, 30}
	householdRungs = []int{-1, 1, 5, 10}
)

// lookAt is the time of day at which the clerk looks, in minutes.
const lookAt = 9*60 + 5

// watch counts the slips of one clock that runs from since and is due at due,
// while the step is open from one moment to another; last is the highest rung
// sent before (-1 for none) and is given back as it is then.
func (c *calendarDays) watch(rungs []int, since, due, from, to time.Time, last int) (slips, rung int) {
	for i := c.index(from); i < len(c.days); i++ {
		look := c.days[i].Add(lookAt * time.Minute)
		if look.Before(from) || !c.works[i] {
			continue
		}
		if !look.Before(to) {
			break
		}
		highest := -1
		for r, n := range rungs {
			d := c.shift(due, n)
			if n < 0 && !d.After(c.days[c.index(since)]) {
				continue // a limit does not begin with its reminders
			}
			if !c.orNext(d).After(c.days[i]) {
				highest = r
			}
		}
		if highest > last {
			slips++
			last = highest
		}
	}
	return slips, last
}
