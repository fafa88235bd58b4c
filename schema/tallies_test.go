package schema_test

// tallies_test.go: what is counted ahead is what the rows say, folded or not,
// whatever was written and taken away.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

func TestTalliesFollowEveryStatement(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	fill(f, 300)
	require.NoError(t, f.l.RecountTallies(f.ctx()))
	require.NoError(t, f.exec(`INSERT INTO households (case_id, no, head, people, labour, county, township, village, village_group, type, category,
	    channel, income, education, medical, housing, water, key_id, sealed, id_index, updated_at)
	    SELECT 'H' || n, n, '', n, 1, 'u1', 'u11', 'u16', '', '', '', '', 0, true, true, true, true, '', '', '', now() FROM generate_series(1, 4) n`))
	count := func(query string, args ...any) (n int) {
		require.NoError(t, f.l.DB().QueryRowContext(f.ctx(), query, args...).Scan(&n))
		return n
	}
	filter := schema.TallyFilter{Today: day(t, "2026-06-02"), Until: day(t, "2026-06-08")}
	check := func(what string) {
		t.Helper()
		for _, units := range [][]casework.UnitID{nil, {"u16", "u23"}} {
			by := filter
			by.Units = units
			ids := make([]string, len(units))
			for i, u := range units {
				ids[i] = string(u)
			}
			tallies, err := f.l.Tallies(f.ctx(), by)
			require.NoError(t, err)
			all, late := 0, 0
			for _, k := range tallies {
				all += k.N
				if k.Outcome == casework.OutcomeOpen && k.Running && k.Past {
					late += k.N
				}
			}
			where := ` WHERE (cardinality($1::text[]) = 0 OR unit = ANY ($1::text[]))`
			list := "{" + joined(ids) + "}"
			require.Equal(t, count(`SELECT count(*) FROM tasks`+where, list), all, what)
			require.Equal(t, count(`SELECT count(*) FROM tasks`+where+` AND ended_at IS NULL AND NOT idle AND NOT paused AND due_on < '2026-06-02'`, list), late, what)
			due, err := f.l.DueByDay(f.ctx(), by)
			require.NoError(t, err)
			week := 0
			for _, d := range due {
				week += d.N
			}
			require.Equal(t, count(`SELECT count(*) FROM tasks`+where+` AND ended_at IS NULL AND NOT idle AND NOT paused AND due_on BETWEEN '2026-06-02' AND '2026-06-08'`, list), week, what)
		}
	}
	households := func(want int, of ...casework.UnitID) {
		t.Helper()
		list, err := f.l.HouseholdCounts(f.ctx(), of)
		require.NoError(t, err)
		people := 0
		for _, c := range list {
			people += c.People
		}
		require.Equal(t, want, people)
	}
	check("counted anew")
	households(0)
	for _, step := range []struct{ what, statement string }{
		{"a household begins", `INSERT INTO tasks (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent, since, mark, idle, paused, due_on,
		    provisional, submission_digest, request_digest, disputed) SELECT 'H' || n, 1, 'households', 'lead', 'u16', '', 'survey', 'assign', 'open', 1, 0, now(), 1, false, false,
		    '2026-06-03', false, '', '', false FROM generate_series(1, 4) n`},
		{"it moves on", `UPDATE tasks SET stage = 'act', due_on = '2026-05-01' WHERE case_id = 'H4'`},
		{"nothing that counts", `UPDATE tasks SET percent = 7`},
		{"a suspension", `UPDATE tasks SET paused = true WHERE unit = 'u23'`},
		{"an end", `UPDATE tasks SET ended_at = now(), outcome = 'closed', stage = 'closed' WHERE case_id = 'H3'`},
		{"gone", `DELETE FROM tasks WHERE case_id < 'C0000100'`},
	} {
		require.NoError(t, f.exec(step.statement), step.what)
		check(step.what)
		households(10)
		households(10, "u16")
		_, err := f.l.FoldTallies(f.ctx())
		require.NoError(t, err)
		check(step.what + ", folded")
	}
	households(0, "u23")
	require.NoError(t, f.exec(`UPDATE households SET people = people + 1 WHERE case_id = 'H1'`))
	households(11)
	require.NoError(t, f.exec(`DELETE FROM households WHERE case_id = 'H2'`))
	households(9)
	require.NoError(t, f.l.RecountTallies(f.ctx()))
	check("counted anew at the end")
	households(9)
}

func joined(list []string) string { return strings.Join(list, ",") }
