package schema_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

func TestRecordKeepsWhatWasDecided(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	s = f.submitted(s, f.at("2026-05-06"))

	folded, err := f.l.State(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Equal(t, s, folded, "folding the ledger gives the workflow's state")

	heads, err := f.l.ReconcileRows(f.ctx(), "", 10)
	require.NoError(t, err)
	require.Equal(t, []schema.CaseHead{{Case: "M-1", Seq: s.Seq, Head: s.Head}}, heads)

	line := f.line("M-1", 1)
	require.Equal(t, casework.StepID("check"), line.Step)
	require.Equal(t, casework.StageVerify, line.Stage)
	require.Equal(t, 100, line.Percent)
	require.Equal(t, day(t, "2026-05-12"), line.Due, "five working days; Saturday the 9th is one of them")
	require.Equal(t, day(t, "2026-06-30"), line.Original)
	require.Equal(t, s.Tasks[0].Submission.Digest, line.Submission)
	clock, _ := f.p.ClockOf(&s.Tasks[0])
	require.Equal(t, clock, *line.Clock)

	evidence, err := f.l.Evidence(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Len(t, evidence, 1)
	require.Equal(t, "photo.jpg", evidence[0].Name)
	require.Equal(t, 1, evidence[0].Revision)
	require.Equal(t, li, evidence[0].By)
}

func TestRecordTwiceWritesOnce(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := f.at("2026-03-02")
	s := f.open("M-1", "2026-06-30", now, county)
	rows := f.decide(s, casework.Command{ID: "c1", Type: casework.CommandDispatch, By: by(wang, "")}, now)
	rows.Notices = []schema.NoticeRow{{Key: "n1", Kind: casework.NoticeMentioned, EventSeq: 2, To: casework.Addressee{Person: li}}}
	for range 3 {
		got, err := f.l.Record(f.ctx(), rows)
		require.NoError(t, err)
		require.False(t, got.Ahead)
		require.Equal(t, rows.Events, got.Events)
	}
	require.Equal(t, 2, f.count("SELECT count(*) FROM events"))
	require.Equal(t, 1, f.count("SELECT count(*) FROM notices"))

	found, err := f.l.FindCommand(f.ctx(), "M-1", "c1")
	require.NoError(t, err)
	require.Equal(t, rows.Events, found)
	found, err = f.l.FindCommand(f.ctx(), "M-1", "c2")
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestRecordBehindTheLedgerWritesNothing(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := f.at("2026-03-02")
	old := f.open("M-1", "2026-06-30", now, county)
	rows := f.decide(old, casework.Command{ID: "late", Type: casework.CommandComment, By: by(wang, ""), Text: "?"}, now)
	s := f.act(old, casework.Command{ID: "first", Type: casework.CommandDispatch, By: by(wang, "")}, now)
	s = f.act(s, casework.Command{ID: "second", Type: casework.CommandClaim, By: by(li, county)}, now)

	got, err := f.l.Record(f.ctx(), rows)
	require.NoError(t, err)
	require.True(t, got.Ahead)
	require.Len(t, got.Events, 2)
	for _, e := range got.Events {
		require.NoError(t, old.Apply(e))
	}
	require.Equal(t, s, old, "the events returned bring a workflow that was behind up to date")
	require.Equal(t, 3, f.count("SELECT count(*) FROM events"))
}

func TestRecordRefusesAGap(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := f.at("2026-03-02")
	s := f.open("M-1", "2026-06-30", now, county)
	lost := f.decide(s, casework.Command{ID: "lost", Type: casework.CommandDispatch, By: by(wang, "")}, now)
	next := f.decide(lost.State, casework.Command{ID: "next", Type: casework.CommandClaim, By: by(li, county)}, now)

	_, err := f.l.Record(f.ctx(), next)
	require.Equal(t, casework.CodeConflict, casework.CodeOf(err))
	require.ErrorContains(t, err, "M-1")
	require.Equal(t, 1, f.count("SELECT count(*) FROM events"))

	// A step that is not whole is a fault of the caller.
	lost.Events[0].Hash = "0000"
	_, err = f.l.Record(f.ctx(), lost)
	require.Equal(t, casework.CodeInternal, casework.CodeOf(err))
	_, err = f.l.Record(f.ctx(), schema.StepRows{State: s})
	require.Equal(t, casework.CodeInternal, casework.CodeOf(err))
}

// Many writers on one case, each with a command of its own and each repeating
// it: every command takes effect once, and the chain has no gap.
func TestRecordUnderConcurrentWriters(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := f.at("2026-03-02")
	const writers, each = 8, 6
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			s := &casework.State{Case: "M-1"}
			for n := range each {
				commit(f, s, casework.Command{ID: casework.CommandID(fmt.Sprintf("w%d-%d", w, n)),
					Type: casework.CommandComment, By: by(wang, ""), Text: "hello"}, func(c casework.Command) casework.Command {
					if s.Seq == 0 {
						return casework.Command{ID: "open", Type: casework.CommandOpen, Opening: opening(day(t, "2026-06-30"), county)}
					}
					return c
				}, now)
			}
		})
	}
	group.Wait()
	s, err := f.l.State(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Equal(t, int64(1+writers*each), s.Seq)
	require.Equal(t, 1+writers*each, f.count("SELECT count(DISTINCT command_id) FROM events"))
	require.Equal(t, int(s.Seq), f.count("SELECT seq FROM cases"))
}

// commit does what a workflow does: decide, record, fold, and decide again when
// the ledger was ahead. Every record is made twice at once.
func commit(f *fixture, s *casework.State, c casework.Command, replace func(casework.Command) casework.Command, now time.Time) {
	for {
		cmd := replace(c)
		rows := f.decide(s, cmd, now)
		var got [2]schema.Recorded
		var errs [2]error
		var twice sync.WaitGroup
		for i := range got {
			twice.Go(func() { got[i], errs[i] = f.l.Record(f.ctx(), rows) })
		}
		twice.Wait()
		require.NoError(f, errs[0])
		require.NoError(f, errs[1])
		for _, e := range got[0].Events {
			require.NoError(f, s.Apply(e))
		}
		if _, done := s.Took(c.ID); done {
			return
		}
	}
}

func TestEventsAreAppendOnly(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-01-05"))
	require.NotZero(t, f.send(f.at("2026-07-20")).Slips)
	for _, table := range []string{"events", "slips", "policies"} {
		for _, statement := range []string{"UPDATE %s SET kind = kind", "DELETE FROM %s", "TRUNCATE %s", "DELETE FROM %s WHERE false"} {
			if table != "policies" && statement[:6] == "UPDATE" {
				statement = "UPDATE %s SET body = body"
			}
			err := f.exec(fmt.Sprintf(statement, table))
			require.ErrorContains(t, err, table+" is append-only", statement)
		}
	}
	// A row whose content does not match its hash is refused as well.
	err := f.exec(`INSERT INTO events SELECT case_id, 99, type, task, round, at, recorded_at, person, unit, role, 'x', carried, body || ' ', prev, hash FROM events LIMIT 1`)
	require.ErrorContains(t, err, "events_hash")
}

func TestTextWithoutMeaningToTheDatabaseIsRecorded(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := f.at("2026-03-02")
	s := f.acting("M-1", "2026-06-30", now)
	text := "nul \x00, backslash \\u0000, quote \", 汉字, invalid \xff"
	s = f.act(s, casework.Command{Type: casework.CommandSubmit, By: by(li, county), Text: text, Evidence: []casework.Evidence{
		{ID: "e\x001", Name: text, SHA256: casework.HashBody(nil)}}}, now)
	events, err := f.l.Events(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Equal(t, s.Head, events[len(events)-1].Hash)
	evidence, err := f.l.Evidence(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Equal(t, "nul , backslash \\u0000, quote \", 汉字, invalid \ufffd", evidence[0].Name)
}
