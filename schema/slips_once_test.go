package schema_test

// slips_once_test.go: each slip once, whatever happens.

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

// Sweeps side by side over cases of several tasks: each slip once, each case
// one chain.
func TestSweepsSideBySide(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	const cases = 60
	for i := range cases {
		s := f.open(casework.CaseID(fmt.Sprintf("M-%02d", i)), "2026-06-30", f.at("2026-03-02"), "a", "b", "c")
		f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-02"))
	}
	for _, date := range []string{"2026-03-10", "2026-03-16", "2026-03-24"} {
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				for {
					got, err := f.l.SendSlips(f.ctx(), f.at(date), f.cal, f.l.PolicyOf(f.ctx()), 7)
					require.NoError(t, err)
					if got.Tasks == 0 {
						return
					}
				}
			})
		}
		group.Wait()
		f.send(f.at(date)) // what was locked by another then
	}
	for i := range cases {
		slips, err := f.l.Slips(f.ctx(), casework.CaseID(fmt.Sprintf("M-%02d", i)))
		require.NoError(t, err)
		require.Len(t, slips, 3*3)
		f.rungs(slips[0].Case)
		seen := map[string]bool{}
		for _, s := range slips {
			key := fmt.Sprint(s.Task, s.Round, s.Mark, s.Rung)
			require.False(t, seen[key], "each rung once per breach")
			seen[key] = true
		}
	}
	require.Equal(t, cases, f.count("SELECT count(*) FROM cases WHERE slip_seq = 9"))
}

// A batch whose connection is cut in the middle has written nothing, and the
// next one does all of it.
func TestSlipsKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.acting("M-2", "2026-06-30", f.at("2026-03-02"))
	asked := 0
	_, err := f.l.SendSlips(f.ctx(), f.at("2026-07-01"), f.cal, func(casework.Kind, int) (*casework.Policy, error) {
		if asked++; asked == 2 {
			require.NoError(t, f.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"))
		}
		return f.p, nil
	}, 100)
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
	require.Empty(t, f.rungs("M-1"))
	require.Equal(t, schema.SlipsSent{Tasks: 2, Slips: 2, Notices: 6}, f.send(f.at("2026-07-01")))
	require.Zero(t, f.send(f.at("2026-07-01")).Tasks)
}

// Even with its caches of the ladder lost, no slip is sent again.
func TestSlipsAreTheTruthAboutRungs(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.send(f.at("2026-07-01"))
	require.NoError(t, f.exec("UPDATE tasks SET last_rung = -1, next_alarm_at = now() - interval '10 years'"))
	require.Equal(t, schema.SlipsSent{Tasks: 1}, f.send(f.at("2026-07-01")))
	require.Equal(t, []string{"urging"}, f.rungs("M-1"))
}
