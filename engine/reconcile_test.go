package engine_test

// reconcile_test.go: each way in which ledger and workflow can come apart is
// made by force, found, and mended.

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

func start(t *testing.T, e *engine.Engine, id casework.CaseID, policy *casework.Policy) {
	t.Helper()
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: policy,
		Opening: caseworktest.Opening(calendar.DateOf(time.Now(), time.UTC).AddDays(90))})
}

// differences reconciles and gives what was found.
func differences(t *testing.T, e *engine.Engine, repair bool) []engine.Difference {
	t.Helper()
	rec, err := e.Reconcile(t.Context(), repair, nil)
	require.NoError(t, err)
	return rec.Differences
}

func TestReconcileFindsAndRepairs(t *testing.T) {
	t.Parallel()
	policy := casework.DefaultPolicy(casework.KindMeasure)
	for kind, damage := range map[string]func(t *testing.T, e *engine.Engine, id casework.CaseID){
		engine.DiffNoWorkflow: func(t *testing.T, e *engine.Engine, id casework.CaseID) {
			t.Helper()
			require.NoError(t, e.Client.TerminateWorkflow(t.Context(), workflows.CaseWorkflowID(id), "", "lost"))
		},
		// A worker wrote the step and died before anybody heard of it.
		engine.DiffLedgerAhead: func(t *testing.T, e *engine.Engine, id casework.CaseID) {
			t.Helper()
			s := enginetest.State(t, e, id)
			events, err := casework.Decide(policy, s, caseworktest.Command("unheard", casework.CommandProgress,
				caseworktest.Reporter(caseworktest.County), func(c *casework.Command) { c.Text = "推进" }), casework.Facts{}, time.Now())
			require.NoError(t, err)
			for _, ev := range events {
				require.NoError(t, s.Apply(ev))
			}
			cal, err := e.Rules.Calendar(t.Context())
			require.NoError(t, err)
			_, err = e.Ledger.Record(t.Context(), activities.StepRows(s, policy, events, cal))
			require.NoError(t, err)
		},
		// The ledger was restored from an older backup.
		engine.DiffLedgerLacks: func(t *testing.T, e *engine.Engine, id casework.CaseID) {
			t.Helper()
			rewind(t, e, id, 2)
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			e := enginetest.New(t)
			id := led(t, e, policy, "dispatch", "claim")
			require.Empty(t, differences(t, e, false))
			want := enginetest.State(t, e, id)
			damage(t, e, id)
			found := differences(t, e, false)
			require.Len(t, found, 1)
			require.Equal(t, kind, found[0].Kind)
			require.False(t, found[0].Repaired)
			found = differences(t, e, true)
			require.Len(t, found, 1)
			require.True(t, found[0].Repaired, "%+v", found[0])
			require.Empty(t, differences(t, e, false))
			if kind == engine.DiffLedgerLacks {
				require.Equal(t, want, enginetest.State(t, e, id))
			}
			_, err := e.Act(t.Context(), id, caseworktest.Command("on", casework.CommandProgress,
				caseworktest.Reporter(caseworktest.County), func(c *casework.Command) { c.Text = "继续" }))
			require.NoError(t, err, "the case goes on")
		})
	}
}

// A step that the ledger has and nobody was told of does not get in the way of
// the next command, and is not lost.
func TestUnheardStepIsFoldedByTheNextCommand(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	id := led(t, e, policy, "dispatch", "claim")
	s := enginetest.State(t, e, id)
	unheard := caseworktest.Command("unheard", casework.CommandProgress, caseworktest.Reporter(caseworktest.County),
		func(c *casework.Command) { c.Text = "推进" })
	events, err := casework.Decide(policy, s, unheard, casework.Facts{}, time.Now())
	require.NoError(t, err)
	require.NoError(t, s.Apply(events[0]))
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	_, err = e.Ledger.Record(t.Context(), activities.StepRows(s, policy, events, cal))
	require.NoError(t, err)

	res, err := e.Act(t.Context(), id, caseworktest.Command("next", casework.CommandComment, caseworktest.Office,
		func(c *casework.Command) { c.Text = "收悉" }))
	require.NoError(t, err)
	require.Equal(t, s.Seq+1, res.Seq)
	again, err := e.Act(t.Context(), id, unheard)
	require.NoError(t, err, "its client asks again at last")
	require.Equal(t, s.Seq, again.Seq)
	require.Empty(t, differences(t, e, false))
}

// rewind takes the newest events of a case out of the ledger, as restoring an
// older backup does. The ledger refuses this to everybody; only its owner can
// switch the refusal off.
func rewind(t *testing.T, e *engine.Engine, id casework.CaseID, n int64) {
	t.Helper()
	ctx := context.Background()
	s := enginetest.State(t, e, id)
	conn, err := e.Ledger.DB().Conn(ctx)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, `DELETE FROM events WHERE case_id = $1 AND seq > $2`, string(id), s.Seq-n)
	require.Error(t, err, "the database refuses to delete events")
	for _, q := range []string{"SET session_replication_role = replica"} {
		_, err = conn.ExecContext(ctx, q)
		if err != nil { // not a superuser: the tables' owner may disable their triggers
			_, err = conn.ExecContext(ctx, "ALTER TABLE events DISABLE TRIGGER USER")
		}
		require.NoError(t, err)
	}
	_, err = conn.ExecContext(ctx, `DELETE FROM events WHERE case_id = $1 AND seq > $2`, string(id), s.Seq-n)
	require.NoError(t, err)
	_, err = conn.ExecContext(ctx, `UPDATE cases SET seq = $2, head = (SELECT hash FROM events WHERE case_id = $1 AND seq = $2) WHERE id = $1`,
		string(id), s.Seq-n)
	require.NoError(t, err)
}
