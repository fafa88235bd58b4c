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
	store(t)
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
	require.Contains(t, must(t, "inspection", "teams", id, "--history"), "zhenghuaiyuan,fenglicheng")
	require.Contains(t, must(t, "inspection", "sample", id, "--lang", "zh"), "原州区 · 在办 · ")
	require.Contains(t, must(t, "inspection", "sample", id), "原州区 · open · ")
	require.NotContains(t, must(t, "inspection", "sample", id), "calm")
	must(t, "inspection", "record", id, one, "--as", inspector, "--verdict", "partly", "--text", "部分属实")
	must(t, "inspection", "finding", id, one, "--as", inspector, "--text", "台账与现场不符", "--severity", "grave")
	require.Regexp(t, `F-\w+ . 原州区 . case +. grave +.*台账与现场不符`, must(t, "inspection", "show", id))
	for _, c := range cases {
		out := must(t, "inspection", "record", id, string(c.Case), "--as", inspector, "--verdict", "confirmed", "--text", "属实", "--evidence", file)
		require.Contains(t, out, "confirmed")
	}
	require.Eventually(t, func() bool {
		code, out, _ := duban(t, "inspection", "report", id)
		return code == 0 && strings.Contains(out, "total")
	}, 30*time.Second, 50*time.Millisecond)
	require.Contains(t, must(t, "inspection", "sample", id), "confirmed")
	require.Contains(t, must(t, "inspection", "report", id), "台账与现场不符")
	code, _, errOut = duban(t, "inspection", "cancel", id, "--as", office, "--reason", "x")
	require.Equal(t, 3, code, "it has closed: %s", errOut)

	id = "S-" + enginetest.Prefix()
	must(t, "inspection", "open", "--special", "重复督查", "--id", id, "--unit", "西吉县", "--as", office)
	code, _, errOut = duban(t, "inspection", "cancel", id, "--as", inspector, "--reason", "x")
	require.Equal(t, 4, code, errOut)
	require.Contains(t, must(t, "inspection", "cancel", id, "--as", office, "--reason", "与巡察重复"), "called off")
	require.Contains(t, must(t, "inspection", "show", id), "called off by zhoushuyi")

	must(t, "directive", "give", "核实供水投诉", "--as", office, "--lead", "原州区")
	all := must(t, "directive", "list")
	require.Contains(t, all, "核实供水投诉")
	require.Contains(t, all, "安全饮水", "what an inspection found is given out too")
	only := must(t, "directive", "list", "--source", "inspection")
	require.NotContains(t, only, "核实供水投诉")
	require.NotContains(t, must(t, "directive", "list", "--refused"), "核实")
	code, _, errOut = duban(t, "directive", "list", "--ref", "x")
	require.Equal(t, 2, code, errOut)
}
