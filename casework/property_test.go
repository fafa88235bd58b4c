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
		// Somebody who could decide every turn of an extension, and ask for it.
		{Person: "leader", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostHead}, {Unit: "西吉县", Role: casework.PostHead},
			{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier}, {Unit: "市政府", Role: casework.PostLeader}}},
		// Somebody who stands in for two who must stay apart, and in an empty post.
		{Person: "spare", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostReporter, For: "reporter@原州区"},
			{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier, For: "verifier"}, {Unit: "西吉县", Role: casework.PostReporter, Vacant: true}}},
	}
	engineCommands = []casework.CommandType{casework.CommandEndNotice, casework.CommandEndSuspension}
)

// world is a kind of case with the people around it.
type world struct {
	kind    casework.Kind
	cast    []casework.Requester
	opening func(*rapid.T) *casework.Opening
	helpers []casework.UnitID // who may get a share later
	facts   casework.Facts
}

var worlds = map[string]world{
	"measure": {kind: casework.KindMeasure, cast: cast, opening: opening, helpers: units},
	"household": {
		kind: casework.KindHousehold,
		cast: []casework.Requester{
			caseworktest.Secretary, caseworktest.Helper, caseworktest.TownClerk, caseworktest.TownHead,
			caseworktest.CountyClerk, caseworktest.CountyOffice, caseworktest.Inspector,
			caseworktest.Reporter(caseworktest.Medical), caseworktest.Reporter(caseworktest.Housing),
			// Somebody who helps, checks and approves, and must not do it to one household.
			{Person: "helper", Posts: slices.Concat(caseworktest.Helper.Posts, caseworktest.TownClerk.Posts, caseworktest.CountyClerk.Posts)},
		},
		opening: func(*rapid.T) *casework.Opening { return caseworktest.HouseholdOpening() },
		helpers: []casework.UnitID{caseworktest.Medical, caseworktest.Housing},
		facts:   casework.Facts{Known: true, Today: calendar.NewDate(2026, time.December, 1), Lines: map[int]int{2026: 8000}},
	},
	"directive": {
		kind: casework.KindDirective,
		cast: append(slices.Clone(cast), casework.Requester{Person: "assigner", Posts: []casework.Post{{Unit: "市政府", Role: casework.PostLeader}}}),
		opening: func(t *rapid.T) *casework.Opening {
			o := opening(t)
			o.Kind, o.Parties.Assigner = casework.KindDirective, "assigner"
			o.Tasks[0].Role = casework.RoleLead
			if rapid.Bool().Draw(t, "given out") {
				o.Dispatch = &casework.Actor{Person: "assigner"}
			}
			return o
		},
		helpers: units,
	},
	"finding": {kind: casework.KindFinding, cast: cast, helpers: units, opening: func(t *rapid.T) *casework.Opening {
		o := opening(t)
		o.Kind = casework.KindFinding
		return o
	}},
}

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
func (w world) forward(t *rapid.T, p *casework.Policy, s *casework.State, n int) (casework.Command, bool) {
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
	w.fill(t, &c)
	start := rapid.IntRange(0, len(w.cast)-1).Draw(t, "who")
	for i := range w.cast {
		c.By = w.cast[(start+i)%len(w.cast)]
		if _, err := p.Authorise(s, task, c.Type, c.By); err == nil {
			break
		}
	}
	return caseworktest.Approve(c, s), true
}

// fill gives a command what its kind of case asks for besides.
func (w world) fill(t *rapid.T, c *casework.Command) {
	switch c.Type {
	case casework.CommandPlan, casework.CommandAddTasks, casework.CommandGreenChannel:
		role := casework.RoleCo
		if w.kind == casework.KindHousehold {
			role = casework.RoleHelp
		}
		c.Tasks = []casework.OpeningTask{caseworktest.Help(rapid.SampledFrom(w.helpers).Draw(t, "helper"), "措施")}
		c.Tasks[0].Role = role
	case casework.CommandSubmit:
		if w.kind == casework.KindHousehold {
			c.Reason = "自然消除"
			c.Assessment = rapid.SampledFrom([]*casework.Assessment{
				{Mode: casework.ModeNatural}, caseworktest.Assessment(w.facts.Today)}).Draw(t, "assessment")
		}
	case casework.CommandVisit:
		c.Date = calendar.NewDate(2026, time.March, rapid.IntRange(1, 300).Draw(t, "day"))
	}
}

func (w world) command(t *rapid.T, p *casework.Policy, s *casework.State, n int) casework.Command {
	if rapid.IntRange(0, 3).Draw(t, "forward") > 0 {
		if c, ok := w.forward(t, p, s, n); ok {
			return c
		}
	}
	types := slices.Concat(casework.PersonCommands, engineCommands)
	c := casework.Command{
		ID:   casework.CommandID(fmt.Sprintf("c%d", n)),
		Type: rapid.SampledFrom(types).Draw(t, "type"),
		By:   rapid.SampledFrom(w.cast).Draw(t, "by"),
		Task: rapid.IntRange(0, len(s.Tasks)).Draw(t, "task"),
		Text: "文字", Reason: "理由", Evidence: []casework.Evidence{caseworktest.Evidence("e")},
		Upheld:   rapid.Bool().Draw(t, "upheld"),
		Relapsed: rapid.Bool().Draw(t, "relapsed"),
	}
	if slices.Contains(engineCommands, c.Type) {
		c.By = casework.Requester{}
		c.Task = max(c.Task, 1)
	}
	w.fill(t, &c)
	switch c.Type {
	case casework.CommandApplyExtension, casework.CommandReopen, casework.CommandCorrectDeadline:
		c.Date = calendar.NewDate(2026, time.July, rapid.IntRange(1, 28).Draw(t, "day"))
	case casework.CommandReturn:
		c.To = rapid.SampledFrom([]casework.StepID{"", "rectify", "self_check", "check", "claim"}).Draw(t, "to")
	case casework.CommandHandOver:
		c.Of, c.Person = rapid.SampledFrom([]casework.PersonID{"somebody", caseworktest.Leader.Person, "other"}).Draw(t, "of"), "other"
		c.Role = rapid.SampledFrom([]casework.PostRole{casework.PostReporter, casework.PostLeader}).Draw(t, "post")
		c.Unit = rapid.SampledFrom(w.helpers).Draw(t, "of unit")
	case casework.CommandReassign:
		c.Unit = rapid.SampledFrom(append(slices.Clone(w.helpers), "")).Draw(t, "unit")
		c.Person = "somebody"
	}
	return caseworktest.Approve(c, s)
}

func TestInvariantsUnderRandomCommands(t *testing.T) {
	t.Parallel()
	for name, w := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.invariants(t)
		})
	}
}

func (w world) invariants(t *testing.T) {
	t.Helper()
	policy := casework.DefaultPolicy(w.kind)
	cal := caseworktest.Calendar()
	closed := 0
	rapid.Check(t, func(t *rapid.T) {
		s := &casework.State{Case: "p-1"}
		var all []casework.Event
		now := caseworktest.At("2026-03-02")
		step := func(c casework.Command) {
			before := asJSON(t, s)
			events, err := casework.Decide(policy, s, c, w.facts, now)
			again, errAgain := casework.Decide(policy, s, c, w.facts, now)
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
				orderOfSteps(t, policy, s, e)
				rounds := s.Round
				originals := originalsOf(s)
				require.NoError(t, s.Apply(e))
				if s.Round == rounds {
					require.Equal(t, originals, kept(originalsOf(s), originals, e)[:len(originals)], "the original due date changed")
				}
				for _, told := range policy.Notifications(s, e) {
					require.Contains(t, casework.NoticeKinds(), told.Kind, "%s tells somebody by a kind that has no sentence", e.Type)
				}
				all = append(all, e)
			}
			repeated, err := casework.Decide(policy, s, c, w.facts, now)
			require.NoError(t, err, "a repeated command is no error")
			require.Empty(t, repeated, "a repeated command has no effect")
		}
		step(casework.Command{ID: "open", Type: casework.CommandOpen, Opening: w.opening(t)})
		for n := range rapid.IntRange(1, 120).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour)
			step(w.command(t, policy, s, n))
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
		if len(p.CloseWith) == 0 || slices.Contains(p.CloseWith, task.Role) {
			open++
		}
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
	require.Equal(t, open == 0, s.Done(), "a case ends with the last task that it ends with")
}

// orderOfSteps checks that a recognition follows sign-off, notice and check.
func orderOfSteps(t *rapid.T, p *casework.Policy, s *casework.State, e casework.Event) {
	if e.Type == casework.EventRecognised {
		require.Equal(t, casework.CommandRecognise, p.Step(s.Task(e.Task).Step).Act)
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
