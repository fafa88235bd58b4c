package site_test

// obligations_test.go: obligations from a workbook to the case of one that was
// missed; who may enter, change and settle them.

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/webtest"
)

// loansOf writes a workbook of loans: one overdue, one maturing, one far away.
func loansOf(t *testing.T, prefix string, units ...casework.UnitID) []byte {
	t.Helper()
	var rows []ledgerfile.ObligationRow
	today := calendar.DateOf(time.Now(), mustZone(t))
	for i, days := range []int{-20, 5, 200} {
		rows = append(rows, ledgerfile.ObligationRow{No: fmt.Sprint(prefix, "-", i+1), Kind: "loan", Title: "脱贫人口小额信贷", Unit: string(units[i%len(units)]),
			Amount: obligation.Amount(5_000_000), Due: today.AddDays(days)})
	}
	var out bytes.Buffer
	require.NoError(t, ledgerfile.WriteObligationsTo(&out, "到期还款", rows))
	return out.Bytes()
}

func TestObligationsFromAWorkbookToACase(t *testing.T) {
	t.Parallel()
	c, prefix := withCounties(t), enginetest.Prefix()
	file := filepath.Join(t.TempDir(), "到期还款.xlsx")
	require.NoError(t, os.WriteFile(file, loansOf(t, prefix, c.a), 0o600))
	p := c.As(t, "clerk", webtest.Desk)
	require.NoError(t, p.Visit("/imports"))
	require.NoError(t, p.Do(chromedp.SetUploadFiles(`input[type=file]`, []string{file}, chromedp.ByQuery), tap(`form[action="/imports"] button`),
		chromedp.WaitVisible(`form[action$="/apply"] button`, chromedp.ByQuery)))
	text, err := p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "新增 3")
	require.Contains(t, text, prefix+"-2", "row by row")
	require.NoError(t, p.Do(tap(`form[action$="/apply"] button`), chromedp.WaitVisible(`a[href="/obligations"].primary`, chromedp.ByQuery),
		tap(`a[href="/obligations"].primary`), chromedp.WaitVisible(`form[action="/obligations/look"]`, chromedp.ByQuery),
		tap(`form[action="/obligations/look"] button`), chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery)))
	cal, err := c.Engine.Rules.Calendar(t.Context())
	require.NoError(t, err)
	if working, _ := cal.Workday(calendar.DateOf(time.Now(), cal.Zone())); !working { // nothing is looked at on a rest day
		_, err := c.Engine.LookAtObligations(t.Context(), cal.Postpone(time.Now()))
		require.NoError(t, err)
	}
	require.NoError(t, p.Visit("/obligations?state=overdue"))
	require.NoError(t, p.Do(tap(`td a[href^="/cases/D-"]`), chromedp.WaitVisible(`main h1`, chromedp.ByQuery)))
	text, err = p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "逾期清收 "+prefix+"-1")

	// The unit that sees to it settles it, once; the case says so.
	unit := c.As(t, "first", webtest.Phone)
	require.NoError(t, unit.Visit("/obligations/of/"+prefix+"-1"))
	require.NoError(t, unit.Do(tap(`#settle > summary`), chromedp.SetValue(`#settle [name=note]`, "回单 17", chromedp.ByQuery),
		chromedp.Submit(`#settle [name=note]`, chromedp.ByQuery), chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery)))
	text, err = unit.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "已结清")
	require.Contains(t, text, "回单 17")
	require.Contains(t, text, "办理中", "its case")
	matters, err := c.Engine.Ledger.MattersOf(t.Context(), "obligation", prefix+"-1")
	require.NoError(t, err)
	require.Len(t, matters, 1)
	events, err := c.Engine.Ledger.Events(t.Context(), matters[0].Case)
	require.NoError(t, err)
	require.Contains(t, events[len(events)-1].Detail.Text, "结清")
}

func TestWhoseObligationsAreWhose(t *testing.T) {
	t.Parallel()
	c, prefix := withCounties(t), enginetest.Prefix()
	today := calendar.DateOf(time.Now(), mustZone(t))
	office, first, second := visiting(t, c.Site, "clerk"), visiting(t, c.Site, "first"), visiting(t, c.Site, "second")
	form := func(no string, unit casework.UnitID, amount, seen string) url.Values {
		return url.Values{"no": {no}, "kind": {"loan"}, "title": {"小额信贷"}, "unit": {string(unit)}, "amount": {amount},
			"due": {today.AddDays(40).String()}, "seen": {seen}}
	}
	no := prefix + "/1" // offices write numbers as they like
	at := c.URL + "/obligations/of/" + url.PathEscape(no)
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/obligations", form(no, c.a, "50000", "")))
	require.Equal(t, http.StatusConflict, sent(t, office, c.URL+"/obligations", form(no, c.a, "60000", "")), "the number is known")
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, c.URL+"/obligations", form(prefix+"/2", c.a, "五万", "")))
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/obligations", form(no, c.a, "50000", "")), "a repeated click")
	entries, err := c.Engine.Ledger.ObligationEntries(t.Context(), no)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	seen := fmt.Sprint(entries[0].Entry)
	require.Equal(t, http.StatusSeeOther, sent(t, office, at, form(no, c.a, "60000", seen)))
	require.Equal(t, http.StatusConflict, sent(t, office, at, form(no, c.a, "70000", seen)), "it has changed since")

	_, _, page := get(t, first, c.URL+"/obligations")
	require.Contains(t, string(page), "60,000")
	_, _, page = get(t, second, c.URL+"/obligations?state=all")
	require.NotContains(t, string(page), "60,000", "a unit sees its own")
	require.Equal(t, http.StatusForbidden, statusOf(t, second, at))
	require.Equal(t, http.StatusForbidden, statusOf(t, second, c.URL+"/obligations?unit="+url.QueryEscape(string(c.a))))
	require.Equal(t, http.StatusForbidden, sent(t, second, at+"/settle", url.Values{"on": {today.String()}}))
	require.Equal(t, http.StatusForbidden, sent(t, first, at, form(no, c.a, "1", seen)), "who owes does not change it")
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, c.Site, "local"), c.URL+"/obligations", form(prefix+"/3", c.b, "1", "")))
	require.Equal(t, http.StatusForbidden, statusOf(t, first, c.URL+"/obligations/new"))
	denied, err := c.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "second", Denied: true})
	require.NoError(t, err)
	before := len(denied)
	require.Equal(t, http.StatusForbidden, sent(t, second, c.URL+"/obligations", form(no, c.b, "1", "")), "another unit's number")
	denied, err = c.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "second", Denied: true})
	require.NoError(t, err)
	require.Len(t, denied, before+1, "though a form says so, it is on record, once")
	for _, who := range []string{"first", "mayor"} {
		require.Equal(t, http.StatusForbidden, sent(t, visiting(t, c.Site, who), c.URL+"/obligations/look", url.Values{}), who)
	}
	long := form(prefix+"/4", c.a, "1", "")
	long.Set("title", strings.Repeat("长", 4001))
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, c.URL+"/obligations", long), "a browser's bound is not everybody's")

	// A number that goes over to another unit leaves behind what it was.
	gone := c.URL + "/obligations/of/" + url.PathEscape(prefix+"/5")
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/obligations", form(prefix+"/5", c.a, "77000", "")))
	entries, err = c.Engine.Ledger.ObligationEntries(t.Context(), prefix+"/5")
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, sent(t, office, gone, form(prefix+"/5", c.b, "88000", fmt.Sprint(entries[0].Entry))))
	_, _, page = get(t, second, gone)
	require.Contains(t, string(page), "88,000")
	require.NotContains(t, string(page), "77,000")
	_, _, page = get(t, office, gone)
	require.Contains(t, string(page), "77,000", "whoever sees both sees both")
	require.Equal(t, http.StatusSeeOther, sent(t, second, gone+"/settle", url.Values{"on": {today.String()}}))

	require.Equal(t, http.StatusUnprocessableEntity, sent(t, first, at+"/settle", url.Values{"on": {today.AddDays(1).String()}}), "not in advance")
	require.Equal(t, http.StatusSeeOther, sent(t, first, at+"/settle", url.Values{"on": {today.String()}}))
	require.Equal(t, http.StatusSeeOther, sent(t, first, at+"/settle", url.Values{"on": {today.String()}}), "a repeated click")
	list, err := c.Engine.Ledger.Obligations(t.Context(), schema.ObligationFilter{Open: true})
	require.NoError(t, err)
	require.Empty(t, list)
}

// Lists come in by whoever may enter them by hand, ledgers of cases by whoever may
// open cases; every wrong cell is named.
func TestListsComeInByTheImportsOfLedgers(t *testing.T) {
	t.Parallel()
	c, month := withCounties(t), thisMonth(t)
	workbook := func(values ...ledgerfile.IndicatorRow) []byte {
		var out bytes.Buffer
		require.NoError(t, ledgerfile.WriteIndicatorsTo(&out, "指标", values))
		return out.Bytes()
	}
	row := func(unit casework.UnitID, month string, value int64) ledgerfile.IndicatorRow {
		r := ledgerfile.IndicatorRow{Indicator: "loan_coverage", Unit: string(unit), Month: month}
		require.NoError(t, r.Value.UnmarshalText([]byte(fmt.Sprint(value))))
		return r
	}
	leader, local, system := signedIn(t, c.Site, "mayor"), signedIn(t, c.Site, "local"), signedIn(t, c.Site, "system")
	status, at, page := upload(t, leader, c.URL+"/imports", "指标.xlsx", workbook(row(c.a, month, 40), row(c.b, month, 60)), nil)
	require.Equal(t, http.StatusOK, status, page)
	require.Contains(t, page, "未达标，将交办")
	values, err := c.Engine.Ledger.IndicatorValues(t.Context(), "", "")
	require.NoError(t, err)
	require.Empty(t, values, "a preview changes nothing")
	require.Equal(t, http.StatusForbidden, statusOf(t, system, at.String()), "who enters no values takes none in")
	digest := previewDigest.FindStringSubmatch(page)
	require.NotNil(t, digest)
	require.Equal(t, http.StatusOK, sent(t, leader, at.String()+"/apply", url.Values{"digest": {digest[1]}}))
	require.Eventually(t, func() bool {
		_, _, body := get(t, leader, at.String())
		return bytes.Contains(body, []byte("已全部登记"))
	}, time.Minute, 50*time.Millisecond)
	raised, err := c.Engine.Ledger.MattersOf(t.Context(), "indicator", "")
	require.NoError(t, err)
	require.Len(t, raised, 1)
	values, err = c.Engine.Ledger.IndicatorValues(t.Context(), "loan_coverage", c.a)
	require.NoError(t, err)
	require.Equal(t, "指标.xlsx", values[0].Source)
	_, _, page = upload(t, leader, c.URL+"/imports", "指标.xlsx", workbook(row(c.a, month, 45), row(c.b, month, 60)), nil)
	require.Contains(t, page, "40% → 45%")

	require.Equal(t, http.StatusForbidden, statusOf(t, local, at.String()), "a list of all counties is not a county's to look at")
	_, _, body := get(t, local, c.URL+"/imports")
	require.NotContains(t, string(body), at.Path)
	ahead := calendar.DateOf(time.Now(), mustZone(t)).AddMonths(1).String()[:len(month)]
	status, _, page = upload(t, local, c.URL+"/imports", "指标.xlsx", workbook(row(c.a, ahead, 40), row(c.b, month, 60), row("没有的单位", month, 60), row(c.b, month, 61)), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	for _, fault := range []string{ahead + " 还没有到", "不在您的岗位所管范围", "没有单位“没有的单位”", "重复"} {
		require.Contains(t, page, fault)
	}
	status, _, page = upload(t, local, c.URL+"/imports", "到期.xlsx", loansOf(t, enginetest.Prefix(), c.a, c.b), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "不在您的岗位所管范围")
	status, _, _ = upload(t, system, c.URL+"/imports", "指标.xlsx", workbook(row(c.a, month, 40)), nil)
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = upload(t, leader, c.URL+"/imports", "整改台账.xlsx", examples.Plan, url.Values{"create_units": {"1"}})
	require.Equal(t, http.StatusForbidden, status, "a leader opens no plan")
	require.Equal(t, http.StatusForbidden, statusOf(t, signedIn(t, c.Site, "first"), c.URL+"/imports"))
}
