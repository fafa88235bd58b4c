package site_test

// household_clue_test.go: a single clue, from the form to the case, by the import's way.

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/web/webtest"
)

func TestAClueIsEnteredInAForm(t *testing.T) {
	t.Parallel()
	s, _, _ := withHouseholds(t)
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Persons: []schema.Person{{ID: "jiance", Name: "监测办"}}, Posts: []schema.PostRow{{Person: "jiance", Post: casework.Post{Unit: "原州区", Role: casework.PostOffice}}}}))
	s.Accounts(t)
	no, today := enginetest.Prefix()+"-9", calendar.DateOf(time.Now(), mustZone(t))
	form := url.Values{"no": {no}, "head": {"赵六"}, "people": {"4"}, "labour": {"4"}, "village": {"上马泉村"}, "category": {"sudden"}, "channel": {"self"},
		"type": {"general"}, "on": {today.String()}, "number": {"11010519491231002X"}}
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, s, "cunban"), s.URL+"/households/new"))
	require.Equal(t, http.StatusForbidden, sent(t, visiting(t, s, "cunban"), s.URL+"/households/new", form), "who may not take ledgers in")
	_, _, page := get(t, visiting(t, s, "cunban"), s.URL+"/households")
	require.NotContains(t, string(page), `href="/households/new"`)

	office := s.As(t, "jiance", webtest.Phone)
	require.NoError(t, office.Visit("/households"))
	require.NoError(t, office.Do(tap(`a[href="/households/new"]`), chromedp.WaitVisible(`[name=head]`, chromedp.ByQuery)))
	stands(t, office, "the form of a clue, phone")
	fill := func(name, value string) chromedp.Action {
		return chromedp.SetValue(`[name=`+name+`]`, value, chromedp.ByQuery)
	}
	require.NoError(t, office.Do(fill("no", no), fill("head", "赵六"), fill("people", "4"), fill("labour", "5"), fill("village", "上马泉村"), fill("category", "sudden"),
		fill("number", "11010519491231002X"), chromedp.Click(`[name=risk][value=illness]`, chromedp.ByQuery), chromedp.Submit(`[name=head]`, chromedp.ByQuery),
		chromedp.WaitVisible(`.findings`, chromedp.ByQuery)))
	text, err := office.Text(".findings")
	require.NoError(t, err)
	require.Contains(t, text, "劳动力人数", "what the import finds, without a cell")
	require.NotContains(t, source(t, office), "11010519491231002X", "what is personal is never sent back")
	kept := ""
	require.NoError(t, office.Do(chromedp.Value(`[name=head]`, &kept, chromedp.ByQuery)))
	require.Equal(t, "赵六", kept)
	stands(t, office, "the refused form of a clue, phone")
	require.NoError(t, office.Do(fill("labour", "2"), fill("number", "11010519491231002X"), chromedp.Click(`[name=risk][value=illness]`, chromedp.ByQuery),
		chromedp.Submit(`[name=head]`, chromedp.ByQuery), chromedp.WaitVisible(`form[action$="/apply"] button`, chromedp.ByQuery)))
	text, err = office.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "新增 1")
	require.NoError(t, office.Do(tap(`form[action$="/apply"] button`)))
	require.Eventually(t, func() bool {
		found, _, err := s.Engine.Ledger.ListHouseholds(t.Context(), schema.HouseholdFilter{Text: no})
		if err != nil || len(found) == 0 {
			return false
		}
		_, err = s.Engine.Ledger.State(t.Context(), found[0].Case)
		return err == nil
	}, time.Minute, 100*time.Millisecond)
	state := enginetest.State(t, s.Engine, caseOfHousehold(t, s, no))
	require.Equal(t, casework.UnitID("上马泉村"), state.Tasks[0].Unit)
	require.Equal(t, casework.UnitID("张易镇"), state.Parties.LeadUnit)
	require.Equal(t, http.StatusConflict, sent(t, visiting(t, s, "jiance"), s.URL+"/households/new", form), "a household is known once")
	form.Set("no", no+"x")
	form.Set("village", "张易镇")
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, visiting(t, s, "jiance"), s.URL+"/households/new", form), "a village, no township")
}
