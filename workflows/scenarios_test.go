package workflows_test

// scenarios_test.go: every path of a case, against the real servers. Each
// scenario is a test; with -record its histories are saved for the replay test.

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/workflows"
)

var record = flag.Bool("record", false, "save the histories of all scenarios for the replay test")

// stage is one running case of a scenario.
type stage struct {
	t      *testing.T
	e      *engine.Engine
	id     casework.CaseID
	policy *casework.Policy
	n      int
}

// open starts a case; carried acts may bring it to any step.
func open(t *testing.T, e *engine.Engine, policy *casework.Policy, opening *casework.Opening, with ...func(*workflows.CaseInput)) *stage {
	t.Helper()
	in := workflows.CaseInput{Case: casework.CaseID("t-" + enginetest.Prefix()), Policy: policy, Opening: opening}
	for _, w := range with {
		w(&in)
	}
	enginetest.Start(t, e, in)
	return &stage{t: t, e: e, id: in.Case, policy: policy}
}

func (s *stage) state() *casework.State { return enginetest.State(s.t, s.e, s.id) }

func (s *stage) try(c casework.Command) (workflows.ActResult, error) {
	s.n++
	if c.ID == "" {
		c.ID = casework.CommandID(fmt.Sprintf("c%d", s.n))
	}
	return s.e.Act(s.t.Context(), s.id, caseworktest.Approve(c, s.state()))
}

func (s *stage) act(t casework.CommandType, by casework.Requester, with ...func(*casework.Command)) workflows.ActResult {
	s.t.Helper()
	res, err := s.try(caseworktest.Command("", t, by, with...))
	require.NoError(s.t, err, "%s", t)
	require.Equal(s.t, s.state().Seq, res.Seq, "what a person sees after a click is what is in the ledger")
	return res
}

// toCheck brings a task of a unit from dispatch to the check.
func (s *stage) toCheck(unit casework.UnitID) {
	s.t.Helper()
	for _, c := range caseworktest.Life(unit)[:3] {
		c.ID = ""
		_, err := s.try(c)
		require.NoError(s.t, err, "%s", c.Type)
	}
}

// ended waits for the workflow's end and gives its result.
func (s *stage) ended() workflows.CaseResult {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	var res workflows.CaseResult
	require.NoError(s.t, s.e.Client.GetWorkflow(ctx, workflows.CaseWorkflowID(s.id), "").Get(ctx, &res))
	state := s.state()
	require.Equal(s.t, state.Seq, res.Seq)
	require.Equal(s.t, state.Head, res.Head)
	return res
}

// save keeps the history of the case's newest run and of those it continued.
func (s *stage) save(name string) {
	saveRuns(s.t, s.e, workflows.CaseWorkflowID(s.id), name)
}

func saveRuns(t *testing.T, e *engine.Engine, workflowID, name string) {
	t.Helper()
	if !*record {
		return
	}
	require.NoError(t, os.MkdirAll(replayFolder, 0o755))
	eachRun(t, e, workflowID, func(n int, h *historypb.History) {
		b, err := protojson.Marshal(h)
		require.NoError(t, err)
		file := filepath.Join(replayFolder, fmt.Sprintf("%s-%d.json", name, n))
		require.NoError(t, os.WriteFile(file, b, 0o644))
	})
}

// eachRun goes through the histories of a workflow's runs, the newest first.
func eachRun(t *testing.T, e *engine.Engine, workflowID string, visit func(n int, h *historypb.History)) {
	t.Helper()
	for run, n := "", 1; ; n++ {
		var h historypb.History
		before := ""
		it := e.Client.GetWorkflowHistory(t.Context(), workflowID, run, false,
			enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for it.HasNext() {
			ev, err := it.Next()
			require.NoError(t, err)
			if a := ev.GetWorkflowExecutionStartedEventAttributes(); a != nil {
				before = a.GetContinuedExecutionRunId()
			}
			h.Events = append(h.Events, ev)
		}
		visit(n, &h)
		if before == "" {
			return
		}
		run = before
	}
}

func due() calendar.Date { return calendar.DateOf(time.Now(), time.UTC).AddDays(90) }

func reason(text string) func(*casework.Command) {
	return func(c *casework.Command) { c.Reason = text }
}

func text(s string) func(*casework.Command) { return func(c *casework.Command) { c.Text = s } }

func date(d calendar.Date) func(*casework.Command) { return func(c *casework.Command) { c.Date = d } }

// short saves the policy without public notice into the ledger.
func short(t *testing.T, e *engine.Engine) *casework.Policy {
	t.Helper()
	policy, doc := caseworktest.Short()
	_, err := e.Ledger.SavePolicy(t.Context(), doc)
	require.NoError(t, err)
	return policy
}

// clean reconciles everything that the scenario left.
func clean(t *testing.T, e *engine.Engine) {
	t.Helper()
	rec, err := e.Reconcile(t.Context(), false, nil)
	require.NoError(t, err)
	require.Positive(t, rec.Cases)
	require.Empty(t, rec.Differences)
}

func TestHappyPath(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	for _, c := range caseworktest.Life(caseworktest.County) {
		_, err := s.try(c)
		require.NoError(t, err, "%s", c.Type)
	}
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	clean(t, e)
	s.save("happy")
}

// The notice began on paper long ago, so its end is due at once: the timer and
// the count behind it run for real.
func TestPublicNoticeEndsByTime(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	opening := caseworktest.Opening(due())
	opening.Carried = carriedTo(casework.CommandSign)
	s := open(t, e, policy, opening)
	require.Eventually(t, func() bool { return s.state().Task(1).Step == "recognise" }, 20*time.Second, 20*time.Millisecond)
	s.act(casework.CommandRecognise, caseworktest.Office)
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	clean(t, e)
	s.save("notice")
}

// A notice that has just begun holds the case, and nobody can shorten it.
func TestPublicNoticeHolds(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, casework.DefaultPolicy(casework.KindMeasure), caseworktest.Opening(due()))
	s.toCheck(caseworktest.County)
	s.act(casework.CommandPass, caseworktest.Verifier)
	s.act(casework.CommandSign, caseworktest.Leader)
	_, err := s.try(caseworktest.Command("", casework.CommandRecognise, caseworktest.Office))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err))
	s.act(casework.CommandReturn, caseworktest.Verifier, reason("公示期收到异议"))
	require.Equal(t, casework.StepID("rectify"), s.state().Task(1).Step)
	clean(t, e)
	s.save("objection")
}

func carriedTo(last casework.CommandType) []casework.CarriedAct {
	day := time.Now().AddDate(0, -6, 0).UTC().Truncate(24 * time.Hour)
	var acts []casework.CarriedAct
	for _, c := range []casework.CommandType{casework.CommandDispatch, casework.CommandClaim, casework.CommandComplete,
		casework.CommandSubmit, casework.CommandPass, casework.CommandSign, casework.CommandEndNotice, casework.CommandRecognise} {
		day = day.AddDate(0, 0, 3)
		acts = append(acts, casework.CarriedAct{Type: c, Task: 1, At: day})
		if c == last {
			break
		}
	}
	return acts
}

func TestReturnAndResubmit(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	s.toCheck(caseworktest.County)
	seen := s.state().Task(1).Submission.Digest
	s.act(casework.CommandReturn, caseworktest.Verifier, reason("佐证不足"), func(c *casework.Command) { c.To = "self_check" })
	s.act(casework.CommandSubmit, caseworktest.Reporter(caseworktest.County), text("补充佐证"), func(c *casework.Command) {
		c.Evidence = []casework.Evidence{caseworktest.Evidence("second")}
	})
	_, err := s.e.Act(t.Context(), s.id, caseworktest.Command("stale", casework.CommandPass, caseworktest.Verifier,
		func(c *casework.Command) { c.Digest = seen }))
	require.Equal(t, casework.CodeStale, casework.CodeOf(err), "an approval of what was replaced")
	s.act(casework.CommandPass, caseworktest.Verifier)
	clean(t, e)
	s.save("return")
}

func TestDeclineAndArbitration(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due(), "原州区", "西吉县"))
	s.act(casework.CommandDispatch, caseworktest.Office)
	for i, unit := range []casework.UnitID{"原州区", "西吉县"} {
		s.act(casework.CommandDecline, caseworktest.Reporter(unit), reason("不属于本区"))
		s.act(casework.CommandArbitrate, caseworktest.Office, reason("经研究"), func(c *casework.Command) {
			c.Task, c.Upheld = i+1, unit == "原州区"
		})
	}
	state := s.state()
	require.Equal(t, casework.OutcomeExcluded, state.Task(1).Outcome)
	require.Equal(t, casework.StepID("claim"), state.Task(2).Step)
	clean(t, e)
	s.save("decline")
}

func TestExtension(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandClaim, caseworktest.Reporter(caseworktest.County))
	later := due().AddDays(30)
	_, err := s.try(caseworktest.Command("", casework.CommandApplyExtension, caseworktest.Reporter(caseworktest.County),
		reason("太长"), date(due().AddDays(200))))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "longer than the original length")
	s.act(casework.CommandApplyExtension, caseworktest.Reporter(caseworktest.County), reason("汛期"), date(later))
	for _, by := range []casework.Requester{caseworktest.Head(caseworktest.County), caseworktest.Verifier, caseworktest.Leader} {
		s.act(casework.CommandApproveExtension, by)
	}
	task := s.state().Task(1)
	require.Equal(t, later, task.Deadline.Date)
	require.Equal(t, due(), task.Original)
	clean(t, e)
	s.save("extension")
}

// Two approvals of one person that wait for a worker together both pass the validator; the
// handler, which decides again, takes one of them. extension-one-hand-1.json is a history
// from before the rule, in which one person decides every turn; it cannot be recorded again.
func TestOnePersonSideBySide(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t, enginetest.Config(t))
	stop := enginetest.Work(t, e)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandClaim, caseworktest.Reporter(caseworktest.County))
	s.act(casework.CommandApplyExtension, caseworktest.Reporter(caseworktest.County), reason("汛期"), date(due().AddDays(30)))
	two := casework.Requester{Person: "two", Posts: []casework.Post{{Unit: caseworktest.County, Role: casework.PostHead},
		{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier}}}
	digest := s.state().Task(1).Request.Digest
	stop()
	const clicks = 3
	errs := make(chan error, clicks)
	for i := range clicks {
		go func() {
			_, err := s.e.Act(t.Context(), s.id, caseworktest.Command(fmt.Sprintf("side-%d", i), casework.CommandApproveExtension, two,
				func(c *casework.Command) { c.Digest = digest }))
			errs <- err
		}()
	}
	time.Sleep(time.Second) // all have arrived
	enginetest.Work(t, e)
	taken := 0
	for range clicks {
		if err := <-errs; err == nil {
			taken++
		} else {
			require.True(t, casework.IsRecused(err), "%v", err)
		}
	}
	require.Equal(t, 1, taken)
	require.Equal(t, 1, s.state().Task(1).Request.Approved)
	s.act(casework.CommandApproveExtension, caseworktest.Verifier)
	s.act(casework.CommandApproveExtension, caseworktest.Leader)
	require.Equal(t, due().AddDays(30), s.state().Task(1).Deadline.Date)
	marked := false
	eachRun(t, e, workflows.CaseWorkflowID(s.id), func(_ int, h *historypb.History) {
		for _, ev := range h.Events {
			marked = marked || ev.GetMarkerRecordedEventAttributes().GetMarkerName() == "Version"
		}
	})
	require.True(t, marked, "the handler had something to refuse")
	clean(t, e)
	s.save("extension-turns")
}

// A suspension until today ends by itself at once: the other timer.
func TestSuspension(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandSuspend, caseworktest.Office, reason("不可抗力"))
	s.act(casework.CommandResume, caseworktest.Office)
	_, err := s.try(caseworktest.Command("", casework.CommandSuspend, caseworktest.Office, reason("等待批复"),
		date(calendar.DateOf(time.Now(), caseworktest.Calendar().Zone()))))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return !s.state().Task(1).Paused() }, 20*time.Second, 20*time.Millisecond)
	clean(t, e)
	s.save("suspension")
}

func TestReopenAsNextRound(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	for _, c := range caseworktest.Life(caseworktest.County) {
		_, err := s.try(c)
		require.NoError(t, err)
	}
	s.ended()
	s.save("reopen-before")
	s.act(casework.CommandLookBack, caseworktest.Inspector, text("问题反弹"), func(c *casework.Command) { c.Relapsed = true })
	res := s.act(casework.CommandReopen, caseworktest.Inspector, reason("问题反弹"), date(due()))
	require.Equal(t, 2, res.Round)
	_, err := s.try(caseworktest.Command("", casework.CommandClaim, caseworktest.Reporter(caseworktest.County)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), "a relapse starts at the rectification")
	for _, c := range caseworktest.Life(caseworktest.County)[2:] {
		c.ID = "" // the second round's commands are other commands
		_, err := s.try(c)
		require.NoError(t, err, "%s", c.Type)
	}
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	clean(t, e)
	s.save("reopen-after")
}

// A run of four steps continues as new, and the run after it knows everything.
func TestContinueAsNew(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()), func(in *workflows.CaseInput) { in.RunSteps = 4 })
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandClaim, caseworktest.Reporter(caseworktest.County))
	for i := range 12 {
		percent := i
		s.act(casework.CommandProgress, caseworktest.Reporter(caseworktest.County), text("推进"), func(c *casework.Command) { c.Percent = &percent })
	}
	first, err := s.e.Act(t.Context(), s.id, caseworktest.Command("c3", casework.CommandProgress, caseworktest.Reporter(caseworktest.County), text("推进")))
	require.NoError(t, err, "a repeated command of an earlier run is known")
	require.Less(t, first.Seq, s.state().Seq)
	for _, c := range caseworktest.Life(caseworktest.County)[2:] {
		_, err := s.try(c)
		require.NoError(t, err, "%s", c.Type)
	}
	require.Equal(t, casework.StageClosed, s.ended().Stage)
	clean(t, e)
	s.save("continue-as-new")
}

func TestReassignUrgeCommentCancel(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	s := open(t, e, short(t, e), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandUrge, caseworktest.Office, text("请尽快认领"))
	s.act(casework.CommandComment, caseworktest.Verifier, text("已电话沟通"))
	s.act(casework.CommandReassign, caseworktest.Office, reason("职能调整"), func(c *casework.Command) { c.Unit = "隆德县" })
	s.act(casework.CommandClaim, caseworktest.Reporter("隆德县"))
	s.act(casework.CommandCancel, caseworktest.Office, reason("并入其他事项"))
	require.Equal(t, casework.StageCancelled, s.ended().Stage)
	clean(t, e)
	s.save("cancel")
}

func TestMovePolicy(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	to := short(t, e)
	s := open(t, e, casework.DefaultPolicy(casework.KindMeasure), caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	s.act(casework.CommandMovePolicy, caseworktest.Office, func(c *casework.Command) { c.Policy = to })
	s.act(casework.CommandClaim, caseworktest.Reporter(caseworktest.County))
	require.Equal(t, to.Ref(), s.state().Policy)
	clean(t, e)
	s.save("policy")
}

// Nobody claims: the clock climbs the ladder to the top, one run a rung.
func TestClockClimbsToTheTop(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	policy := casework.DefaultPolicy(casework.KindMeasure)
	s := open(t, e, policy, caseworktest.Opening(due()))
	s.act(casework.CommandDispatch, caseworktest.Office)
	cal := caseworktest.Calendar()
	clock, _ := policy.ClockOf(s.state().Task(1))
	missed := clock.Due(cal, time.Now()).Date
	for _, r := range policy.Ladder {
		at := cal.Alarm(cal.AddWorkdays(missed, r.At)).Add(time.Minute)
		id := "clock-" + enginetest.Prefix()
		run, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: e.Queue()},
			workflows.TypeClock, workflows.ClockInput{At: at})
		require.NoError(t, err)
		var sent activities.SlipsSent
		require.NoError(t, run.Get(t.Context(), &sent))
		want := 1
		if r.At < -4 { // a limit of five days does not begin with reminders
			want = 0
		}
		require.Equal(t, want, sent.Slips, r.ID)
		saveRuns(t, e, id, "clock-"+r.ID)
	}
	clean(t, e)
	s.save("escalation")
}
