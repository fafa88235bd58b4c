package site_test

// people_test.go: the pages of people and of the record, in the hands of those who
// keep them.

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/web/webtest"
)

func TestAnAdministratorKeepsPeopleInABrowser(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "suxiaotang", webtest.Desk)
	require.NoError(t, p.Visit("/people?text=泾源县"))
	require.NoError(t, p.Do(chromedp.Click(".acting > summary"), chromedp.WaitVisible("form[action='/people/appoint']"),
		chromedp.SetValue("form[action='/people/appoint'] input[name=person]", "xinren"),
		chromedp.SetValue("form[action='/people/appoint'] input[name=name]", "辛仁"),
		chromedp.SetValue("form[action='/people/appoint'] select[name=unit]", "泾源县"),
		chromedp.SetValue("form[action='/people/appoint'] select[name=role]", "reporter"),
		chromedp.Click("form[action='/people/appoint'] button"), chromedp.WaitVisible("#messages .notice")))
	at, err := p.Path()
	require.NoError(t, err)
	require.Equal(t, "/people/persons/xinren", at)
	text, err := p.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "辛仁")
	require.Contains(t, text, "没有账号")

	// An account, with a password that is told once and changed at once.
	require.NoError(t, p.Do(chromedp.Click("button[name=act][value=open]"), chromedp.WaitVisible(".otp code")))
	password, err := p.Text(".otp code")
	require.NoError(t, err)
	require.NoError(t, p.Visit("/people/persons/xinren"))
	text, err = p.Text("main")
	require.NoError(t, err)
	require.NotContains(t, text, password, "told once")
	c := newClient(t, s)
	require.Equal(t, "/", c.signIn("xinren", password).To)
	require.Equal(t, "/account?must=1", c.get("/work").To)
	require.Equal(t, "/account?must=1", c.get("/people").To)
	require.Equal(t, "/account?must=1", c.post("/account/second", nil).To, "nothing before a password of their own")
}

func TestSubstitutesAndHandoverByThePages(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	cal, err := s.Engine.Rules.Calendar(t.Context())
	require.NoError(t, err)
	today := calendar.DateOf(time.Now(), cal.Zone())
	own := as(t, s, "yuxiaomei")
	form := url.Values{"substitute": {"maguoliang"}, "from": {today.String()}, "until": {today.AddDays(3).String()}, "reason": {"休假"}}
	require.Equal(t, http.StatusSeeOther, own.post("/people/persons/yuxiaomei/substitute", form).Status, "a person names their own")
	require.Contains(t, own.get("/people/persons/yuxiaomei").Body, "马国梁")
	require.Equal(t, http.StatusSeeOther, own.post("/people/persons/yuxiaomei/substitute/end", url.Values{"substitute": {"maguoliang"}}).Status)
	require.Contains(t, own.get("/people/persons/yuxiaomei").Body, "现在没有代理人")

	office := as(t, s, "zhoushuyi")
	bad := url.Values{"post": {"reporter@泾源县"}, "last": {today.String()}, "to": {"nobody-of-this-name"}, "reason": {"调离"}}
	page := office.post("/people/persons/yuxiaomei/leave", bad)
	require.Equal(t, http.StatusNotFound, page.Status)
	require.Contains(t, page.Body, "nobody-of-this-name", "what was typed is not lost")
	leave := url.Values{"post": {"reporter@泾源县"}, "last": {today.AddDays(-1).String()}, "to": {"majianmin"}, "appoint": {"1"}, "reason": {"调离"}}
	require.Equal(t, http.StatusSeeOther, office.post("/people/persons/yuxiaomei/leave", leave).Status)
	require.Contains(t, office.get("/people/persons/majianmin").Body, "泾源县")
	require.Contains(t, own.get("/work").Body, "没有岗位", "who has left sees that they have no post")
	require.Equal(t, http.StatusForbidden, own.get("/cases/"+s.Plan+"-055").Status)

	require.Equal(t, http.StatusForbidden, office.post("/people/appoint", url.Values{"person": {"zhoushuyi"}, "unit": {"市领导小组"}, "role": {"leader"}}).Status,
		"nobody appoints themselves")
}

func TestTheRecordShowsWhoDidWhat(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	id := s.Plan + "-055"
	as(t, s, "qixinyu").get("/cases/" + id)
	as(t, s, "yuxiaomei").get("/cases/" + id)
	c := as(t, s, "hanzhengqing") // discipline
	page := c.get("/audit?case=" + id).Body
	require.Contains(t, page, "qixinyu")
	require.Contains(t, page, "越权尝试")
	require.Contains(t, page, "yuxiaomei")
	page = c.get("/audit?denied=1&case=" + id).Body
	require.Contains(t, page, "qixinyu")
	require.NotContains(t, page, "yuxiaomei")
	require.Contains(t, c.get("/audit?act=record_read").Body, "hanzhengqing", "who looks at tracks leaves one")
	require.Contains(t, c.get("/audit/organisation").Body, "专班成员")
	require.Equal(t, http.StatusOK, c.get("/audit/readings").Status)
	require.Equal(t, http.StatusOK, c.get("/audit/schedules").Status)

	// The record pages by key and never loses its filter.
	first := c.get("/audit?person=hanzhengqing")
	require.Equal(t, http.StatusOK, first.Status)
	require.Equal(t, http.StatusUnprocessableEntity, c.get("/audit?before=x").Status)

	// A case's chain, before and after somebody has altered an entry by hand.
	require.Contains(t, c.post("/audit/chains", url.Values{"case": {id}}).Body, "逐条相符")
	require.Equal(t, http.StatusNotFound, c.post("/audit/chains", url.Values{"case": {"none"}}).Status)
	digest := regexp.MustCompile(`class="digest">([0-9a-f]{64})<`)
	before := digest.FindStringSubmatch(c.post("/audit/fingerprint", nil).Body)[1]
	_, err := s.Engine.Ledger.DB().ExecContext(t.Context(), `ALTER TABLE events DISABLE TRIGGER USER`)
	require.NoError(t, err)
	_, err = s.Engine.Ledger.DB().ExecContext(t.Context(), `UPDATE events SET body = replace(body, '"at"', '"At"'),
		hash = encode(sha256(convert_to(replace(body, '"at"', '"At"'), 'UTF8')), 'hex') WHERE case_id = $1 AND seq = 1`, id)
	require.NoError(t, err)
	require.Contains(t, c.post("/audit/chains", url.Values{"case": {id}}).Body, "处不符")
	// The newest entry cut off leaves a chain that is whole in itself.
	other := s.Plan + "-054"
	require.Contains(t, c.post("/audit/chains", url.Values{"case": {other}}).Body, "逐条相符")
	_, err = s.Engine.Ledger.DB().ExecContext(t.Context(), `DELETE FROM events WHERE case_id = $1 AND seq = (SELECT max(seq) FROM events WHERE case_id = $1)`, other)
	require.NoError(t, err)
	require.Contains(t, c.post("/audit/chains", url.Values{"case": {other}}).Body, "处不符")
	require.Len(t, before, 64)
}

func TestAnOfficeBelowReadsTheRecordOfItsCases(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	c := as(t, s, "zhoushuyi")
	// The office of the leading group reads all of it; one of a county does not.
	require.Equal(t, http.StatusOK, c.get("/audit").Status)
	require.Equal(t, http.StatusSeeOther, c.post("/people/appoint", url.Values{"person": {"xianban"}, "name": {"县办"}, "unit": {"泾源县"}, "role": {"office"}}).Status)
	s.Accounts(t)
	below := as(t, s, "xianban")
	require.Contains(t, below.get("/audit").Body, "请输入事项编号")
	own := below.get("/audit?case=" + s.Plan + "-055")
	require.Equal(t, http.StatusOK, own.Status)
	require.Equal(t, http.StatusForbidden, below.get("/audit/organisation").Status)
	require.Equal(t, http.StatusForbidden, below.post("/audit/fingerprint", nil).Status)
	v, err := s.Engine.Viewer(t.Context(), "xianban", time.Now())
	require.NoError(t, err)
	for _, line := range mustLines(t, s) {
		if _, err := v.See(t.Context(), line); err != nil {
			require.Equal(t, http.StatusForbidden, below.get("/audit?case="+string(line)).Status)
			return
		}
	}
	require.Fail(t, "the example has a case that a county does not see")
}

func mustLines(t *testing.T, s *webtest.Site) (out []casework.CaseID) {
	t.Helper()
	heads, err := s.Engine.Ledger.ReconcileRows(t.Context(), "", 500)
	require.NoError(t, err)
	for _, h := range heads {
		if strings.HasPrefix(string(h.Case), s.Plan) {
			out = append(out, h.Case)
		}
	}
	return out
}
