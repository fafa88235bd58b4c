package casework_test

// household_test.go: a household from the clue to the elimination and back.

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
)

// book is a case with its policy, moved along by commands.
type book struct {
	t     *testing.T
	p     *casework.Policy
	s     *casework.State
	now   time.Time
	facts casework.Facts
}

func household(t *testing.T) *book {
	t.Helper()
	b := &book{t: t, p: casework.DefaultPolicy(casework.KindHousehold), s: &casework.State{Case: "h-1"},
		now: caseworktest.At("2026-01-05")}
	b.facts = casework.Facts{Known: true, Lines: map[int]int{2026: 8000}}
	b.must(casework.Command{ID: "open", Type: casework.CommandOpen, Opening: caseworktest.HouseholdOpening()})
	return b
}

func (b *book) try(c casework.Command) error {
	b.facts.Today = calendar.DateOf(b.now, caseworktest.Calendar().Zone())
	events, err := casework.Decide(b.p, b.s, caseworktest.Approve(c, b.s), b.facts, b.now)
	for _, e := range events {
		require.NoError(b.t, b.s.Apply(e))
	}
	return err
}

func (b *book) must(c casework.Command) {
	b.t.Helper()
	require.NoError(b.t, b.try(c), "%s", c.ID)
}

func (b *book) refuses(c casework.Command, key string) {
	b.t.Helper()
	err := b.try(c)
	var e *casework.Error
	require.ErrorAs(b.t, err, &e, "%s", c.ID)
	require.Equal(b.t, key, e.Key)
}

func (b *book) days(n int) { b.now = b.now.AddDate(0, 0, n) }

func (b *book) step(task int) casework.StepID { return b.s.Task(task).Step }

// list brings the household to its plan.
func (b *book) list() {
	b.t.Helper()
	for _, c := range caseworktest.Listing() {
		if c.Type == casework.CommandEndorse {
			b.days(5)
			b.must(casework.Command{ID: "listing notice", Type: casework.CommandEndNotice, Task: 1})
		}
		b.must(c)
	}
}

// land brings the first help measure from its department to the township's word.
func (b *book) land() {
	b.t.Helper()
	const first = 3
	b.must(caseworktest.Command("land", casework.CommandSubmit, caseworktest.Reporter(b.s.Task(first).Unit), func(c *casework.Command) {
		c.Task, c.Text, c.Evidence = first, "已落地", []casework.Evidence{caseworktest.Evidence("receipt")}
	}))
	b.must(caseworktest.Command("confirm", casework.CommandPass, caseworktest.TownHead, func(c *casework.Command) {
		c.Task, c.Digest = first, b.s.Task(first).Submission.Digest
	}))
}

func TestVisitAndComparisonRunSideBySide(t *testing.T) {
	t.Parallel()
	l := caseworktest.Listing()
	for name, order := range map[string][]int{"visit first": {1, 2}, "comparison first": {2, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := household(t)
			b.must(l[0])
			require.Equal(t, casework.StepID("survey"), b.step(1))
			require.Equal(t, casework.StepID("compare"), b.step(2))
			b.refuses(l[3], "refused.wrong_step")
			b.must(l[order[0]])
			require.NotEqual(t, casework.StepID("deliberate"), b.step(1), "both must be in")
			b.must(l[order[1]])
			require.Equal(t, casework.StepID("deliberate"), b.step(1))
			require.Equal(t, casework.OutcomeClosed, b.s.Task(2).Outcome)
			require.Equal(t, b.now.UTC(), b.s.Task(1).Since, "the village's limit runs once both are in")
		})
	}
}

// The tighter of the step's own limit and the fifteen days is the due date, and
// the village notice holds on beside it.
func TestOverallLimitRunsBesideTheSteps(t *testing.T) {
	t.Parallel()
	cal := caseworktest.Calendar()
	b := household(t)
	l := caseworktest.Listing()
	b.must(l[0]) // 2026-01-05
	due := func(task int) string {
		clock, ok := b.p.ClockOf(b.s.Task(task))
		require.True(t, ok)
		days := clock.Explain(cal, b.now)
		require.Equal(t, clock.Due(cal, b.now).Date, days[len(days)-1].Date, "the explanation explains the due date")
		return clock.Due(cal, b.now).Date.String()
	}
	require.Equal(t, "2026-01-07", due(1))
	require.Equal(t, "2026-01-10", due(2))
	b.days(1)
	b.must(l[1])
	require.Equal(t, "2026-01-20", due(1), "while it waits only the whole runs")
	b.days(8)
	b.must(l[2]) // four days late
	require.Equal(t, "2026-01-16", due(1))
	b.must(l[3])
	require.Equal(t, "2026-01-19", due(1), "a notice is not cut short")
	clock, _ := b.p.ClockOf(b.s.Task(1))
	require.Equal(t, casework.LightNone, b.p.Read(cal, clock, b.now).Light)
	b.days(6)
	b.must(casework.Command{ID: "n", Type: casework.CommandEndNotice, Task: 1})
	require.Equal(t, "2026-01-20", due(1), "two days would be the 22nd")
	for _, c := range l[4:7] {
		b.must(c)
	}
	require.Equal(t, "2026-01-25", due(1), "after the entry the whole is over")
}

func TestHouseholdLife(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	require.Equal(t, casework.StageAct, b.s.Stage(b.p))
	require.Equal(t, []casework.UnitID{caseworktest.Medical, caseworktest.Housing}, []casework.UnitID{b.s.Task(3).Unit, b.s.Task(4).Unit})
	require.Equal(t, "2026-02-28", b.s.Task(1).Deadline.Date.String(), "the first visit")
	b.land()
	for range 7 {
		b.days(30)
		day := calendar.DateOf(b.now, time.UTC)
		visit := caseworktest.Command("visit "+day.String(), casework.CommandVisit, caseworktest.Helper, func(c *casework.Command) {
			c.Date, c.Text = day, "走访"
		})
		b.must(visit)
		require.Equal(t, day.AddMonths(1).EndOfMonth(), b.s.Task(1).Deadline.Date)
		visit.ID += " again"
		b.refuses(visit, "refused.visited_already")
	}
	for _, c := range caseworktest.Elimination(calendar.DateOf(b.now, time.UTC)) {
		if c.Type == casework.CommandSign {
			b.days(5)
			b.must(casework.Command{ID: "notice", Type: casework.CommandEndNotice, Task: 1})
		}
		if c.Type == casework.CommandRecognise {
			require.False(t, b.s.Done())
		}
		b.must(c)
	}
	require.True(t, b.s.Done())
	require.Equal(t, casework.OutcomeClosed, b.s.Task(1).Outcome)
	require.Equal(t, casework.OutcomeCancelled, b.s.Task(4).Outcome, "help under way ends with the case")

	// 回访 goes on after the end, and a relapse is the next round.
	b.days(20)
	day := calendar.DateOf(b.now, time.UTC)
	b.must(caseworktest.Command("revisit", casework.CommandVisit, caseworktest.Helper, func(c *casework.Command) {
		c.Date, c.Text = day, "回访，收入下降"
	}))
	require.Equal(t, 8, b.s.Task(1).Visits)
	b.must(caseworktest.Command("reversal", casework.CommandReopen, caseworktest.TownHead, func(c *casework.Command) { c.Reason = "收入回落" }))
	require.Equal(t, 2, b.s.Round)
	require.Equal(t, casework.StepID("plan"), b.step(1))
	require.False(t, b.s.Task(2).Open(), "the data are not compared again")
	require.Equal(t, b.now.UTC(), b.s.Listed, "the half year counts anew")
	b.must(caseworktest.Command("plan 2", casework.CommandPlan, caseworktest.Helper, func(c *casework.Command) {
		c.Text, c.Tasks = "就业帮扶", []casework.OpeningTask{caseworktest.Help(caseworktest.Housing, "公益岗")}
	}))
	again := caseworktest.Elimination(day)[0]
	again.ID = "propose 2"
	b.refuses(again, "refused.help_not_landed")
}

func TestEliminationConditions(t *testing.T) {
	t.Parallel()
	ready := func(t *testing.T) (*book, casework.Command) {
		t.Helper()
		b := household(t)
		b.list()
		b.land()
		b.days(200)
		c := caseworktest.Elimination(calendar.DateOf(b.now, time.UTC))[0]
		return b, c
	}
	for key, spoil := range map[string]func(*book, *casework.Command){
		"refused.no_labour":          func(b *book, _ *casework.Command) { b.s.Household.Labour = 0 },
		"refused.income_window":      func(_ *book, c *casework.Command) { c.Assessment.From = c.Assessment.From.AddDays(2) },
		"refused.large_spending":     func(_ *book, c *casework.Command) { c.Assessment.Spending = false },
		"refused.guarantees":         func(_ *book, c *casework.Command) { c.Assessment.Guarantees.Water = false },
		"refused.help_not_landed":    func(b *book, _ *casework.Command) { b.s.Task(3).Outcome = casework.OutcomeCancelled },
		"refused.listed_too_short":   func(b *book, _ *casework.Command) { b.s.Listed = b.now.AddDate(0, -5, 0) },
		"refused.no_income_line":     func(b *book, _ *casework.Command) { b.facts.Lines = nil },
		"refused.income_below":       func(_ *book, c *casework.Command) { c.Assessment.Income = 8000 },
		"refused.date_future":        func(_ *book, c *casework.Command) { c.Assessment.To = c.Assessment.To.AddDays(1) },
		"invalid.assessment_missing": func(_ *book, c *casework.Command) { c.Assessment = nil },
		"refused.self_check_missing": func(_ *book, c *casework.Command) { c.Text = " " },
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			b, c := ready(t)
			spoil(b, &c)
			b.refuses(c, key)
		})
	}
	b, c := ready(t)
	b.must(c)
	require.NotNil(t, b.s.Task(1).Submission)
	require.NotEqual(t, b.s.Task(3).Submission.Digest, b.s.Task(1).Submission.Digest)

	b, c = ready(t)
	b.s.Household.Labour = 0
	c.Assessment = &casework.Assessment{Mode: casework.ModeNatural}
	b.refuses(c, "invalid.reason_missing")
	c.Reason = "户主去世，整户自然消亡"
	b.must(c)
}

func TestGreenChannelHelpsFirst(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.must(caseworktest.Listing()[0])
	add := caseworktest.Command("add", casework.CommandAddTasks, caseworktest.TownClerk, func(c *casework.Command) {
		c.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "先行救助")}
	})
	b.refuses(add, "refused.help_before_listing")
	green := add
	green.ID, green.Type = "green", casework.CommandGreenChannel
	b.refuses(green, "invalid.reason_missing")
	green.Reason = "突发大病"
	events, err := casework.Decide(b.p, b.s, green, b.facts, b.now)
	require.NoError(t, err)
	b.must(green)
	told := b.p.Notifications(b.s, events[0])
	require.Len(t, told, 1, "the department that is to help, and nobody whose step did not open")
	require.Equal(t, 3, told[0].Task)
	require.Equal(t, caseworktest.Medical, told[0].To.Unit)
	require.True(t, b.s.Green)
	require.Equal(t, casework.StepID("land"), b.step(3))
	b.land()
	b.must(add)
	require.Equal(t, casework.StepID("survey"), b.step(1), "the papers follow by their own limits")
	exclude := caseworktest.Command("exclude", casework.CommandExclude, caseworktest.TownHead, func(c *casework.Command) {
		c.Task, c.Reason = 1, "不符合条件"
	})
	b.must(exclude)
	require.True(t, b.s.Done())
	require.Equal(t, casework.OutcomeExcluded, b.s.Task(1).Outcome)
	require.True(t, b.s.Listed.IsZero())
}

// Doer, verifier and closer of a household are three persons too.
func TestHouseholdHandsAreApart(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	b.land()
	b.days(200)
	l := caseworktest.Elimination(calendar.DateOf(b.now, time.UTC))
	l[0].By = casework.Requester{Person: "helper", Posts: slices.Concat(caseworktest.Helper.Posts, caseworktest.TownClerk.Posts, caseworktest.CountyOffice.Posts)}
	b.must(l[0])
	l[1].By = l[0].By
	b.refuses(l[1], "refused.was_doer")
	l[1].By = casework.Requester{Person: "town-clerk", Posts: slices.Concat(caseworktest.TownClerk.Posts, caseworktest.CountyOffice.Posts)}
	b.must(l[1])
	b.days(5)
	b.must(casework.Command{ID: "notice", Type: casework.CommandEndNotice, Task: 1})
	l[2].By = l[1].By
	b.refuses(l[2], "refused.was_verifier")
}

func TestHouseholdFigures(t *testing.T) {
	t.Parallel()
	columns := []casework.Column{{ID: "原州区", Name: "原州区", Units: []casework.UnitID{"原州区", caseworktest.Village}}, {ID: "西吉县", Name: "西吉县"}}
	f := casework.NewHouseholdFigures(columns)
	identifying, open, eliminated, excluded := household(t), household(t), household(t), household(t)
	open.list()
	eliminated.list()
	eliminated.land()
	eliminated.days(200)
	for _, c := range caseworktest.Elimination(calendar.DateOf(eliminated.now, time.UTC)) {
		if c.Type == casework.CommandSign {
			eliminated.must(casework.Command{ID: "notice", Type: casework.CommandEndNotice, Task: 1})
		}
		eliminated.must(c)
	}
	excluded.must(caseworktest.Command("no", casework.CommandExclude, caseworktest.TownHead, func(c *casework.Command) { c.Task, c.Reason = 1, "不符合" }))
	measure := &casework.State{Kind: casework.KindMeasure, Tasks: []casework.Task{{Unit: caseworktest.Village}}}
	for _, s := range []*casework.State{identifying.s, open.s, eliminated.s, excluded.s, measure} {
		f.Add(s)
	}
	row := f.Rows[0]
	require.Equal(t, casework.Heads{Households: 1, People: 4}, row.Identifying)
	require.Equal(t, casework.Heads{Households: 2, People: 8}, row.Listed)
	require.Equal(t, casework.Heads{Households: 1, People: 4}, row.Eliminated)
	require.Equal(t, row.Eliminated, row.Open)
	require.Equal(t, row.Open, row.Helped)
	require.Equal(t, 1, row.Excluded)
	require.InDelta(t, 50, row.Rate, 0)
	require.Zero(t, f.Rows[1].Listed)
	require.Equal(t, row.Listed, f.Total.Listed)

	eliminated.must(caseworktest.Command("back", casework.CommandReopen, caseworktest.TownHead, func(c *casework.Command) { c.Reason = "回退" }))
	f = casework.NewHouseholdFigures(columns)
	f.Add(eliminated.s)
	require.Equal(t, casework.Heads{Households: 1, People: 4}, f.Total.Open)
	require.Equal(t, f.Total.Open, f.Total.Reversed)
	require.Zero(t, f.Total.Eliminated)
}

// The department's date for its help is its own: a visit moves the household's
// clock alone, and nobody extends a help measure by visiting.
func TestVisitsAreTheHouseholdsOwn(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	b.days(3)
	due := b.s.Task(3).Deadline
	visit := caseworktest.Command("visit", casework.CommandVisit, caseworktest.Reporter(caseworktest.Medical), func(c *casework.Command) {
		c.Task, c.Date, c.Text = 3, calendar.DateOf(b.now, time.UTC), "走访"
	})
	b.refuses(visit, "refused.visit_of_share")
	require.Equal(t, due, b.s.Task(3).Deadline)

	visit.Task, visit.By = 1, caseworktest.Helper
	b.facts.Listed = visit.Date.AddDays(1)
	b.refuses(visit, "refused.visit_before")
	b.facts.Listed = visit.Date
	visit.Text = "走访，电话 13900001234"
	b.refuses(visit, "invalid.personal_number")
	visit.Text = "走访"
	b.must(visit)

	// Whoever checked the elimination has no part in the help any more.
	b.land()
	b.days(200)
	l := caseworktest.Elimination(calendar.DateOf(b.now, time.UTC))
	b.must(l[0])
	both := casework.Requester{Person: "both", Posts: slices.Concat(caseworktest.TownClerk.Posts, caseworktest.Secretary.Posts)}
	l[1].By = both
	b.must(l[1])
	visit.ID, visit.By, visit.Date = "visit 2", both, calendar.DateOf(b.now, time.UTC)
	b.refuses(visit, "refused.was_verifier")
}

// An income of years ago proves nothing.
func TestEliminationTakesTheLatestIncome(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	b.land()
	b.days(400)
	b.facts.Lines[2027] = 8000
	today := calendar.DateOf(b.now, time.UTC)
	c := caseworktest.Elimination(today)[0]
	c.Assessment = caseworktest.Assessment(today.AddMonths(-6).AddDays(-1))
	b.refuses(c, "refused.income_old")
	c.Assessment = caseworktest.Assessment(today.AddMonths(-6))
	b.must(c)
}

// A comparison alone cannot be left out, and whoever was found not to be at risk
// can be identified again, from the clue on.
func TestAfterAnExclusion(t *testing.T) {
	t.Parallel()
	b := household(t)
	l := caseworktest.Listing()
	b.must(l[0])
	exclude := caseworktest.Command("exclude", casework.CommandExclude, caseworktest.TownHead, func(c *casework.Command) {
		c.Task, c.Reason = 2, "不用比对"
	})
	b.refuses(exclude, "refused.wrong_step")
	exclude.Task, exclude.Reason = 0, "不符合条件"
	b.must(exclude)
	require.True(t, b.s.Done())

	b.days(90)
	b.must(caseworktest.Command("again", casework.CommandReopen, caseworktest.TownHead, func(c *casework.Command) { c.Reason = "突发大病，新线索" }))
	require.Equal(t, []casework.StepID{"relay", "relay"}, []casework.StepID{b.step(1), b.step(2)})
	for i := range l {
		l[i].ID += " again"
		if l[i].Type == casework.CommandEndorse {
			b.days(5)
			b.must(casework.Command{ID: "notice again", Type: casework.CommandEndNotice, Task: 1})
		}
		b.must(l[i])
	}
	require.Equal(t, 2, b.s.Round)
	f := casework.NewHouseholdFigures(nil)
	f.Add(b.s)
	require.Equal(t, 1, f.Total.Open.Households)
	require.Zero(t, f.Total.Reversed, "it never fell back")
}

// What helped before a household fell back is no measure of the new round.
func TestAReversalNeedsHelpOfItsOwn(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	b.land()
	b.days(30)
	end := caseworktest.Elimination(calendar.DateOf(b.now, time.UTC))
	end[0].Reason, end[0].Assessment = "整户迁出", &casework.Assessment{Mode: casework.ModeNatural}
	for _, c := range end {
		if c.Type == casework.CommandSign {
			b.days(5)
			b.must(casework.Command{ID: "notice", Type: casework.CommandEndNotice, Task: 1})
		}
		b.must(c)
	}
	b.days(60)
	b.must(caseworktest.Command("back", casework.CommandReopen, caseworktest.TownHead, func(c *casework.Command) { c.Reason = "迁回" }))
	plan := caseworktest.Command("plan 2", casework.CommandPlan, caseworktest.Helper, func(c *casework.Command) { c.Text = "沿用" })
	b.refuses(plan, "invalid.tasks_missing")
	count := func() casework.HouseholdRow {
		f := casework.NewHouseholdFigures(nil).Since(b.now.AddDate(0, 0, -10))
		f.Add(b.s)
		return f.Total
	}
	require.Zero(t, count().Helped)
	require.Equal(t, 1, count().Reversed.Households)
	require.Zero(t, count().New, "it was taken in long ago")
	plan.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "公益岗")}
	b.must(plan)
	require.Equal(t, 1, count().Helped.Households)
}

// The fifteen days are one breach however many steps they run over: the ladder
// does not start anew with each.
func TestTheOverallBreachHasOneName(t *testing.T) {
	t.Parallel()
	cal := caseworktest.Calendar()
	b := household(t)
	l := caseworktest.Listing()
	b.must(l[0])
	clock := func() casework.Clock {
		c, ok := b.p.ClockOf(b.s.Task(1))
		require.True(t, ok)
		return c.Named(cal, b.now)
	}
	require.Equal(t, b.s.Task(1).Mark, clock().Mark, "the visit's own two days")
	b.days(16)
	b.must(l[1])
	late := clock().Mark
	require.Negative(t, late)
	b.must(l[2])
	require.Equal(t, late, clock().Mark, "the next step is late by the same breach")
	b.must(l[3])
	b.days(5)
	b.must(casework.Command{ID: "n", Type: casework.CommandEndNotice, Task: 1})
	require.Equal(t, late, clock().Mark)
	for _, c := range l[4:7] {
		b.must(c)
	}
	require.Positive(t, clock().Mark, "after the entry the plan's own limit runs")
}

// Births, deaths and who can work change what the rules and the figures go by.
func TestAHouseholdIsAmended(t *testing.T) {
	t.Parallel()
	b := household(t)
	b.list()
	b.land()
	b.days(200)
	amend := caseworktest.Command("amend", casework.CommandAmend, caseworktest.Reporter(caseworktest.Medical), func(c *casework.Command) {
		c.Reason, c.Household = "长子外出定居", &casework.HouseholdFacts{Members: 3}
	})
	b.refuses(amend, "forbidden.amend")
	amend.By = caseworktest.Helper
	amend.Household = &casework.HouseholdFacts{Members: 2, Labour: 3}
	b.refuses(amend, "invalid.household_facts")
	amend.Household = &casework.HouseholdFacts{Members: 4, Labour: 2}
	b.refuses(amend, "refused.nothing_to_amend")
	amend.Household = &casework.HouseholdFacts{Members: 3}
	b.must(amend)
	f := casework.NewHouseholdFigures(nil)
	f.Add(b.s)
	require.Equal(t, casework.Heads{Households: 1, People: 3}, f.Total.Open)
	b.refuses(caseworktest.Elimination(calendar.DateOf(b.now, time.UTC))[0], "refused.no_labour")
}

// The township and the county send an identification back, by the same fifteen
// days; the comparison that is in stays in.
func TestAnIdentificationIsSentBack(t *testing.T) {
	t.Parallel()
	b := household(t)
	l := caseworktest.Listing()
	for _, c := range l[:4] {
		b.must(c)
	}
	back := caseworktest.Command("back", casework.CommandReturn, caseworktest.TownHead, func(c *casework.Command) { c.Reason = "收入核实有误" })
	b.refuses(back, "forbidden.return") // the notice is the village's
	b.days(5)
	b.must(casework.Command{ID: "n", Type: casework.CommandEndNotice, Task: 1})
	dispatched := b.s.Task(1).Dispatched
	b.must(back)
	require.Equal(t, casework.StepID("survey"), b.step(1))
	require.Equal(t, dispatched, b.s.Task(1).Dispatched)
	again := l[1]
	again.ID = "survey again"
	b.must(again)
	require.Equal(t, casework.StepID("deliberate"), b.step(1))
	clock, ok := b.p.ClockOf(b.s.Task(1))
	require.True(t, ok)
	require.Equal(t, dispatched, clock.Whole.Since)
}

// Whatever a command's evidence goes on record with keeps it: nothing that was
// handed in is forgotten.
func TestEvidenceIsKeptWithEveryStepThatTakesIt(t *testing.T) {
	t.Parallel()
	b, took := household(t), 0
	paper := []casework.Evidence{{ID: "paper", Name: "核查表.pdf", Size: 1, SHA256: strings.Repeat("a", 64)}}
	for _, c := range caseworktest.Listing() {
		if c.Type == casework.CommandEndorse {
			b.days(5)
			b.must(casework.Command{ID: "listing notice", Type: casework.CommandEndNotice, Task: 1})
		}
		c.Evidence = paper
		b.facts.Today = calendar.DateOf(b.now, caseworktest.Calendar().Zone())
		events, err := casework.Decide(b.p, b.s, caseworktest.Approve(c, b.s), b.facts, b.now)
		require.NoError(t, err, c.ID)
		kept := slices.ContainsFunc(events, func(e casework.Event) bool { return slices.Equal(e.Detail.Evidence, paper) })
		require.Equal(t, c.Type.TakesEvidence(), kept, c.Type)
		if kept {
			took++
		}
		for _, e := range events {
			require.NoError(t, b.s.Apply(e))
		}
	}
	require.GreaterOrEqual(t, took, 5, "survey, comparison, deliberation, endorsement, approval, entry")
}
