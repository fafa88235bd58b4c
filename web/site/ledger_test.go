package site_test

// ledger_test.go: the ledger's views, filters, saved views and workbook.

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework"
	"duban/schema"
	"duban/web/webtest"
)

// The workbook holds exactly the lines of the filter, and that it was made is on
// record.
func TestExportIsExactlyWhatIsFiltered(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	client := signedIn(t, s, "zhoushuyi")
	query := "?ended=1&unit=" + url.QueryEscape("泾源县") + "&columns=case.unit.text"
	status, header, body := get(t, client, s.URL+"/cases/export"+query)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, header.Get("Content-Disposition"), "attachment")
	book, err := excelize.OpenReader(bytes.NewReader(body))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	rows, err := book.GetRows("台账")
	require.NoError(t, err)
	require.Equal(t, []string{"编号", "内容", "单位"}, rows[0])
	lines, _, err := s.Engine.Ledger.ListCases(t.Context(), schema.Filter{Unit: "泾源县", Limit: 1000})
	require.NoError(t, err)
	require.Len(t, rows, len(lines)+1)
	for i, l := range lines {
		require.Equal(t, []string{string(l.Case), l.Text, l.UnitName}, rows[i+1])
	}
	list, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "zhoushuyi"})
	require.NoError(t, err)
	require.Equal(t, schema.AccessExported, list[0].Act)
	require.Contains(t, list[0].Detail, "unit=")
}

// Whoever sees one county alone exports one county alone, whatever the address says.
func TestExportStaysWithinSight(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	client := signedIn(t, s, "yuxiaomei")
	viewer, err := s.Engine.Viewer(t.Context(), "yuxiaomei", now())
	require.NoError(t, err)
	seen, _, err := viewer.Lines(t.Context(), schema.Filter{Limit: 1000}, "")
	require.NoError(t, err)
	all, _, err := s.Engine.Ledger.ListCases(t.Context(), schema.Filter{Limit: 1000})
	require.NoError(t, err)
	require.Less(t, len(seen), len(all))
	_, _, body := get(t, client, s.URL+"/cases/export?ended=1")
	book, err := excelize.OpenReader(bytes.NewReader(body))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	rows, err := book.GetRows("台账")
	require.NoError(t, err)
	require.Len(t, rows, len(seen)+1)
}

func TestEveryViewOfTheLedgerAnswers(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	client := signedIn(t, s, "zhoushuyi")
	for path, shows := range map[string]string{
		"/cases?sort=latest":                           "aria-sort=\"descending\"",
		"/cases?sort=case&ended=1":                     s.Plan + "-001",
		"/cases/tree?plan=" + s.Plan:                   "责任落实",
		"/cases/board":                                 "核验",
		"/cases/calendar?month=2026-10":                "2026-10",
		"/cases/timeline?plan=" + s.Plan:               "<rect class=\"bar",
		"/cases?columns=case.leader.rests&step=claim":  "现由谁办",
		"/cases?light=red&overdue=1":                   "台账",
		"/cases?person=yuxiaomei":                      "泾源县",
		"/cases?plan=" + s.Plan + "&problem=1&ended=1": s.Plan,
	} {
		status, _, body := get(t, client, s.URL+path)
		require.Equal(t, http.StatusOK, status, path)
		require.Contains(t, string(body), shows, path)
	}
	for _, path := range []string{"/cases?from=soon", "/cases/calendar?month=13", "/cases?after=x", "/cases?person=nobody"} {
		status, _, _ := get(t, client, s.URL+path)
		require.Equal(t, http.StatusUnprocessableEntity, status, path)
	}
}

// A light's list is the same however it is found: by its span of days, or by
// reading every line.
func TestALightsListMissesNothing(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	viewer, err := s.Engine.Viewer(t.Context(), "zhoushuyi", now())
	require.NoError(t, err)
	all, _, err := viewer.Lines(t.Context(), schema.Filter{Limit: 1000}, "")
	require.NoError(t, err)
	for _, light := range []casework.Light{casework.LightGreen, casework.LightBlue, casework.LightYellow, casework.LightRed} {
		var want, got []schema.Key
		for i := range all {
			if all[i].Light == light {
				want = append(want, all[i].Key())
			}
		}
		lines, _, err := viewer.Lines(t.Context(), schema.Filter{Limit: 1000}, light)
		require.NoError(t, err)
		for i := range lines {
			got = append(got, lines[i].Key())
		}
		require.Equal(t, want, got, light)
	}
}

func TestSavedViewsAreSharedWithAUnit(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	owner, colleague, stranger := signedIn(t, s, "yuxiaomei"), firstOf(t, s, "泾源县", "yuxiaomei"), signedIn(t, s, "shenrunsheng")
	keep := func(client *http.Client, name, unit string) int {
		return sent(t, client, s.URL+"/cases/views", url.Values{"name": {name}, "unit": {unit}, "at": {"/cases?overdue=1"}})
	}
	require.Equal(t, http.StatusOK, keep(owner, "本县逾期", "泾源县"))
	require.Equal(t, http.StatusOK, keep(owner, "只给自己", ""))
	require.Equal(t, http.StatusForbidden, keep(owner, "别县", "西吉县"), "no post there")
	require.Equal(t, http.StatusUnprocessableEntity, keep(owner, " ", ""))
	shown := func(client *http.Client) string {
		_, _, body := get(t, client, s.URL+"/cases")
		return string(body)
	}
	require.Contains(t, shown(owner), "只给自己")
	require.Contains(t, shown(owner), `href="/cases?overdue=1"`)
	if colleague != nil {
		require.Contains(t, shown(colleague), "本县逾期")
		require.NotContains(t, shown(colleague), "只给自己")
	}
	require.NotContains(t, shown(stranger), "本县逾期")
	views, err := s.Engine.Ledger.SavedViews(t.Context(), "yuxiaomei", nil)
	require.NoError(t, err)
	require.Len(t, views, 2)
	drop := s.URL + "/cases/views/" + itoa(int(views[0].ID)) + "/drop"
	require.Equal(t, http.StatusNotFound, sent(t, stranger, drop, nil), "nobody else's")
	require.Equal(t, http.StatusOK, sent(t, owner, drop, url.Values{"at": {"/cases"}}))
}

// firstOf gives a session of somebody else with a post in a unit, nil if there is
// nobody.
func firstOf(t *testing.T, s *webtest.Site, unit casework.UnitID, not casework.PersonID) *http.Client {
	t.Helper()
	o, err := s.Engine.Ledger.Organisation(t.Context())
	require.NoError(t, err)
	for _, h := range o.Holdings {
		if h.Unit == unit && h.Person != not {
			return signedIn(t, s, string(h.Person))
		}
	}
	return nil
}

func TestLedgerByKeyboardAndPicker(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, p.Visit("/cases"))
	require.NoError(t, p.Do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent("j"),
		chromedp.WaitVisible(`tbody tr:nth-child(2).at`, chromedp.ByQuery)))
	var second string
	require.NoError(t, p.Do(chromedp.Evaluate(`document.querySelector("tr.at [data-open]").getAttribute("href")`, &second),
		chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`.case-head`, chromedp.ByQuery)))
	at, err := p.Path()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(second, at), "%s opens %s", second, at)

	require.NoError(t, p.Visit("/cases"))
	require.NoError(t, p.Do(chromedp.SendKeys(`#unit`, "泾源", chromedp.ByQuery),
		chromedp.WaitVisible(`#units [data-unit="泾源县"]`, chromedp.ByQuery), chromedp.Click(`#units [data-unit="泾源县"]`, chromedp.ByQuery),
		chromedp.WaitVisible(`.filters a.button`, chromedp.ByQuery)))
	at, err = p.Path()
	require.NoError(t, err)
	require.Equal(t, "/cases?unit="+url.QueryEscape("泾源县"), at, "the filter stands in the address")
}
