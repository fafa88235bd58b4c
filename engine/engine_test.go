package engine_test

// engine_test.go: the desk against the real servers: the example ledger from
// file to table, and back out as a chain that can be checked.

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/ledgerfile"
	"duban/schema"
)

// example reads the example ledger under a plan of its own, because workflow
// IDs are shared between tests.
func example(t *testing.T) (*ledgerfile.Plan, engine.ImportOptions) {
	t.Helper()
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.Plan), int64(len(examples.Plan)), ledgerfile.Options{})
	require.NoError(t, err)
	ledgerfile.Shift(file, calendar.NewDate(2022, time.May, 31), calendar.DateOf(time.Now(), time.UTC))
	return file, engine.ImportOptions{Plan: enginetest.Prefix()}
}

func TestExampleLedgerGivesTheReportsTable(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file, o := example(t)

	o.DryRun = true
	res, err := e.ImportPlan(t.Context(), file, "v1", o, nil)
	require.NoError(t, err)
	require.Len(t, res.Rows, 113)
	n, err := e.Ledger.CountCases(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "a dry run changes nothing")

	o.DryRun = false
	seen := 0
	res, err = e.ImportPlan(t.Context(), file, "v1", o, func(done, total int) { seen = done; require.Equal(t, 113, total) })
	require.NoError(t, err)
	require.Equal(t, 113, seen)
	require.Equal(t, []int{14, 57, 113, 113}, []int{res.Classes, res.Problems, res.Measures, res.Started})

	recorded := time.Now()
	table, err := e.Matrix(t.Context(), o.Plan, recorded)
	require.NoError(t, err)
	want := map[string][4]float64{ // the report's figures, and the rates that it left blank
		"市直部门": {26, 31, 0, 45.6}, "原州区": {45, 11, 1, 78.9}, "西吉县": {27, 30, 0, 47.4},
		"隆德县": {32, 25, 0, 56.1}, "泾源县": {19, 38, 0, 33.3}, "彭阳县": {28, 29, 0, 49.1},
	}
	require.Len(t, table.Rows, len(want))
	for _, r := range table.Rows {
		got := [4]float64{float64(r.Done), float64(r.InProgress), float64(r.Unclaimed), r.Rate}
		require.Equal(t, want[r.Name], got, r.Name)
		require.Equal(t, r.Done+r.InProgress, r.Sum)
		if r.Name == "原州区" {
			require.InDelta(t, 80.4, r.RateOfClaimed, 0.01)
		}
	}

	again, err := e.ImportPlan(t.Context(), file, "v1", o, nil)
	require.NoError(t, err)
	require.True(t, again.Unchanged)
	require.Zero(t, again.Started)

	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Equal(t, 113, rec.Cases)
	require.Empty(t, rec.Differences)

	rows, _, err := e.Ledger.LoadPlan(t.Context(), o.Plan)
	require.NoError(t, err)
	logins := map[casework.PersonID]bool{"": true}
	for _, p := range rows.Persons {
		logins[p.ID] = true
	}
	for _, m := range rows.Measures {
		for _, task := range enginetest.State(t, e, m.Case).Tasks {
			for _, who := range task.Hands.Act {
				require.True(t, logins[who], "%s: %s did it on paper and is nobody here", m.Case, who)
			}
		}
	}

	// Something happens; the table as of the moment before stays the same.
	id, task := openTask(t, e, o.Plan)
	_, err = e.Act(t.Context(), id, caseworktest.Command("x", casework.CommandCancel, officeOf(t, e, id), func(c *casework.Command) { c.Reason = "并入他项" }))
	require.NoError(t, err, "%s task %d", id, task)
	before, err := e.Matrix(t.Context(), o.Plan, recorded)
	require.NoError(t, err)
	require.Equal(t, table, before)
}

// openTask gives an open task of a plan.
func openTask(t *testing.T, e *engine.Engine, plan string) (casework.CaseID, int) {
	t.Helper()
	rows, ok, err := e.Ledger.LoadPlan(t.Context(), plan)
	require.NoError(t, err)
	require.True(t, ok)
	for _, m := range rows.Measures {
		s := enginetest.State(t, e, m.Case)
		for i := range s.Tasks {
			if s.Tasks[i].Open() {
				return m.Case, s.Tasks[i].No
			}
		}
	}
	require.Fail(t, "no open task")
	return "", 0
}

func officeOf(t *testing.T, e *engine.Engine, id casework.CaseID) casework.Requester {
	t.Helper()
	return casework.Requester{Person: "bgs", Posts: []casework.Post{
		{Unit: enginetest.State(t, e, id).Parties.Office, Role: casework.PostOffice}}}
}

func TestExportVerifiesAndTamperingShows(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	id := led(t, e, policy, "dispatch", "claim", "submit")
	var out bytes.Buffer
	n, err := e.Export(t.Context(), "", time.Now().Add(time.Minute), &out)
	require.NoError(t, err)
	require.Equal(t, 5, n)
	whole := out.String()
	res, err := engine.Verify(strings.NewReader(whole))
	require.NoError(t, err)
	require.Empty(t, res.Faults)
	require.Equal(t, 1, res.Cases)

	lines := strings.SplitAfter(strings.TrimSpace(whole), "\n")
	for name, tampered := range map[string]string{
		"a changed word":   strings.Replace(whole, "已按要求", "未按要求", 1),
		"a missing middle": strings.Join(append(lines[:2:2], lines[3:]...), ""),
		"another case":     strings.Replace(whole, `"case":"`+string(id), `"case":"other`, 1),
		"two swapped":      lines[0] + lines[2] + lines[1] + lines[3] + lines[4],
	} {
		res, err := engine.Verify(strings.NewReader(tampered))
		require.NoError(t, err, name)
		require.NotEmpty(t, res.Faults, name)
	}
	cut, err := engine.Verify(strings.NewReader(strings.Join(lines[:4], "")))
	require.NoError(t, err)
	require.Empty(t, cut.Faults, "a chain cannot know that its newest entry is gone …")
	require.NotEqual(t, res.Fingerprint, cut.Fingerprint, "… the fingerprint does")
	_, err = engine.Verify(strings.NewReader("no export"))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

// A case whose opening fails is named and tried again; the others are started.
func TestAnOpeningThatFails(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	plan := enginetest.Prefix()
	good := caseworktest.Opening(calendar.NewDate(2026, time.December, 31), caseworktest.County)
	good.Plan = plan
	bad := *good
	bad.Tasks = nil
	rows := schema.PlanRows{Plan: schema.Plan{ID: plan, Title: plan}, Starts: []schema.CaseStart{
		{Case: casework.CaseID(plan + "-001"), Opening: *good, Policy: policy.Ref(), Created: time.Now()},
		{Case: casework.CaseID(plan + "-002"), Opening: bad, Policy: policy.Ref(), Created: time.Now()}}}
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), rows))
	for range 2 {
		_, err := e.StartPending(t.Context(), plan, nil)
		var failed *casework.Error
		require.ErrorAs(t, err, &failed)
		require.Equal(t, "refused.not_opened", failed.Key)
		require.Equal(t, []string{plan + "-002"}, failed.Args)
		pending, err := e.Ledger.PendingStarts(t.Context(), plan)
		require.NoError(t, err)
		require.Len(t, pending, 1)
	}
	require.Equal(t, casework.StepID("dispatch"), enginetest.State(t, e, casework.CaseID(plan+"-001")).Task(1).Step)
}

func TestChangedFileChangesWhatTheRulesAllow(t *testing.T) {
	t.Parallel()
	cfg := enginetest.Config(t)
	e := enginetest.Open(t, cfg)
	enginetest.Work(t, e)
	o := engine.ImportOptions{Plan: enginetest.Prefix(), CreateUnits: true}
	due := calendar.DateOf(time.Now(), time.UTC).AddDays(100)
	file := &ledgerfile.Plan{Title: "台账", Year: 2026}
	for _, no := range []string{"1", "2"} {
		share := ledgerfile.Share{Unit: "原州区", Deadline: calendar.Deadline{Kind: calendar.ByDate, Date: due}}
		file.Measures = append(file.Measures, ledgerfile.Measure{No: no, Text: "措施" + no, ProblemNo: "1", Problem: "问题",
			Class: "类", LeadUnit: "市农业农村局", Deadline: share.Deadline, Shares: []ledgerfile.Share{share}})
	}
	_, err := e.ImportPlan(t.Context(), file, "v1", engine.ImportOptions{Plan: o.Plan}, nil)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "unknown units are named, not created")
	require.ErrorContains(t, err, "原州区")
	_, err = e.ImportPlan(t.Context(), file, "v1", o, nil)
	require.NoError(t, err)
	first, second := casework.CaseID(o.Plan+"-001"), casework.CaseID(o.Plan+"-002")
	_, err = e.Act(t.Context(), first, caseworktest.Command("d", casework.CommandDispatch, officeOf(t, e, first)))
	require.NoError(t, err)

	later := due.AddDays(10)
	for i := range file.Measures {
		file.Measures[i].Text += "（修订）"
		file.Measures[i].Shares[0].Deadline.Date = later
	}
	o.By = casework.Requester{Person: "reporter", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostReporter}}}
	_, err = e.EnterPlan(t.Context(), file, "v2", o)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), "files are an office's")
	o.By = officeOf(t, e, first)
	// An import that is cut off before its corrections: the same file is no old one.
	broken := enginetest.Open(t, cfg)
	broken.Client.Close()
	_, err = broken.EnterPlan(t.Context(), file, "v2", o)
	require.Error(t, err)
	require.Equal(t, due, enginetest.State(t, e, second).Task(1).Deadline.Date)
	res, err := e.ImportPlan(t.Context(), file, "v2", o, nil)
	require.NoError(t, err)
	require.Equal(t, engine.RowRefused, res.Rows[0].Action, "dispatched: its deadline takes an extension")
	require.Equal(t, engine.RowChanged, res.Rows[1].Action)
	require.Equal(t, due, enginetest.State(t, e, first).Task(1).Deadline.Date)
	require.Equal(t, later, enginetest.State(t, e, second).Task(1).Deadline.Date)
	view, err := e.Ledger.CaseView(t.Context(), first)
	require.NoError(t, err)
	require.Contains(t, view.Text, "修订")
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Empty(t, rec.Differences)
}

func TestFaultyFileChangesNothing(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	path := filepath.Join(t.TempDir(), "bad.xlsx")
	require.NoError(t, os.WriteFile(path, []byte("PK\x03\x04 not a workbook"), 0o600))
	_, err := e.Import(t.Context(), path, engine.ImportOptions{}, nil)
	require.Error(t, err)
	_, err = e.Import(t.Context(), filepath.Join(t.TempDir(), "missing.xlsx"), engine.ImportOptions{}, nil)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	plans, err := e.Ledger.Plans(t.Context())
	require.NoError(t, err)
	require.Empty(t, plans)
}

// led opens a case and gives it the first commands of a life.
func led(t *testing.T, e *engine.Engine, policy *casework.Policy, commands ...casework.CommandID) casework.CaseID {
	t.Helper()
	id := casework.CaseID("e-" + enginetest.Prefix())
	start(t, e, id, policy)
	for _, c := range caseworktest.Life(caseworktest.County) {
		for _, want := range commands {
			if c.ID == want {
				_, err := e.Act(t.Context(), id, caseworktest.Approve(c, enginetest.State(t, e, id)))
				require.NoError(t, err)
			}
		}
	}
	return id
}
