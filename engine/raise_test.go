package engine_test

// raise_test.go: matters given out, once, and led to their end.

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

var assigner = casework.Requester{Person: "mayor", Posts: []casework.Post{{Unit: "市政府", Role: casework.PostLeader}}}

func raiseable(t *testing.T) *engine.Engine {
	t.Helper()
	e := enginetest.New(t)
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), schema.PlanRows{
		Plan: schema.Plan{ID: "units", Title: "units"},
		Units: []schema.Unit{{ID: caseworktest.OfficeUnit, Name: "办公室", Kind: "office"},
			{ID: "市政府", Name: "市政府", Kind: "other"}, {ID: "原州区", Name: "原州区"}, {ID: "西吉县", Name: "西吉县"}, {ID: "市农业农村局", Name: "农业农村局"}},
	}))
	return e
}

func decision(key string) engine.Raise {
	return engine.Raise{
		Matter: schema.Matter{Kind: casework.KindDirective, Key: key, Title: "加快衔接资金支付", Text: "月底前支付率达到 70%",
			Source: "meeting", SourceRef: "2026-03/dispatch", Urgency: casework.Difficult},
		Assigner: assigner.Person, Lead: "原州区", Co: []casework.UnitID{"西吉县"},
	}
}

func TestDirectiveFromMeetingToReply(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	ids, err := e.Raise(t.Context(), assigner, []engine.Raise{decision("m/1"), decision("m/2"), decision("m/1")})
	require.NoError(t, err)
	require.Equal(t, ids[0], ids[2], "one occasion, one case")
	again, err := e.Raise(t.Context(), assigner, []engine.Raise{decision("m/1")})
	require.NoError(t, err)
	require.Equal(t, ids[:1], again)
	matters, err := e.Ledger.MattersOf(t.Context(), "meeting", "2026-03/dispatch")
	require.NoError(t, err)
	require.Len(t, matters, 2)

	n := 0
	act := func(c casework.CommandType, task int, by casework.Requester) error {
		n++
		s := enginetest.State(t, e, ids[0])
		cmd := caseworktest.Command(strconv.Itoa(n), c, by, func(c *casework.Command) {
			c.Task, c.Text, c.Reason = task, "办理情况", "理由"
		})
		_, err := e.Act(t.Context(), ids[0], caseworktest.Approve(cmd, s))
		return err
	}
	lead, co := caseworktest.Reporter("原州区"), caseworktest.Reporter("西吉县")
	state := enginetest.State(t, e, ids[0])
	require.Equal(t, casework.StepID("sign_for"), state.Task(1).Step, "giving out is the dispatch")
	require.NoError(t, act(casework.CommandDecline, 1, lead))
	_, err = e.Act(t.Context(), ids[0], casework.Command{ID: "upheld", Type: casework.CommandArbitrate, Task: 1, By: assigner, Reason: "理由", Upheld: true})
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "the co-unit would reply to nobody")
	require.NoError(t, act(casework.CommandArbitrate, 1, assigner))
	require.NoError(t, act(casework.CommandClaim, 1, lead))
	require.NoError(t, act(casework.CommandDecline, 2, co))
	require.NoError(t, act(casework.CommandArbitrate, 2, assigner), "the assigner arbitrates")
	require.NoError(t, act(casework.CommandClaim, 2, co))
	require.NoError(t, act(casework.CommandComplete, 1, lead))
	require.Equal(t, casework.StepID("consult"), enginetest.State(t, e, ids[0]).Task(1).Step)
	require.Equal(t, casework.CodeRefused, casework.CodeOf(act(casework.CommandSubmit, 1, lead)), "the co-unit is still to be heard")
	require.NoError(t, act(casework.CommandSubmit, 2, co))
	require.NoError(t, act(casework.CommandSubmit, 1, lead), "the consolidated reply")
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(act(casework.CommandPass, 1, caseworktest.Verifier)))
	require.NoError(t, act(casework.CommandPass, 1, assigner))
	require.NoError(t, act(casework.CommandRecognise, 1, caseworktest.Office))
	require.True(t, enginetest.State(t, e, ids[0]).Done())

	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}

func TestRaiseRefusesWhatItCannotGiveOut(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	for key, spoil := range map[string]func(*engine.Raise){
		"invalid.matter":       func(r *engine.Raise) { r.Title = " " },
		"invalid.urgency":      func(r *engine.Raise) { r.Urgency = "now" },
		"invalid.matter_kind":  func(r *engine.Raise) { r.Kind = casework.KindMeasure },
		"notfound.unit":        func(r *engine.Raise) { r.Co = []casework.UnitID{"nowhere"} },
		"invalid.opening_unit": func(r *engine.Raise) { r.Co = []casework.UnitID{r.Lead} }, // would never open
		"refused.date_past":    func(r *engine.Raise) { r.Due = calendar.NewDate(2020, 1, 1) },
	} {
		r := decision("bad")
		spoil(&r)
		_, err := e.Raise(t.Context(), assigner, []engine.Raise{decision("good"), r})
		var e1 *casework.Error
		require.ErrorAs(t, err, &e1, key)
		require.Equal(t, key, e1.Key)
	}
	matters, err := e.Ledger.MattersOf(t.Context(), "meeting", "")
	require.NoError(t, err)
	require.Empty(t, matters, "all or nothing")
}

// The limits of the three urgencies (5, 15 and 30 days, rest days included), and a
// co-unit's own day before the lead unit's.
func TestDatesOfDirectives(t *testing.T) {
	t.Parallel()
	e := raiseable(t)
	prefix := enginetest.Prefix()
	start := today(t, e)
	own := start.AddDays(3)
	for urgency, days := range map[casework.Urgency]int{casework.Urgent: 5, casework.Ordinary: 15, casework.Difficult: 30} {
		r := decision(prefix + string(urgency))
		r.Urgency, r.Co = urgency, []casework.UnitID{"西吉县", "市农业农村局"}
		r.CoDue = map[casework.UnitID]calendar.Date{"西吉县": own}
		ids, err := e.Raise(t.Context(), assigner, []engine.Raise{r})
		require.NoError(t, err)
		s := enginetest.State(t, e, ids[0])
		due := start.AddDays(days)
		require.Equal(t, []calendar.Date{due, own, due},
			[]calendar.Date{s.Task(1).Deadline.Date, s.Task(2).Deadline.Date, s.Task(3).Deadline.Date}, urgency)
	}
	for want, change := range map[string]func(*engine.Raise){
		"invalid.co_unit":   func(r *engine.Raise) { r.CoDue = map[casework.UnitID]calendar.Date{"市农业农村局": own} },
		"refused.date_past": func(r *engine.Raise) { r.CoDue = map[casework.UnitID]calendar.Date{"西吉县": start.AddDays(-1)} },
		"invalid.co_due":    func(r *engine.Raise) { r.CoDue = map[casework.UnitID]calendar.Date{"西吉县": start.AddDays(31)} },
	} {
		r := decision(prefix + want)
		change(&r)
		_, err := e.Raise(t.Context(), assigner, []engine.Raise{r})
		var refused *casework.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, want, refused.Key)
	}
}
