package casework

// lights.go: between which due dates a light can show, so that a list of one light
// need not be looked for among all.

import "duban/casework/calendar"

// lightSlack is by how many days an alarm may be moved to a working day, amply.
const lightSlack = 15

// LightSpan gives the first and the last due date at which a task may show a light
// on a day, under any of some policies. It may be wider than need be, never
// narrower; a zero date sets no bound.
func LightSpan(policies []*Policy, cal *calendar.Calendar, l Light, today calendar.Date) (first, last calendar.Date) {
	if l == LightNone {
		return first, last
	}
	if l != LightRed {
		first = today // past its date it is red
	}
	if l == LightGreen {
		return first, last
	}
	days := -1 // red: past its date, whatever the ladder
	for _, p := range policies {
		for _, r := range p.Ladder {
			if r.Light == l {
				days = max(days, -r.At)
			}
		}
	}
	if days >= 0 {
		return first, cal.AddWorkdays(today, days).AddDays(lightSlack)
	}
	return first, today.AddDays(-1)
}
