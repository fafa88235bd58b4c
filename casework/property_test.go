package casework_test

// property_test.go: random people give random commands; whatever happens, the
// invariants hold.

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
)

var (
	units = []casework.UnitID{"原州区", "西吉县", "隆德县"}
	cast  = []casework.Requester{
		caseworktest.Office, caseworktest.Leader, caseworktest.Verifier, caseworktest.Inspector,
		caseworktest.Reporter("原州区"), caseworktest.Reporter("西吉县"), caseworktest.Reporter("隆德县"),
		caseworktest.Head("原州区"), caseworktest.Head("西吉县"),
		// Somebody with two hats, who must not wear both on one task.
		{Person: "both", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostReporter},
			{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier}, {Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}}},
	}
	engineCommands = []casework.CommandType{casework.CommandEndNotice, casework.CommandEndSuspension}
)

func opening(t *rapid.T) *casework.Opening {
	o := caseworktest.Opening(calendar.NewDate(2026, time.June, 30), units[0])
	kinds := []calendar.DeadlineKind{calendar.AtOnce, calendar.ByDate, calendar.Standing}
	o.Tasks = nil
	for i, u := range units[:rapid.IntRange(1, 3).Draw(t, "tasks")] {
		task := casework.OpeningTask{Role: casework.RoleResponsible, Unit: u,
			Deadline: casework.Deadline{Type: rapid.SampledFrom(kinds).Draw(t, "deadline")}}
		if i == 2 {
			task.Role = casework.RoleCo
		}
		if task.Deadline.Type != calendar.AtOnce {
			task.Deadline.Date = calendar.NewDate(2026, time.June, 30)
		}
		o.Tasks = append(o.Tasks, task)
	}
	return o
}

// forward is what should be done next on some open task, by somebody who may:
// most of the time, so that cases get far.
func forward(t *rapid.T, p *casework.Policy, s *casework.State, n int) (casework.Command, bool) {
	var open []*casework.Task
	for i := range s.Tasks {
		if s.Tasks[i].Open() {
			open = append(open, &s.Tasks[i])
		}
	}
	if len(open) == 0 {
		return casework.Command{}, false
	}
	task := rapid.SampledFrom(open).Draw(t, "next task")
	c := casework.Command{ID: casework.CommandID(fmt.Sprintf("c%d", n)), Type: p.Step(task.Step).Act, Task: task.No,
		Text: "文字", Evidence: []casework.Evidence{caseworktest.Evidence("e")}}
	if c.Type == "" {
		c.Type = casework.CommandEndNotice
		return c, true
	}
	start := rapid.IntRange(0, len(cast)-1).Draw(t, "who")
	for i := range cast {
		c.By = cast[(start+i)%len(cast)]
		if _, err := p.Authorise(s, task, c.Type, c.By); err == nil {
			break
		}
	}
	return caseworktest.Approve(c, s), true
}

func command(t *rapid.T, p *casework.Policy, s *casework.State, n int) casework.Command {
	if rapid.IntRange(0, 3).Draw(t, "forward") > 0 {
		if c, ok := forward(t, p, s, n); ok {
			return c
		}
	}
	types := slices.Concat(casework.PersonCommands, engineCommands)
	c := casework.Command{
		ID:   casework.CommandID(fmt.Sprintf("c%d", n)),
		Type: rapid.SampledFrom(types).Draw(t, "type"),
		By:   rapid.SampledFrom(cast).Draw(t, "by"),
		Task: rapid.IntRange(0, len(s.Tasks)).Draw(t, "task"),
		Text: "文字", Reason: "理由", Evidence: []casework.Evidence{caseworktest.Evidence("e")},
		Upheld:   rapid.Bool().Draw(t, "upheld"),
		Relapsed: rapid.Bool().Draw(t, "relapsed"),
	}
	if slices.Contains(engineCommands, c.Type) {
		c.By = casework.Requester{}
		c.Task = max(c.Task, 1)
	}
	switch c.Type {
	case casework.CommandApplyExtension, casework.CommandReopen, casework.CommandCorrectDeadline:
		c.Date = calendar.NewDate(2026, time.July, rapid.IntRange(1, 28).Draw(t, "day"))
	case casework.CommandReturn:
		c.To = rapid.SampledFrom([]casework.StepID{"", "rectify", "self_check", "check", "claim"}).Draw(t, "to")
	case casework.CommandReassign:
		c.Unit = rapid.SampledFrom(append(slices.Clone(units), "")).Draw(t, "unit")
		c.Person = "somebody"
	}
	return caseworktest.Approve(c, s)
}

func TestInvariantsUnderRandomCommands(t *testing.T) {
	t.Parallel()
	policy := casework.DefaultPolicy(casework.KindMeasure)
	cal := caseworktest.Calendar()
	closed := 0
	rapid.Check(t, func(t *rapid.T) {
		s := &casework.State{Case: "p-1"}
		var all []casework.Event
		now := caseworktest.At("2026-03-02")
		step := func(c casework.Command) {
			before := asJSON(t, s)
			events, err := casework.Decide(policy, s, c, casework.Facts{}, now)
			again, errAgain := casework.Decide(policy, s, c, casework.Facts{}, now)
			require.Equal(t, before, asJSON(t, s), "deciding must not change the state")
			require.Equal(t, events, again)
			require.Equal(t, err == nil, errAgain == nil)
			if err != nil {
				require.Empty(t, events)
				require.NotEqual(t, casework.CodeInternal, casework.CodeOf(err))
				return
			}
			for _, e := range events {
				require.Equal(t, e.Hash, casework.HashBody(e.Body()))
				orderOfSteps(t, s, e)
				rounds := s.Round
				originals := originalsOf(s)
				require.NoError(t, s.Apply(e))
				if s.Round == rounds {
					require.Equal(t, originals, kept(originalsOf(s), originals, e), "the original due date changed")
				}
				all = append(all, e)
			}
			repeated, err := casework.Decide(policy, s, c, casework.Facts{}, now)
			require.NoError(t, err, "a repeated command is no error")
			require.Empty(t, repeated, "a repeated command has no effect")
		}
		step(casework.Command{ID: "open", Type: casework.CommandOpen, Opening: opening(t)})
		for n := range rapid.IntRange(1, 120).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour)
			step(command(t, policy, s, n))
			holds(t, policy, cal, s, now)
		}
		if s.Done() && !s.Cancelled {
			closed++
		}
		folded, err := casework.Fold("p-1", all)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, s), asJSON(t, folded))
		require.Equal(t, asJSON(t, s), asJSON(t, throughJSON(t, all)))
	})
	require.Positive(t, closed, "no random case came to its end: the test would prove little")
	t.Logf("%d cases came to their end", closed)
}

// holds checks what must be true of every state.
func holds(t *rapid.T, p *casework.Policy, cal *calendar.Calendar, s *casework.State, now time.Time) {
	open := 0
	for i := range s.Tasks {
		task := &s.Tasks[i]
		h := task.Hands
		for _, who := range h.Act {
			require.NotContains(t, h.Verify, who, "doer = verifier")
			require.NotContains(t, h.Close, who, "doer = closer")
		}
		for _, who := range h.Verify {
			require.NotContains(t, h.Close, who, "verifier = closer")
		}
		require.LessOrEqual(t, task.Extensions, p.Extension.Most)
		clock, running := p.ClockOf(task)
		require.Equal(t, task.Open(), running)
		if !running {
			require.Empty(t, task.Step)
			continue
		}
		open++
		require.NotNil(t, p.Step(task.Step))
		reading := p.Read(cal, clock, now)
		if task.Paused() || clock.Hold {
			_, due := p.NextAlarm(cal, clock, casework.NoRung, now)
			require.False(t, due, "a clock that stands still rings")
			require.Equal(t, casework.LightNone, reading.Light)
		}
		if issue, ok := p.DueRung(cal, clock, casework.NoRung, 1, now); ok {
			require.False(t, issue.At.After(now))
			require.True(t, cal.InHours(issue.At), "alarms fall in working hours")
		}
	}
	require.Equal(t, open == 0, s.Done(), "a case ends with its last task")
}

// orderOfSteps checks that a recognition follows sign-off, notice and check.
func orderOfSteps(t *rapid.T, s *casework.State, e casework.Event) {
	if e.Type == casework.EventRecognised {
		require.Equal(t, casework.StepID("recognise"), s.Task(e.Task).Step)
		require.NotNil(t, s.Task(e.Task).Submission)
		require.Equal(t, s.Task(e.Task).Submission.Digest, e.Detail.Digest)
	}
}

func originalsOf(s *casework.State) []calendar.Date {
	out := make([]calendar.Date, len(s.Tasks))
	for i := range s.Tasks {
		out[i] = s.Tasks[i].Original
	}
	return out
}

// kept leaves aside the one event that may correct an original date, before
// the dispatch.
func kept(now, before []calendar.Date, e casework.Event) []calendar.Date {
	if e.Type == casework.EventDeadlineCorrected || e.Type == casework.EventOpened {
		return before
	}
	return now
}

func asJSON(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func throughJSON(t *rapid.T, events []casework.Event) *casework.State {
	s := &casework.State{Case: "p-1"}
	for _, e := range events {
		var back casework.Event
		require.NoError(t, json.Unmarshal(e.Body(), &back))
		back.Hash = e.Hash
		require.Equal(t, string(e.Body()), string(back.Body()))
		require.NoError(t, s.Apply(back))
	}
	return s
}
