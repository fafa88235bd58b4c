package site_test

// households_test.go: households in the browser: a helper's phone, personal data
// behind a purpose, who sees which household.

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/webtest"
)

// idNumber is the example of the standard (GB 11643); it belongs to nobody.
const idNumber = "11010519491231002X"

const helper, otherHelper = "马帮扶", "白帮扶"

// withHouseholds serves three households of two villages: one being identified,
// one monitored, one of another village and another helper.
func withHouseholds(t *testing.T) (*webtest.Site, casework.CaseID, casework.CaseID) {
	t.Helper()
	s := webtest.New(t)
	now := calendar.DateOf(time.Now(), time.UTC)
	ago := func(days int) calendar.Date { return now.AddDays(-days) }
	base := ledgerfile.Household{People: 4, Labour: 2, County: "原州区", Township: "张易镇", Village: "上马泉村", Category: "sudden",
		Clue: ago(100), SurveyedAt: ago(98), ComparedAt: ago(97), Helper: helper, Head: "马晓梅", IDNumber: idNumber, Phone: "13000000000"}
	prefix := enginetest.Prefix()
	halfway, monitored := base, base
	halfway.No, halfway.Head, halfway.IDNumber = prefix+"-1", "王大山", ""
	monitored.No = prefix + "-2"
	monitored.NoticeTo, monitored.CountyAt, monitored.EnteredAt = ago(90), ago(88), ago(85)
	monitored.Help = []ledgerfile.HelpMeasure{{Text: "大病救助", Unit: "原州区医保局", PlannedAt: ago(84), LandedAt: ago(60)}}
	monitored.Visits = []ledgerfile.Visit{{At: ago(40), Text: "情况平稳"}}
	other := monitored
	other.No, other.Head, other.Village, other.Helper, other.IDNumber = prefix+"-3", "李老汉", "下马泉村", otherHelper, ""
	file := &ledgerfile.Households{Title: "监测户台账", Rows: []ledgerfile.Household{halfway, monitored, other},
		Units: []ledgerfile.Unit{{Name: "原州区", Kind: casework.UnitCounty, Column: true},
			{Name: "原州区医保局", Parent: "原州区", Kind: casework.UnitDepartment}, {Name: "张易镇", Parent: "原州区", Kind: casework.UnitTownship},
			{Name: "上马泉村", Parent: "张易镇", Kind: casework.UnitVillage}, {Name: "下马泉村", Parent: "张易镇", Kind: casework.UnitVillage}}}
	_, err := s.Engine.ImportHouseholds(t.Context(), file, "one", engine.ImportOptions{}, nil)
	require.NoError(t, err)
	rows := schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Persons: []schema.Person{{ID: "zhenban", Name: "镇办"}, {ID: "cunban", Name: "村办"}},
		Posts: []schema.PostRow{{Person: "zhenban", Post: casework.Post{Unit: "张易镇", Role: casework.PostVerifier}},
			{Person: "cunban", Post: casework.Post{Unit: "下马泉村", Role: casework.PostReporter}}}}
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), rows))
	s.Accounts(t)
	return s, caseOfHousehold(t, s, monitored.No), caseOfHousehold(t, s, other.No)
}

// caseOfHousehold gives the case of a household's number: they are not spelt alike.
func caseOfHousehold(t *testing.T, s *webtest.Site, no string) casework.CaseID {
	t.Helper()
	found, _, err := s.Engine.Ledger.ListHouseholds(t.Context(), schema.HouseholdFilter{Text: no})
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0].Case
}

func TestAHelperEntersAVisitInTwoTaps(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	p := s.As(t, helper, webtest.Phone)
	require.NoError(t, p.Visit("/work"))
	link := `a[href="/households/` + string(id) + `/visit"]`
	require.NoError(t, p.Do(tap(link), chromedp.WaitVisible(`textarea[name=text]`, chromedp.ByQuery)))
	var wide bool
	require.NoError(t, p.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide)))
	require.False(t, wide, "nothing sticks out of a phone")

	// A day ahead comes back with what was typed.
	tomorrow := time.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	require.NoError(t, p.Do(chromedp.SetValue(`textarea[name=text]`, "老人按时吃药，羊已出栏", chromedp.ByQuery), chromedp.SetValue(`input[name=on]`, tomorrow, chromedp.ByQuery),
		chromedp.Submit(`textarea[name=text]`, chromedp.ByQuery), chromedp.WaitVisible(`.notice.bad`, chromedp.ByQuery)))
	typed := ""
	require.NoError(t, p.Do(chromedp.Value(`textarea[name=text]`, &typed, chromedp.ByQuery)))
	require.Equal(t, "老人按时吃药，羊已出栏", typed, "nothing typed is lost")
	today := calendar.DateOf(time.Now(), mustZone(t)).String()
	require.NoError(t, p.Do(chromedp.SetValue(`input[name=on]`, today, chromedp.ByQuery), tap(`form[action$="/visit"] button.big`),
		chromedp.WaitVisible(`#visits`, chromedp.ByQuery)))
	text, err := p.Text("#visits")
	require.NoError(t, err)
	require.Contains(t, text, "羊已出栏")
	require.Contains(t, text, today)
	require.Equal(t, 2, enginetest.State(t, s.Engine, id).Task(1).Visits)
}

// tap is a click on what can be seen, wherever the page has scrolled to.
func tap(selector string) chromedp.Action {
	return chromedp.Tasks{chromedp.WaitVisible(selector, chromedp.ByQuery),
		chromedp.Evaluate("document.querySelector("+strconv.Quote(selector)+").click()", nil)}
}

func mustZone(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	return z
}

func TestPersonalDataTakeAPurpose(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	p := s.As(t, helper, webtest.Desk)
	require.NoError(t, p.Visit("/households/"+string(id)))
	require.NotContains(t, source(t, p), idNumber, "never in the page")
	require.NotContains(t, source(t, p), "13000000000")
	require.NoError(t, p.Do(chromedp.SetValue(`#personal input[name=purpose]`, "核对大病救助材料", chromedp.ByQuery), tap(`#personal form button`),
		chromedp.WaitVisible(`#personal .private`, chromedp.ByQuery)))
	text, err := p.Text("#personal")
	require.NoError(t, err)
	require.Contains(t, text, idNumber)
	readings, err := s.Engine.Ledger.Readings(t.Context(), id, helper, 0, 10)
	require.NoError(t, err)
	require.Len(t, readings, 1)
	require.Equal(t, "核对大病救助材料", readings[0].Purpose)
	require.NoError(t, p.Do(tap(`[data-hide-now]`), chromedp.WaitVisible(`#personal form`, chromedp.ByQuery)))
	require.NotContains(t, source(t, p), idNumber, "closed again")

	// By number: found for the one who may read it, nobody for another, both on record.
	for who, found := range map[string]bool{helper: true, otherHelper: false} {
		q := s.As(t, who, webtest.Phone)
		require.NoError(t, q.Visit("/households/find"))
		require.NoError(t, q.Do(chromedp.SetValue(`input[name=number]`, idNumber, chromedp.ByQuery), chromedp.SetValue(`input[name=purpose]`, "受理申报", chromedp.ByQuery),
			chromedp.Submit(`input[name=number]`, chromedp.ByQuery), chromedp.WaitVisible(`#personal, .notice.bad`, chromedp.ByQuery)))
		at, err := q.Path()
		require.NoError(t, err)
		require.Equal(t, found, at == "/households/"+string(id), "%s: %s", who, at)
		require.NotContains(t, source(t, q), idNumber)
	}
	readings, err = s.Engine.Ledger.Readings(t.Context(), id, otherHelper, 0, 10)
	require.NoError(t, err)
	require.Len(t, readings, 1)
	require.True(t, readings[0].Denied)
}

func source(t *testing.T, p *webtest.Person) (html string) {
	t.Helper()
	require.NoError(t, p.Do(chromedp.OuterHTML("html", &html, chromedp.ByQuery)))
	return html
}

// visiting gives a signed-in client that follows no redirect.
func visiting(t *testing.T, s *webtest.Site, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	require.Equal(t, http.StatusSeeOther, sent(t, c, s.URL+"/sign-in", url.Values{"login": {login}, "password": {webtest.Password}}))
	return c
}

func statusOf(t *testing.T, c *http.Client, at string) int {
	t.Helper()
	res, err := c.Get(at)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestHouseholdsAreSeenByTheirOwn(t *testing.T) {
	t.Parallel()
	s, id, other := withHouseholds(t)
	heads := func(login string) string {
		p := s.As(t, login, webtest.Desk)
		require.NoError(t, p.Visit("/households?state=all"))
		text, err := p.Text("main")
		require.NoError(t, err)
		return text
	}
	mine := heads(helper)
	require.Contains(t, mine, "马晓梅")
	require.Contains(t, mine, "王大山")
	require.NotContains(t, mine, "李老汉", "another helper's")
	village := heads("cunban")
	require.Contains(t, village, "李老汉")
	require.NotContains(t, village, "马晓梅", "another village's")
	town := heads("zhenban")
	for _, head := range []string{"马晓梅", "王大山", "李老汉", "下马泉村"} {
		require.Contains(t, town, head)
	}
	require.True(t, strings.Contains(town, "按县区") || strings.Contains(town, "正在监测"))

	// The list's SQL, the places' SQL and the authoriser say the same.
	for _, who := range []casework.PersonID{helper, otherHelper, "cunban", "zhenban"} {
		v, err := s.Engine.Viewer(t.Context(), who, time.Now())
		require.NoError(t, err)
		rows, next, err := v.Households(t.Context(), schema.HouseholdFilter{})
		require.NoError(t, err)
		require.Empty(t, next)
		places, err := v.HouseholdPlaces(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, len(rows), places.Total.Monitored.Households+places.Total.Identifying+places.Total.Eliminated, who)
		listed := map[casework.CaseID]bool{}
		for _, h := range rows {
			listed[h.Case] = true
		}
		all, _, err := s.Engine.Ledger.ListHouseholds(t.Context(), schema.HouseholdFilter{})
		require.NoError(t, err)
		require.Len(t, all, 3)
		for _, h := range all {
			require.Equal(t, v.Sight.Case(enginetest.State(t, s.Engine, h.Case)), listed[h.Case], "%s, %s", who, h.Case)
		}
	}

	c := visiting(t, s, otherHelper)
	for _, path := range []string{"", "/visit", "/eliminate"} {
		require.Equal(t, http.StatusForbidden, statusOf(t, c, s.URL+"/households/"+string(id)+path), path)
	}
	require.Equal(t, http.StatusForbidden, sent(t, c, s.URL+"/households/"+string(id)+"/visit",
		url.Values{"key": {"k"}, "on": {"2026-01-01"}, "text": {"x"}}))
	require.Equal(t, http.StatusOK, statusOf(t, c, s.URL+"/households/"+string(other)))
	require.Equal(t, http.StatusForbidden, statusOf(t, c, s.URL+"/households/publication?unit="+url.QueryEscape("原州区张易镇")))
	require.Equal(t, 1, enginetest.State(t, s.Engine, id).Task(1).Visits)

	// Every share that was given out has its dispatch slip, a help measure too.
	state := enginetest.State(t, s.Engine, other)
	require.GreaterOrEqual(t, len(state.Tasks), 3)
	for i := range state.Tasks {
		if !state.Tasks[i].Dispatched.IsZero() {
			require.Equal(t, http.StatusOK, statusOf(t, c, fmt.Sprintf("%s/cases/%s/papers/dispatch/%d", s.URL, other, i+1)), i+1)
		}
	}
}

func TestAnEliminationShowsWhatIsMissing(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	p := s.As(t, helper, webtest.Phone)
	require.NoError(t, p.Visit("/households/"+string(id)+"/eliminate"))
	text, err := p.Text(".conditions")
	require.NoError(t, err)
	require.Contains(t, text, "家庭有劳动力（2 人）")
	require.Contains(t, text, "已落地帮扶措施 1 项，至少 1 项")
	require.Contains(t, text, "待填报")
	require.NoError(t, p.Do(chromedp.SetValue(`input[name=income]`, "12000", chromedp.ByQuery), tap(`input[name=spending]`),
		chromedp.SetValue(`textarea[name=text]`, "收入稳定", chromedp.ByQuery), chromedp.Submit(`textarea[name=text]`, chromedp.ByQuery), chromedp.WaitVisible(`.notice.bad`, chromedp.ByQuery)))
	var states []string
	require.NoError(t, p.Do(chromedp.Evaluate(`[...document.querySelectorAll(".conditions li")].map(l => l.className)`, &states)))
	require.Equal(t, []string{"met", "unmet", "met", "unmet", "met", "unmet", "met", "unmet"}, states)
	kept := ""
	require.NoError(t, p.Do(chromedp.Value(`input[name=income]`, &kept, chromedp.ByQuery)))
	require.Equal(t, "12000", kept)
	require.Equal(t, casework.StepID("support"), enginetest.State(t, s.Engine, id).Task(1).Step)
}
