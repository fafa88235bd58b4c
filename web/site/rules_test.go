package site_test

// rules_test.go: the rules in the browser: what is in force, what a change would
// have meant, and who may put one in force.

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/web/webtest"
)

func TestRulesAreShownAndSimulated(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, p.Visit("/rules/policies/measure/1"))
	text, err := p.Text("main")
	require.NoError(t, err)
	for _, want := range []string{"督办阶梯", "到期前 10 个工作日", "逾期第 30 个工作日", "问责建议", "5 个工作日", "任务的时限"} {
		require.Contains(t, text, want)
	}
	require.NoError(t, p.Visit("/rules/calendar?year=2026"))
	var marked []string
	require.NoError(t, p.Do(chromedp.Evaluate(`[...document.querySelectorAll(".months .off, .months .makeup")].map(d => d.className + d.textContent)`, &marked)))
	require.Contains(t, marked, "makeup10班", "10 October is worked")
	require.NoError(t, p.Visit("/rules/calendar?year=2031"))
	text, err = p.Text(".notice.warn")
	require.NoError(t, err)
	require.Contains(t, text, "2031")

	require.NoError(t, p.Visit("/rules/simulate"))
	require.NoError(t, p.Do(
		chromedp.Evaluate(`{const d = document.querySelector("textarea[name=document]"); d.value = d.value.replace("at: 1\n", "at: 2\n").replace("limit: 5wd", "limit: 2wd")}`, nil),
		chromedp.Submit(`textarea[name=document]`), chromedp.WaitVisible(`.tiles.compare`)))
	text, err = p.Text("main")
	require.NoError(t, err)
	for _, want := range []string{"重算 113 件", "各级发单", "督办层级“催办单”", "逾期第 1 个工作日", "逾期第 2 个工作日"} {
		require.Contains(t, text, want)
	}
	require.NoError(t, p.Visit("/rules/simulate"))
	require.NoError(t, p.Do(chromedp.SetValue(`textarea[name=document]`, "kind: measure\nladdr: []"), chromedp.Submit(`textarea[name=document]`), chromedp.WaitVisible(`.notice.bad`)))
	text, err = p.Text(".notice.bad")
	require.NoError(t, err)
	require.Contains(t, text, "laddr", "the fault is named")
	var kept string
	require.NoError(t, p.Do(chromedp.Value(`textarea[name=document]`, &kept)))
	require.Contains(t, kept, "laddr", "what was typed is kept")
}

func TestOnlyWhoMayLoadsAndPauses(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	_, err := s.Engine.ApplySchedules(t.Context())
	require.NoError(t, err)
	p := s.As(t, "zhoushuyi", webtest.Phone)
	require.NoError(t, p.Visit("/rules/schedules"))
	var dates int
	var wide bool
	require.NoError(t, p.Do(chromedp.Evaluate(`document.querySelectorAll("#monthly_check .firings li").length`, &dates),
		chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide)))
	require.Equal(t, 10, dates)
	require.False(t, wide, "nothing sticks out of a phone")
	require.NoError(t, p.Do(chromedp.Click(`#obligations details summary`), chromedp.WaitVisible(`#obligations input[name=note]`),
		chromedp.SetValue(`#obligations input[name=note]`, "系统检修"), chromedp.Submit(`#obligations input[name=note]`), chromedp.WaitVisible(`#obligations .notice.warn`)))
	row, err := s.Engine.Ledger.Schedule(t.Context(), "obligations")
	require.NoError(t, err)
	require.True(t, row.Paused)
	require.Equal(t, "系统检修", row.Note)
	require.NoError(t, p.Do(chromedp.Click(`#obligations form[action$="/resume"] button`),
		chromedp.WaitVisible(`#obligations form[action$="/pause"]`))) // of the page that answers
	row, err = s.Engine.Ledger.Schedule(t.Context(), "obligations")
	require.NoError(t, err)
	require.False(t, row.Paused)

	county := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, county.Visit("/rules/schedules"))
	var forms, closed int
	require.NoError(t, county.Do(chromedp.Evaluate(`document.querySelectorAll("main form").length`, &forms),
		chromedp.Evaluate(`document.querySelectorAll('.tabs a[href="/rules/simulate"]').length`, &closed)))
	require.Zero(t, forms)
	require.Zero(t, closed, "no tab leads to a refusal")
	for _, path := range []string{"/rules/policies", "/rules/calendar", "/rules/simulate", "/rules/schedules/obligations/pause"} {
		var status int
		require.NoError(t, county.Do(chromedp.Evaluate(`fetch("`+path+`", {method: "POST", body: new URLSearchParams({note: "x", document: "x", months: "3"})}).then(r => r.status)`, &status, awaited)))
		require.Equal(t, 403, status, path)
	}
	row, err = s.Engine.Ledger.Schedule(t.Context(), "obligations")
	require.NoError(t, err)
	require.False(t, row.Paused)
	newest, err := s.Engine.Rules.Newest(t.Context(), casework.KindMeasure)
	require.NoError(t, err)
	require.Equal(t, 1, newest.Version)
}
