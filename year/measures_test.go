package year_test

// measures_test.go: the year of the 113 measures, and what must come of it.

import (
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/schema"
	"duban/workflows"
)

// outcome is what the script makes of the plan.
type outcome struct {
	slips map[casework.CaseID]int
	done  map[casework.CaseID]map[casework.UnitID]bool // a unit's share of a measure is closed
}

func date(t time.Time) calendar.Date { return calendar.DateOf(t, zone) }

// measures opens the plan's cases, all anew, with deadlines within the year, and
// writes the script of each share.
func (c *city) measures(starts []schema.CaseStart, policy *casework.Policy) outcome {
	out := outcome{slips: map[casework.CaseID]int{}, done: map[casework.CaseID]map[casework.UnitID]bool{}}
	for _, s := range starts {
		o := s.Opening
		o.Carried = nil
		o.Tasks = append([]casework.OpeningTask(nil), o.Tasks...)
		for i := range o.Tasks {
			due := c.days.shift(yearStart, 60+c.luck.IntN(160))
			o.Tasks[i].Person = ""
			o.Tasks[i].Original = calendar.Date{}
			o.Tasks[i].Deadline = casework.Deadline{Type: calendar.ByDate, Date: date(due)}
		}
		o.Parties.LeadLeader = caseworktest.Leader.Person
		c.starts = append(c.starts, start{yearStart, workflows.CaseInput{Case: s.Case, Policy: policy, Opening: &o}})
		c.measured[s.Case] = true
		out.done[s.Case] = map[casework.UnitID]bool{}
		c.at(yearStart.Add(10*time.Hour), s.Case, c.officeOf(o), casework.CommandDispatch)
		for i, t := range o.Tasks {
			c.share(&out, s.Case, o, i+1, t)
		}
	}
	return out
}

func (c *city) officeOf(o casework.Opening) casework.Requester {
	return casework.Requester{Person: "office", Posts: []casework.Post{{Unit: o.Parties.Office, Role: casework.PostOffice}}}
}

// share writes the script of one unit's share: claimed, worked on month by
// month, handed in early or late, now and then returned, checked, signed,
// noticed and closed; some are never handed in.
func (c *city) share(out *outcome, id casework.CaseID, o casework.Opening, no int, t casework.OpeningTask) {
	d, luck := c.days, c.luck
	task := func(c *casework.Command) { c.Task = no }
	words := func(c *casework.Command) {
		c.Task, c.Text = no, "按月推进"
		c.Evidence = []casework.Evidence{caseworktest.Evidence("photo")}
	}
	reporter := caseworktest.Reporter(t.Unit)
	verifier := casework.Requester{Person: "verifier", Posts: []casework.Post{{Unit: o.Parties.LeadUnit, Role: casework.PostVerifier}}}

	dispatched := yearStart.Add(10 * time.Hour)
	claimed := office(d.shift(yearStart, 1+luck.IntN(8)))
	c.at(claimed, id, reporter, casework.CommandClaim, task)
	n, _ := d.watch(measureRungs, dispatched, d.shift(yearStart, 5), dispatched, claimed, -1)
	out.slips[id] += n

	due := t.Deadline.Date.Start(zone)
	silent := no%4 == 0 // nothing is said of it until it is handed in
	handed := yearEnd   // never
	if luck.IntN(10) > 0 {
		handed = office(d.shift(due, luck.IntN(30)-22))
	}
	if !handed.After(claimed) {
		handed = office(d.shift(claimed, 1))
	}
	lies := held{id: id, from: dispatched, to: handed}
	for month := claimed.AddDate(0, 1, 0); month.Before(handed) && month.Before(yearEnd) && !silent; month = month.AddDate(0, 1, 0) {
		c.at(month, id, reporter, casework.CommandProgress, words)
		lies.progress = append(lies.progress, month)
	}
	if t.Role != casework.RoleCo {
		c.held = append(c.held, lies)
	}
	n, last := d.watch(measureRungs, dispatched, due, claimed, earlier(handed, yearEnd), -1)
	out.slips[id] += n
	if !handed.Before(yearEnd) {
		return
	}
	c.at(handed, id, reporter, casework.CommandSubmit, words)

	if luck.IntN(8) == 0 { // returned once, handed in again two days later
		returned := office(d.shift(handed, 1)).Add(time.Minute)
		again := office(d.shift(handed, 3))
		if !again.Before(yearEnd) {
			return // checked in the next year; the check's own reminder lies beyond too
		}
		n, _ = d.watch(measureRungs, handed, d.shift(handed, 5), handed, returned, -1)
		out.slips[id] += n
		c.at(returned, id, verifier, casework.CommandReturn, func(c *casework.Command) {
			c.Task, c.Reason, c.To = no, "佐证不足", "self_check"
		})
		n, _ = d.watch(measureRungs, dispatched, due, returned, again, last)
		out.slips[id] += n
		c.at(again, id, reporter, casework.CommandSubmit, words)
		if t.Role != casework.RoleCo {
			c.held = append(c.held, held{id: id, from: returned, to: again})
		}
		handed = again
	}

	passed := office(d.shift(handed, 1+luck.IntN(5))) // within its five days
	n, _ = d.watch(measureRungs, handed, d.shift(handed, 5), handed, earlier(passed, yearEnd), -1)
	out.slips[id] += n
	if !passed.Before(yearEnd) {
		return
	}
	c.at(passed, id, verifier, casework.CommandPass, task)
	if t.Role == casework.RoleCo {
		c.ends = append(c.ends, passed)
		return
	}
	signed := office(d.shift(passed, 1+luck.IntN(4)))
	n, _ = d.watch(measureRungs, passed, d.shift(passed, 5), passed, earlier(signed, yearEnd), -1)
	out.slips[id] += n
	if !signed.Before(yearEnd) {
		return
	}
	c.at(signed, id, caseworktest.Leader, casework.CommandSign, task)
	// Ten working days, the first counted; the notice ends with its last day.
	noticed := d.shift(signed, 9).AddDate(0, 0, 1)
	recognised := office(d.shift(noticed.AddDate(0, 0, -1), 1+luck.IntN(4)))
	n, _ = d.watch(measureRungs, noticed, d.shift(noticed, 5), noticed, earlier(recognised, yearEnd), -1)
	out.slips[id] += n
	if !recognised.Before(yearEnd) {
		return
	}
	c.at(recognised, id, c.officeOf(o), casework.CommandRecognise, task)
	out.done[id][t.Unit] = true
	c.ends = append(c.ends, recognised)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// checkMeasures compares what the ledger holds with the script.
func (c *city) checkMeasures(out outcome) {
	c.t.Helper()
	total := 0
	for id, want := range out.slips {
		slips, err := c.ledger.Slips(c.t.Context(), id)
		require.NoError(c.t, err)
		require.Len(c.t, slips, want, "slips of %s", id)
		total += want
		state, err := c.ledger.State(c.t.Context(), id)
		require.NoError(c.t, err)
		for _, t := range state.Tasks {
			if t.Role == casework.RoleCo {
				continue
			}
			require.Equal(c.t, out.done[id][t.Unit], t.Outcome == casework.OutcomeClosed, "%s at %s", t.Unit, id)
		}
	}
	require.Greater(c.t, total, 1000, "too few slips to prove anything")
}
