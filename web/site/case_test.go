package site_test

// case_test.go: a case's page in the hands of two people at once.

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/ledgerfile"
	"duban/web/webtest"
)

// claimed gives a site with one measure that its unit has to rectify.
func claimed(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	give(t, s, "zhoushuyi", casework.Command{Type: casework.CommandDispatch})
	give(t, s, "yuxiaomei", casework.Command{Type: casework.CommandClaim, Task: 1})
	return s
}

// give sends a command without a page, to the first measure.
func give(t *testing.T, s *webtest.Site, who casework.PersonID, cmd casework.Command) {
	t.Helper()
	by, err := s.Engine.Requester(t.Context(), who, time.Now())
	require.NoError(t, err)
	cmd.By, cmd.ID = by, casework.CommandID(uuid.NewString())
	_, err = s.Engine.Act(t.Context(), s.Case(1), cmd)
	require.NoError(t, err)
}

func session(t *testing.T, s *webtest.Site, login string) hand {
	t.Helper()
	h := hand{s.As(t, login, webtest.Desk), t}
	h.visit("/cases/" + string(s.Case(1)))
	return h
}

// appears waits until a selector's text contains words, and gives when it did.
func (h hand) appears(selector, words string) time.Time {
	h.t.Helper()
	var at float64
	require.NoError(h.t, h.Do(chromedp.Poll(`[...document.querySelectorAll("`+selector+`")].some((e) => e.textContent.includes("`+words+`")) && Date.now()`,
		&at, chromedp.WithPollingInterval(10*time.Millisecond))))
	return time.UnixMilli(int64(at))
}

// follows waits until a page hears of steps.
func (h hand) follows() {
	h.t.Helper()
	require.NoError(h.t, h.Do(chromedp.Poll(`document.documentElement.dataset.following === "open"`, nil)))
}

func TestTwoPeopleSeeEachOthersSteps(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	unit, inspector := session(t, s, "yuxiaomei"), session(t, s, "fenglicheng")
	unit.follows()
	inspector.follows()
	// Other tests keep this machine busy: the quickest of a few says what the site takes.
	quickest := time.Hour
	for i := range 4 {
		percent := strconv.Itoa(10 * (i + 1))
		unit.follows()
		unit.does(casework.CommandProgress, webtest.Fields{"text": "又完成一处", "percent": percent})
		recorded := lastRecorded(t, s)
		quickest = min(quickest, inspector.appears(".case-main .events", "泾源县报进展，完成 "+percent+"%（于晓梅）").Sub(recorded))
		if i == 1 {
			unit.follows()
			inspector.does(casework.CommandUrge, webtest.Fields{"text": "请加快"})
			unit.appears(".case-main .events", "冯立诚催办（泾源县）")
			inspector.follows()
		}
	}
	t.Logf("a step was seen by the other after %s", quickest)
	require.Less(t, quickest, time.Second)
}

// lastRecorded gives when the newest step of the first measure was decided.
func lastRecorded(t *testing.T, s *webtest.Site) time.Time {
	t.Helper()
	events, err := s.Engine.Ledger.Events(t.Context(), s.Case(1))
	require.NoError(t, err)
	return events[len(events)-1].RecordedAt
}

func TestAStaleFormIsRefusedAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	unit := session(t, s, "yuxiaomei")
	unit.follows()
	typed := webtest.Fields{"text": "管道改造完成一半，材料已到场", "percent": "50"}
	require.NoError(t, unit.OpenAct(casework.CommandProgress, 1))
	require.NoError(t, unit.Fill(casework.CommandProgress, 1, typed))
	give(t, s, "fenglicheng", casework.Command{Type: casework.CommandUrge, Task: 1, Text: "请加快"})
	unit.appears("#news", "冯立诚催办（泾源县）") // told while typing, and the form stays
	require.Equal(t, typed["text"], unit.value("#act-progress-1 textarea"))

	said, err := unit.Send(casework.CommandProgress, 1)
	require.NoError(t, err)
	require.Contains(t, said, "事项已有变化")
	unit.reads(".since", "冯立诚催办（泾源县）")
	require.Equal(t, typed["text"], unit.value("#act-progress-1 textarea"))
	require.Equal(t, typed["percent"], unit.value("#act-progress-1 input[name=percent]"))
	said, err = unit.Send(casework.CommandProgress, 1)
	require.NoError(t, err)
	require.Contains(t, said, "已报进展")
	unit.reads(".case-main .events", typed["text"])
	unit.visit("/cases/" + string(s.Case(1)))
	require.NoError(t, unit.OpenAct(casework.CommandProgress, 1))
	require.Empty(t, unit.value("#act-progress-1 textarea"), "what was taken is no draft any more")
}

func (h hand) value(selector string) (text string) {
	h.t.Helper()
	require.NoError(h.t, h.Do(chromedp.Value(selector, &text, chromedp.ByQuery)))
	return text
}

func TestADraftOutlivesThePageAndNotTheSession(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	unit := session(t, s, "yuxiaomei")
	require.NoError(t, unit.OpenAct(casework.CommandProgress, 1))
	require.NoError(t, unit.Fill(casework.CommandProgress, 1, webtest.Fields{"text": "写到一半"}))
	unit.visit("/work")
	unit.visit(at)
	require.Equal(t, "写到一半", unit.value("#act-progress-1 textarea"))
	require.NoError(t, unit.Do(chromedp.Evaluate(`document.querySelector("form[action='/sign-out']").requestSubmit()`, nil), chromedp.WaitVisible(`input[name=login]`)))
	require.NoError(t, unit.SignIn("yuxiaomei", webtest.Password))
	unit.visit(at)
	require.NoError(t, unit.OpenAct(casework.CommandProgress, 1))
	require.Empty(t, unit.value("#act-progress-1 textarea"))
}

func TestWhatMayNotBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	give(t, s, "yuxiaomei", casework.Command{Type: casework.CommandSubmit, Task: 1, Text: "自评",
		Evidence: []casework.Evidence{{ID: "e", Name: "a.pdf", SHA256: zeros}}})
	unit := session(t, s, "yuxiaomei")
	unit.reads("#task-1 .shut", "于晓梅不在牵头单位或专班任职，不能核验本事项")
	unit.reads("#task-1", "沈润生") // who holds it, by name
	unit.reads("#evidence", "只登记了摘要")
	for _, said := range []string{"yuxiaomei", "shenrunsheng", "--"} {
		text, err := unit.Text("#state")
		require.NoError(t, err)
		require.NotContains(t, text, said, "no logins and no flags")
	}
	unit.visit("/cases/" + string(s.Case(1)) + "/clock/1")
	unit.reads(".days .due", "时限")
	unit.visit("/cases/" + string(s.Case(1)))
	require.NoError(t, unit.Do(chromedp.Click("#due-1 > summary", chromedp.ByQuery), chromedp.WaitVisible("#due-1 .days", chromedp.ByQuery)))
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestACommentTellsWhomItNames(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	unit := session(t, s, "yuxiaomei")
	// Another county's reporter may not see the case.
	require.NoError(t, unit.Fill(casework.CommandComment, 0, webtest.Fields{"text": "请@虎春生 看"}))
	said, err := unit.SendComment()
	require.NoError(t, err)
	require.Contains(t, said, "虎春生看不到本事项")
	require.NoError(t, unit.Fill(casework.CommandComment, 0, webtest.Fields{"text": "请 @洪济川 定夺"}))
	said, err = unit.SendComment()
	require.NoError(t, err)
	require.Contains(t, said, "已评论")
	unit.reads("#comments", "请 @洪济川 定夺")
	unit.reads(".case-main .events", "于晓梅评论，请洪济川查看")
	notices, err := s.Engine.Ledger.Undelivered(t.Context(), 0, 1000)
	require.NoError(t, err)
	told := 0
	for _, n := range notices {
		if n.Case == s.Case(1) && n.Kind == "mentioned" {
			require.Equal(t, casework.Addressee{Person: "hongjichuan"}, n.To)
			told++
		}
	}
	require.Equal(t, 1, told)
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(state.Tasks, func(task casework.Task) bool { return task.Open() }))
}

func TestPapersAreForThoseWhoSeeTheCase(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	give(t, s, "fenglicheng", casework.Command{Type: casework.CommandUrge, Task: 1, Text: "请加快"})
	at := "/cases/" + string(s.Case(1)) + "/papers/"
	unit := session(t, s, "yuxiaomei")
	unit.visit(at + "dispatch/1")
	unit.reads(".paper", "现将下列事项交由你单位办理")
	unit.visit(at + "urging/4")
	unit.reads(".paper h1", "催办单")
	for _, none := range []string{"closing/1", "slip/1", "urging/1", "dispatch/9", "other/1", "dispatch/x"} {
		require.Equal(t, 404, status(t, unit, at+none), none)
	}
	foreign := hand{s.As(t, "huchunsheng", webtest.Desk), t}
	foreign.visit("/work")
	require.Equal(t, 403, status(t, foreign, at+"dispatch/1"))
}

func TestASlipOfTheLadderIsPrintedAsIssued(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	cal, err := s.Engine.Rules.Calendar(t.Context())
	require.NoError(t, err)
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	// The clock's sweep of six working days after the due date.
	late := cal.Alarm(cal.AddWorkdays(state.Task(1).Deadline.Date, 6)).Add(time.Hour)
	_, err = s.Engine.Ledger.SendSlips(t.Context(), late, cal, s.Engine.Ledger.PolicyOf(t.Context()), 100)
	require.NoError(t, err)
	slips, err := s.Engine.Ledger.Slips(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.Len(t, slips, 1)
	require.Equal(t, "supervision", slips[0].RungID)

	office := session(t, s, "zhoushuyi")
	office.reads("#slips", "督办通知单")
	require.NoError(t, office.Do(chromedp.Click("#slips a", chromedp.ByQuery), chromedp.WaitVisible(".paper", chromedp.ByQuery)))
	office.reads(".paper h1", "督办通知单")
	office.reads(".paper-lead", "已超过时限 "+state.Task(1).Deadline.Date.String())
	office.reads(".paper-to", "洪济川")
	office.reads(".paper-foot", slips[0].Hash)
}

func TestATaskIsGivenToAnotherByName(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	office := session(t, s, "zhoushuyi")
	require.NoError(t, office.OpenAct(casework.CommandReassign, 1))
	require.NoError(t, office.Do(chromedp.SendKeys(`#act-reassign-1 [name=unit]`, "隆德", chromedp.ByQuery),
		chromedp.WaitReady(`#act-reassign-1 datalist option[value="隆德县"]`, chromedp.ByQuery)))
	require.NoError(t, office.Fill(casework.CommandReassign, 1, webtest.Fields{"unit": "隆德", "person": "张海燕", "reason": "职责调整"}))
	said, err := office.Send(casework.CommandReassign, 1)
	require.NoError(t, err)
	require.Contains(t, said, "没有单位隆德")
	require.Equal(t, "职责调整", office.value("#act-reassign-1 textarea"))
	require.NoError(t, office.Fill(casework.CommandReassign, 1, webtest.Fields{"unit": "隆德县"}))
	said, err = office.Send(casework.CommandReassign, 1)
	require.NoError(t, err)
	require.Contains(t, said, "已改派")
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.Equal(t, casework.UnitID("隆德县"), state.Task(1).Unit)
	require.Equal(t, casework.PersonID("zhanghaiyan"), state.Task(1).Person)
	office.reads("#task-1 .at", "张海燕")
}
