package main

// remote_test.go: the command line through a server's API.

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/web/api"
	"duban/web/limit"
)

// served starts an API over the engine that the environment names.
func served(t *testing.T) (url string, e *engine.Engine) {
	t.Helper()
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	e = enginetest.Open(t, cfg)
	a, err := api.New(api.Options{Engine: e, Log: slog.New(slog.DiscardHandler), Limits: limit.Rate{PerSecond: 1000, AtOnce: 1000}})
	require.NoError(t, err)
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return server.URL, e
}

func TestCommandLineThroughAServer(t *testing.T) {
	system(t)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	plan := enginetest.Prefix()
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	require.NoError(t, os.WriteFile(file, examples.Plan, 0o600))
	must(t, "import", file, "--plan", plan, "--shift", "2022-05-31=today")
	url, e := served(t)
	require.NoError(t, e.OpenDemoAccounts(t.Context(), "a sentence for tests", time.Now()))

	var made struct {
		ID    int64  `json:"id"`
		Token string `json:"token"`
	}
	require.NoError(t, json.Unmarshal([]byte(must(t, "token", "make", "yuxiaomei", "--name", "t", "--scope", "act", "-o", "json")), &made))
	local := must(t, "matrix", "--plan", plan)
	id := firstAt(t, plan, "claim")

	code, _, errOut := duban(t, "matrix", "--server", url)
	require.Equal(t, 4, code, errOut)
	require.Contains(t, errOut, "duban login")
	t.Setenv(envToken, made.Token)
	require.Contains(t, must(t, "login", "--server", url), "yuxiaomei")
	t.Setenv(envToken, "")
	// Nothing but the server is left to ask.
	t.Setenv(engine.EnvDatabaseURL, "")
	t.Setenv("DUBAN_SERVER", url)

	require.Contains(t, must(t, "matrix", "--plan", plan), "泾源县")
	require.NotEqual(t, local, must(t, "matrix", "--plan", plan), "as far as the person sees")
	require.Contains(t, must(t, "case", "list", "--step", "claim"), "泾源县")
	require.NotContains(t, must(t, "case", "list"), "西吉县")
	require.Contains(t, must(t, "people", "desk"), plan)
	own := firstOf(t)
	require.Contains(t, must(t, "case", "show", own), own)
	require.Contains(t, must(t, "case", "history", own), "opened")
	require.Contains(t, must(t, "case", "explain", own), "due")
	require.Contains(t, must(t, "act", own, "claim", "--task", "泾源县", "--id", "k1"), "in the ledger")
	require.Contains(t, must(t, "act", own, "claim", "--task", "泾源县", "--id", "k1"), "in the ledger", "repeated, it took effect once")
	code, _, errOut = duban(t, "act", own, "claim", "--task", "泾源县")
	require.Equal(t, 3, code, errOut)
	code, _, errOut = duban(t, "act", own, "dispatch")
	require.NotZero(t, code, errOut)
	code, out, _ := duban(t, "act", "progress", "--text", "已安排", "--unit", "泾源县", "--step", "rectify")
	require.Zero(t, code, out)
	code, _, errOut = duban(t, "case", "show", "no-such-case")
	require.Equal(t, 6, code, errOut)
	code, _, errOut = duban(t, "reconcile")
	require.Equal(t, 2, code, "what does not go through a server is not asked of another system")
	require.Contains(t, errOut, "reconcile")

	require.NoError(t, e.RevokeToken(t.Context(), "", made.ID, "", time.Now()))
	code, _, errOut = duban(t, "matrix", "--plan", plan)
	require.Equal(t, 4, code, errOut)
	require.Contains(t, must(t, "logout"), "logged out")
	code, _, errOut = duban(t, "case", "show", id)
	require.Equal(t, 4, code, errOut)
	t.Setenv("DUBAN_SERVER", "http://127.0.0.1:1")
	t.Setenv(envToken, "x")
	code, _, errOut = duban(t, "case", "show", id)
	require.Equal(t, exitCodes[casework.CodeUnavailable], code, errOut)
}

// firstOf gives the first case that waits for a claim, as the person of the token sees it.
func firstOf(t *testing.T) string {
	t.Helper()
	var lines []engine.Line
	require.NoError(t, json.Unmarshal([]byte(must(t, "case", "list", "--step", "claim", "--limit", "1", "-o", "json")), &lines))
	require.NotEmpty(t, lines)
	return string(lines[0].Case)
}
