package main

// plan_test.go: the committed plan is what its sources say and gives the
// completion table of the half-year report.

import (
	"archive/zip"
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
)

func readPlan(t *testing.T) *ledgerfile.Plan {
	t.Helper()
	p, err := ledgerfile.Read("../plan.xlsx", ledgerfile.Options{})
	require.NoError(t, err)
	require.Empty(t, p.Warnings)
	return p
}

// tally is a row of the completion table.
type tally struct{ done, under, sum int }

// completion recomputes the table from the ledger alone: a problem is done for
// a column when every share its units answer for is closed.
func completion(p *ledgerfile.Plan) map[string]tally {
	parent, column := map[string]string{}, map[string]bool{}
	for _, u := range p.Units {
		parent[u.Name], column[u.Name] = u.Parent, u.Column
	}
	open := map[string]map[string]bool{} // column, problem: still open
	for _, m := range p.Measures {
		for _, s := range m.Shares {
			if s.Co {
				continue
			}
			c := s.Unit
			for c != "" && !column[c] {
				c = parent[c]
			}
			if open[c] == nil {
				open[c] = map[string]bool{}
			}
			open[c][m.ProblemNo] = open[c][m.ProblemNo] || s.ClosedAt.IsZero()
		}
	}
	table := map[string]tally{}
	for c, problems := range open {
		t := tally{sum: len(problems)}
		for _, o := range problems {
			if o {
				t.under++
			} else {
				t.done++
			}
		}
		table[c] = t
	}
	return table
}

func TestPlanGivesTheCompletionTable(t *testing.T) {
	t.Parallel()
	require.Equal(t, map[string]tally{
		"市直部门": {26, 31, 57}, "原州区": {45, 11, 56}, "西吉县": {27, 30, 57},
		"隆德县": {32, 25, 57}, "泾源县": {19, 38, 57}, "彭阳县": {28, 29, 57},
	}, completion(readPlan(t)))
}

func TestPlanHasTheReportsFigures(t *testing.T) {
	t.Parallel()
	p := readPlan(t)
	classes, problems, texts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range p.Measures {
		classes[m.Class], problems[m.Problem], texts[m.Text] = true, true, true
	}
	require.Len(t, classes, 14)
	require.Len(t, problems, 57)
	require.Len(t, texts, 113)
	require.Len(t, p.Forces, 15)
	columns := 0
	for _, u := range p.Units {
		if u.Column {
			columns++
		}
	}
	require.Equal(t, 6, columns)
}

// Every step of every measure has somebody, and checking is nobody's who
// reports for the same unit.
func TestEveryStepHasSomebody(t *testing.T) {
	t.Parallel()
	p := readPlan(t)
	holders := map[string]map[string]string{} // unit, role: login
	for _, q := range p.Persons {
		if holders[q.Unit] == nil {
			holders[q.Unit] = map[string]string{}
		}
		holders[q.Unit][q.Role] = q.Login
	}
	names := map[string]bool{}
	for _, q := range p.Persons {
		names[q.Name] = true
	}
	require.NotEmpty(t, holders["领导小组办公室"][string(casework.PostOffice)])
	require.NotEmpty(t, holders["市领导小组"][string(casework.PostInspector)])
	require.NotEmpty(t, holders["领导小组办公室"][string(casework.PostAdministrator)])
	for _, m := range p.Measures {
		require.True(t, names[m.Leader], "leader of measure %s", m.No)
		verifier := holders[m.LeadUnit][string(casework.PostVerifier)]
		require.NotEmpty(t, verifier, "measure %s: %s has nobody to check", m.No, m.LeadUnit)
		require.Equal(t, verifier, holders[m.Force][string(casework.PostVerifier)])
		for _, s := range m.Shares {
			reporter, head := holders[s.Unit][string(casework.PostReporter)], holders[s.Unit][string(casework.PostHead)]
			require.NotEmpty(t, reporter, s.Unit)
			require.NotEmpty(t, head, s.Unit)
			require.NotContains(t, []string{reporter, head}, verifier)
		}
	}
}

func TestPlanIsVariedAndInOrder(t *testing.T) {
	t.Parallel()
	p := readPlan(t)
	status, kinds := map[ledgerfile.Status]int{}, map[calendar.DeadlineKind]int{}
	overdue, soon, ahead, extended := 0, 0, 0, 0
	for i := range p.Measures {
		m := &p.Measures[i]
		kinds[m.Deadline.Kind]++
		for j := range m.Shares {
			s := &m.Shares[j]
			if s.Co {
				continue
			}
			status[s.Status()]++
			if s.Deadline.Kind != calendar.ByDate {
				continue
			}
			if s.OriginalDue != s.Deadline.Date {
				extended++
			}
			if s.Closed() {
				continue
			}
			switch left := p.AsOf.DaysUntil(s.Deadline.Date); {
			case left < 0:
				overdue++
			case left <= 15:
				soon++
			default:
				ahead++
			}
		}
	}
	t.Logf("states %v; deadlines %v; open shares by date: %d overdue, %d due within 15 days, %d ahead; %d extended", status, kinds, overdue, soon, ahead, extended)
	for _, s := range []ledgerfile.Status{ledgerfile.StatusDispatched, ledgerfile.StatusDeclined, ledgerfile.StatusClaimed, ledgerfile.StatusActing, ledgerfile.StatusDone, ledgerfile.StatusChecked, ledgerfile.StatusClosed} {
		require.Positive(t, status[s], s)
	}
	require.Len(t, kinds, 3)
	require.Positive(t, overdue)
	require.Positive(t, soon)
	require.Greater(t, ahead, overdue+soon)
	require.Positive(t, extended)
}

// The committed workbooks are compared part by part, so that another version
// of the compressor does not make them look stale.
func TestWorkbooksAreFresh(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, run(dir))
	for _, name := range []string{"plan.xlsx", "messy.xlsx"} {
		require.Equal(t, parts(t, filepath.Join(dir, name)), parts(t, "../"+name), "%s is stale: go run ./examples/generate", name)
	}
}

func parts(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer func() { _ = z.Close() }()
	m := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		m[f.Name] = string(b)
	}
	return m
}

func TestShiftMovesEveryDateAlike(t *testing.T) {
	t.Parallel()
	p, q := readPlan(t), readPlan(t)
	to := calendar.NewDate(2026, 11, 23)
	ledgerfile.Shift(q, p.AsOf, to)
	require.Equal(t, to, q.AsOf)
	require.Equal(t, 2026, q.Year)
	days := p.AsOf.DaysUntil(to)
	require.Equal(t, p.Measures[0].Shares[0].DispatchedAt.AddDays(days), q.Measures[0].Shares[0].DispatchedAt)
	require.Equal(t, completion(p), completion(q))
	ledgerfile.Shift(q, to, p.AsOf)
	require.Equal(t, p, q)
}

func TestMessyLedgerReads(t *testing.T) {
	t.Parallel()
	p, err := ledgerfile.Read("../messy.xlsx", ledgerfile.Options{})
	require.NoError(t, err)
	require.Empty(t, p.Warnings)
	require.Len(t, p.Measures, 9)
	require.Equal(t, "2021年度考核评估反馈问题整改台账（国家反馈）", p.Title)
	require.Equal(t, calendar.NewDate(2022, 5, 31), p.AsOf)
	var units []string
	for _, s := range p.Measures[0].Shares {
		units = append(units, s.Unit)
	}
	require.Equal(t, []string{"原州区", "西吉县", "隆德县", "泾源县", "彭阳县", "市委组织部"}, units)
}
