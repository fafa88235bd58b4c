package main

// cli_test.go: the command line as people use it: its words, its tables, its
// exit codes, against the real servers.

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/workflows"
)

// system is an engine that the command line finds through the environment.
func system(t *testing.T) {
	t.Helper()
	cfg := enginetest.Config(t)
	cfg.TaskQueue = workflows.TaskQueue // what the command line starts cases on
	e := enginetest.Open(t, cfg)
	enginetest.Work(t, e)
	t.Setenv(engine.EnvDatabaseURL, cfg.DatabaseURL)
	t.Setenv(engine.EnvKeys, cfg.Keys.Text())
	t.Setenv("DUBAN_LANG", "en")
}

// duban runs a command line.
func duban(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errOut := duban(t, args...)
	require.Zero(t, code, "duban %s\n%s%s", strings.Join(args, " "), out, errOut)
	return out
}

func TestCommandLine(t *testing.T) {
	system(t)
	plan := enginetest.Prefix()
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	require.NoError(t, os.WriteFile(file, examples.Plan, 0o600))

	code, _, errOut := duban(t, "matrix")
	require.Equal(t, 6, code)
	require.Contains(t, errOut, "duban import", "an empty ledger says what to do")

	require.Contains(t, must(t, "import", file, "--plan", plan, "--dry-run"), "nothing changed")
	require.Contains(t, must(t, "import", file, "--plan", plan, "--shift", "2022-05-31=today"), "113 cases started")
	require.Contains(t, must(t, "import", file, "--plan", plan, "--shift", "2022-05-31=today"), "nothing changes")
	table := must(t, "matrix")
	require.Contains(t, table, "78.9%")
	require.Contains(t, table, "under-claiming")
	var parsed casework.Table
	require.NoError(t, json.Unmarshal([]byte(must(t, "matrix", "--plan", plan, "-o", "json")), &parsed))
	require.Len(t, parsed.Rows, 6)

	id := firstAt(t, plan, "claim")
	require.Contains(t, must(t, "case", "show", id), plan)
	require.Contains(t, must(t, "case", "history", id), "dispatched")
	require.Contains(t, must(t, "case", "history", id), "carried over")
	require.Contains(t, must(t, "policy", "show", "measure/v1"), "10wd inclusive")
	require.Contains(t, must(t, "calendar", "show", "--year", "2026"), "2026-02-15..2026-02-23")
	require.Contains(t, must(t, "reconcile"), "113 cases compared")
	export := filepath.Join(t.TempDir(), "ledger.jsonl")
	must(t, "export", "--file", export)
	require.Contains(t, must(t, "verify", export), "0 faults")
	code, _, errOut = duban(t, "export", "--file", export)
	require.Equal(t, 2, code, "an export does not write over another")
	require.Contains(t, errOut, "choose another name")
	require.Contains(t, must(t, "schedule", "preview", "0 9 20 * *"), "09:00")
	require.Contains(t, must(t, "completion", "bash"), "duban")

	bulk(t, plan)
}

// bulk gives one command to everything that a filter shows.
func bulk(t *testing.T, plan string) {
	t.Helper()
	person := reporterOf(t, "泾源县")
	code, out, errOut := duban(t, "act", "claim", "--as", person, "--plan", plan, "--unit", "泾源县", "--step", "claim")
	require.Equal(t, 3, code, "%s%s", out, errOut)
	require.Contains(t, out, "│ done")
	require.Contains(t, out, "awaits arbitration", "one was declined on paper: each row has its own result")
	require.Contains(t, out, "4 done, 1 not")
	require.Contains(t, must(t, "case", "list", "--plan", plan, "--unit", "泾源县", "--step", "check"), "Check")
	code, out, _ = duban(t, "act", "claim", "--as", person, "--plan", plan, "--unit", "西吉县", "--step", "claim")
	require.Equal(t, 3, code, "another county's tasks")
	require.Contains(t, out, "holds no post")
	require.Contains(t, must(t, "reconcile"), "0 differences")
}

func firstAt(t *testing.T, plan, step string) string {
	t.Helper()
	var lines []struct{ Case string }
	require.NoError(t, json.Unmarshal([]byte(must(t, "case", "list", "--plan", plan, "--step", step, "-o", "json")), &lines))
	require.NotEmpty(t, lines)
	return lines[0].Case
}

// reporterOf finds somebody of the example who reports for a unit.
func reporterOf(t *testing.T, unit string) string {
	t.Helper()
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	e := enginetest.Open(t, cfg)
	rows, _, err := e.Ledger.LoadPlan(t.Context(), "")
	require.NoError(t, err)
	for _, p := range rows.Posts {
		if p.Unit == casework.UnitID(unit) && p.Role == casework.PostReporter {
			return string(p.Person)
		}
	}
	require.Fail(t, "no reporter", unit)
	return ""
}

// What goes wrong says what, why and what to do, and how to a shell.
func TestExitCodes(t *testing.T) {
	system(t)
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "duban --help", []string{"nonsense"}},
		{2, "see duban matrix --help", []string{"matrix", "--nonsense"}},
		{2, "table or json", []string{"matrix", "-o", "xml"}},
		{2, "cannot be read", []string{"import", "missing.xlsx"}},
		{2, "restricts both", []string{"schedule", "preview", "0 9 1 * 1"}},
		{2, "no length of time", []string{"schedule", "set", "clock", "--every", "often"}},
		{2, "only the clock", []string{"schedule", "set", "monthly_check", "--every", "1h"}},
		{2, "unknown field", []string{"schedule", "set", "clock", "--args", `{"often": true}`}},
		{4, "who does this", []string{"schedule", "trigger", "obligations"}},
		{6, "there is no schedule x", []string{"schedule", "preview", "x"}},
		{6, "no person", []string{"schedule", "pause", "clock", "--as", "nobody"}},
		{2, "needs a filter", []string{"act", "claim", "--as", "x"}},
		{4, "who does this", []string{"act", "x-001", "claim"}},
		{6, "no case", []string{"case", "show", "x-001"}},
		{6, "no person", []string{"act", "x-001", "claim", "--as", "nobody"}},
	} {
		code, out, errOut := duban(t, c.args...)
		require.Equal(t, c.code, code, "%v\n%s%s", c.args, out, errOut)
		require.Contains(t, errOut, c.want, "%v", c.args)
	}
	code, out, _ := duban(t, "case", "show", "x-001", "-o", "json")
	require.Equal(t, 6, code)
	require.Contains(t, out, `"code": "not_found"`)
}

func TestNoServer(t *testing.T) {
	t.Setenv(engine.EnvDatabaseURL, "")
	t.Setenv(engine.EnvFolder, "")
	t.Chdir(t.TempDir())
	t.Setenv("DUBAN_LANG", "zh")
	code, _, errOut := duban(t, "matrix")
	require.Equal(t, 8, code)
	require.Contains(t, errOut, "make demo")
}
