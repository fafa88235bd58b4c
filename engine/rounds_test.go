package engine_test

// rounds_test.go: a month's round on a real server: a month that is past closes
// at once, what comes later does not change it, a meeting's decision is a case.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

// office is the requester that opens rounds.
var office = casework.Requester{Person: "bgs", Posts: []casework.Post{{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}}}

func TestRoundOfAPastMonth(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	zone := caseworktest.Calendar().Zone()
	now := time.Now().In(zone)
	m := enginetest.PastMonth()
	opening := caseworktest.Opening(calendar.NewDate(2099, 12, 31))
	id := casework.CaseID("r-" + enginetest.Prefix())
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: casework.DefaultPolicy(casework.KindMeasure), Opening: opening})

	for name, by := range map[string]casework.Requester{"nobody": {}, "a reporter": caseworktest.Reporter("原州区"),
		"a county's office": {Person: "bgs", Posts: []casework.Post{{Unit: "隆德县", Role: casework.PostOffice}}}} {
		enginetest.Unit(t, e, "隆德县", "county")
		_, err := e.OpenRound(t.Context(), by, m)
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), name)
	}
	_, err := e.OpenRound(t.Context(), office, m)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, _, err := e.Ledger.SnapshotOf(t.Context(), m)
		return err == nil
	}, 30*time.Second, 50*time.Millisecond)
	digest, err := e.VerifySnapshot(t.Context(), m)
	require.NoError(t, err)
	_, err = e.Act(t.Context(), id, caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office))
	require.NoError(t, err)
	again, err := e.VerifySnapshot(t.Context(), m)
	require.NoError(t, err)
	require.Equal(t, digest, again, "what happens later does not change a month that is past")
	_, err = e.Ledger.DB().ExecContext(t.Context(), `UPDATE snapshots SET body = '{}'`)
	require.ErrorContains(t, err, "append-only")

	v, err := e.Round(t.Context(), m)
	require.NoError(t, err)
	require.Len(t, v.Steps, 6)
	require.Equal(t, digest, v.Digest)
	list, err := e.Agenda(t.Context(), m, round.StepAnalysis)
	require.NoError(t, err)
	require.Zero(t, list.Total.Open, "the case was not there on the meeting's day")
	same, err := e.Agenda(t.Context(), m, round.StepAnalysis)
	require.NoError(t, err)
	require.Equal(t, list, same)
	_, err = e.Agenda(t.Context(), m, round.StepSearch)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))

	next := round.MonthOf(now.AddDate(0, 0, 40), zone)
	_, err = e.OpenRound(t.Context(), office, next)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	_, err = e.Round(t.Context(), next)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err), "its basis is not frozen ahead")
	_, err = e.Round(t.Context(), round.Month{Year: 1999, Month: 1})
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}

// An alert for which the rules ask for it becomes a directive to its unit, once:
// from the frozen month, however often the round is led to its end.
func TestAlertsBecomeDirectives(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	village := casework.UnitID("村" + enginetest.Prefix())
	enginetest.Unit(t, e, village, "village")
	rules := strings.Replace(string(round.DefaultDocument()), "no_households:      {}", "no_households: {raise: urgent}", 1)
	m := round.Month{Year: 2021, Month: time.Month(1 + time.Now().Nanosecond()%12)} // long past: it runs through at once
	_, err := e.Ledger.OpenRound(t.Context(), m, []byte(rules), time.Now())
	require.NoError(t, err)
	lead := func() workflows.RoundResult {
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "alerts-" + enginetest.Prefix(), TaskQueue: e.Queue()},
			workflows.TypeMonthlyCheck, workflows.RoundInput{Month: m.String()})
		require.NoError(t, err)
		var res workflows.RoundResult
		require.NoError(t, run.Get(t.Context(), &res))
		return res
	}
	first := lead()
	require.Equal(t, 1, first.Raised)
	matters, err := e.Ledger.MattersOf(t.Context(), "alert", "")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Equal(t, casework.Urgent, matters[0].Urgency)
	require.Contains(t, matters[0].Title, string(village))
	require.Eventually(t, func() bool {
		s, err := e.Ledger.State(t.Context(), matters[0].Case)
		return err == nil && s.Tasks[0].Unit == village && !s.Tasks[0].Dispatched.IsZero()
	}, 30*time.Second, 20*time.Millisecond)
	again := lead()
	require.Zero(t, again.Raised)
	require.Equal(t, first.Digest, again.Digest)
	matters, err = e.Ledger.MattersOf(t.Context(), "alert", "")
	require.NoError(t, err)
	require.Len(t, matters, 1)
}

// What cannot be given out, to a unit that is no more, keeps neither the month nor
// the other directives back: it is written down and the office is told.
func TestARefusedDirectiveKeepsNothingBack(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	gone, village := casework.UnitID("甲村"+enginetest.Prefix()), casework.UnitID("乙村"+enginetest.Prefix())
	enginetest.Unit(t, e, gone, "village")
	enginetest.Unit(t, e, village, "village")
	rules := strings.Replace(string(round.DefaultDocument()), "no_households:      {}", "no_households: {raise: urgent}", 1)
	m := round.Month{Year: 2020, Month: time.Month(1 + time.Now().Nanosecond()%12)}
	_, err := e.Ledger.OpenRound(t.Context(), m, []byte(rules), time.Now())
	require.NoError(t, err)
	_, err = e.Ledger.DB().ExecContext(t.Context(), `DELETE FROM units WHERE id = $1`, string(gone))
	require.NoError(t, err)
	for range 2 {
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "refused-" + enginetest.Prefix(), TaskQueue: e.Queue()},
			workflows.TypeMonthlyCheck, workflows.RoundInput{Month: m.String()})
		require.NoError(t, err)
		var res workflows.RoundResult
		require.NoError(t, run.Get(t.Context(), &res))
		require.Equal(t, 1, res.Refused)
	}
	matters, err := e.Ledger.MattersOf(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	require.Contains(t, matters[0].Title, string(village))
	refusals, err := e.Ledger.Refusals(t.Context(), "alert")
	require.NoError(t, err)
	require.Len(t, refusals, 1)
	require.Equal(t, gone, refusals[0].Unit)
	require.Equal(t, "notfound.unit", refusals[0].Reason.Key)
	notices, err := e.Ledger.Undelivered(t.Context(), 0, 100)
	require.NoError(t, err)
	told := 0
	for _, n := range notices {
		if n.Kind == "raise_refused" {
			told++
			require.Equal(t, casework.Addressee{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}, n.To)
		}
	}
	require.Equal(t, 1, told, "once")
	enginetest.Unit(t, e, gone, "village")
	_, err = e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "refused-" + enginetest.Prefix(), TaskQueue: e.Queue()},
		workflows.TypeMonthlyCheck, workflows.RoundInput{Month: m.String()})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		refusals, err := e.Ledger.Refusals(t.Context(), "")
		return err == nil && len(refusals) == 0
	}, 30*time.Second, 20*time.Millisecond, "the unit is back")
}

func TestMinutesGiveDecisionsOut(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	m := round.Month{Year: 2099, Month: time.Month(1 + time.Now().Nanosecond()%12)} // no workflow is started
	_, err := e.Ledger.OpenRound(t.Context(), m, round.DefaultDocument(), time.Now())
	require.NoError(t, err)
	today := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone())
	n := schema.Minutes{Step: round.StepDispatch, Held: today, Text: "调度衔接资金支付"}
	decisions := func() []engine.Raise {
		return []engine.Raise{{Lead: "原州区", Matter: schema.Matter{Title: enginetest.Prefix(), Urgency: casework.Urgent}}}
	}
	list := decisions()
	list[0].Lead = "不存在的单位"
	_, err = e.EnterMinutes(t.Context(), assigner, m, n, list)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	entered, err := e.Ledger.RoundMinutes(t.Context(), m)
	require.NoError(t, err)
	require.Empty(t, entered, "minutes whose decisions cannot be given out are not entered")
	ahead := n
	ahead.Held = today.AddDays(1)
	_, err = e.EnterMinutes(t.Context(), assigner, m, ahead, nil)
	require.ErrorContains(t, err, "lies ahead")
	list = decisions()
	ids, err := e.EnterMinutes(t.Context(), assigner, m, n, list)
	require.NoError(t, err)
	require.Len(t, ids, 1)
	again, err := e.EnterMinutes(t.Context(), assigner, m, n, list)
	require.NoError(t, err)
	require.Equal(t, ids, again, "the same minutes open no second case")
	v, err := e.Round(t.Context(), m)
	require.NoError(t, err)
	require.Len(t, v.Decided, 1)
	require.Equal(t, "调度衔接资金支付", v.Minutes[0].Text)
	agenda, err := e.Agenda(t.Context(), m, round.StepDispatch)
	require.NoError(t, err)
	require.Equal(t, ids, agenda.Given, "open: the next dispatch has it on its list")
	require.Equal(t, list[0].Title, agenda.Directives[0].Title)
	state := enginetest.State(t, e, ids[0])
	require.Equal(t, assigner.Person, state.Parties.Assigner)

	_, err = e.EnterMinutes(t.Context(), caseworktest.Reporter("原州区"), m, n, decisions())
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	n.Step = round.StepSearch
	_, err = e.EnterMinutes(t.Context(), assigner, m, n, nil)
	require.ErrorContains(t, err, "has no minutes")
}
