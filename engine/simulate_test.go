package engine_test

// simulate_test.go: changed rules over the example ledger: nothing is written,
// and everybody's figures are those of what they see.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/simulate"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestSimulateOverTheExample(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file, opts := example(t)
	_, err := e.ImportPlan(t.Context(), file, "test", opts, nil)
	require.NoError(t, err)
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	sent := 0
	for more := true; more; {
		swept, err := e.Ledger.SendSlips(t.Context(), time.Now(), cal, e.Ledger.PolicyOf(t.Context()), 1000)
		require.NoError(t, err)
		more = swept.More
		sent += swept.Slips
	}
	require.NotZero(t, sent)
	entries := func() (n int) {
		for _, err := range e.Ledger.ExportRows(t.Context(), "", time.Now()) {
			require.NoError(t, err)
			n++
		}
		return n
	}
	before := entries()
	office, err := e.Viewer(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	period := simulate.Period{From: office.Today.AddMonths(-3), To: office.Today}

	same, err := office.Simulate(t.Context(), casework.DefaultPolicy(casework.KindMeasure), opts.Plan, period, nil)
	require.NoError(t, err)
	require.Equal(t, 113, same.Cases)
	require.Equal(t, same.Now, same.Then)
	total := 0
	for _, n := range same.Sent {
		total += n
	}
	require.Equal(t, sent, total, "every slip that was sent")
	// The lights on the last day are those of the ledger.
	o, err := office.Overview(t.Context(), opts.Plan)
	require.NoError(t, err)
	lights := same.Now.Lights[len(same.Now.Lights)-1]
	require.Equal(t, o.Tasks.Total.Lights[casework.LightRed], lights[casework.LightRed])

	text := strings.Replace(string(caseworktest.Document(casework.KindMeasure)), "{id: urging,      at: 1,", "{id: urging,      at: 2,", 1)
	changed, err := casework.ParsePolicy([]byte(text))
	require.NoError(t, err)
	other, err := office.Simulate(t.Context(), changed, opts.Plan, period, nil)
	require.NoError(t, err)
	require.Equal(t, same.Now, other.Now)
	require.LessOrEqual(t, other.Then.Slips["urging"], other.Now.Slips["urging"])
	require.Equal(t, other.Now.Overdue, other.Then.Overdue, "a later slip makes nobody less late")
	require.Equal(t, before, entries(), "nothing was written")

	county, err := e.Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	_, err = county.Simulate(t.Context(), changed, opts.Plan, period, nil)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	for _, bad := range []simulate.Period{{}, {From: period.To, To: period.From}, {From: period.From, To: period.To.AddDays(1)}, {From: period.To.AddMonths(-14), To: period.To}} {
		_, err = office.Simulate(t.Context(), changed, opts.Plan, bad, nil)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), bad)
	}
}

func TestLoadPolicyIsChecked(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file, opts := example(t)
	_, err := e.ImportPlan(t.Context(), file, "test", opts, nil)
	require.NoError(t, err)
	office, err := e.Viewer(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	county, err := e.Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	text := string(caseworktest.Document(casework.KindMeasure))
	next := strings.NewReplacer("\nversion: 1\n", "\nversion: 2\n", "id: claim\n", "id: take\n").Replace(text)

	_, err = county.LoadPolicy(t.Context(), []byte(next))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	_, err = office.LoadPolicy(t.Context(), []byte(strings.Replace(next, "version: 2", "version: 7", 1)))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "a version is skipped")
	_, err = office.CheckPolicy(t.Context(), []byte("kind: measure\nladdr: []"))
	require.ErrorContains(t, err, "laddr")

	c, err := office.CheckPolicy(t.Context(), []byte(next))
	require.NoError(t, err)
	require.Len(t, c.Running, 1)
	require.Equal(t, 1, c.Running[0].Version)
	require.Len(t, c.Stranded, 1)
	require.Equal(t, casework.StepID("claim"), c.Stranded[0].Step, "the tasks that wait to be claimed could not be moved")
	p, err := office.LoadPolicy(t.Context(), []byte(next))
	require.NoError(t, err)
	newest, err := e.Rules.Newest(t.Context(), casework.KindMeasure)
	require.NoError(t, err)
	require.Equal(t, p.Ref(), newest.Ref(), "new cases take it")
	list, err := e.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "zhoushuyi"})
	require.NoError(t, err)
	require.Equal(t, schema.AccessRules, list[0].Act)
}

func TestCheckCalendarTellsWhatMoves(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file, opts := example(t)
	_, err := e.ImportPlan(t.Context(), file, "test", opts, nil)
	require.NoError(t, err)
	office, err := e.Viewer(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	year := office.Today.Year
	monday := office.Today
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(1)
	}
	if monday.Year != year {
		year = monday.Year
	}
	doc := "id: CN\nzone: Asia/Shanghai\nhours: {open: \"08:30\", close: \"17:30\"}\nyears:\n  - year: " + monday.String()[:4] + "\n    source: test\n    off: [" + monday.String() + "]\n    work: []\n"
	c, err := office.CheckCalendar(t.Context(), []byte(doc))
	require.NoError(t, err)
	require.Equal(t, []int{year}, c.Years)
	require.Contains(t, c.Days, monday)
	require.NotZero(t, c.Tasks)
	_, err = office.CheckCalendar(t.Context(), []byte("years: 7"))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	county, err := e.Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	_, err = county.LoadCalendar(t.Context(), []byte(doc), nil)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
}
