package site_test

// reach_test.go: a post may reach further than its holder sees. The leader of a task
// force has a city's post and sees the task force: on no page do they act, by hand or
// by file, on a county that they do not see.

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/indicator"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
)

func TestNobodyActsOnWhatTheyDoNotSee(t *testing.T) {
	t.Parallel()
	s, plan, due := withSweep(t)
	const county = casework.UnitID("隆德县")
	const lead = casework.PersonID("forceleader")
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "posts"}, Persons: []schema.Person{{ID: lead, Name: "专班牵头"}},
		Posts: []schema.PostRow{{Person: lead, Post: casework.Post{Unit: "饮水安全专班", Role: casework.PostLeader}}}}))
	s.Accounts(t)
	leader, office := visiting(t, s, string(lead)), visiting(t, s, "zhoushuyi")
	require.False(t, viewerOf(t, s, lead).Sight.Unit(county))

	// Of a sweep the departments' column, which the task force belongs to; no county.
	at := s.URL + "/sweeps/" + plan
	seen, err := viewerOf(t, s, lead).SweepSeen(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []casework.UnitID{"市直部门"}, seen.Answers)
	require.Len(t, seen.Rows, 1)
	require.False(t, seen.MayAsk)
	require.Equal(t, http.StatusForbidden, statusOf(t, leader, at+"/answer?unit="+url.QueryEscape(string(county))))
	_, err = viewerOf(t, s, lead).AnswerSweep(t.Context(), plan, county, []engine.SweepAnswer{{Standard: "7.1", Key: plan}})
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	require.Equal(t, http.StatusForbidden, sent(t, leader, at+"/remind", url.Values{}))
	_, err = viewerOf(t, s, lead).SweepColumns(t.Context())
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	clerk := viewerOf(t, s, "zhoushuyi")
	id, err := clerk.AnswerSweep(t.Context(), plan, county, []engine.SweepAnswer{{Standard: "7.1", Found: true, Text: "缺记录", Measure: "补齐", Due: due, Key: plan}})
	require.NoError(t, err)
	require.NoError(t, id[0].Err)
	require.Equal(t, http.StatusForbidden, sent(t, leader, at+"/spread", url.Values{"case": {string(id[0].Case)}, "due": {due.String()}, "unit": {"西吉县"}}))

	// What another department found stands there, and no link leads to where it is refused.
	_, err = s.Engine.AnswerFound(t.Context(), clerk.By, plan, engine.SelfFound{Standard: "7.3", Unit: "市直部门", Problem: "账目不清", Measure: "补记", Due: due, Key: plan + "/3"})
	require.NoError(t, err)
	_, _, form := get(t, leader, at+"/answer")
	require.Contains(t, string(form), "账目不清")
	require.NotContains(t, string(form), `href="/cases/`)
	_, _, form = get(t, office, at+"/answer?unit="+url.QueryEscape("市直部门"))
	require.Contains(t, string(form), `href="/cases/`)

	// Whoever answers names nobody of another unit, who would see the case, and writes no book.
	for key, one := range map[string]engine.SweepAnswer{
		"invalid.sweep_person":  {Found: true, Text: "缺记录", Measure: "补齐", Due: due, Person: "suchenglin"},
		"invalid.text_too_long": {Text: strings.Repeat("长", 4001)},
	} {
		one.Standard, one.Key = "7.2", plan+key
		taken, err := clerk.AnswerSweep(t.Context(), plan, county, []engine.SweepAnswer{one})
		require.NoError(t, err)
		var refusal *casework.Error
		require.ErrorAs(t, taken[0].Err, &refusal)
		require.Equal(t, key, refusal.Key)
	}

	// Values and obligations, by hand and by file.
	month := thisMonth(t)
	reading := url.Values{"unit": {string(county)}, "month": {month}, "value": {"40"}}
	readings := s.URL + "/indicators/loan_coverage/readings"
	require.Equal(t, http.StatusSeeOther, sent(t, office, readings, reading))
	reading.Set("value", "41")
	reading.Set("source", strings.Repeat("长", 4001))
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, readings, reading))
	reading.Del("source")
	res := post(t, leader, readings, reading) //nolint:bodyclose // post closes it
	require.Equal(t, http.StatusForbidden, res.StatusCode, "nor is the value in force told by a refusal")
	require.Equal(t, http.StatusForbidden, sent(t, leader, s.URL+"/obligations", url.Values{"no": {enginetest.Prefix()}, "kind": {"loan"}, "title": {"小额信贷"},
		"unit": {string(county)}, "amount": {"1"}, "due": {due.String()}}))
	var book bytes.Buffer
	require.NoError(t, ledgerfile.WriteIndicatorsTo(&book, "指标", []ledgerfile.IndicatorRow{{Indicator: "loan_coverage", Unit: string(county), Month: month, Value: indicator.Value(4100)}}))
	status, _, page := upload(t, leader, s.URL+"/imports", "指标.xlsx", book.Bytes(), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "不在您的岗位所管范围")
	require.NotContains(t, page, "40%")
	looked, _, err := viewerOf(t, s, lead).JudgeIndicators(t.Context())
	require.NoError(t, err)
	require.Zero(t, looked)
	values, err := s.Engine.Ledger.IndicatorEntries(t.Context(), "loan_coverage", county)
	require.NoError(t, err)
	require.Len(t, values, 1)
	list, err := s.Engine.Ledger.Obligations(t.Context(), schema.ObligationFilter{})
	require.NoError(t, err)
	require.Empty(t, list)
}
