package site_test

// work_give_test.go: an office gives out many matters at once.

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/webtest"
)

func TestManyMattersAreGivenOut(t *testing.T) {
	t.Parallel()
	s := withOffice(t)
	plan := enginetest.Prefix()
	file, err := ledgerfile.Read("../../examples/messy.xlsx", ledgerfile.Options{})
	require.NoError(t, err)
	for i := range file.Measures { // nothing happened on paper yet
		for j := range file.Measures[i].Shares {
			share := &file.Measures[i].Shares[j]
			*share = ledgerfile.Share{Unit: share.Unit, Co: share.Co, Person: share.Person, Deadline: share.Deadline}
		}
	}
	_, err = s.Engine.ImportPlan(t.Context(), file, "test", engine.ImportOptions{Plan: plan, CreateUnits: true}, nil)
	require.NoError(t, err)
	lines, _, err := s.Engine.Ledger.ListCases(t.Context(), schema.Filter{Plan: plan, Step: "dispatch", Limit: 1000})
	require.NoError(t, err)
	require.Greater(t, len(lines), 9, "several shares of one matter among them")
	require.NoError(t, s.Engine.OpenDemoAccounts(t.Context(), webtest.Password, time.Now()))

	p := s.As(t, "clerk", webtest.Phone)
	require.NoError(t, p.Visit("/work?act=dispatch"))
	require.NoError(t, p.Do(
		chromedp.WaitVisible(`#tick-all`, chromedp.ByQuery), chromedp.Click(`#tick-all`, chromedp.ByQuery),
		chromedp.WaitVisible(`.bulk button[value=dispatch]`, chromedp.ByQuery), chromedp.Click(`.bulk button[value=dispatch]`, chromedp.ByQuery),
		chromedp.Poll(`document.querySelectorAll(".worklist .result .ok").length === document.querySelectorAll(".worklist > li").length`, nil),
	))
	for _, l := range lines {
		events, err := s.Engine.Ledger.Events(t.Context(), l.Case)
		require.NoError(t, err)
		given := 0
		for _, e := range events {
			if e.Type == casework.EventDispatched {
				given++
			}
		}
		require.Equal(t, 1, given, "%s is given out once, however many shares it has", l.Case)
	}
}
