package site_test

// fields_axe_test.go: the pages of households, months and inspections without
// barriers, at a desk and on a phone, in both themes.

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/web/webtest"
)

func expectPages(t *testing.T, s *webtest.Site, login string, pages ...string) {
	t.Helper()
	for name, look := range map[string]webtest.Look{"desk": webtest.Desk, "phone": webtest.Phone} {
		for _, dark := range []bool{false, true} {
			look.Dark = dark
			p := s.As(t, login, look)
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

func TestHouseholdPagesHaveNoBarriers(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	one := "/households/" + string(id)
	expectPages(t, s, helper, "/households", "/households?state=ended", "/households/find", one, one+"/visit", one+"/eliminate")
	expectPages(t, s, "zhenban", "/households?unit=原州区张易镇", "/households/publication?unit=原州区张易镇")
}

func TestMonthAndInspectionPagesHaveNoBarriers(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	today := calendar.DateOf(time.Now(), mustZone(t))
	m := round.Month{Year: today.Year, Month: today.Month}
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.OpenRound(t.Context(), by, m)
	require.NoError(t, err)
	one, err := s.Engine.OpenInspection(t.Context(), by, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查",
		Units: []casework.UnitID{"泾源县"}, Filter: schema.InspectionFilter{Plan: s.Plan, State: "open"}})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		one, err = s.Engine.Inspection(t.Context(), one.ID)
		return err == nil && one.State == schema.InspectionDrawn
	}, 30*time.Second, 50*time.Millisecond)
	drawn := one.Basis.Drawn[0]
	at := "/inspections/" + one.ID
	expectPages(t, s, "zhoushuyi", "/rounds", "/rounds/"+m.String(), "/rounds/"+m.String()+"/owing", "/inspections", "/inspections/new", at)
	expectPages(t, s, "fenglicheng", at, fmt.Sprintf("%s/tasks/%s/%d", at, drawn.Case, drawn.Task))
}
