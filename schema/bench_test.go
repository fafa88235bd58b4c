package schema_test

// bench_test.go: how quick the two hot paths are. Run with
// go test -run - -bench 'Slips|Record' -benchtime 1x ./schema

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

// A hundred thousand tasks overdue since the same morning, in batches of a thousand.
func BenchmarkSlips(b *testing.B) {
	f := setUp(b)
	const tasks = 100_000
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	clock, _ := f.p.ClockOf(&s.Tasks[0])
	for b.Loop() {
		b.StopTimer()
		lose(f, "DELETE FROM tasks", "DELETE FROM cases", "DELETE FROM slips", "DELETE FROM notices")
		require.NoError(b, f.exec(`INSERT INTO cases (id, kind, plan, policy_kind, policy_version, round, stage, seq, head, opened_at, ended_at, cancelled,
		     office, lead_unit, force, lead_leader, updated_at)
		 SELECT 'C' || to_char(n, 'FM0000000'), 'measure', 'P1', 'measure', 1, 1, 'act', 3, '', now(), NULL, false,
		     'office', 'bureau', '', 'chen', now() FROM generate_series(1, $1) n`, tasks/2))
		require.NoError(b, f.exec(`INSERT INTO tasks (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent, since, mark, clock, idle, paused,
		     due_on, provisional, submission_digest, request_digest, disputed, next_alarm_at)
		 SELECT 'C' || to_char(n, 'FM0000000'), s, 'P1', 'responsible', 'u' || n % 60, 'li', 'rectify', 'act', 'open', 1, 0, now(), -2,
		     $2::jsonb, false, false, '2026-06-30', false, '', '', false, '2026-06-15T00:30:00Z'
		 FROM generate_series(1, $1) n, generate_series(1, 2) s`, tasks/2, jsonOf(b, clock)))
		require.NoError(b, f.exec("ANALYSE"))
		b.StartTimer()
		start := time.Now()
		var slips, notices int
		for {
			got, err := f.l.SendSlips(f.ctx(), f.at("2026-07-01"), f.cal, f.l.PolicyOf(f.ctx()), 1000)
			require.NoError(b, err)
			slips, notices = slips+got.Slips, notices+got.Notices
			if !got.More {
				break
			}
		}
		require.Equal(b, tasks, slips)
		b.ReportMetric(tasks/time.Since(start).Seconds(), "slips/s")
		b.ReportMetric(float64(notices), "notices")
	}
}

// Steps of many cases, eight writers at once.
func BenchmarkRecord(b *testing.B) {
	f := setUp(b)
	const writers, each = 8, 250
	for b.Loop() {
		b.StopTimer()
		lose(f, "DELETE FROM events", "DELETE FROM cases", "DELETE FROM tasks")
		b.StartTimer()
		start := time.Now()
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for n := range each / 5 {
					s := f.acting(casework.CaseID(fmt.Sprintf("M-%d-%d", w, n)), "2026-06-30", f.at("2026-03-02"))
					s = f.act(s, casework.Command{Type: casework.CommandProgress, By: by(li, county), Text: "half"}, f.at("2026-03-03"))
					f.submitted(s, f.at("2026-04-01"))
				}
			})
		}
		group.Wait()
		b.ReportMetric(writers*each/time.Since(start).Seconds(), "steps/s")
	}
}

func jsonOf(tb testing.TB, v any) string {
	tb.Helper()
	b, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(b)
}

func BenchmarkRecompute(b *testing.B) {
	f := setUp(b)
	fill(f, 50_000)
	for b.Loop() {
		_, err := f.l.Recompute(f.ctx(), f.cal, f.l.PolicyOf(f.ctx()), f.at("2026-06-02"), nil)
		require.NoError(b, err)
	}
	b.ReportMetric(100_000/b.Elapsed().Seconds()*float64(b.N), "tasks/s")
}
