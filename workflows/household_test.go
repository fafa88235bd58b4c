package workflows_test

// household_test.go: households on a real server: a whole life with a reversal,
// and years of visits through many runs.

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	tlog "go.temporal.io/sdk/log"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine/enginetest"
	"duban/workflows"
)

// listedLongAgo opens a household whose identification lies years back on paper.
func listedLongAgo(years int) *casework.Opening {
	o := caseworktest.HouseholdOpening()
	day := calendar.DateOf(time.Now(), time.UTC).AddMonths(-12 * years)
	at := day.Start(time.UTC)
	o.Carried = []casework.CarriedAct{{Type: casework.CommandDispatch, At: at}}
	for _, c := range []casework.CommandType{casework.CommandSurvey, casework.CommandCompare, casework.CommandDeliberate,
		casework.CommandEndNotice, casework.CommandEndorse, casework.CommandApprove, casework.CommandEnter, casework.CommandPlan} {
		act := casework.CarriedAct{Type: c, Task: 1, At: at}
		switch c {
		case casework.CommandCompare:
			act.Task = 2
		case casework.CommandPlan:
			act.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "大病救助")}
			act.Date = day.AddMonths(1).EndOfMonth()
		}
		o.Carried = append(o.Carried, act)
	}
	for _, c := range []casework.CommandType{casework.CommandSubmit, casework.CommandPass} {
		o.Carried = append(o.Carried, casework.CarriedAct{Type: c, Task: 3, At: at})
	}
	return o
}

func visit(id string, day calendar.Date) casework.Command {
	return caseworktest.Command(id, casework.CommandVisit, caseworktest.Helper, func(c *casework.Command) {
		c.Date, c.Text = day, "走访，情况稳定"
	})
}

// Twenty years of monthly visits: no run grows beyond its bound, and what the
// last run knows is what the ledger holds.
func TestYearsOfVisits(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	const runSteps, visits = 50, 240
	s := open(t, e, casework.DefaultPolicy(casework.KindHousehold), listedLongAgo(21), func(in *workflows.CaseInput) { in.RunSteps = runSteps })
	first := calendar.DateOf(time.Now(), time.UTC).AddMonths(-12 * 20)
	for i := range visits {
		_, err := s.try(visit(fmt.Sprintf("visit-%d", i), first.AddMonths(i)))
		require.NoError(t, err)
	}
	state := s.state()
	require.Equal(t, visits, state.Task(1).Visits)
	require.Equal(t, first.AddMonths(visits).EndOfMonth(), state.Task(1).Deadline.Date)
	require.LessOrEqual(t, len(state.Recent), 32, "the carried state does not grow")

	replayer, quiet := newReplayer(t), tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	runs := 0
	eachRun(t, e, workflows.CaseWorkflowID(s.id), func(n int, h *historypb.History) {
		runs = n
		require.Less(t, len(h.GetEvents()), runSteps*8, "history is bounded")
		require.NoError(t, replayer.ReplayWorkflowHistory(quiet, h), "run %d from the end", n)
	})
	require.GreaterOrEqual(t, runs, visits/runSteps)
	clean(t, e)
}

// A household from the clue to the elimination, and back: with notices that
// time would end left out, and the help in another order than planned.
func TestHouseholdLife(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy, doc := caseworktest.ShortOf(casework.KindHousehold)
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	enginetest.Unit(t, e, caseworktest.Medical, "department")
	enginetest.Unit(t, e, caseworktest.Housing, "department")
	s := open(t, e, policy, caseworktest.HouseholdOpening())
	for _, c := range caseworktest.Listing() {
		_, err := s.try(c)
		require.NoError(t, err, "%s", c.ID)
	}
	today := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone())
	require.Equal(t, today.AddMonths(1).EndOfMonth(), s.state().Task(1).Deadline.Date)
	for i, unit := range []casework.UnitID{caseworktest.Housing, caseworktest.Medical} {
		no := 4 - i
		s.act(casework.CommandSubmit, caseworktest.Reporter(unit), text("已落地"), func(c *casework.Command) {
			c.Task, c.Evidence = no, []casework.Evidence{caseworktest.Evidence("receipt")}
		})
		s.act(casework.CommandPass, caseworktest.TownHead, func(c *casework.Command) { c.Task = no })
	}
	_, err = s.try(visit("", today))
	require.NoError(t, err)
	_, err = s.try(visit("early", today.AddDays(1)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "nobody visits tomorrow")
	// Six months have not passed: by help it is refused, natural change goes.
	end := caseworktest.Elimination(today)
	_, err = s.try(end[0])
	require.ErrorContains(t, err, "can be eliminated from")
	end[0].ID, end[0].Reason, end[0].Assessment = "natural", "整户迁出", &casework.Assessment{Mode: casework.ModeNatural}
	for _, c := range end {
		_, err := s.try(c)
		require.NoError(t, err, "%s", c.ID)
	}
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	s.save("household")
	s.act(casework.CommandReopen, caseworktest.TownHead, reason("迁回，收入回落"))
	require.Equal(t, casework.StepID("plan"), s.state().Task(1).Step)
	clean(t, e)
	s.save("household-reversal")
}

// A comparison that is under way when the visit is in, by the real worker.
func TestGreenChannelAndExclusion(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	enginetest.Unit(t, e, caseworktest.Medical, "department")
	s := open(t, e, casework.DefaultPolicy(casework.KindHousehold), caseworktest.HouseholdOpening())
	s.act(casework.CommandDispatch, caseworktest.TownClerk)
	s.act(casework.CommandGreenChannel, caseworktest.TownHead, reason("突发大病"), func(c *casework.Command) {
		c.Tasks = []casework.OpeningTask{caseworktest.Help(caseworktest.Medical, "先行救助")}
	})
	s.act(casework.CommandSurvey, caseworktest.Secretary, text("已核实"))
	s.act(casework.CommandExclude, caseworktest.TownHead, reason("另有稳定收入"))
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	clean(t, e)
	s.save("green-channel")
}
