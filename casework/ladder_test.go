package casework_test

// ladder_test.go: due dates, rungs and lights, against dates counted by hand on
// the published holiday tables.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
)

// A deadline of 2026-10-12 with the National Day holidays before it: 10-10 is a
// make-up Saturday, 10-01 to 10-07 are off, 09-20 is a make-up Sunday, 09-25 to
// 09-27 are off.
func TestRungsAcrossNationalDay(t *testing.T) {
	t.Parallel()
	cal, policy := caseworktest.Calendar(), casework.DefaultPolicy(casework.KindMeasure)
	clock := casework.Clock{Step: "rectify", Mark: 2, Since: caseworktest.At("2026-03-02"), Date: calendar.NewDate(2026, 10, 12)}
	want := map[string]string{
		"notice":      "2026-09-21", // ten working days before
		"reminder":    "2026-09-29",
		"reminder_2":  "2026-10-08",
		"urging":      "2026-10-13",
		"supervision": "2026-10-19",
		"circular":    "2026-10-26",
		"interview":   "2026-11-02",
		"discipline":  "2026-11-23",
	}
	last := casework.NoRung
	for _, r := range policy.Ladder {
		a, ok := policy.NextAlarm(cal, clock, last, caseworktest.At("2026-03-02"))
		require.True(t, ok)
		require.Equal(t, want[r.ID], calendar.DateOf(a.At, cal.Zone()).String(), r.ID)
		require.Equal(t, "08:30", a.At.In(cal.Zone()).Format("15:04"), "at the opening of working hours")
		last = a.Rung
	}
	_, ok := policy.NextAlarm(cal, clock, last, caseworktest.At("2026-12-31"))
	require.False(t, ok, "the ladder ends")
}

func TestMissedRungsCollapse(t *testing.T) {
	t.Parallel()
	cal, policy := caseworktest.Calendar(), casework.DefaultPolicy(casework.KindMeasure)
	clock := casework.Clock{Since: caseworktest.At("2026-01-05"), Date: calendar.NewDate(2026, 3, 31)}
	// Ten working days after 2026-03-31 is 2026-04-15 (04-04 to 04-06 are off).
	issue, ok := policy.DueRung(cal, clock, casework.NoRung, 1, caseworktest.At("2026-04-15 10:00"))
	require.True(t, ok)
	require.Equal(t, "circular", policy.Ladder[issue.Rung].ID)
	require.Equal(t, 5, issue.Skipped)
	_, ok = policy.DueRung(cal, clock, issue.Rung, 1, caseworktest.At("2026-04-15 10:00"))
	require.False(t, ok, "each rung once")
}

func TestThirdRedRunningJumps(t *testing.T) {
	t.Parallel()
	cal, policy := caseworktest.Calendar(), casework.DefaultPolicy(casework.KindMeasure)
	clock := casework.Clock{Since: caseworktest.At("2026-01-05"), Date: calendar.NewDate(2026, 3, 31)}
	at := caseworktest.At("2026-04-01 09:00")
	for reds, want := range map[int]string{1: "urging", 2: "urging", 3: "interview"} {
		issue, ok := policy.DueRung(cal, clock, 2, reds, at)
		require.True(t, ok)
		require.Equal(t, want, policy.Ladder[issue.Rung].ID, "%d red breaches running", reds)
	}
}

// A claim of five working days does not begin with the reminders that lie ten
// and five working days before its end.
func TestShortLimitsDoNotBeginWithReminders(t *testing.T) {
	t.Parallel()
	cal, policy := caseworktest.Calendar(), casework.DefaultPolicy(casework.KindMeasure)
	five, err := calendar.ParseLimit("5wd")
	require.NoError(t, err)
	clock := casework.Clock{Step: "claim", Since: caseworktest.At("2026-03-02 10:00"), Limit: five}
	require.Equal(t, calendar.NewDate(2026, 3, 9), clock.Due(cal, clock.Since).Date)
	a, ok := policy.NextAlarm(cal, clock, casework.NoRung, clock.Since)
	require.True(t, ok)
	require.Equal(t, "reminder_2", policy.Ladder[a.Rung].ID)
	require.Equal(t, casework.LightGreen, policy.Read(cal, clock, clock.Since).Light)
}

func TestLightsFollowTheClock(t *testing.T) {
	t.Parallel()
	cal, policy := caseworktest.Calendar(), casework.DefaultPolicy(casework.KindMeasure)
	clock := casework.Clock{Since: caseworktest.At("2026-01-05"), Date: calendar.NewDate(2026, 3, 31)}
	for at, want := range map[string]casework.Light{
		"2026-03-02 09:00": casework.LightGreen,
		"2026-03-24 08:29": casework.LightGreen,
		"2026-03-24 08:30": casework.LightBlue,   // five working days before
		"2026-03-26 08:30": casework.LightYellow, // three
		"2026-03-31 23:59": casework.LightYellow,
		"2026-04-01 00:00": casework.LightRed, // overdue shows at once
	} {
		require.Equal(t, want, policy.Read(cal, clock, caseworktest.At(at)).Light, at)
	}
}

// Five working days of suspension move a date by five working days; the
// original stays where it was.
func TestSuspensionMovesTheDueDate(t *testing.T) {
	t.Parallel()
	cal := caseworktest.Calendar()
	clock := casework.Clock{Since: caseworktest.At("2026-03-02"), Date: calendar.NewDate(2026, 3, 31)}
	clock.Pause = []casework.Pause{{From: caseworktest.At("2026-03-09"), To: caseworktest.At("2026-03-16")}}
	require.Equal(t, calendar.NewDate(2026, 4, 8), clock.Due(cal, caseworktest.At("2026-03-20")).Date, "04-06 is a day off")
	days := clock.Explain(cal, caseworktest.At("2026-03-20"))
	paused := 0
	for _, d := range days {
		if d.Kind == calendar.DayPaused {
			paused++
		}
	}
	require.Equal(t, 7, paused)
	require.Equal(t, clock.Due(cal, caseworktest.At("2026-03-20")).Date, days[len(days)-1].Date)
}

// What an extension, a return and a new holiday table do to the name of a
// breach, and so to what is sent again.
func TestMarksNameBreaches(t *testing.T) {
	t.Parallel()
	policy := casework.DefaultPolicy(casework.KindMeasure)
	s := led(t, policy, "dispatch", "claim")
	before := s.Task(1).DueMark
	clock, _ := policy.ClockOf(s.Task(1))
	require.Equal(t, -before, clock.Mark)

	s = led(t, policy, "dispatch", "claim", "submit")
	inCheck, _ := policy.ClockOf(s.Task(1))
	require.NotEqual(t, -before, inCheck.Mark, "the check is another clock")
	decide(t, policy, s, caseworktest.Command("back", casework.CommandReturn, caseworktest.Verifier,
		func(c *casework.Command) { c.Reason = "佐证不足" }))
	back, _ := policy.ClockOf(s.Task(1))
	require.Equal(t, -before, back.Mark, "work sent back goes on under its old deadline")
}

// led gives a case on which the first commands of a life were given.
func led(t *testing.T, p *casework.Policy, commands ...casework.CommandID) *casework.State {
	t.Helper()
	s := &casework.State{Case: "t-1"}
	decide(t, p, s, casework.Command{ID: "open", Type: casework.CommandOpen,
		Opening: caseworktest.Opening(calendar.NewDate(2026, time.June, 30))})
	for _, c := range caseworktest.Life(caseworktest.County) {
		for _, want := range commands {
			if c.ID == want {
				decide(t, p, s, caseworktest.Approve(c, s))
			}
		}
	}
	return s
}

func decide(t *testing.T, p *casework.Policy, s *casework.State, c casework.Command) []casework.Event {
	t.Helper()
	events, err := casework.Decide(p, s, c, casework.Facts{}, caseworktest.At("2026-03-02"))
	require.NoError(t, err, "%s", c.Type)
	for _, e := range events {
		require.NoError(t, s.Apply(e))
	}
	return events
}
