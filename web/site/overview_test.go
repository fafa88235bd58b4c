package site_test

// overview_test.go: figures in the browser, each with its list.

import (
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/web/webtest"
)

func TestFiguresOpenTheirLists(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	_, err := s.Engine.Ledger.DB().ExecContext(t.Context(), `UPDATE tasks SET ended_at = now() - interval '10 days' WHERE outcome = 'closed'`) // the example is of 2022
	require.NoError(t, err)
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

	require.NoError(t, p.Visit("/"))
	var closed string
	var rest int
	require.NoError(t, p.Do(chromedp.Text(`.tiles a[href^="/cases?ended=1"] b`, &closed, chromedp.ByQuery),
		chromedp.Click(`.tiles a[href^="/cases?ended=1"]`, chromedp.ByQuery), chromedp.WaitVisible(`#rows`),
		chromedp.Evaluate(`[...document.querySelectorAll("#rows tr:not(.more)")].filter(r => !r.textContent.includes("已销号")).length`, &rest)))
	require.Equal(t, "244", closed)
	require.Zero(t, rest, "what is closed leads to what is closed, and to nothing open")
	require.NoError(t, p.Visit("/"))
	var said string
	require.NoError(t, p.Do(chromedp.WaitReady(`#weeks .legend.lines`, chromedp.ByQuery), // drawn
		chromedp.Evaluate(`document.querySelector("#weeks .chart").getAttribute("aria-label")`, &said)), "a trend on the first day")
	require.Contains(t, said, " 244、", "and said to those who do not see it")

	// Paper is light, whatever the screen is.
	night := s.As(t, "zhoushuyi", webtest.Look{Width: 794, Height: 800, Dark: true})
	require.NoError(t, night.Visit("/cases"))
	var ground, ink string
	require.NoError(t, night.Do(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}), //nolint:misspell // as style sheets spell it
		chromedp.Evaluate(`getComputedStyle(document.documentElement).getPropertyValue("--paper")`, &ground),
		chromedp.Evaluate(`getComputedStyle(document.documentElement).getPropertyValue("--ink")`, &ink)))
	require.Equal(t, []string{"#fff", "#1b2330"}, []string{ground, ink})

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
	var bars, label string
	require.NoError(t, county.Visit("/cases/timeline?plan="+s.Plan))
	require.NoError(t, county.Do(chromedp.Evaluate(`getComputedStyle(document.querySelector(".timeline rect.bar")).display`, &bars),
		chromedp.Evaluate(`document.querySelector(".timeline svg[role=img]").getAttribute("aria-label")`, &label)))
	require.Less(t, label[:len("2006-01-02")], time.Now().AddDate(0, 0, -7).Format(time.DateOnly), "a bar begins where its time did, on paper too")
	require.NotEqual(t, "none", bars, "the menu's line is hidden on a phone, the bars of a timeline are not")
}
