package site_test

// life_test.go: a measure's whole life, by five people in five sessions.

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/web/webtest"
)

// hand is one of the five.
type hand struct {
	*webtest.Person
	t *testing.T
}

func (h hand) visit(path string) {
	h.t.Helper()
	require.NoError(h.t, h.Visit(path))
}

func (h hand) does(act casework.CommandType, fields webtest.Fields) {
	h.t.Helper()
	task := 1
	if act == casework.CommandDispatch || act == casework.CommandLookBack {
		task = 0
	}
	said, err := h.Act(act, task, fields)
	require.NoError(h.t, err)
	require.Contains(h.t, said, "已", "%s was not taken", act)
}

func (h hand) reads(selector, words string) {
	h.t.Helper()
	text, err := h.Text(selector)
	require.NoError(h.t, err)
	require.Contains(h.t, text, words)
}

func TestFivePeopleTakeAMeasureThroughItsLife(t *testing.T) {
	t.Parallel()
	longAgo := calendar.DateOf(time.Now(), time.UTC).AddDays(-60)
	s := webtest.WithMeasures(t,
		ledgerfile.Share{Unit: "泾源县"},
		// The ten working days of the public notice cannot pass in a test: this share
		// went through them on paper, so that its timer fires at once.
		ledgerfile.Share{Unit: "泾源县", Person: "yuxiaomei", Claim: ledgerfile.Claimed, ClaimedAt: longAgo, DoneAt: longAgo,
			SubmittedAt: longAgo, CheckedAt: longAgo, SignedAt: longAgo.AddDays(1), NoticeFrom: longAgo.AddDays(1)})
	as := func(login string, look webtest.Look) hand { return hand{s.As(t, login, look), t} }
	office, unit, verifier, leader, inspector := as("zhoushuyi", webtest.Desk), as("yuxiaomei", webtest.Phone),
		as("shenrunsheng", webtest.Desk), as("hongjichuan", webtest.Phone), as("fenglicheng", webtest.Desk)
	id := s.Case(1)
	at := "/cases/" + string(id)
	for _, h := range []hand{office, unit, verifier, leader, inspector} {
		h.visit(at)
	}

	office.does(casework.CommandDispatch, webtest.Fields{"text": "按月报送进展"})
	unit.visit(at)
	unit.reads("#task-1 .step", "认领")
	unit.does(casework.CommandClaim, nil)
	inspector.visit(at)
	inspector.does(casework.CommandUrge, webtest.Fields{"text": "请于月底前完成"})
	unit.visit(at)
	unit.does(casework.CommandProgress, webtest.Fields{"text": "已完成 3 个点位", "percent": "60"})

	photo := webtest.Photo(t, "现场照片.jpg", 1600, 1200)
	unit.visit(at)
	require.NoError(t, unit.OpenAct(casework.CommandSubmit, 1))
	require.NoError(t, unit.Attach(casework.CommandSubmit, 1, photo))
	require.NoError(t, unit.Fill(casework.CommandSubmit, 1, webtest.Fields{"text": "自评：管道已保温", "percent": "100"}))
	said, err := unit.Send(casework.CommandSubmit, 1)
	require.NoError(t, err)
	require.Contains(t, said, "已")
	unit.reads("#evidence", "第 1 次提交")

	verifier.visit(at)
	verifier.reads("#evidence", "现场照片.jpg")
	verifier.does(casework.CommandReturn, webtest.Fields{"reason": "照片看不清，请补拍", "to": "self_check"})
	unit.visit(at)
	unit.reads("#task-1 .step", "自评")
	better := webtest.Photo(t, "补拍照片.jpg", 900, 700)
	require.NoError(t, unit.OpenAct(casework.CommandSubmit, 1))
	require.NoError(t, unit.Attach(casework.CommandSubmit, 1, better))
	require.NoError(t, unit.Fill(casework.CommandSubmit, 1, webtest.Fields{"text": "自评：已补拍"}))
	_, err = unit.Send(casework.CommandSubmit, 1)
	require.NoError(t, err)
	verifier.visit(at)
	verifier.does(casework.CommandPass, webtest.Fields{"text": "现场属实"})
	leader.visit(at)
	leader.does(casework.CommandSign, nil)

	state, err := s.Engine.Ledger.State(t.Context(), id)
	require.NoError(t, err)
	task := state.Task(1)
	require.Equal(t, casework.StepID("notice"), task.Step)
	require.Equal(t, 2, task.Submission.Revision)
	content, err := os.ReadFile(better)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	require.Equal(t, hex.EncodeToString(sum[:]), task.Submission.Evidence[0].SHA256, "what was chosen on the phone is what is on record")
	office.visit(at)
	for _, sentence := range []string{"周书仪交办，开始计时", "泾源县认领（于晓梅）", "冯立诚催办（泾源县）", "泾源县报进展，完成 60%（于晓梅）",
		"泾源县提交自评和 1 份佐证材料（于晓梅）", "沈润生把泾源县的任务退回到“自评”", "沈润生核验通过泾源县的整改", "洪济川签字同意泾源县销号"} {
		office.reads(".case-main .events", sentence)
	}

	// The second measure: its notice has ended by itself, the office recognises it.
	id = s.Case(2)
	at = "/cases/" + string(id)
	require.Eventually(t, func() bool {
		state, err := s.Engine.Ledger.State(t.Context(), id)
		return err == nil && state.Task(1).Step == "recognise"
	}, 30*time.Second, 50*time.Millisecond)
	office.visit(at)
	office.does(casework.CommandRecognise, webtest.Fields{"text": "同意销号"})
	office.reads(".case-head .stage", "已销号")
	office.visit(at + "/papers/closing/1")
	office.reads(".paper", "周书仪")
	inspector.visit(at)
	inspector.does(casework.CommandLookBack, webtest.Fields{"relapsed": "0", "text": "保温层完好"})
	inspector.reads(".case-main .events", "冯立诚回头看，整改保持")
	require.Equal(t, http.StatusOK, status(t, inspector, at+"/papers/closing/1"))
}

// status gives what the site answers to a page that somebody asks for.
func status(t *testing.T, h hand, path string) int {
	t.Helper()
	var code int
	require.NoError(t, h.Do(chromedp.Evaluate(`fetch("`+path+`").then((a) => a.status)`, &code, awaited)))
	return code
}
