package main

// round_test.go: a month as an office handles it on the command line.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/engine/enginetest"
	"duban/examples"
)

func TestMonthOnTheCommandLine(t *testing.T) {
	system(t)
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	require.NoError(t, os.WriteFile(file, examples.Plan, 0o600))
	must(t, "import", file, "--plan", enginetest.Prefix())

	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	first := time.Now().In(zone)
	first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, zone)
	month, next := first.Format("2006-01"), first.AddDate(0, 1, 0).Format("2006-01")
	code, _, errOut := duban(t, "round", "open", month)
	require.Equal(t, 4, code, errOut)
	code, _, errOut = duban(t, "round", "open", month, "--as", "fenglicheng")
	require.Equal(t, 4, code, "an inspector opens no round: %s", errOut)
	code, _, errOut = duban(t, "round", "open", next, "--as", "zhoushuyi")
	require.Equal(t, 3, code, errOut)
	require.Contains(t, errOut, "has not begun")
	require.Contains(t, must(t, "round", "open", month, "--as", "zhoushuyi"), "is open")
	require.NotContains(t, must(t, "round", "list"), "though the month is over")

	all, county := must(t, "round", "owing", month, "--all"), must(t, "round", "owing", month, "--all", "--unit", "西吉县")
	require.Contains(t, all, "泾源县")
	require.Contains(t, county, "西吉县")
	require.NotContains(t, county, "泾源县")
	code, _, errOut = duban(t, "round", "owing", month, "--unit", "nowhere")
	require.Equal(t, 6, code, errOut)

	require.Contains(t, must(t, "round", "agenda", month, "analysis"), "visit (done/owed)")
	require.Contains(t, must(t, "round", "agenda", month, "review"), "the list as of")
	require.Contains(t, must(t, "round", "agenda", month, "dispatch", "-o", "json"), `"step": "dispatch"`)
	code, _, errOut = duban(t, "round", "agenda", month, "search")
	require.Equal(t, 2, code, errOut)

	code, _, errOut = duban(t, "round", "minutes", month, "dispatch", "--as", "zhoushuyi", "--text", "调度支付", "--decision", "加快支付")
	require.Equal(t, 2, code, errOut)
	require.NotContains(t, must(t, "round", "show", month), "调度支付", "minutes without a unit for their decision are not entered")
	minutes := []string{"round", "minutes", month, "dispatch", "--as", "zhoushuyi", "--text", "调度支付", "--decision", "加快支付", "--lead", "原州区"}
	require.Contains(t, must(t, minutes...), "1 matter given out")
	shown := must(t, "round", "show", month)
	require.Contains(t, shown, "dispatch: 调度支付")
	require.Equal(t, 1, strings.Count(shown, "加快支付"))

	_, _, errOut = duban(t, "schedule", "preview", "0 9 31 * *")
	require.Contains(t, errOut, "no day 31")
	require.Contains(t, must(t, "schedule", "preview", "0 9 1 1 *", "-n", "20"), "provisional")
}
