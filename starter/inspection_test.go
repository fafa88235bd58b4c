package main

// inspection_test.go: inspections by command line, on the example ledger.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework/inspection"
	"duban/engine/enginetest"
	"duban/examples"
)

func TestInspectionCommands(t *testing.T) {
	system(t)
	plan := enginetest.Prefix()
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	require.NoError(t, os.WriteFile(file, examples.Plan, 0o600))
	must(t, "import", file, "--plan", plan, "--shift", "2022-05-31=today")
	const office, inspector = "zhoushuyi", "fenglicheng"

	code, _, errOut := duban(t, "inspection", "open", "--as", office)
	require.Equal(t, 2, code)
	require.Contains(t, errOut, "say which kind")
	code, _, errOut = duban(t, "inspection", "open", "--special", "x", "--stage", "moon", "--as", office)
	require.Equal(t, 2, code, errOut)
	code, _, errOut = duban(t, "inspection", "open", "--special", "x", "--as", inspector)
	require.Equal(t, 4, code, errOut)
	code, _, errOut = duban(t, "inspection", "open", "--special", "x", "--unit", "nowhere", "--as", office)
	require.Equal(t, 6, code, errOut)

	id := "S-" + enginetest.Prefix()
	out := must(t, "inspection", "open", "--special", "安全饮水", "--id", id, "--unit", "原州区", "--stage", "open", "--plan", plan, "--as", office)
	require.Contains(t, out, id)
	require.Contains(t, out, inspector, "the example's only inspector")
	require.Contains(t, must(t, "inspection", "list"), "安全饮水")
	var cases []inspection.Entry
	require.Eventually(t, func() bool {
		cases = nil
		return json.Unmarshal([]byte(must(t, "inspection", "sample", id, "-o", "json")), &cases) == nil && len(cases) > 0
	}, 30*time.Second, 50*time.Millisecond)
	require.Contains(t, must(t, "inspection", "show", id), "seed ")

	code, _, errOut = duban(t, "inspection", "teams", id, "--set", "原州区=fenglicheng,maxiuying", "--as", office)
	require.Equal(t, 4, code, "maxiuying is no inspector")
	require.Contains(t, errOut, "no inspector's post")
	require.Contains(t, must(t, "inspection", "teams", id, "--set", "原州区=zhenghuaiyuan,fenglicheng", "--as", office), "zhenghuaiyuan")

	one := string(cases[0].Case)
	code, _, errOut = duban(t, "inspection", "record", id, one, "--as", "maxiuying", "--verdict", "confirmed", "--text", "x")
	require.Equal(t, 4, code, errOut)
	code, _, errOut = duban(t, "inspection", "record", id, one, "--as", inspector, "--verdict", "fine", "--text", "x")
	require.Equal(t, 2, code, errOut)
	code, _, errOut = duban(t, "inspection", "finding", id, one, "--as", inspector, "--text", "x", "--reopen")
	require.Equal(t, 6, code, "nothing recorded: %s", errOut)
	code, _, errOut = duban(t, "inspection", "report", id)
	require.Equal(t, 6, code, errOut)
	for _, c := range cases {
		out := must(t, "inspection", "record", id, string(c.Case), "--as", inspector, "--verdict", "confirmed", "--text", "属实", "--evidence", file)
		require.Contains(t, out, "confirmed")
	}
	require.Eventually(t, func() bool {
		code, out, _ := duban(t, "inspection", "report", id)
		return code == 0 && strings.Contains(out, "total")
	}, 30*time.Second, 50*time.Millisecond)
	require.Contains(t, must(t, "inspection", "sample", id), "confirmed")
}
