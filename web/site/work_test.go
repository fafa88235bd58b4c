package site_test

// work_test.go: acting from the list of one's own work, in a real browser and
// without JavaScript.

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

// waiting gives the tasks of the example that wait for a step, in a unit.
func waiting(t *testing.T, s *webtest.Site, unit casework.UnitID, step casework.StepID) []schema.CaseLine {
	t.Helper()
	lines, _, err := s.Engine.Ledger.ListCases(t.Context(), schema.Filter{Plan: s.Plan, Unit: unit, Step: step, Open: true, Limit: 1000,
		Keep: func(l *schema.CaseLine) bool { return !l.Disputed }}) // what awaits a ruling is for nobody to claim
	require.NoError(t, err)
	return lines
}

func TestActingInTheRow(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	before := waiting(t, s, "泾源县", "claim")
	require.NotEmpty(t, before)
	p := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, p.Visit("/work?act=claim"))
	why, err := p.Text(".worklist .why")
	require.NoError(t, err)
	require.Equal(t, "指名由您办理", strings.TrimSpace(why))
	require.NoError(t, p.Do(
		chromedp.Click(`.worklist li:first-child details.act > summary`, chromedp.ByQuery),
		chromedp.WaitVisible(`.worklist li:first-child form textarea[name=text]`, chromedp.ByQuery),
		chromedp.SetValue(`.worklist li:first-child form textarea[name=text]`, "已安排到人", chromedp.ByQuery),
		chromedp.Click(`.worklist li:first-child form button.primary`, chromedp.ByQuery),
		chromedp.WaitVisible(`.worklist li:first-child .result .ok`, chromedp.ByQuery),
	))
	text, err := p.Text(`.worklist li:first-child .result`)
	require.NoError(t, err)
	require.Contains(t, text, "已认领 · 泾源县：整改", "the row says where the task stands now")
	require.Len(t, waiting(t, s, "泾源县", "claim"), len(before)-1)
	at, err := p.Path()
	require.NoError(t, err)
	require.Equal(t, "/work?act=claim", at, "the list was not left")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	before := waiting(t, s, "泾源县", "claim")
	require.Greater(t, len(before), 2)
	// One of them is claimed by somebody else after the list was shown.
	p := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, p.Visit("/work?act=claim"))
	viewer, err := s.Engine.Viewer(t.Context(), "yuxiaomei", now())
	require.NoError(t, err)
	_, err = viewer.Act(t.Context(), before[0].Case, casework.Command{ID: "other", Type: casework.CommandClaim, Task: before[0].Task})
	require.NoError(t, err)
	require.NoError(t, p.Do(
		chromedp.WaitVisible(`#tick-all`, chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelectorAll(".worklist input[name=row]").forEach((b) => { if (!b.checked) b.click(); })`, nil),
		chromedp.Click(`.bulk button[value=claim]`, chromedp.ByQuery),
		chromedp.WaitVisible(`#bulk-progress`, chromedp.ByQuery),
		// Each row has an answer of its own.
		chromedp.Poll(`document.querySelectorAll(".worklist .result p").length === document.querySelectorAll(".worklist input[name=row]").length`, nil),
	))
	var ok, no int
	require.NoError(t, p.Do(
		chromedp.Evaluate(`document.querySelectorAll(".worklist .result .ok").length`, &ok),
		chromedp.Evaluate(`document.querySelectorAll(".worklist .result .no").length`, &no)))
	require.Equal(t, len(before)-1, ok)
	require.Equal(t, 1, no, "the one that was claimed meanwhile is refused, and only that one")
	require.Empty(t, waiting(t, s, "泾源县", "claim"))
}

func TestManyWithoutJavaScriptAndTwice(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	client := signedIn(t, s, "yuxiaomei")
	rows := waiting(t, s, "泾源县", "claim")
	form := url.Values{"type": {"claim"}, "nonce": {"page-1"}}
	for _, l := range rows {
		form.Add("row", string(l.Case)+"|1x|") // no task of that name
	}
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, client, s.URL+"/work/bulk", form))
	form.Del("row")
	for _, l := range rows {
		form.Add("row", string(l.Case)+"|"+itoa(l.Task)+"|")
	}
	for range 2 { // sent again, nothing happens twice
		require.Equal(t, http.StatusOK, sent(t, client, s.URL+"/work/bulk", form))
	}
	require.Empty(t, waiting(t, s, "泾源县", "claim"))
	for _, l := range rows {
		events, err := s.Engine.Ledger.Events(t.Context(), l.Case)
		require.NoError(t, err)
		claims := 0
		for _, e := range events {
			if e.Type == casework.EventClaimed && e.Task == l.Task {
				claims++
			}
		}
		require.Equal(t, 1, claims, "%s", l.Case)
	}
	form.Set("type", "recognise")
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, client, s.URL+"/work/bulk", form), "not for many at once")
}

func TestApprovingManyIsBoundToWhatWasShown(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	rows := waiting(t, s, "", "check")
	require.NotEmpty(t, rows)
	mine := rows[0]
	require.NotEmpty(t, mine.Submission)
	state, err := s.Engine.Ledger.State(t.Context(), mine.Case)
	require.NoError(t, err)
	rests, err := s.Engine.RestsWith(t.Context(), state, casework.DefaultPolicy(casework.KindMeasure), now())
	require.NoError(t, err)
	client := signedIn(t, s, string(rests[mine.Task].Persons[0]))
	row := string(mine.Case) + "|" + itoa(mine.Task) + "|"
	form := url.Values{"type": {"pass"}, "nonce": {"n"}, "text": {"核验属实"}, "row": {row + strings.Repeat("0", 64)}}
	require.Equal(t, http.StatusOK, sent(t, client, s.URL+"/work/bulk", form))
	require.Len(t, waiting(t, s, "", "check"), len(rows), "another digest than the submission's approves nothing")
	form.Set("row", row+mine.Submission)
	form.Set("nonce", "m")
	require.Equal(t, http.StatusOK, sent(t, client, s.URL+"/work/bulk", form))
	require.Len(t, waiting(t, s, "", "check"), len(rows)-1)
}

func TestActingElsewhereIsDeniedAndRecorded(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	foreign := waiting(t, s, "原州区", "claim")
	if len(foreign) == 0 {
		foreign = waiting(t, s, "原州区", "rectify")
	}
	var other schema.CaseLine // a case in which her county has no part
	viewer, err := s.Engine.Viewer(t.Context(), "yuxiaomei", now())
	require.NoError(t, err)
	for _, l := range append(foreign, waiting(t, s, "", "rectify")...) {
		if _, err := viewer.See(t.Context(), l.Case); casework.CodeOf(err) == casework.CodeForbidden && err != nil {
			other = l
		}
	}
	require.NotEmpty(t, other.Case)
	client := signedIn(t, s, "yuxiaomei")
	form := url.Values{"type": {"claim"}, "id": {"x"}}
	require.Equal(t, http.StatusForbidden, sent(t, client, s.URL+"/work/rows/"+url.PathEscape(string(other.Case))+"/"+itoa(other.Task), form))
	denied, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yuxiaomei", Denied: true})
	require.NoError(t, err)
	require.NotEmpty(t, denied)
}
