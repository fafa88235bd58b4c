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
// the acts around, and what lies ahead has not happened.
type past struct {
	zone   *time.Location
	today  calendar.Date
	helper casework.PersonID
	floor  calendar.Date
	acts   []casework.CarriedAct
}

func (p *past) add(a casework.CarriedAct, on calendar.Date) {
	if on.Before(p.floor) {
		on = p.floor
	}
	p.floor = on
	a.At = on.Start(p.zone)
	p.acts = append(p.acts, a)
}

// been gives a date that has come, none for one that lies ahead.
func (p *past) been(d calendar.Date) calendar.Date {
	if d.After(p.today) {
		return calendar.Date{}
	}
	return d
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
		if stops[i].on = p.been(s.on); !stops[i].on.IsZero() {
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

// given is a help measure of the file with the task that it becomes.
type given struct {
	ledgerfile.HelpMeasure

	task casework.OpeningTask
	no   int
}

// householdPast gives what had happened to a household on paper. help are the
// tasks that its measures become.
func householdPast(h *ledgerfile.Household, help []casework.OpeningTask, helper casework.PersonID, zone *time.Location,
	today calendar.Date,
) []casework.CarriedAct {
	p := &past{zone: zone, today: today, helper: helper}
	reversed := p.been(h.ReversedAt)
	var first, second []given // help of the round before and after a reversal
	for i, m := range h.Help {
		if g := (given{HelpMeasure: m, task: help[i]}); reversed.IsZero() || m.PlannedAt.Before(reversed) {
			first = append(first, g)
		} else {
			second = append(second, g)
		}
	}
	for i := range first {
		first[i].no = firstHelpTask + i
	}
	for i := range second {
		second[i].no = firstHelpTask + len(first) + i
	}

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
	if h.Green {
		p.greenChannel(h, first)
	}
	if !listed {
		p.round(first, nil)
		return p.acts
	}
	leaving := firstOf(p.been(h.ProposedAt), p.been(h.CheckedAt), p.been(h.EliminatedAt))
	if len(first) > 0 || !leaving.IsZero() { // else the plan is still to be made
		p.plan(first, h.Green)
	}
	before, later := visitsUntil(h.Visits, leaving)
	p.round(first, before)
	if leaving.IsZero() {
		return p.acts
	}
	gone := p.eliminate(h, leaving)
	meanwhile, later := visitsUntil(later, reversed) // 回访, or until the mark is set
	p.round(nil, meanwhile)
	if gone && !reversed.IsZero() {
		p.add(casework.CarriedAct{Type: casework.CommandReopen, Task: leadTask, Reason: "回退"}, reversed)
		if len(second) > 0 {
			p.plan(second, false)
		}
		p.round(second, later)
	}
	return p.acts
}

// greenChannel enters the channel right after the dispatch, with the help that it
// brought forward.
func (p *past) greenChannel(h *ledgerfile.Household, list []given) {
	act := casework.CarriedAct{Type: casework.CommandGreenChannel, Reason: "绿色通道", At: h.Clue.Start(p.zone)}
	for _, g := range list {
		act.Tasks = append(act.Tasks, g.task)
	}
	at := 0
	if len(p.acts) > 0 {
		act.At, at = p.acts[0].At, 1
	}
	p.acts = slices.Insert(p.acts, at, act)
}

// plan enters the household's plan; help that went ahead of it is in it already.
func (p *past) plan(list []given, ahead bool) {
	on := p.today
	act := casework.CarriedAct{Type: casework.CommandPlan, Task: leadTask, Person: p.helper}
	for _, g := range list {
		if !ahead {
			act.Tasks = append(act.Tasks, g.task)
		}
		on = earliest([]calendar.Date{on, firstOf(g.PlannedAt, p.floor)})
	}
	if len(list) == 0 || on.Before(p.floor) {
		on = p.floor
	}
	act.Date = on.AddMonths(1).EndOfMonth()
	p.add(act, on)
}

// round adds the help that has landed and the visits, day by day.
func (p *past) round(help []given, visits []ledgerfile.Visit) {
	var list []casework.CarriedAct
	for _, g := range help {
		if on := p.been(g.LandedAt); !on.IsZero() {
			list = append(list, casework.CarriedAct{Type: casework.CommandSubmit, Task: g.no, Date: on},
				casework.CarriedAct{Type: casework.CommandPass, Task: g.no, Date: on})
		}
	}
	for _, v := range visits {
		if on := p.been(v.At); !on.IsZero() {
			list = append(list, casework.CarriedAct{Type: casework.CommandVisit, Task: leadTask, Person: p.helper,
				Text: casework.MaskNumbers(v.Text), Date: on})
		}
	}
	slices.SortStableFunc(list, func(a, b casework.CarriedAct) int { return a.Date.Compare(b.Date) })
	for _, a := range list {
		p.add(a, a.Date)
	}
}

// eliminate enters the way out, as far as it went, and tells whether it is over.
func (p *past) eliminate(h *ledgerfile.Household, from calendar.Date) (gone bool) {
	p.add(casework.CarriedAct{Type: casework.CommandSubmit, Task: leadTask, Person: p.helper, Text: h.Mode,
		Assessment: &casework.Assessment{Mode: casework.Mode(h.Mode)}}, from)
	return p.walk([]stop{
		{casework.CommandPass, leadTask, h.CheckedAt},
		{casework.CommandEndNotice, leadTask, after(h.ElimNoticeTo)},
		{casework.CommandSign, leadTask, calendar.Date{}},
		{casework.CommandRecognise, leadTask, h.EliminatedAt},
	})
}

// visitsUntil parts visits: those up to a day (none = all) and those after it.
func visitsUntil(list []ledgerfile.Visit, day calendar.Date) (until, later []ledgerfile.Visit) {
	for _, v := range list {
		if day.IsZero() || !v.At.After(day) {
			until = append(until, v)
		} else {
			later = append(later, v)
		}
	}
	return until, later
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
