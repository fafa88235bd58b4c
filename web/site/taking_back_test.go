package site_test

// taking_back_test.go: what was entered by mistake, on the pages: a settlement, a sweep,
// a task list; and what one department of a column reads of the others.

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/web/webtest"
)

// stands looks at a page as it is: no barriers, and nothing sticks out of it.
func stands(t *testing.T, p *webtest.Person, at string) {
	t.Helper()
	expectNoBarriers(t, p, at)
	fits(t, p)
}

func TestASettlementIsTakenBackOnThePage(t *testing.T) {
	t.Parallel()
	c, no := withCounties(t), enginetest.Prefix()+"/1"
	today := calendar.DateOf(time.Now(), mustZone(t))
	_, err := c.Engine.EnterObligations(t.Context(), viewerOf(t, c.Site, "clerk").By, []obligation.Obligation{{No: no, Kind: "loan", Title: "脱贫人口小额信贷",
		Unit: c.a, Amount: 5_000_000, Due: today.AddDays(-4)}}, "test")
	require.NoError(t, err)
	require.NoError(t, c.Engine.Settle(t.Context(), viewerOf(t, c.Site, "first").By, no, today, "回单 17"))
	at := "/obligations/of/" + url.PathEscape(no)
	entries, err := c.Engine.Ledger.ObligationEntries(t.Context(), no)
	require.NoError(t, err)
	form := url.Values{"seen": {itoa(int(entries[0].Entry))}, "reason": {"登记错了"}}
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, c.Site, "second"), c.URL+at+"/take-back", form), "another unit")
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, c.Site, "system"), c.URL+at+"/take-back", form))
	stale := url.Values{"seen": {"1"}, "reason": {"登记错了"}}
	if entries[0].Entry == 1 {
		stale.Set("seen", "2")
	}
	require.Equal(t, http.StatusConflict, sent(t, visiting(t, c.Site, "first"), c.URL+at+"/take-back", stale))

	unit := c.As(t, "first", webtest.Phone)
	require.NoError(t, unit.Visit(at))
	require.NoError(t, unit.Do(tap(`#take-back > summary`), chromedp.WaitVisible(`#take-back [name=reason]`, chromedp.ByQuery)))
	stands(t, unit, "the form that takes a settlement back, phone")
	require.NoError(t, unit.Do(chromedp.SetValue(`#take-back [name=reason]`, "回单是别的户的", chromedp.ByQuery), chromedp.Submit(`#take-back [name=reason]`, chromedp.ByQuery),
		chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery), chromedp.WaitVisible(`#settle`, chromedp.ByQuery)))
	text, err := unit.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "已过 4 天", "it is open, with its old day")
	text, err = unit.Text("#entries")
	require.NoError(t, err)
	require.Contains(t, text, "回单 17", "what was entered stays")
	require.Contains(t, text, "回单是别的户的")
	stands(t, unit, "a settlement that was taken back, phone")
	require.NoError(t, unit.Visit("/obligations?state=overdue"))
	text, err = unit.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, no)
}

func TestASweepIsWithdrawnOnThePage(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	done, err := viewerOf(t, s, "yuxiaomei").AnswerSweep(t.Context(), plan, "泾源县", []engine.SweepAnswer{{Standard: "7.1", Text: "逐户核查", Key: "a/" + plan},
		{Standard: "7.2", Found: true, Text: "缺记录", Measure: "补齐", Due: due, Key: "b/" + plan}})
	require.NoError(t, err)
	require.NoError(t, done[1].Err)
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, s, "yuxiaomei"), s.URL+"/sweeps/"+plan+"/withdraw", url.Values{"reason": {"开错了"}}))
	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit("/sweeps/"+plan))
	give := func(then string) []chromedp.Action {
		return []chromedp.Action{chromedp.Evaluate(`document.getElementById("withdraw").open = true`, nil),
			chromedp.SetValue(`#withdraw [name=reason]`, "附件传错了", chromedp.ByQuery), chromedp.Submit(`#withdraw [name=reason]`, chromedp.ByQuery), chromedp.WaitVisible(then, chromedp.ByQuery)}
	}
	require.NoError(t, office.Do(give(`.notice.bad`)...))
	text, err := office.Text(".notice.bad")
	require.NoError(t, err)
	require.Contains(t, text, string(done[1].Case), "what stands against it")
	stands(t, office, "a withdrawal that was refused")
	enginetest.State(t, s.Engine, done[1].Case)
	_, err = viewerOf(t, s, "zhoushuyi").Act(t.Context(), done[1].Case, casework.Command{ID: "off", Type: casework.CommandCancel, Reason: "附件传错了"})
	require.NoError(t, err)
	require.NoError(t, office.Do(give(`#gone`)...))
	text, err = office.Text("#gone")
	require.NoError(t, err)
	require.Contains(t, text, "附件传错了")
	require.Contains(t, text, plan)
	stands(t, office, "the sweeps, one of them withdrawn")

	// Who was asked reads that it is withdrawn, and what was answered; nothing is asked.
	unit := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, unit.Visit("/sweeps/"+plan))
	text, err = unit.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "附件传错了")
	require.NotContains(t, text, "提交填报")
	var asks int
	require.NoError(t, unit.Do(chromedp.Evaluate(`document.querySelectorAll('main a[href$="/answer"], main form[method=post]').length`, &asks)))
	require.Zero(t, asks)
	stands(t, unit, "a sweep that was withdrawn, phone")
	require.NoError(t, unit.Visit("/sweeps/"+plan+"/list?unit=泾源县&standard=7.1"))
	text, err = unit.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "逐户核查")
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, s, "yuxiaomei"), s.URL+"/sweeps/"+plan+"/answer"))
}

func TestATaskListIsWithdrawnOnThePage(t *testing.T) {
	t.Parallel()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	file := city.TaskList()
	file.Code, file.Year, file.Measures = enginetest.Prefix(), time.Now().Year(), file.Measures[:2]
	path := filepath.Join(t.TempDir(), "任务清单.xlsx")
	require.NoError(t, ledgerfile.Write(path, file))
	_, err := s.Engine.Import(t.Context(), path, engine.ImportOptions{}, nil)
	require.NoError(t, err)
	at := "/tasklists/" + file.Code
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, s, "yuxiaomei"), s.URL+at+"/withdraw", url.Values{"reason": {"导错了"}}))
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, visiting(t, s, "zhoushuyi"), s.URL+at+"/withdraw", url.Values{"reason": {" "}}))
	office := s.As(t, "zhoushuyi", webtest.Phone)
	require.NoError(t, office.Visit(at))
	require.NoError(t, office.Do(tap(`#withdraw > summary`), chromedp.WaitVisible(`#withdraw [name=reason]`, chromedp.ByQuery)))
	stands(t, office, "the form that withdraws a task list, phone")
	require.NoError(t, office.Do(chromedp.SetValue(`#withdraw [name=reason]`, "导入了去年的表", chromedp.ByQuery), chromedp.Submit(`#withdraw [name=reason]`, chromedp.ByQuery),
		chromedp.WaitVisible(`#gone`, chromedp.ByQuery)))
	text, err := office.Text("#gone")
	require.NoError(t, err)
	require.Contains(t, text, "导入了去年的表")
	stands(t, office, "the task lists, one of them withdrawn, phone")
	desk := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, desk.Visit(at))
	text, err = desk.Text("#withdrawn")
	require.NoError(t, err)
	require.Contains(t, text, "导入了去年的表")
	stands(t, desk, "a task list that was withdrawn")
	lines, err := s.Engine.TaskList(t.Context(), file.Code, time.Now())
	require.NoError(t, err)
	for _, l := range lines {
		require.Equal(t, casework.OutcomeCancelled, l.Outcome)
	}
}

func TestADepartmentReadsNothingOfTheOthers(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	const column = casework.UnitID("市直部门")
	done, err := viewerOf(t, s, "gaozhijian").AnswerSweep(t.Context(), plan, column, []engine.SweepAnswer{
		{Standard: "7.1", Found: true, Text: "危房两处未拆", Measure: "月底前拆除", Due: due, Key: "a/" + plan}, {Standard: "7.2", Text: "住建已核", Key: "b/" + plan}})
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	at := "/sweeps/" + plan
	own := s.As(t, "gaozhijian", webtest.Phone)
	require.NoError(t, own.Visit(at+"/list?unit=市直部门&state=answered"))
	text, err := own.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "危房两处未拆")
	other := s.As(t, "qianzhengming", webtest.Desk) // of the department of finance
	for _, page := range []string{at, at + "/list", at + "/list?state=others", at + "/answer"} {
		require.NoError(t, other.Visit(page))
		body, err := other.Text("main")
		require.NoError(t, err)
		require.NotContains(t, body, "危房两处未拆", page)
		require.NotContains(t, body, "住建已核", page)
		require.NotContains(t, body, string(done[0].Case), page)
		require.Contains(t, body, "其他部门已填", page)
		stands(t, other, page)
	}
	// It answers for itself beside what the others said, and is not out of date by it.
	require.NoError(t, other.Do(chromedp.Evaluate(`document.querySelector("#s-7\\.1 details.act").open = true`, nil), choose("7.1", "none", map[string]string{"text": "财政已核"}),
		tap(`.answers .bulk button`), chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery)))
	text, err = other.Text("#s-7\\.1")
	require.NoError(t, err)
	require.Contains(t, text, "财政已核")
	require.NotContains(t, text, "危房")
	for _, who := range []casework.PersonID{"zhoushuyi", "hongjichuan"} {
		seen, err := viewerOf(t, s, who).SweepSeen(t.Context(), plan)
		require.NoError(t, err)
		for _, p := range seen.OfUnit(column) {
			if p.Standard.No == "7.1" && seen.MayAsk {
				require.Len(t, p.Answers, 2, "who stands above reads all")
			}
		}
	}
	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit(at+"/list?unit=市直部门&standard=7.1"))
	text, err = office.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "危房两处未拆")
	require.Contains(t, text, "市住房和城乡建设局 填报")
}
