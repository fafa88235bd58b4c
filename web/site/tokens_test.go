package site_test

// tokens_test.go: tokens and receivers, made by people on pages, used by programs.

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/schema"
	"duban/web/webtest"
)

// me asks the API who a token stands for.
func me(t *testing.T, s *webtest.Site, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/v1/me", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestATokenIsMadeShownOnceAndRevoked(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, p.Visit("/account"))
	require.NoError(t, p.Do(chromedp.Click(`a[href="/account/tokens"]`), chromedp.WaitVisible(`input[name=name]`),
		chromedp.SetValue(`input[name=name]`, "月报取数"), chromedp.Submit(`input[name=name]`), chromedp.WaitVisible(`.secret-text`)))
	token, err := p.Text(".secret-text")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, me(t, s, token))
	require.NoError(t, p.Visit("/account/tokens"))
	text, err := p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "月报取数")
	require.NotContains(t, text, token, "shown once")
	require.NoError(t, p.Do(chromedp.Click(`form[action$="/revoke"] button`), chromedp.WaitVisible(`#messages .notice`)))
	require.Equal(t, http.StatusUnauthorized, me(t, s, token))
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yuxiaomei"})
	require.NoError(t, err)
	acts := map[schema.AccessAct]int{}
	for _, l := range lines {
		acts[l.Act]++
		require.NotContains(t, l.Detail, token)
	}
	require.Equal(t, 1, acts[schema.AccessTokenMade])
	require.Equal(t, 1, acts[schema.AccessTokenRevoked])
}

func TestAnOfficeEntersAReceiver(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, p.Visit("/webhooks"))
	require.NoError(t, p.Do(chromedp.WaitVisible(`.hook-form`), chromedp.SetValue(`input[name=title]`, "市监测平台"),
		chromedp.SetValue(`input[name=url]`, "http://10.0.0.1/in"), chromedp.Evaluate(`document.querySelector("input[name=slip][value=supervision]").checked = true`, nil), chromedp.Submit(`input[name=url]`), chromedp.WaitVisible(`.notice.bad`)))
	text, err := p.Text(".notice.bad")
	require.NoError(t, err)
	require.Contains(t, text, "https://")
	require.NoError(t, p.Do(chromedp.SetValue(`input[name=url]`, "https://example.org/in"), chromedp.Submit(`input[name=url]`), chromedp.WaitVisible(`.secret-text`)))
	list, err := s.Engine.Ledger.Webhooks(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "市监测平台", list[0].Title, "what was typed is kept when it is refused")
	require.Equal(t, []string{"supervision"}, list[0].Slips)
	said, err := p.Text("table.list tbody")
	require.NoError(t, err)
	require.Contains(t, said, "督办通知单")
	require.NoError(t, p.Do(chromedp.Click(`a[href="/webhooks/1"]`), chromedp.WaitVisible(`.empty`)))

	reporter := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, reporter.Visit("/webhooks"))
	text, err = reporter.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "不能管理事件推送")
}

func TestTheAPIIsDescribedWithoutForeignScripts(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := s.Visitor(t, webtest.Desk)
	require.NoError(t, p.Visit("/api#schema-Problem"))
	var open bool
	require.NoError(t, p.Do(chromedp.WaitVisible(`#schema-Problem .list`), chromedp.Evaluate(`document.querySelector("#schema-Problem").open`, &open)))
	require.True(t, open)
	var foreign int
	require.NoError(t, p.Do(chromedp.Evaluate(`performance.getEntriesByType("resource").filter(r => !r.name.startsWith(location.origin)).length`, &foreign)))
	require.Zero(t, foreign)
	text, err := p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "/api/v1/cases/{case}/acts")
}
