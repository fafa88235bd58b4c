package wording

// wording_test.go: sentences with their arguments.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlagsAreForTheCommandLineAlone(t *testing.T) {
	t.Parallel()
	require.Equal(t, "请写明理由", Text(Chinese, "invalid.reason_missing"))
	require.Equal(t, "请写明理由（--reason）", Hinted(Chinese, "invalid.reason_missing"))
	require.Equal(t, "a date is required (--date, such as 2026-06-30)", Hinted(English, "invalid.date_missing"))
	require.Equal(t, Text(English, "stale.state", "1", "2"), Hinted(English, "stale.state", "1", "2"), "nothing to hint at")
}

// What the rules refuse is shown by pages too: none of it speaks of flags.
func TestRefusalsNameNoFlags(t *testing.T) {
	t.Parallel()
	for _, key := range Keys() {
		if strings.HasPrefix(key, "refused.") || strings.HasPrefix(key, "forbidden.") || strings.HasPrefix(key, "stale.") {
			m, _ := Lookup(key)
			require.NotContains(t, m.Zh, "--", key)
			require.NotContains(t, m.En, "--", key)
		}
	}
}

func TestArgumentsAreFilledIn(t *testing.T) {
	t.Parallel()
	require.Equal(t, "case c has no task 7", Text(English, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 7", Text(Chinese, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 填报人", Text(Chinese, "notfound.task", Word("post.reporter"), "c"), "a word of the catalogue")
	require.Equal(t, "case c has no task {no.such}", Text(English, "notfound.task", Word("no.such"), "c"))
	require.Equal(t, "no.such: a, b", Text(English, "no.such", "a", "b"), "a missing sentence is seen")
}
