package main

// taking_back_test.go: what was entered by mistake, taken back on the command line.

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework/calendar"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/examples/city"
	"duban/ledgerfile"
)

func TestTakingBackOnTheCommandLine(t *testing.T) {
	system(t)
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		return path
	}
	must(t, "import", file("plan.xlsx", examples.Plan), "--plan", enginetest.Prefix())
	standards := filepath.Join(folder, "standards.xlsx")
	require.NoError(t, ledgerfile.WriteStandards(standards, city.Standards()))
	sweep := "DPC" + enginetest.Prefix()
	must(t, "sweep", "open", sweep, standards, "--due", "2099-12-31", "--as", "zhoushuyi")
	code, _, errOut := duban(t, "sweep", "withdraw", sweep, "--as", "zhoushuyi")
	require.Equal(t, 2, code, "not without a reason: %s", errOut)
	code, _, errOut = duban(t, "sweep", "withdraw", sweep, "--reason", "开错了", "--as", "suchenglin")
	require.Equal(t, 4, code, errOut)
	require.Contains(t, must(t, "sweep", "withdraw", sweep, "--reason", "开错了", "--as", "zhoushuyi"), "is withdrawn")
	require.Contains(t, must(t, "sweep", "owing", sweep), "withdrawn")
	require.NotContains(t, must(t, "sweep", "owing", sweep), "7.1", "nobody owes anything in it")
	code, _, errOut = duban(t, "sweep", "answer", sweep, "7.1", "--unit", "西吉县", "--as", "suchenglin")
	require.Equal(t, 3, code, errOut)

	list := city.TaskList()
	list.Code, list.Measures = enginetest.Prefix(), list.Measures[:1]
	tasks := filepath.Join(folder, "tasks.xlsx")
	require.NoError(t, ledgerfile.Write(tasks, list))
	must(t, "import", tasks)
	require.Contains(t, must(t, "tasklist", "withdraw", list.Code, "--reason", "导错了", "--as", "zhoushuyi"), "is withdrawn")
	require.Contains(t, must(t, "tasklist", "show", list.Code), "ended")

	var loans bytes.Buffer
	require.NoError(t, ledgerfile.WriteObligationsTo(&loans, "到期还款", []ledgerfile.ObligationRow{{No: "XD-2021-0009", Kind: "loan", Title: "小额信贷", Unit: "西吉县",
		Amount: 5_000_000, Due: calendar.NewDate(2026, time.January, 5)}}))
	must(t, "obligation", "import", file("loans.xlsx", loans.Bytes()), "--as", "zhoushuyi")
	require.Contains(t, must(t, "obligation", "list", "--open", "-o", "json"), "XD-2021-0009")
	must(t, "obligation", "settle", "XD-2021-0009", "--as", "zhoushuyi")
	require.NotContains(t, must(t, "obligation", "list", "--open", "-o", "json"), "XD-2021-0009")
	require.Contains(t, must(t, "obligation", "take-back", "XD-2021-0009", "--reason", "登记错了", "--as", "zhoushuyi"), "open again")
	require.Contains(t, must(t, "obligation", "list", "--open", "-o", "json"), "XD-2021-0009")
	code, _, errOut = duban(t, "obligation", "take-back", "XD-2021-0009", "--reason", "再来", "--as", "zhoushuyi")
	require.Equal(t, 3, code, errOut)
}
