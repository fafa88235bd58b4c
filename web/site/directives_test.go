package site_test

// directives_test.go: a leader gives a matter out in a browser.

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
	"duban/web/webtest"
)

func TestALeaderGivesAMatterOut(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "hongjichuan", webtest.Phone)
	require.NoError(t, p.Visit("/directives/give"))
	expectNoBarriers(t, p, "/directives/give, phone")
	require.NoError(t, p.Do(chromedp.SetValue(`input[name=title]`, "加快支付 <b>"), chromedp.SetValue(`#lead`, "没有这个单位"),
		chromedp.SetValue(`#co0`, "原州区"), chromedp.Submit(`input[name=title]`), chromedp.WaitVisible(`.notice.bad`)))
	refusal, err := p.Text(".notice.bad")
	require.NoError(t, err)
	require.Contains(t, refusal, "没有这个单位")
	var co string
	require.NoError(t, p.Do(chromedp.Value(`#co0`, &co), chromedp.SetValue(`#lead`, "西吉县"), chromedp.SetValue(`select[name=urgency]`, "urgent"),
		chromedp.Submit(`input[name=title]`), chromedp.WaitVisible(`.case-head`)))
	require.Equal(t, "原州区", co, "nothing typed is lost")
	at, err := p.Path()
	require.NoError(t, err)
	id := casework.CaseID(strings.TrimPrefix(at, "/cases/"))
	state, err := s.Engine.Ledger.State(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, casework.PersonID("hongjichuan"), state.Parties.Assigner)
	require.Equal(t, []casework.UnitID{"西吉县", "原州区"}, []casework.UnitID{state.Tasks[0].Unit, state.Tasks[1].Unit})
	require.False(t, state.Tasks[0].Dispatched.IsZero(), "giving out is dispatching")

	// A repeated click is one case; somebody without the post gives nothing out.
	form := url.Values{"key": {"once"}, "title": {"核实投诉"}, "lead": {"泾源县"}, "urgency": {"ordinary"}, "from": {"meeting"}}
	leader := visiting(t, s, "hongjichuan")
	for range 2 {
		require.Equal(t, http.StatusSeeOther, sent(t, leader, s.URL+"/directives/give", form))
	}
	lines, _, err := s.Engine.Ledger.ListCases(t.Context(), schema.Filter{Kinds: []casework.Kind{casework.KindDirective}})
	require.NoError(t, err)
	require.Len(t, lines, 3, "one with a co-unit, one without")
	form.Set("key", "theirs")
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, s, "yuxiaomei"), s.URL+"/directives/give", form))
}
