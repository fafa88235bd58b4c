package site_test

// inspections_test.go: an inspection from its opening at a desk, over the records
// from a phone, to the report that the inspected unit may see.

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/schema"
	"duban/web/webtest"
)

func TestAnInspectionFromOpeningToReport(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit("/inspections/new"))
	require.NoError(t, office.Do(chromedp.SetValue(`input[name=title]`, "安全饮水专项督查", chromedp.ByQuery),
		tap(`input[name=unit][value="泾源县"]`), chromedp.SetValue(`select[name=plan]`, s.Plan, chromedp.ByQuery),
		chromedp.SetValue(`select[name=state]`, "open", chromedp.ByQuery), chromedp.Submit(`input[name=title]`, chromedp.ByQuery),
		chromedp.WaitVisible(`#teams`, chromedp.ByQuery)))
	at, err := office.Path()
	require.NoError(t, err)
	id := strings.TrimPrefix(at, "/inspections/")
	require.Regexp(t, `^S-\d{4}-\d+$`, id)
	require.Eventually(t, func() bool {
		one, err := s.Engine.Inspection(t.Context(), id)
		return err == nil && one.State == schema.InspectionDrawn
	}, wait, 50*time.Millisecond, "an inspection that could not go on tries again after a minute")

	inspected := visiting(t, s, "yuxiaomei")
	require.Equal(t, http.StatusForbidden, statusOf(t, inspected, s.URL+at), "who is inspected prepares for no sample")
	require.Equal(t, http.StatusForbidden, statusOf(t, inspected, s.URL+at+"/candidates.txt"))
	require.Equal(t, http.StatusForbidden, statusOf(t, inspected, s.URL+"/inspections/new"))
	require.Equal(t, http.StatusNotFound, statusOf(t, visiting(t, s, "zhoushuyi"), s.URL+at+"/report"))

	require.NoError(t, office.Visit(at))
	require.NoError(t, office.Do(tap(`form[action$="/redraw#draw"] button`), chromedp.WaitVisible(`#draw .notice`, chromedp.ByQuery)))
	text, err := office.Text("#draw .notice")
	require.NoError(t, err)
	require.Contains(t, text, "完全一致")

	// On site: one task a screen, the first contradicted and found, the rest confirmed.
	phone := s.As(t, "fenglicheng", webtest.Phone)
	require.NoError(t, phone.Visit("/work"), "what is to be seen on site waits in one's own work")
	require.NoError(t, phone.Do(tap(`a[href="`+at+`"]`), chromedp.WaitVisible(`.onsite`, chromedp.ByQuery), tap(`.onsite a`)))
	one, err := s.Engine.Inspection(t.Context(), id)
	require.NoError(t, err)
	record := func(verdict string) {
		require.NoError(t, phone.Do(chromedp.WaitVisible(`form[action$="/record"]`, chromedp.ByQuery)))
		here, err := phone.Path()
		require.NoError(t, err)
		require.NoError(t, phone.Do(
			tap(`input[value=`+verdict+`]`), chromedp.SetValue(`textarea[name=text]`, "现场看到的情况", chromedp.ByQuery),
			tap(`form[action$="/record"] button`),
			chromedp.WaitNotPresent(`.task-form:not(:has(.record)) form[action="`+here+`/record"]`, chromedp.ByQuery)))
	}
	record("partly")
	require.NoError(t, phone.Do(chromedp.WaitVisible(`#finding`, chromedp.ByQuery)))
	var wide bool
	require.NoError(t, phone.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide)))
	require.False(t, wide, "nothing sticks out of a phone")
	require.NoError(t, phone.Do(chromedp.SetValue(`#finding textarea`, "管网未通到户", chromedp.ByQuery), tap(`#finding button`),
		chromedp.WaitNotPresent(`#finding`, chromedp.ByQuery)))
	for range len(one.Basis.Drawn) - 1 {
		record("confirmed")
	}
	require.Eventually(t, func() bool {
		_, err := s.Engine.Ledger.InspectionReport(t.Context(), id)
		return err == nil
	}, 30*time.Second, 50*time.Millisecond)

	beside, err := viewerOf(t, s, "fenglicheng").Beside(t.Context())
	require.NoError(t, err)
	require.Empty(t, beside, "all is seen")

	require.NoError(t, office.Visit(at+"/report"))
	text, err = office.Text(".report")
	require.NoError(t, err)
	require.Contains(t, text, "安全饮水专项督查")
	require.Contains(t, text, "部分属实 1 件")
	require.Contains(t, text, "管网未通到户")
	require.Equal(t, http.StatusOK, statusOf(t, inspected, s.URL+at+"/report"), "once it has closed")
}
