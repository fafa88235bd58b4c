package site_test

// overview_test.go: figures in the browser, each with its list.

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/web/webtest"
)

func TestFiguresOpenTheirLists(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, p.Visit("/"))
	rows, err := p.Text("table.completion tbody")
	require.NoError(t, err)
	for _, rate := range []string{"45.6%", "78.9%", "47.4%", "56.1%", "33.3%", "49.1%"} {
		require.Contains(t, rows, rate, "the report's rates, and the one that it left blank")
	}
	var late string
	require.NoError(t, p.Do(chromedp.Text(`.tiles a[href="/cases?overdue=1"] b`, &late, chromedp.ByQuery),
		chromedp.Click(`.tiles a[href="/cases?overdue=1"]`, chromedp.ByQuery), chromedp.WaitVisible(`#rows`)))
	var count int
	require.NoError(t, p.Do(chromedp.Evaluate(`document.querySelectorAll("#rows tr:not(.more)").length`, &count)))
	require.Equal(t, late, strconv.Itoa(count), "the figure is as long as its list")

	county := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, county.Visit("/matrix"))
	rows, err = county.Text("table.completion tbody")
	require.NoError(t, err)
	require.Contains(t, rows, "泾源县")
	require.NotContains(t, rows, "彭阳县", "a county sees its own")
	var wide bool
	require.NoError(t, county.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide)))
	require.False(t, wide, "nothing sticks out of a phone")
	// Who sees no unit is not told that there is nothing.
	_, _, page := get(t, signedIn(t, s, "suxiaotang"), s.URL+"/")
	require.NotContains(t, string(page), `class="tiles"`)
	require.Contains(t, string(page), "您的岗位不查看单位数据")
	var bars string
	require.NoError(t, county.Visit("/cases/timeline?plan="+s.Plan))
	require.NoError(t, county.Do(chromedp.Evaluate(`getComputedStyle(document.querySelector(".timeline rect.bar")).display`, &bars)))
	require.NotEqual(t, "none", bars, "the menu's line is hidden on a phone, the bars of a timeline are not")
}
