package site_test

// live_test.go: pages that follow the ledger take nothing away from other pages.

import (
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Ten cases opened behind a list are more than the six connections of a browser.
func TestTabsThatNobodySeesHoldNoLine(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	h := session(t, s, "yuxiaomei")
	h.follows()
	for range 8 {
		tab, err := h.Behind("/cases/" + string(s.Case(1)))
		require.NoError(t, err)
		t.Cleanup(tab.Close)
		var hidden bool
		require.NoError(t, tab.Do(chromedp.WaitReady("#bell"), chromedp.Evaluate(`document.hidden`, &hidden)))
		require.True(t, hidden)
	}
	var status int
	require.NoError(t, h.Do(chromedp.Evaluate(`fetch("/work", {signal: AbortSignal.timeout(10000)}).then((r) => r.status, () => 0)`, &status,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
	require.Equal(t, 200, status)
}
