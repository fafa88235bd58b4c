package site_test

// notices_test.go: what people are told reaches them in the browser, and nobody else.

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
	"duban/web/webtest"
)

// counts waits until the bell shows a number, "" for none.
func (h hand) counts(want string) {
	h.t.Helper()
	require.NoError(h.t, h.Do(chromedp.Poll(`(() => { const n = document.querySelector("#bell .n"); return n && n.textContent === "`+want+`" && n.hidden === (n.textContent === ""); })()`, nil,
		chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(15*time.Second))), "the bell should show %q", want)
}

// allRead lets somebody begin with nothing unread.
func allRead(t *testing.T, s *webtest.Site, who casework.PersonID) {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	page, err := v.Notices(t.Context(), schema.NoticeFilter{})
	require.NoError(t, err)
	if page.Upto > 0 {
		require.NoError(t, v.ReadNotices(t.Context(), page.Upto))
	}
	n, err := v.CountNotices(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
}

func comment(t *testing.T, s *webtest.Site, who casework.PersonID, text string) {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	_, err = v.Act(t.Context(), s.Case(1), casework.Command{ID: casework.CommandID("comment " + text), Type: casework.CommandComment, Text: text})
	require.NoError(t, err)
}

func TestAMentionRingsWithoutReloadingAndLeadsToTheComment(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	allRead(t, s, "hongjichuan")
	leader, unit := hand{s.As(t, "hongjichuan", webtest.Desk), t}, session(t, s, "yuxiaomei")
	foreign := hand{s.As(t, "huchunsheng", webtest.Desk), t}
	leader.visit("/matrix") // a page that follows nothing else
	leader.follows()
	leader.counts("")
	require.NoError(t, leader.Do(chromedp.Evaluate(`window.stayed = true`, nil)))
	foreign.visit("/work")
	foreign.follows()

	require.NoError(t, unit.Fill(casework.CommandComment, 0, webtest.Fields{"text": "请 @洪济川 定夺"}))
	_, err := unit.SendComment()
	require.NoError(t, err)
	leader.counts("1")
	var stayed bool
	require.NoError(t, leader.Do(chromedp.Evaluate(`window.stayed === true`, &stayed)))
	require.True(t, stayed, "the page was not loaded again")

	leader.visit("/notices")
	leader.reads(".told.unread .what", "于晓梅评论，请洪济川查看")
	leader.reads(".told.unread .quote", "请 @洪济川 定夺")
	require.NoError(t, leader.Do(tap(`.told.unread .what a`), chromedp.WaitVisible(`#comments li:target`, chromedp.ByQuery)))
	leader.reads("#comments li:target", "请 @洪济川 定夺")
	leader.counts("")
	leader.visit("/notices")
	leader.reads(".told-list", "于晓梅评论，请洪济川查看") // read, and still there
	var left int
	require.NoError(t, leader.Do(chromedp.Evaluate(`document.querySelectorAll(".told.unread").length`, &left)))
	require.Zero(t, left)

	foreign.counts("")
	foreign.visit("/notices")
	foreign.reads(".empty", "还没有通知")
}

func TestWhatIsMutedDoesNotRingAndASlipAlwaysDoes(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	allRead(t, s, "yuxiaomei")
	unit := hand{s.As(t, "yuxiaomei", webtest.Phone), t}
	unit.visit("/account")
	require.NoError(t, unit.Do(chromedp.Evaluate(`document.querySelectorAll("form[action='/account/notices'] input").forEach((i) => { i.checked = false; })`, nil),
		tap(`form[action="/account/notices"] button`), chromedp.WaitVisible(`#messages .notice`, chromedp.ByQuery)))
	unit.visit("/notices")
	unit.follows()
	comment(t, s, "hongjichuan", "请 @于晓梅 看一下")
	unit.visit("/notices?show=mentions")
	unit.reads(".told-list", "请 @于晓梅 看一下") // listed
	unit.counts("")                        // and not new

	// The clock writes a slip: the list and the bell hear of it by themselves.
	unit.visit("/notices?show=slips")
	unit.reads(".empty", "没有催办和督办通知")
	unit.follows()
	cal, err := s.Engine.Rules.Calendar(t.Context())
	require.NoError(t, err)
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	late := cal.Alarm(cal.AddWorkdays(state.Task(1).Deadline.Date, 6)).Add(time.Hour)
	_, err = s.Engine.Ledger.SendSlips(t.Context(), late, cal, s.Engine.Ledger.PolicyOf(t.Context()), 100)
	require.NoError(t, err)
	unit.appears(".told.unread .what", "督办通知单：泾源县的")
	unit.counts("1") // once, though she is told as reporter and perhaps by other ways
	require.NoError(t, unit.Do(tap(`.told.unread .what a`), chromedp.WaitVisible(`#slips li:target`, chromedp.ByQuery)))
	unit.counts("")
}

func TestNoticesAreReadTogetherAndByTheirReaderAlone(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	comment(t, s, "hongjichuan", "请 @于晓梅 看一下")
	v, err := s.Engine.Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	page, err := v.Notices(t.Context(), schema.NoticeFilter{Kinds: casework.NoticesOf(casework.NoticeMentions)})
	require.NoError(t, err)
	require.Len(t, page.Lines, 1)
	at := s.URL + "/notices/" + itoa(int(page.Lines[0].ID))

	for who, want := range map[string]int{"huchunsheng": http.StatusNotFound, "zhoushuyi": http.StatusNotFound} {
		require.Equal(t, want, statusOf(t, visiting(t, s, who), at), "%s: it is another's", who)
	}
	unit := visiting(t, s, "yuxiaomei")
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, unit, s.URL+"/notices/read", url.Values{"upto": {"x"}}))
	status, _, body := get(t, unit, s.URL+"/notices")
	require.Equal(t, http.StatusOK, status)
	require.Positive(t, strings.Count(string(body), "told unread"))
	for range 2 { // a second click changes nothing
		require.Equal(t, http.StatusSeeOther, sent(t, unit, s.URL+"/notices/read", url.Values{"upto": {itoa(int(page.Upto))}}))
		_, _, body = get(t, unit, s.URL+"/notices?show=unread")
		require.Contains(t, string(body), "没有未读通知")
	}
}
