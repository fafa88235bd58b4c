package site_test

// axe_test.go: every page can be used by people who see, hear or move otherwise,
// in both themes, at a desk and on a phone, and nothing sticks out of a phone.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema"
	"duban/web/webtest"
)

func TestPagesHaveNoBarriers(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	pages := []string{"/", "/work", "/cases", "/cases?unit=泾源县&stage=assign", "/cases/" + s.Plan + "-055", "/matrix", "/matrix?unit=泾源县", "/account", "/notices", "/notices?show=slips", "/nowhere"}
	looks := map[string]webtest.Look{"desk": webtest.Desk, "phone": webtest.Phone}
	for name, look := range looks {
		for _, dark := range []bool{false, true} {
			look.Dark = dark
			visitor := s.Visitor(t, look)
			require.NoError(t, visitor.Visit("/sign-in"))
			expectNoBarriers(t, visitor, fmt.Sprintf("/sign-in, %s, dark %t", name, dark))
			p := s.As(t, "yuxiaomei", look)
			for _, path := range pages {
				require.NoError(t, p.Visit(path))
				at := fmt.Sprintf("%s, %s, dark %t", path, name, dark)
				expectNoBarriers(t, p, at)
				var wide bool
				require.NoError(t, p.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth + 1`, &wide)))
				require.False(t, wide, "sticks out: %s", at)
			}
		}
	}
}

func expectNoBarriers(t *testing.T, p *webtest.Person, at string) {
	t.Helper()
	found, err := p.Barriers()
	require.NoError(t, err)
	said := make([]string, len(found))
	for i, b := range found {
		said[i] = b.String()
	}
	require.Empty(t, found, "%s\n%s", at, strings.Join(said, "\n"))
}

// The pages that an office uses besides, each theme on one of the screens.
func TestPagesOfTheOfficeHaveNoBarriers(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	pages := []string{"/", "/cases/tree", "/cases/board", "/cases/calendar", "/cases/timeline", "/imports", "/rules", "/rules/policies/measure/1",
		"/rules/calendar", "/rules/schedules", "/rules/simulate", "/people", "/people/rights", "/audit", "/account", "/account/tokens", "/webhooks", "/api",
		"/sweeps", "/tasklists",
		"/indicators", "/indicators/payment_rate", "/indicators/rules", "/obligations", "/obligations/new", "/obligations/of/" + s.Plan, "/obligations/rules"}
	withLists(t, s)
	desk, phone := webtest.Desk, webtest.Phone
	desk.Dark = true
	for name, look := range map[string]webtest.Look{"desk, dark": desk, "phone, light": phone} {
		p := s.As(t, "zhoushuyi", look)
		for _, path := range pages {
			require.NoError(t, p.Visit(path))
			expectNoBarriers(t, p, path+", "+name)
			var wide bool
			require.NoError(t, p.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth + 1`, &wide)))
			require.False(t, wide, "sticks out: %s, %s", path, name)
		}
	}
}

// withLists enters a value of a county in two months, a breach among them, and an
// obligation whose number is the plan's.
func withLists(t *testing.T, s *webtest.Site) {
	t.Helper()
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.EnterIndicators(t.Context(), by, []schema.IndicatorValue{{Indicator: "payment_rate", Unit: "隆德县", Month: "2026-05", Value: 4000},
		{Indicator: "payment_rate", Unit: "隆德县", Month: "2026-06", Value: 6000}})
	require.NoError(t, err)
	_, err = s.Engine.EnterObligations(t.Context(), by, []obligation.Obligation{{No: s.Plan, Kind: "loan", Title: "小额信贷", Unit: "隆德县", Amount: 5_000_000,
		Due: calendar.DateOf(time.Now(), mustZone(t)).AddDays(-3)}}, "test")
	require.NoError(t, err)
}
