package engine

// carry_household.go: what a household's file says of the past, as acts in
// their order: the identification, the help, the visits, the way out.

import (
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
)

// leadTask and comparisonTask are the numbers of the tasks that every household
// opens with; its help measures follow.
const (
	leadTask       = 1
	comparisonTask = 2
	firstHelpTask  = 3
)

// past collects carried acts in order; dates out of order on paper do not turn
// the acts around.
type past struct {
	zone  *time.Location
	floor calendar.Date
	acts  []casework.CarriedAct
}

func (p *past) add(a casework.CarriedAct, on calendar.Date) {
	if on.Before(p.floor) {
		on = p.floor
	}
	p.floor = on
	a.At = on.Start(p.zone)
	p.acts = append(p.acts, a)
}

// stop is an act of the path and the date that the file has for it.
type stop struct {
	act  casework.CommandType
	task int
	on   calendar.Date
}

// walk adds the stops up to the last that has a date; one without a date takes
// the next known.
func (p *past) walk(stops []stop) (all bool) {
	last := -1
	for i, s := range stops {
		if !s.on.IsZero() {
			last = i
		}
	}
	known := calendar.Date{}
	for i := last; i >= 0; i-- {
		if stops[i].on.IsZero() {
			stops[i].on = known
		}
		known = stops[i].on
	}
	for _, s := range stops[:last+1] {
		p.add(casework.CarriedAct{Type: s.act, Task: s.task}, s.on)
	}
	return last == len(stops)-1
}

// householdPast gives what had happened to a household on paper.
func householdPast(h *ledgerfile.Household, help []casework.OpeningTask, helper casework.PersonID, zone *time.Location) []casework.CarriedAct {
	p := &past{zone: zone}
	listed := p.walk([]stop{
		{casework.CommandDispatch, 0, h.Clue},
		{casework.CommandSurvey, leadTask, firstOf(h.SurveyedAt, h.AuthorisedAt)},
		{casework.CommandCompare, comparisonTask, h.ComparedAt},
		{casework.CommandDeliberate, leadTask, firstOf(h.ReviewedAt, h.NoticeFrom)},
		{casework.CommandEndNotice, leadTask, after(h.NoticeTo)},
		{casework.CommandEndorse, leadTask, h.TownshipAt},
		{casework.CommandApprove, leadTask, h.CountyAt},
		{casework.CommandEnter, leadTask, firstOf(h.EnteredAt, h.AnnouncedAt)},
	})
	if !listed || len(help) == 0 {
		return p.acts
	}
	p.plan(h, help, helper)
	p.help(h, helper)
	if h.EliminatedAt.IsZero() && h.ProposedAt.IsZero() {
		return p.acts
	}
	p.add(casework.CarriedAct{Type: casework.CommandSubmit, Task: leadTask, Person: helper, Text: h.Mode,
		Assessment: &casework.Assessment{Mode: casework.Mode(h.Mode)}}, firstOf(h.ProposedAt, h.CheckedAt, h.EliminatedAt))
	gone := p.walk([]stop{
		{casework.CommandPass, leadTask, h.CheckedAt},
		{casework.CommandEndNotice, leadTask, after(h.ElimNoticeTo)},
		{casework.CommandSign, leadTask, calendar.Date{}},
		{casework.CommandRecognise, leadTask, h.EliminatedAt},
	})
	if gone && !h.ReversedAt.IsZero() {
		p.add(casework.CarriedAct{Type: casework.CommandReopen, Task: leadTask, Reason: "回退"}, h.ReversedAt)
		p.add(casework.CarriedAct{Type: casework.CommandPlan, Task: leadTask, Person: helper,
			Date: h.ReversedAt.AddMonths(1).EndOfMonth()}, h.ReversedAt)
	}
	return p.acts
}

func (p *past) plan(h *ledgerfile.Household, help []casework.OpeningTask, helper casework.PersonID) {
	on := p.floor
	for _, m := range h.Help {
		if !m.PlannedAt.IsZero() && m.PlannedAt.After(on) {
			on = m.PlannedAt
		}
	}
	p.add(casework.CarriedAct{Type: casework.CommandPlan, Task: leadTask, Person: helper, Tasks: help,
		Date: on.AddMonths(1).EndOfMonth()}, on)
}

// help adds the help that has landed and the visits, day by day.
func (p *past) help(h *ledgerfile.Household, helper casework.PersonID) {
	var list []casework.CarriedAct
	for i, m := range h.Help {
		if !m.LandedAt.IsZero() {
			list = append(list, casework.CarriedAct{Type: casework.CommandSubmit, Task: firstHelpTask + i, Date: m.LandedAt},
				casework.CarriedAct{Type: casework.CommandPass, Task: firstHelpTask + i, Date: m.LandedAt})
		}
	}
	for _, v := range h.Visits {
		if !v.At.IsZero() && (h.EliminatedAt.IsZero() || !v.At.After(h.EliminatedAt)) { // a revisit has no clock to move
			list = append(list, casework.CarriedAct{Type: casework.CommandVisit, Task: leadTask, Person: helper, Text: v.Text, Date: v.At})
		}
	}
	slices.SortStableFunc(list, func(a, b casework.CarriedAct) int { return a.Date.Compare(b.Date) })
	for _, a := range list {
		p.add(a, a.Date)
	}
}

// firstOf gives the first date that is known.
func firstOf(dates ...calendar.Date) calendar.Date {
	for _, d := range dates {
		if !d.IsZero() {
			return d
		}
	}
	return calendar.Date{}
}

// after gives the day after a notice's last day, none for none.
func after(d calendar.Date) calendar.Date {
	if d.IsZero() {
		return d
	}
	return d.AddDays(1)
}
