package site_test

// rounds_test.go: a month in the browser: frozen and counted again, who owes
// what, minutes whose decisions become directives.

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine/enginetest"
	"duban/web/webtest"
)

func TestAMonthIsCountedAgain(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	past := enginetest.PastMonth()
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.OpenRound(t.Context(), by, past)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, _, err := s.Engine.Ledger.SnapshotOf(t.Context(), past)
		return err == nil
	}, wait, 50*time.Millisecond, "a month opened long after its end is frozen at once")

	p := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, p.Visit("/rounds"))
	require.NoError(t, p.Do(tap(`a[href="/rounds/`+past.String()+`"]`), chromedp.WaitVisible(`#counted button`, chromedp.ByQuery),
		tap(`#counted button`), chromedp.WaitVisible(`#counted .notice`, chromedp.ByQuery)))
	text, err := p.Text("#counted .notice")
	require.NoError(t, err)
	require.Contains(t, text, "完全一致")

	county := visiting(t, s, "yuxiaomei")
	require.Equal(t, http.StatusOK, statusOf(t, county, s.URL+"/rounds/"+past.String()))
	require.Equal(t, http.StatusForbidden, sent(t, county, s.URL+"/rounds/"+past.String()+"/count", url.Values{}),
		"who does not see everything does not count everything")
	require.Equal(t, http.StatusForbidden, sent(t, county, s.URL+"/rounds", url.Values{}))
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, s, "suxiaotang"), s.URL+"/rounds"), "an administrator runs the system")
	require.Equal(t, http.StatusNotFound, statusOf(t, county, s.URL+"/rounds/1999-01"))
	require.Equal(t, http.StatusUnprocessableEntity, statusOf(t, county, s.URL+"/rounds/x"))
}

func TestMinutesBecomeDirectives(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	today := calendar.DateOf(time.Now(), mustZone(t))
	m := round.Month{Year: today.Year, Month: today.Month}
	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit("/rounds"))
	require.NoError(t, office.Do(tap(`form[action="/rounds"] button`), chromedp.WaitVisible(`#owing .owing`, chromedp.ByQuery)))
	text, err := office.Text("#owing")
	require.NoError(t, err)
	require.Contains(t, text, "泾源县")
	require.Contains(t, text, "彭阳县")

	county := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, county.Visit("/rounds/"+m.String()))
	require.NoError(t, county.Do(chromedp.WaitVisible(`#owing .owing`, chromedp.ByQuery)))
	text, err = county.Text("#owing")
	require.NoError(t, err)
	require.Contains(t, text, "本单位")
	require.Contains(t, text, "泾源县")
	require.NotContains(t, text, "彭阳县", "a county sees its own")

	title := "加快支付 " + enginetest.Prefix()
	form := func(lead string) []chromedp.Action {
		return []chromedp.Action{chromedp.SetValue(`#minutes textarea[name=text]`, "会议要求加快支付进度。", chromedp.ByQuery),
			chromedp.SetValue(`input[name=title0]`, title, chromedp.ByQuery), chromedp.SetValue(`input[name=lead0]`, lead, chromedp.ByQuery)}
	}
	require.NoError(t, office.Do(append(form("没有的单位"), chromedp.Submit(`input[name=lead0]`, chromedp.ByQuery), chromedp.WaitVisible(`.notice.bad`, chromedp.ByQuery))...))
	kept := ""
	require.NoError(t, office.Do(chromedp.Value(`input[name=title0]`, &kept, chromedp.ByQuery)))
	require.Equal(t, title, kept, "nothing typed is lost")
	require.NoError(t, office.Do(append(form("泾源县"), chromedp.Submit(`input[name=lead0]`, chromedp.ByQuery), chromedp.WaitVisible(`.decided a`, chromedp.ByQuery))...))
	text, err = office.Text("#minutes")
	require.NoError(t, err)
	require.Contains(t, text, title)
	require.Contains(t, text, "会议要求加快支付进度。")
	view, err := s.Engine.Round(t.Context(), m)
	require.NoError(t, err)
	require.Len(t, view.Decided, 1)
	require.Len(t, view.Minutes, 1, "what was refused left no minutes")
	require.Equal(t, "泾源县", string(enginetest.State(t, s.Engine, view.Decided[0].Case).Tasks[0].Unit))
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, s, "yuxiaomei"), s.URL+"/rounds/"+m.String()+"/minutes",
		url.Values{"step": {"dispatch"}, "held": {today.String()}, "text": {"x"}}))
}
