package year_test

// households_test.go: the year of 992 households with 3,925 people, and of those
// that are found meanwhile, and what must come of it.

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/workflows"
)

// The report's figures of households still monitored.
const (
	monitored = 992
	inThem    = 3925
	found     = 60 // clues during the year, of which every tenth is no household at risk
)

// counted is what the script makes of the households.
type counted struct {
	slips      map[casework.CaseID]int
	visits     map[casework.CaseID]int
	listed     casework.Heads
	eliminated casework.Heads
	excluded   int
}

// cast are the people round one household; those of a village are its own.
type cast struct {
	village, township, county casework.UnitID
}

func castOf(n int) cast {
	counties := []casework.UnitID{"原州区", "西吉县", "隆德县", "泾源县", "彭阳县"}
	county := counties[n%5]
	return cast{casework.UnitID(fmt.Sprintf("%s第%d村", county, n%161)), casework.UnitID(fmt.Sprintf("%s第%d乡", county, n%12)),
		county + "防返贫监测办公室"}
}

func (c cast) holder(person casework.PersonID, unit casework.UnitID, role casework.PostRole) casework.Requester {
	return casework.Requester{Person: person, Posts: []casework.Post{{Unit: unit, Role: role}}}
}

func (c cast) helper() casework.Requester { return c.holder("helper", c.village, casework.PostHelper) }
func (c cast) secretary() casework.Requester {
	return c.holder("secretary", c.village, casework.PostReporter)
}
func (c cast) clerk() casework.Requester { return c.holder("clerk", c.township, casework.PostVerifier) }
func (c cast) office() casework.Requester {
	return c.holder("county", c.county, casework.PostOffice)
}

func (c cast) opening(members, labour int) *casework.Opening {
	o := caseworktest.HouseholdOpening()
	o.Parties = casework.Parties{Office: c.county, LeadUnit: c.township}
	o.Household = &casework.HouseholdFacts{Members: members, Labour: labour}
	o.Tasks[0].Unit, o.Tasks[0].Person = c.village, ""
	return o
}

// households opens those that were listed before the year, and lets clues come
// in during it.
func (c *city) households(policy *casework.Policy) *counted {
	out := &counted{slips: map[casework.CaseID]int{}, visits: map[casework.CaseID]int{}}
	for n := range monitored {
		members := 4
		if n < 4*monitored-inThem {
			members = 3
		}
		id := casework.CaseID(fmt.Sprintf("HU-%04d", n))
		who := castOf(n)
		o := who.opening(members, 1+n%2)
		c.listedBefore(o)
		c.starts = append(c.starts, start{yearStart, workflows.CaseInput{Case: id, Policy: policy, Opening: o}})
		c.listed[id] = listedOn
		out.listed.Households++
		out.listed.People += members
		c.lookedAfter(out, id, who, members, listedOn, yearStart, day(2025, 7, 31), n%8 == 0)
	}
	for n := range found {
		c.found(out, policy, n)
	}
	return out
}

// listedOn is when those of before the year were listed, on paper.
var listedOn = day(2025, 3, 3)

// listedBefore carries a listing of spring 2025 over, with one measure landed.
func (c *city) listedBefore(o *casework.Opening) {
	at := listedOn
	add := func(what casework.CommandType, task int, with ...func(*casework.CarriedAct)) {
		a := casework.CarriedAct{Type: what, Task: task, At: at}
		for _, w := range with {
			w(&a)
		}
		o.Carried = append(o.Carried, a)
	}
	for _, what := range []casework.CommandType{casework.CommandDispatch, casework.CommandSurvey} {
		add(what, 1)
	}
	add(casework.CommandCompare, 2)
	for _, what := range []casework.CommandType{casework.CommandDeliberate, casework.CommandEndNotice, casework.CommandEndorse, casework.CommandApprove, casework.CommandEnter} {
		add(what, 1)
	}
	add(casework.CommandPlan, 1, func(a *casework.CarriedAct) {
		a.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "大病救助")}
		a.Date = calendar.NewDate(2025, 7, 31)
	})
	add(casework.CommandSubmit, 3)
	add(casework.CommandPass, 3)
}

// lookedAfter writes the visits of a household whose clock runs since its clue,
// from a moment on, the first one due at a date: month by month, some forgotten,
// and for some the elimination in winter.
func (c *city) lookedAfter(out *counted, id casework.CaseID, who cast, members int, since, from, due time.Time, leaving bool) {
	leaves := yearEnd
	if leaving {
		leaves = office(c.days.shift(day(2025, 12, 1), c.luck.IntN(60)))
	}
	last := -1
	for month := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, zone); month.Before(leaves); month = month.AddDate(0, 1, 0) {
		visit := office(month.AddDate(0, 0, c.luck.IntN(27))).Add(time.Hour)
		if c.luck.IntN(20) == 0 || !visit.After(from) || !visit.Before(leaves) {
			continue // forgotten
		}
		on := date(visit)
		c.at(visit, id, who.helper(), casework.CommandVisit, func(c *casework.Command) { c.Date, c.Text = on, "走访，生活平稳" })
		out.visits[id]++
		k, _ := c.days.watch(householdRungs, since, due, from, visit, last)
		out.slips[id] += k
		y, m, _ := visit.Date()
		due, from, last = time.Date(y, m+2, 0, 0, 0, 0, 0, zone), visit, -1
	}
	k, _ := c.days.watch(householdRungs, since, due, from, earlier(leaves, yearEnd), last)
	out.slips[id] += k
	if leaves.Before(yearEnd) {
		c.eliminated(out, id, who, members, leaves)
	}
}

// eliminated writes the way out: proposed, checked, five days of notice,
// reviewed and marked, each in time.
func (c *city) eliminated(out *counted, id casework.CaseID, who cast, members int, proposed time.Time) {
	c.at(proposed, id, who.helper(), casework.CommandSubmit, func(c *casework.Command) {
		c.Task, c.Text, c.Assessment = 1, "收入稳定，三保障达标", caseworktest.Assessment(date(proposed))
	})
	checked := proposed.AddDate(0, 0, 2)
	c.at(checked, id, who.clerk(), casework.CommandPass, func(c *casework.Command) { c.Task = 1 })
	out.slips[id] += c.limit(proposed, 5, checked)
	noticed := midnight(checked).AddDate(0, 0, 6)
	open := noticed
	for i, what := range []casework.CommandType{casework.CommandSign, casework.CommandRecognise} {
		at := office(noticed.AddDate(0, 0, i))
		c.at(at, id, who.office(), what, func(c *casework.Command) { c.Task = 1 })
		out.slips[id] += c.limit(open, 2, at)
		open = at
	}
	c.ends = append(c.ends, open)
	out.eliminated.Households++
	out.eliminated.People += members
}

// limit counts the slips of a step that may take some calendar days.
func (c *city) limit(from time.Time, days int, to time.Time) int {
	n, _ := c.days.watch(householdRungs, from, midnight(from).AddDate(0, 0, days), from, earlier(to, yearEnd), -1)
	return n
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(zone).Date()
	return day(y, m, d)
}

// found writes a clue and its identification: visit and comparison side by side,
// the village's review, its notice, township, county, entry, plan, help landed;
// or, now and then, that there is no household at risk.
func (c *city) found(out *counted, policy *casework.Policy, n int) {
	id, who := casework.CaseID(fmt.Sprintf("HN-%04d", n)), castOf(n)
	members := 2 + n%4
	o := who.opening(members, 1)
	clue := c.days.orNext(day(2025, 7, 15).AddDate(0, 0, n*4))
	c.starts = append(c.starts, start{clue, workflows.CaseInput{Case: id, Policy: policy, Opening: o}})
	said := func(c *casework.Command) { c.Text = "情况属实" }
	on := func(task int) func(*casework.Command) {
		return func(c *casework.Command) {
			c.Task, c.Text, c.Evidence = task, "已落地", []casework.Evidence{caseworktest.Evidence("receipt")}
		}
	}
	relayed := clue.Add(10 * time.Hour)
	c.at(relayed, id, who.clerk(), casework.CommandDispatch)
	whole := midnight(relayed).AddDate(0, 0, 15)
	step := func(from time.Time, days int, to time.Time) { // the tighter of both limits
		due := earlier(midnight(from).AddDate(0, 0, days), whole)
		k, _ := c.days.watch(householdRungs, from, due, from, to, -1)
		out.slips[id] += k
	}
	surveyed := office(clue.AddDate(0, 0, 1+c.luck.IntN(3)))
	compared := office(clue.AddDate(0, 0, 1+c.luck.IntN(4))).Add(time.Hour)
	c.at(surveyed, id, who.secretary(), casework.CommandSurvey, said)
	c.at(compared, id, caseworktest.Reporter(caseworktest.Medical), casework.CommandCompare, said)
	step(relayed, 2, surveyed)
	step(relayed, 5, compared)
	c.ends = append(c.ends, compared)
	both := surveyed
	if compared.After(both) {
		both = compared
	}
	decided := office(midnight(both).AddDate(0, 0, 1))
	step(both, 2, decided)
	if n%10 == 9 {
		c.at(decided, id, who.clerk(), casework.CommandExclude, func(c *casework.Command) { c.Task, c.Reason = 1, "不符合条件" })
		out.excluded++
		return
	}
	c.at(decided, id, who.secretary(), casework.CommandDeliberate, said)
	open := midnight(decided).AddDate(0, 0, 6)
	for i, what := range []casework.CommandType{casework.CommandEndorse, casework.CommandApprove, casework.CommandEnter} {
		by := who.clerk()
		if what == casework.CommandApprove {
			by = who.office()
		}
		at := office(midnight(decided).AddDate(0, 0, 6+i))
		c.at(at, id, by, what, said)
		step(open, 2, at)
		open = at
	}
	c.listed[id] = open
	out.listed.Households++
	out.listed.People += members
	planned := office(midnight(open).AddDate(0, 0, 2))
	out.slips[id] += c.limit(open, 5, planned)
	c.at(planned, id, who.helper(), casework.CommandPlan, said, func(c *casework.Command) {
		c.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "大病救助")}
	})
	landed, confirmed := planned.AddDate(0, 0, 4), planned.AddDate(0, 0, 6)
	c.at(landed, id, caseworktest.Reporter(caseworktest.Medical), casework.CommandSubmit, on(3))
	c.at(confirmed, id, who.clerk(), casework.CommandPass, func(c *casework.Command) { c.Task = 3 })
	c.ends = append(c.ends, confirmed)
	out.slips[id] += c.limit(planned, 10, landed) + c.limit(landed, 5, confirmed)
	y, m, _ := planned.In(zone).Date()
	c.lookedAfter(out, id, who, members, relayed, planned, time.Date(y, m+2, 0, 0, 0, 0, 0, zone), false)
}

// checkHouseholds compares what the ledger holds with the script.
func (c *city) checkHouseholds(out *counted, figures *casework.HouseholdFigures) {
	c.t.Helper()
	require.Equal(c.t, out.listed, figures.Total.Listed)
	require.Equal(c.t, out.eliminated, figures.Total.Eliminated)
	require.Equal(c.t, out.excluded, figures.Total.Excluded)
	open := casework.Heads{Households: out.listed.Households - out.eliminated.Households, People: out.listed.People - out.eliminated.People}
	require.Equal(c.t, open, figures.Total.Open)
	require.Equal(c.t, open, figures.Total.Helped, "all with measures")
	total := 0
	for id, want := range out.slips {
		slips, err := c.ledger.Slips(c.t.Context(), id)
		require.NoError(c.t, err)
		require.Len(c.t, slips, want, "slips of %s", id)
		total += want
		state, err := c.ledger.State(c.t.Context(), id)
		require.NoError(c.t, err)
		require.Equal(c.t, out.visits[id], state.Task(1).Visits, "visits of %s", id)
	}
	require.Greater(c.t, total, 1000, "too few slips to prove anything")
}
