package site_test

// indicators_test.go: a value that breaches, entered in the browser, becomes a
// directive; whose values are whose; the rules by edition.

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/web/webtest"
)

// counties are two counties of their own for each test: the case of a breach is named
// by unit and month, and workflow IDs are shared by all tests of a server.
type counties struct {
	*webtest.Site
	a, b casework.UnitID
}

func withCounties(t *testing.T) counties {
	t.Helper()
	s, p := webtest.New(t), enginetest.Prefix()
	c := counties{s, casework.UnitID("甲县" + p), casework.UnitID("乙县" + p)}
	group, office, below := casework.UnitID("领导小组"), casework.UnitID("领导小组办公室"), "甲县办"+c.a
	post := func(who casework.PersonID, unit casework.UnitID, role casework.PostRole) schema.PostRow {
		return schema.PostRow{Person: who, Post: casework.Post{Unit: unit, Role: role}}
	}
	rows := schema.OrganisationRows{
		Units: []schema.Unit{{ID: group, Name: string(group), Kind: "group"}, {ID: office, Name: string(office), Kind: "office", Parent: group},
			{ID: c.a, Name: string(c.a), Kind: "county", Parent: group, Column: true}, {ID: c.b, Name: string(c.b), Kind: "county", Parent: group, Column: true},
			{ID: below, Name: string(below), Kind: "office", Parent: c.a}},
		Posts: []schema.PostRow{post("clerk", office, casework.PostOffice), post("mayor", group, casework.PostLeader), post("first", c.a, casework.PostReporter),
			post("second", c.b, casework.PostReporter), post("local", below, casework.PostOffice), post("system", office, casework.PostAdministrator)},
	}
	for _, who := range []casework.PersonID{"clerk", "mayor", "first", "second", "local", "system"} {
		rows.Persons = append(rows.Persons, schema.Person{ID: who, Name: "某" + string(who)})
	}
	require.NoError(t, s.Engine.Ledger.PutOrganisation(t.Context(), "test", rows))
	s.Accounts(t)
	return c
}

func thisMonth(t *testing.T) string {
	t.Helper()
	return calendar.DateOf(time.Now(), mustZone(t)).String()[:len("2026-11")]
}

func TestAValueThatBreachesBecomesADirective(t *testing.T) {
	t.Parallel()
	c, month := withCounties(t), thisMonth(t)
	at := "/indicators/loan_coverage"
	p := c.As(t, "clerk", webtest.Desk)
	require.NoError(t, p.Visit("/indicators"))
	require.NoError(t, p.Do(tap(`#loan_coverage .actions a`), chromedp.WaitVisible(`#enter form`, chromedp.ByQuery),
		chromedp.SetValue(`#enter [name=unit]`, string(c.a), chromedp.ByQuery), chromedp.SetValue(`#enter [name=value]`, "四十", chromedp.ByQuery),
		chromedp.Submit(`#enter [name=value]`, chromedp.ByQuery), chromedp.WaitVisible(`.notice.bad`, chromedp.ByQuery)))
	kept := ""
	require.NoError(t, p.Do(chromedp.Value(`#enter [name=unit]`, &kept, chromedp.ByQuery)))
	require.Equal(t, string(c.a), kept, "nothing typed is lost")
	require.NoError(t, p.Do(chromedp.SetValue(`#enter [name=value]`, "40", chromedp.ByQuery), chromedp.Submit(`#enter [name=value]`, chromedp.ByQuery),
		chromedp.WaitVisible(`#breaches a[href^="/cases/D-"]`, chromedp.ByQuery)))
	said, err := p.Text("#messages")
	require.NoError(t, err)
	require.Contains(t, said, "未达标，已交办")
	text, err := p.Text("#readings")
	require.NoError(t, err)
	require.Contains(t, text, "某clerk")
	require.NoError(t, p.Do(tap(`#breaches a[href^="/cases/D-"]`), chromedp.WaitVisible(`section.card.case, main h1`, chromedp.ByQuery)))
	text, err = p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, string(c.a))
	require.Contains(t, text, "小额信贷覆盖率")

	office := visiting(t, c.Site, "clerk")
	form := func(value, seen string) url.Values {
		return url.Values{"unit": {string(c.a)}, "month": {month}, "value": {value}, "seen": {seen}, "seen_of": {string(c.a) + "/" + month}}
	}
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+at+"/readings", form("40", "")), "a repeated click")
	require.Equal(t, http.StatusConflict, sent(t, office, c.URL+at+"/readings", form("60", "")), "what is in force was not seen")
	require.Equal(t, http.StatusConflict, sent(t, office, c.URL+at+"/readings", form("60", "39")))
	entries, err := c.Engine.Ledger.IndicatorEntries(t.Context(), "loan_coverage", c.a)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	raised, err := c.Engine.Ledger.MattersOf(t.Context(), "indicator", "")
	require.NoError(t, err)
	require.Len(t, raised, 1)

	// Corrected by way of the list: the case says so, what was entered before is shown.
	require.NoError(t, p.Visit(at))
	require.NoError(t, p.Do(tap(`#readings tbody a[href$="#enter"]`), chromedp.WaitVisible(`#enter form`, chromedp.ByQuery),
		chromedp.SetValue(`#enter [name=value]`, "60", chromedp.ByQuery), chromedp.Submit(`#enter [name=value]`, chromedp.ByQuery),
		chromedp.WaitVisible(`.earlier`, chromedp.ByQuery)))
	text, err = p.Text("#breaches")
	require.NoError(t, err)
	require.Contains(t, text, "没有未达标的月份")
	events, err := c.Engine.Ledger.Events(t.Context(), raised[0].Case)
	require.NoError(t, err)
	require.Contains(t, events[len(events)-1].Detail.Text, "数值已更正")
}

func TestWhoseValuesAreWhose(t *testing.T) {
	t.Parallel()
	c, month := withCounties(t), thisMonth(t)
	at := c.URL + "/indicators/loan_coverage"
	enter := func(who string, unit casework.UnitID, month, value string) int {
		return sent(t, visiting(t, c.Site, who), at+"/readings", url.Values{"unit": {string(unit)}, "month": {month}, "value": {value}})
	}
	require.Equal(t, http.StatusSeeOther, enter("clerk", c.a, month, "70"))
	require.Equal(t, http.StatusSeeOther, enter("clerk", c.b, month, "71"))
	require.Equal(t, http.StatusSeeOther, enter("local", c.a, "2026-01", "72"), "a county's office for its own level")
	require.Equal(t, http.StatusForbidden, enter("local", c.b, "2026-01", "72"), "and for no other")
	require.Equal(t, http.StatusForbidden, enter("first", c.a, month, "99"), "who is judged does not enter it")
	require.Equal(t, http.StatusUnprocessableEntity, enter("clerk", c.a, "2999-01", "70"), "a month that lies ahead")
	require.Equal(t, http.StatusUnprocessableEntity, enter("clerk", "没有的单位", month, "70"))
	values, err := c.Engine.Ledger.IndicatorValues(t.Context(), "loan_coverage", "")
	require.NoError(t, err)
	require.Len(t, values, 3)

	first := visiting(t, c.Site, "first")
	for _, page := range []string{c.URL + "/indicators", at} {
		status, _, body := get(t, first, page)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, string(body), string(c.a))
		require.NotContains(t, string(body), string(c.b), "a unit sees its own")
		require.NotContains(t, string(body), `id="enter"`)
	}
	require.Equal(t, http.StatusForbidden, statusOf(t, first, at+"?unit="+url.QueryEscape(string(c.b))))
	require.Equal(t, http.StatusForbidden, sent(t, first, c.URL+"/indicators/look", url.Values{}))
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, c.Site, "system"), c.URL+"/indicators"), "an administrator runs the system")
	require.Equal(t, http.StatusNotFound, statusOf(t, first, c.URL+"/indicators/nothing"))
	_, _, body := get(t, visiting(t, c.Site, "clerk"), at)
	require.Contains(t, string(body), string(c.b))
	require.Contains(t, string(body), "data-chart", "two months are a line")
	require.Contains(t, string(body), `id="enter"`)
}

// A threshold that rises is judged by the next look, once.
func TestTheLookAfterNewRules(t *testing.T) {
	t.Parallel()
	c, month := withCounties(t), thisMonth(t)
	office := visiting(t, c.Site, "clerk")
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/indicators/loan_coverage/readings",
		url.Values{"unit": {string(c.a)}, "month": {month}, "value": {"55"}}))
	_, _, page := get(t, office, c.URL+"/indicators/rules")
	require.Contains(t, string(page), "thresholds: {1: 50}")
	rules := url.Values{"from": {month}, "document": {`indicators: [{id: loan_coverage, title: {zh: 小额信贷覆盖率, en: Coverage}, direction: up, urgency: urgent, thresholds: {1: 60}}]`}}
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, c.Site, "first"), c.URL+"/indicators/rules", rules))
	late := url.Values{"from": {"2020-01"}, "document": rules["document"]}
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, c.URL+"/indicators/rules", late), "what was judged stays judged")
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, c.URL+"/indicators/rules", url.Values{"from": {month}, "document": {"indicators: []"}}))
	require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/indicators/rules", rules))
	for _, want := range []string{"新交办 1 件", "新交办 0 件"} {
		require.Equal(t, http.StatusSeeOther, sent(t, office, c.URL+"/indicators/look", url.Values{}))
		_, _, page := get(t, office, c.URL+"/indicators")
		require.Contains(t, string(page), want)
		require.Contains(t, string(page), `href="/cases/D-`)
	}
	_, _, page = get(t, office, c.URL+"/indicators/loan_coverage")
	require.Equal(t, 1, strings.Count(string(page), "第 2 版</a>"))
}
