package schema_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/schema"
)

func TestSlipsClimbTheLadder(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	for _, step := range []struct {
		day  string
		want []string
	}{
		{"2026-06-12", nil},
		{"2026-06-15", []string{"notice"}}, // ten working days before, the 19th being a holiday
		{"2026-06-18", []string{"notice"}},
		{"2026-06-23", []string{"notice", "reminder"}},
		{"2026-06-25", []string{"notice", "reminder", "reminder_2"}},
		{"2026-06-30", []string{"notice", "reminder", "reminder_2"}},
		{"2026-07-01", []string{"notice", "reminder", "reminder_2", "urging"}},
		{"2026-07-07", []string{"notice", "reminder", "reminder_2", "urging", "supervision"}},
	} {
		f.send(f.at(step.day))
		f.send(f.at(step.day)) // once more finds nothing
		require.ElementsMatch(t, step.want, f.rungs("M-1"), step.day)
	}
	slips, err := f.l.Slips(f.ctx(), "M-1")
	require.NoError(t, err)
	for _, s := range slips {
		require.Equal(t, s.Scheduled.Add(90*time.Minute), s.At)
		require.True(t, s.Late, "more than an hour after its time")
		require.Zero(t, s.Skipped)
		require.Equal(t, int64(-2), s.Mark, "the dispatch set the task's own deadline")
	}
	require.Equal(t, []casework.Addressee{{Person: li, Unit: "yuanzhou", Role: casework.PostReporter}}, slips[0].To)

	notices, err := f.l.Undelivered(f.ctx(), 0, 100)
	require.NoError(t, err)
	require.Len(t, notices, 1+2+4+3+4)
	require.Equal(t, casework.NoticeOfSlip.String(), notices[0].Kind)
	require.Equal(t, int64(1), notices[0].SlipSeq)
	require.NoError(t, f.l.MarkDelivered(f.ctx(), []int64{notices[0].ID, notices[1].ID}, f.at("2026-07-07")))
	rest, err := f.l.Undelivered(f.ctx(), 0, 100)
	require.NoError(t, err)
	require.Equal(t, notices[2:], rest)
}

func TestASlipOnTimeIsNotLate(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	require.Zero(t, f.send(f.clock("2026-06-15", 8)).Tasks, "before working hours")
	require.Equal(t, schema.SlipsSent{Tasks: 1, Slips: 1, Notices: 1}, f.send(f.clock("2026-06-15", 9)))
	slips, err := f.l.Slips(f.ctx(), "M-1")
	require.NoError(t, err)
	require.False(t, slips[0].Late)
}

func TestAnOutageCollapsesWhatItMissed(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.send(f.clock("2026-07-14", 9)) // half an hour after the circular was due
	slips, err := f.l.Slips(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Len(t, slips, 1)
	require.Equal(t, "circular", slips[0].RungID)
	require.Equal(t, 5, slips[0].Skipped)
	require.True(t, slips[0].Late, "what collapses is late")
	f.send(f.at("2026-07-21"))
	require.Equal(t, []string{"circular", "interview"}, f.rungs("M-1"))
}

func TestExtensionStartsANewBreach(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	s = f.act(s, casework.Command{Type: casework.CommandApplyExtension, By: by(li, county), Reason: "rain", Date: day(t, "2026-08-31")}, f.at("2026-06-24"))
	f.send(f.at("2026-07-01"))
	require.Equal(t, []string{"urging"}, f.rungs("M-1"))
	head := casework.Requester{Person: "head", Posts: []casework.Post{{Unit: county, Role: casework.PostHead}}}
	for _, who := range []casework.Requester{head, by(zhao, ""), by(chen, "")} {
		c := casework.Command{Type: casework.CommandApproveExtension, By: who, Digest: s.Tasks[0].Request.Digest}
		s = f.act(s, c, f.at("2026-07-02"))
	}
	line := f.line("M-1", 1)
	require.Equal(t, day(t, "2026-08-31"), line.Due)
	require.Equal(t, day(t, "2026-06-30"), line.Original, "the original due date stays visible")
	require.Equal(t, casework.NoRung, line.LastRung)
	require.Equal(t, 1, line.RedsRunning)
	require.Zero(t, f.send(f.at("2026-07-20")).Slips)
	f.send(f.at("2026-08-17"))
	require.Equal(t, []string{"urging", "notice"}, f.rungs("M-1"))
}

func TestReturnKeepsTheRungsSent(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.send(f.at("2026-07-01"))
	require.Equal(t, []string{"urging"}, f.rungs("M-1"))
	s = f.submitted(s, f.at("2026-07-02"))
	require.Equal(t, casework.NoRung, f.line("M-1", 1).LastRung, "the check has a clock of its own")
	s = f.act(s, casework.Command{Type: casework.CommandReturn, By: by(zhao, ""), Reason: "incomplete"}, f.at("2026-07-03"))
	require.Equal(t, s.Tasks[0].Step, casework.StepID("rectify"))
	line := f.line("M-1", 1)
	require.Equal(t, day(t, "2026-06-30"), line.Due, "returning does not stop the clock")
	require.Equal(t, 3, line.LastRung)
	require.Zero(t, f.send(f.at("2026-07-03")).Slips)
	f.send(f.at("2026-07-07"))
	require.Equal(t, []string{"urging", "supervision"}, f.rungs("M-1"))
}

func TestProgressKeepsTheNextAlarm(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.send(f.at("2026-06-15"))
	f.act(s, casework.Command{Type: casework.CommandProgress, By: by(li, county), Text: "half"}, f.at("2026-06-16"))
	require.Zero(t, f.send(f.at("2026-06-16")).Tasks, "nothing to look at before the next rung")
	require.Equal(t, 0, f.line("M-1", 1).LastRung)
}

// A step that is counted on a newer holiday table, before the recomputation
// has come to its task, is held to the newer one.
func TestRecordTakesOverANewerCalendar(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.submitted(f.acting("M-1", "2027-06-30", f.at("2026-12-14")), f.at("2026-12-28"))
	require.Equal(t, day(t, "2027-01-04"), f.line("M-1", 1).Due)
	require.Equal(t, 1, f.send(f.at("2026-12-30")).Slips)
	table, err := calendar.China().Merge(calendar.Year{Year: 2027, Work: []calendar.Date{day(t, "2027-01-02")}})
	require.NoError(t, err)
	f.cal, err = calendar.New(table)
	require.NoError(t, err)
	f.act(s, casework.Command{Type: casework.CommandReassign, By: by(wang, ""), Reason: "moved", Person: chen}, f.at("2026-12-31"))
	require.Equal(t, day(t, "2027-01-02"), f.line("M-1", 1).Due, "a make-up workday")
	require.Equal(t, 1, f.send(f.at("2027-01-04")).Slips, "a day earlier than by the older table")
}

func TestMovingToAnotherPolicyCountsItsLadder(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	second, err := f.l.SavePolicy(f.ctx(), []byte(strings.NewReplacer("version: 1", "version: 2", "at: -10,", "at: -30,").
		Replace(string(caseworktest.Document(casework.KindMeasure)))))
	require.NoError(t, err)
	require.Zero(t, f.send(f.at("2026-05-20")).Tasks)
	rows := f.decide(s, casework.Command{ID: "move", Type: casework.CommandMovePolicy, By: by(wang, ""), Policy: second}, f.at("2026-05-20"))
	_, err = f.l.Record(f.ctx(), schema.RowsOf(second, f.cal, rows.State, rows.Events, f.at("2026-05-20")))
	require.NoError(t, err)
	require.Equal(t, 1, f.send(f.at("2026-05-20")).Slips)
	require.Equal(t, 2, f.line("M-1", 1).Policy.Version)
}

func TestSuspensionStopsTheLadder(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	s = f.act(s, casework.Command{Type: casework.CommandSuspend, By: by(wang, ""), Reason: "flood", Date: day(t, "2026-07-20")}, f.at("2026-06-22"))
	require.Zero(t, f.send(f.at("2026-07-10")).Tasks)
	wakes, err := f.l.WakeList(f.ctx(), f.at("2026-07-20"), schema.Wake{}, 10)
	require.NoError(t, err)
	require.Equal(t, []schema.Wake{{Case: "M-1", At: f.clock("2026-07-20", 0)}}, wakes)
	f.act(s, casework.Command{Type: casework.CommandResume, By: by(wang, "")}, f.at("2026-07-13"))
	require.NotZero(t, f.send(f.at("2026-07-14")).Slips, "the alarms run again")
	require.True(t, f.line("M-1", 1).Due.After(day(t, "2026-06-30")))
	wakes, err = f.l.WakeList(f.ctx(), f.at("2026-12-31"), schema.Wake{}, 10)
	require.NoError(t, err)
	require.Empty(t, wakes)
}

// Reds count breaches one after another: a relay of red ones raises the ladder
// at the third, and one that was met in time ends the run.
func TestRedBreachesRunning(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	red := func(id casework.CaseID, claimLate bool) *casework.State {
		s := f.open(id, "2026-06-30", f.at("2026-03-02"), county)
		f.send(f.at("2026-03-04")) // dispatch was due on the 3rd
		require.Equal(t, 1, f.line(id, 1).RedsRunning)
		s = f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-05"))
		require.Equal(t, 1, f.line(id, 1).RedsRunning, "a new breach keeps the run")
		claimed := f.at("2026-03-06")
		if claimLate {
			f.send(f.at("2026-03-13")) // the claim was due on the 12th
			f.send(f.at("2026-03-23")) // a second red slip of the same breach
			require.Equal(t, 2, f.line(id, 1).RedsRunning, "a breach counts once")
			claimed = f.at("2026-03-24")
		}
		s = f.act(s, casework.Command{Type: casework.CommandClaim, By: by(li, county)}, claimed)
		f.send(f.at("2026-07-01"))
		return s
	}
	red("M-1", true)
	require.Equal(t, 3, f.line("M-1", 1).RedsRunning)
	slips, err := f.l.Slips(f.ctx(), "M-1")
	require.NoError(t, err)
	last := slips[len(slips)-1]
	require.Equal(t, "interview", last.RungID, "the third red running")
	require.True(t, last.Jumped)

	s := red("M-2", false)
	require.Equal(t, 1, f.line("M-2", 1).RedsRunning, "the claim in time ended the run")
	require.Equal(t, "urging", f.rungs("M-2")[len(f.rungs("M-2"))-1])

	// A holding period is no breach: it neither counts nor ends a run.
	s = f.submitted(s, f.at("2026-07-02"))
	require.Equal(t, 1, f.line("M-2", 1).RedsRunning)
	f.send(f.at("2026-07-10")) // the check was due on the 9th
	require.Equal(t, 2, f.line("M-2", 1).RedsRunning)
	digest := s.Tasks[0].Submission.Digest
	s = f.act(s, casework.Command{Type: casework.CommandPass, By: by(zhao, ""), Digest: digest}, f.at("2026-07-10"))
	f.send(f.at("2026-07-20"))
	require.Equal(t, 3, f.line("M-2", 1).RedsRunning)
	s = f.act(s, casework.Command{Type: casework.CommandSign, By: by(chen, ""), Digest: digest}, f.at("2026-07-20"))
	before := f.rungs("M-2")
	f.send(f.at("2026-07-31"))
	require.Equal(t, before, f.rungs("M-2"), "nobody can be late during the notice")
	f.act(s, casework.Command{Type: casework.CommandEndNotice, Task: 1}, f.at("2026-08-03"))
	require.Equal(t, 3, f.line("M-2", 1).RedsRunning)
}
