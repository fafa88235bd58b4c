package site_test

// sweeps_test.go: a sweep in the browser, from the workbook of standards to the case
// of what a unit found, and who may not.

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/web/webtest"
)

// withSweep serves the example's organisation with a sweep of the example's
// standards, open for every column.
func withSweep(t *testing.T) (*webtest.Site, string, calendar.Date) {
	t.Helper()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	plan, due := "DPC"+enginetest.Prefix(), calendar.DateOf(time.Now(), mustZone(t)).AddDays(60)
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.OpenSweep(t.Context(), by, engine.SweepOpening{Plan: plan, Due: due, File: city.Standards()})
	require.NoError(t, err)
	return s, plan, due
}

// viewerOf gives a person at work.
func viewerOf(t *testing.T, s *webtest.Site, who casework.PersonID) *engine.Viewer {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	return v
}

// choose ticks what was found of a standard and types the fields, as a person would.
func choose(no, state string, fields map[string]string) chromedp.Action {
	script := `(() => { const at = document.getElementById("s-` + no + `"), f = at.querySelector('[name="state/` + no + `"][value="` + state + `"]');
		f.checked = true; f.dispatchEvent(new Event("input", {bubbles: true})); })()`
	out := chromedp.Tasks{chromedp.Evaluate(script, nil)}
	for name, value := range fields {
		out = append(out, chromedp.SetValue(`[name="`+name+"/"+no+`"]`, value, chromedp.ByQuery))
	}
	return out
}

func TestASweepFromTheWorkbookToACase(t *testing.T) {
	t.Parallel()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	plan := "DPC" + enginetest.Prefix()
	today := calendar.DateOf(time.Now(), mustZone(t))
	workbook, err := filepath.Abs("../../examples/standards.xlsx")
	require.NoError(t, err)
	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit("/sweeps"))
	require.NoError(t, office.Do(chromedp.SetUploadFiles(`input[type=file]`, []string{workbook}, chromedp.ByQuery),
		chromedp.Submit(`input[type=file]`, chromedp.ByQuery), chromedp.WaitVisible(`input[name=plan]`, chromedp.ByQuery)))
	text, err := office.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "24 类 100 条标准")
	expectNoBarriers(t, office, "the preview of a sweep")
	var rows int
	open := func(due calendar.Date) []chromedp.Action {
		return []chromedp.Action{chromedp.SetValue(`input[name=plan]`, plan, chromedp.ByQuery), chromedp.SetValue(`input[name=due]`, due.String(), chromedp.ByQuery)}
	}
	require.NoError(t, office.Do(chromedp.Evaluate(`document.querySelectorAll(".preview tbody tr").length`, &rows)))
	require.Equal(t, 100, rows, "row by row")
	// A day that has passed is refused, and the unit that was unticked stays so.
	require.NoError(t, office.Do(append(open(today.AddDays(-1)), tap(`input[name=unit][value=市直部门]`), chromedp.Submit(`input[name=due]`, chromedp.ByQuery),
		chromedp.WaitVisible(`.notice.bad`, chromedp.ByQuery))...))
	require.NoError(t, office.Do(append(open(today.AddDays(30)), chromedp.Submit(`input[name=due]`, chromedp.ByQuery), chromedp.WaitVisible(`#sweep-grid`, chromedp.ByQuery))...))
	at, err := office.Path()
	require.NoError(t, err)
	require.Equal(t, "/sweeps/"+plan, at)
	expectNoBarriers(t, office, "a sweep")
	var cells int
	require.NoError(t, office.Do(chromedp.Evaluate(`document.querySelectorAll("#sweep-grid td a").length`, &cells)))
	require.Equal(t, 500, cells, "100 standards × the five counties that were left ticked")

	// The unit answers on a phone. A day that has passed is refused without loss.
	unit := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, unit.Visit("/sweeps/"+plan+"/answer"))
	expectNoBarriers(t, unit, "the form of a unit, phone")
	found := map[string]string{"problem": "两处管网抢修超时 <b>", "measure": "更换老旧管段", "due": today.AddDays(-3).String()}
	send := func(then string) []chromedp.Action {
		return []chromedp.Action{chromedp.Evaluate(`document.getElementById("messages").replaceChildren()`, nil), tap(`.answers .bulk button`), chromedp.WaitVisible(then, chromedp.ByQuery)}
	}
	require.NoError(t, unit.Do(append([]chromedp.Action{choose("7.1", "none", map[string]string{"text": "逐户核查"}), choose("11.3", "found", found)},
		send(`.standard .notice.bad`)...)...))
	kept := ""
	require.NoError(t, unit.Do(chromedp.Value(`[name="problem/11.3"]`, &kept, chromedp.ByQuery)))
	require.Equal(t, found["problem"], kept, "nothing typed is lost")
	expectNoBarriers(t, unit, "the refused form of a unit, phone")
	require.NoError(t, unit.Do(append([]chromedp.Action{chromedp.SetValue(`[name="due/11.3"]`, today.AddDays(20).String(), chromedp.ByQuery)}, send(`#messages .notice`)...)...))
	text, err = unit.Text(".head .count")
	require.NoError(t, err)
	require.Contains(t, text, "还有 98 条未填报", "what was in order was taken at once, the problem when it was mended")

	// The case is there, linked, and rests with those whom the standard names.
	require.NoError(t, unit.Visit("/sweeps/"+plan+"/list?state=problems"))
	require.NoError(t, unit.Do(tap(`.places .sweep-said a`), chromedp.WaitVisible(`.case-head`, chromedp.ByQuery)))
	at, err = unit.Path()
	require.NoError(t, err)
	state := enginetest.State(t, s.Engine, casework.CaseID(strings.TrimPrefix(at, "/cases/")))
	require.Equal(t, plan, state.Plan)
	require.Equal(t, casework.UnitID("市水务局"), state.Parties.LeadUnit)
	require.Equal(t, casework.UnitID("泾源县"), state.Tasks[0].Unit)

	// The office sees it in the row of the unit, and the figure opens its list.
	require.NoError(t, office.Visit("/sweeps/"+plan+"?unit=泾源县&state=found"))
	require.NoError(t, office.Do(tap(`#sweep-grid .p.found`), chromedp.WaitVisible(`.places`, chromedp.ByQuery)))
	text, err = office.Text(".places")
	require.NoError(t, err)
	require.Contains(t, text, found["problem"])
	expectNoBarriers(t, office, "the list of a sweep")

	// Another unit neither answers for it nor reads what it said.
	other := visiting(t, s, "suchenglin")
	require.Equal(t, http.StatusForbidden, statusOf(t, other, s.URL+"/sweeps/"+plan+"/answer?unit="+url.QueryEscape("泾源县")))
	require.Equal(t, http.StatusForbidden, sent(t, other, s.URL+"/sweeps/"+plan+"/answer",
		url.Values{"unit": {"泾源县"}, "key": {"x"}, "state/7.2": {"none"}, "seen/7.2": {"0"}}))
	_, _, page := get(t, other, s.URL+"/sweeps/"+plan+"/list?unit="+url.QueryEscape("泾源县"))
	require.NotContains(t, string(page), "逐户核查")
	answers, err := s.Engine.Ledger.Answers(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, answers, 2)
}

func TestAStaleAnswerIsRefusedWithoutLoss(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	unit := s.As(t, "yuxiaomei", webtest.Desk)
	at := "/sweeps/" + plan + "/answer"
	require.NoError(t, unit.Visit(at))
	require.NoError(t, unit.Do(choose("7.2", "found", map[string]string{"problem": "两户送教记录缺失", "measure": "补齐记录", "due": due.String()}), choose("7.3", "none", nil)))
	// What is half typed survives a lost page.
	require.NoError(t, unit.Do(chromedp.Evaluate(`document.getElementById("answers").dispatchEvent(new Event("input", {bubbles: true}))`, nil)))
	require.NoError(t, unit.Visit(at))
	kept := ""
	require.NoError(t, unit.Do(chromedp.Value(`[name="measure/7.2"]`, &kept, chromedp.ByQuery)))
	require.Equal(t, "补齐记录", kept)
	// Meanwhile the head has answered for one of them.
	head := viewerOf(t, s, "maguoliang")
	done, err := head.AnswerSweep(t.Context(), plan, "泾源县", []engine.SweepAnswer{{Standard: "7.2", Text: "已核对", Key: "head/" + plan}})
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	require.NoError(t, unit.Do(tap(`.answers .bulk button`), chromedp.WaitVisible(`.since`, chromedp.ByQuery)))
	text, err := unit.Text("#s-7\\.2")
	require.NoError(t, err)
	require.Contains(t, text, "已核对", "what changed is shown")
	require.NoError(t, unit.Do(chromedp.Value(`[name="problem/7.2"]`, &kept, chromedp.ByQuery)))
	require.Equal(t, "两户送教记录缺失", kept)
	answers, err := s.Engine.Ledger.Answers(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, answers, 2, "the stale one was not taken, the other was")
	// Having looked, the reporter says it all the same.
	require.NoError(t, unit.Do(tap(`.answers .bulk button`), chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery)))
	seen, err := head.SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []int{1, 1, 1}, []int{seen.Total.None, seen.Total.Found, seen.Total.Problems})

	// A repeated click answers once; an answer that was taken is no draft any more.
	form := url.Values{"unit": {"泾源县"}, "key": {"once" + plan}, "state/7.4": {"none"}, "seen/7.4": {"0"}}
	client := visiting(t, s, "yuxiaomei")
	for range 2 {
		require.Equal(t, http.StatusSeeOther, sent(t, client, s.URL+at, form))
	}
	answers, err = s.Engine.Ledger.Answers(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, answers, 4)
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, client, s.URL+at, url.Values{"unit": {"泾源县"}, "key": {"none"}}), "nothing filled in")
	drafts := 0
	require.NoError(t, unit.Visit(at))
	require.NoError(t, unit.Do(chromedp.Evaluate(`Object.keys(localStorage).filter((k) => k.startsWith("draft:")).length`, &drafts)))
	require.Zero(t, drafts)
}

func TestWhoDoesWhatInASweep(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	unit := viewerOf(t, s, "yuxiaomei")
	done, err := unit.AnswerSweep(t.Context(), plan, "泾源县", []engine.SweepAnswer{
		{Standard: "11.3", Found: true, Text: "抢修超时", Measure: "公布电话", Due: due, Key: "a/" + plan}, {Standard: "7.1", Text: "无辍学", Key: "b/" + plan}})
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	like := string(done[0].Case)
	at := s.URL + "/sweeps/" + plan
	spread := url.Values{"case": {like}, "due": {due.String()}, "unit": {"西吉县", "彭阳县"}, "standard": {"11.3"}}
	county, office := visiting(t, s, "yuxiaomei"), visiting(t, s, "zhoushuyi")
	require.Equal(t, http.StatusForbidden, sent(t, county, at+"/spread", spread))
	require.Equal(t, http.StatusForbidden, sent(t, county, at+"/remind", url.Values{}))
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, at+"/spread", url.Values{"case": {like}, "due": {"x"}, "unit": {"西吉县"}}))
	for range 2 {
		require.Equal(t, http.StatusSeeOther, sent(t, office, at+"/spread", spread))
	}
	require.Equal(t, http.StatusSeeOther, sent(t, office, at+"/remind", url.Values{}))
	seen, err := viewerOf(t, s, "zhoushuyi").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []int{3, 600, 2}, []int{seen.Total.Problems, seen.Total.Of(), seen.Total.Answered()}, "twice is once; given is not answered")
	given := 0
	for _, p := range seen.Places {
		if p.State == engine.PlaceGiven {
			given++
		}
	}
	require.Equal(t, 2, given)

	// A county sees its column, the unit that checks a class its rows, who runs the system nothing.
	seen, err = unit.SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []casework.UnitID{"泾源县"}, seen.Answers)
	require.Len(t, seen.Places, 100)
	seen, err = viewerOf(t, s, "shenrunsheng").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, seen.Places, 5*6, "饮水安全 has five standards")
	require.Empty(t, seen.Answers, "a verifier answers for nobody")
	seen, err = viewerOf(t, s, "liuqingyuan").SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []casework.UnitID{"市直部门"}, seen.Answers, "a department answers for the column that counts it")
	require.Len(t, seen.Places, 5*6+95)
	administrator := visiting(t, s, "suxiaotang")
	require.Equal(t, http.StatusForbidden, statusOf(t, administrator, s.URL+"/sweeps"))
	require.Equal(t, http.StatusForbidden, statusOf(t, administrator, at))
	require.Equal(t, http.StatusNotFound, statusOf(t, office, s.URL+"/sweeps/none"))
	require.Equal(t, http.StatusUnprocessableEntity, statusOf(t, office, at+"/list?after=x"))
}

// What a unit owes in a sweep waits in its reporter's own work, and in nobody else's.
func TestASweepWaitsInOnesOwnWork(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	beside := func(who casework.PersonID) []engine.Waiting {
		out, err := viewerOf(t, s, who).Beside(t.Context())
		require.NoError(t, err)
		return out
	}
	owed := engine.Waiting{Kind: engine.WaitsAnswer, ID: plan, Unit: "泾源县", Name: "泾源县", Title: city.Standards().Title, Due: due, Left: 100, Of: 100}
	require.Equal(t, []engine.Waiting{owed}, beside("yuxiaomei"))
	require.NoError(t, s.Engine.AnswerNone(t.Context(), viewerOf(t, s, "yuxiaomei").By, plan, "1.1", "泾源县", "", "one"))
	owed.Left = 99
	require.Equal(t, []engine.Waiting{owed}, beside("yuxiaomei"))
	for _, other := range []casework.PersonID{"zhoushuyi", "suxiaotang", "fenglicheng"} {
		require.Empty(t, beside(other), other)
	}
	c := visiting(t, s, "yuxiaomei")
	_, _, page := get(t, c, s.URL+"/work")
	require.Contains(t, string(page), "/sweeps/"+plan+"/answer?unit=")
	require.Contains(t, string(page), "还有 99 项（共 100 项）")
}
