package schema_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// A holiday table that is published while cases run: due dates, alarms and
// wake-ups follow.
func TestRecomputeAfterAHolidayTable(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	// The check of M-1 and the notice of M-2 run into 2027, whose holidays are
	// not known yet; M-3 has ended, M-4 does not reach so far.
	start := f.at("2026-11-02")
	s := f.submitted(f.acting("M-1", "2026-12-28", start), f.at("2026-12-28"))
	require.Equal(t, casework.StepID("check"), s.Tasks[0].Step)
	s = f.submitted(f.acting("M-2", "2026-12-20", start), f.at("2026-12-18"))
	digest := s.Tasks[0].Submission.Digest
	s = f.act(s, casework.Command{Type: casework.CommandPass, By: by(zhao, ""), Digest: digest}, f.at("2026-12-21"))
	f.act(s, casework.Command{Type: casework.CommandSign, By: by(chen, ""), Digest: digest}, f.at("2026-12-22"))
	s = f.acting("M-3", "2026-12-28", start)
	f.act(s, casework.Command{Type: casework.CommandCancel, By: by(wang, ""), Reason: "double"}, start)
	f.acting("M-4", "2026-12-10", start)

	s = f.acting("M-5", "2026-12-10", start) // suspended until a date: no holiday moves it
	f.act(s, casework.Command{Type: casework.CommandSuspend, By: by(wang, ""), Reason: "frost", Date: day(t, "2027-03-01")}, f.at("2026-11-10"))
	s = f.acting("M-6", "2026-12-10", start) // suspended until somebody resumes it
	f.act(s, casework.Command{Type: casework.CommandSuspend, By: by(wang, ""), Reason: "frost"}, f.at("2026-11-10"))

	require.Equal(t, day(t, "2027-01-04"), f.line("M-1", 1).Due)
	require.True(t, f.line("M-1", 1).Provisional)
	wakes := func() []schema.Wake {
		w, err := f.l.WakeList(f.ctx(), f.at("2027-12-31"), schema.Wake{}, 10)
		require.NoError(t, err)
		return w
	}
	require.Equal(t, []schema.Wake{{Case: "M-2", At: f.clock("2027-01-05", 0)}, {Case: "M-5", At: f.clock("2027-03-01", 0)}}, wakes())

	page, err := f.l.WakeList(f.ctx(), f.at("2027-12-31"), wakes()[0], 10)
	require.NoError(t, err)
	require.Equal(t, wakes()[1:], page)

	table, err := calendar.China().Merge(calendar.Year{Year: 2027,
		Off: []calendar.Span{{From: day(t, "2027-01-01"), To: day(t, "2027-01-04")}}, Work: []calendar.Date{day(t, "2027-01-09")}})
	require.NoError(t, err)
	later, err := calendar.New(table)
	require.NoError(t, err)
	var heard [][2]int
	moved, err := f.l.Recompute(f.ctx(), later, f.l.PolicyOf(f.ctx()), f.at("2026-12-29"), func(done, total int) { heard = append(heard, [2]int{done, total}) })
	require.NoError(t, err)
	require.Equal(t, []casework.CaseID{"M-2"}, moved, "whose workflow is to be told")
	require.Equal(t, [][2]int{{5, 5}}, heard)

	require.Equal(t, day(t, "2027-01-06"), f.line("M-1", 1).Due)
	require.False(t, f.line("M-1", 1).Provisional)
	require.Equal(t, []schema.Wake{{Case: "M-2", At: f.clock("2027-01-07", 0)}, {Case: "M-5", At: f.clock("2027-03-01", 0)}}, wakes())
	require.Equal(t, day(t, "2026-12-10"), f.line("M-4", 1).Due)
	f.cal = later
	f.send(f.at("2027-01-06"))
	require.NotContains(t, f.rungs("M-1"), "urging", "not late any more")

	moved, err = f.l.Recompute(f.ctx(), later, f.l.PolicyOf(f.ctx()), f.at("2026-12-29"), nil)
	require.NoError(t, err)
	require.Empty(t, moved, "a second time changes nothing")
}

// Recomputing beside writers and sweeps waits for nobody for good.
func TestRecomputeBesideEverythingElse(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	const cases = 20
	states := make([]*casework.State, cases)
	for i := range states {
		states[i] = f.open(casework.CaseID(fmt.Sprintf("M-%02d", i)), "2026-06-30", f.at("2026-03-02"), "a", "b", "c")
		states[i] = f.act(states[i], casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	}
	var group sync.WaitGroup
	for i := range states {
		group.Go(func() {
			for _, unit := range []casework.UnitID{"c", "a", "b"} {
				states[i] = f.act(states[i], casework.Command{Type: casework.CommandClaim, By: by(li, unit)}, f.at("2026-03-03"))
			}
		})
	}
	for range 3 {
		group.Go(func() {
			_, err := f.l.Recompute(f.ctx(), f.cal, f.l.PolicyOf(f.ctx()), f.at("2026-03-03"), nil)
			require.NoError(t, err)
		})
		group.Go(func() { f.send(f.at("2026-07-01")) })
	}
	group.Wait()
	for _, s := range states {
		got, err := f.l.State(f.ctx(), s.Case)
		require.NoError(t, err)
		require.Equal(t, s, got)
	}
}
