package ledgerfile

// shift.go: moving a plan in time, for demonstrations and rehearsals.

import "duban/casework/calendar"

// Shift moves every date of the plan by the number of days from one day to the
// other. Texts are left as they are; Year moves along with from.
func Shift(p *Plan, from, to calendar.Date) {
	days := from.DaysUntil(to)
	move := func(d *calendar.Date) {
		if !d.IsZero() {
			*d = d.AddDays(days)
		}
	}
	if p.Year != 0 {
		p.Year += to.Year - from.Year
	}
	move(&p.AsOf)
	for i := range p.Measures {
		m := &p.Measures[i]
		move(&m.Deadline.Date)
		move(&m.OriginalDue)
		for j := range m.Shares {
			s := &m.Shares[j]
			move(&s.Deadline.Date)
			move(&s.OriginalDue)
			for _, stone := range s.milestones() {
				move(stone.at)
			}
			for k := range s.Progress {
				move(&s.Progress[k].At)
			}
		}
	}
}
