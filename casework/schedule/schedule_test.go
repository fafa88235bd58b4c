package schedule

// schedule_test.go: what is refused, what differs, when it fires.

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
)

func sound() Schedule {
	return Schedule{ID: "month", Title: casework.Title{Zh: "月", En: "Month"}, Action: ActionMonthlyCheck, Cron: "5 0 1 * *",
		Zone: "Asia/Shanghai", CatchUp: Duration(35 * day), Overlap: OverlapBufferAll}
}

// The defaults are what they are meant to be: a change of one is a decision.
func TestDefaults(t *testing.T) {
	t.Parallel()
	list := Defaults()
	require.Len(t, list, len(Actions))
	for i, s := range list {
		require.Equal(t, Actions[i], s.Action)
		require.False(t, s.Paused)
	}
	clock, _ := Find(list, "clock")
	require.Equal(t, Duration(time.Minute), clock.Every)
	require.Equal(t, Duration(time.Minute), clock.CatchUp)
	for _, id := range []string{"monthly_check", "quarterly_inspection", "look_back"} {
		s, _ := Find(list, id)
		require.Greater(t, s.CatchUp, Duration(31*day), "no month is lost because servers were down")
		require.True(t, s.MoveToWorkday)
	}
	_, found := Find(list, "none")
	require.False(t, found)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"5 0 1 * *", "0 9 28-31 * *", "0 9 31 1,3,5 *", "0 9 30 4-12 *", "0 9 * * 1"} {
		s := sound()
		s.Cron = spec
		require.NoError(t, Check(s), spec)
	}
	for want, spoil := range map[string]func(*Schedule){
		"month 2.id":             func(s *Schedule) { s.ID = "month 2" },
		".title: both":           func(s *Schedule) { s.Title.En = "" },
		".action: \"sleep\"":     func(s *Schedule) { s.Action = "sleep" },
		"restricts both":         func(s *Schedule) { s.Cron = "0 9 1 * 1" },
		"unknown time zone":      func(s *Schedule) { s.Zone = "Mars/Phobos" },
		"clocks in Europe":       func(s *Schedule) { s.Cron, s.Zone = "30 2 * * *", "Europe/Berlin" },
		"no day 31, such as Feb": func(s *Schedule) { s.Cron = "0 9 31 * *" },
		"no day 29":              func(s *Schedule) { s.Cron = "0 9 29-31 * *" },
		"no day 30":              func(s *Schedule) { s.Cron = "0 9 30 1,2 *" },
		"has both cron":          func(s *Schedule) { s.Every = Duration(time.Minute) },
		"needs a cron":           func(s *Schedule) { s.Cron = "" },
		"only the clock":         func(s *Schedule) { s.Cron, s.Every = "", Duration(time.Minute) },
		"has no day to move": func(s *Schedule) {
			s.Action, s.Cron, s.Every, s.MoveToWorkday = ActionClock, "", Duration(time.Minute), true
		},
		"is no known time zone": func(s *Schedule) { s.Action, s.Cron, s.Every, s.Zone = ActionClock, "", Duration(time.Minute), "" },
		".catch_up: 9s":         func(s *Schedule) { s.CatchUp = Duration(9 * time.Second) },
		".overlap: \"perhaps\"": func(s *Schedule) { s.Overlap = "perhaps" },
		".jitter: 28d":          func(s *Schedule) { s.Jitter = Duration(28 * day) },
		".jitter: 1m, expected": func(s *Schedule) {
			s.Action, s.Cron, s.Every, s.Jitter = ActionClock, "", Duration(time.Minute), Duration(time.Minute)
		},
		".note: longer":       func(s *Schedule) { s.Note = string(make([]byte, maxText+1)) },
		".args: expected":     func(s *Schedule) { s.Args = json.RawMessage(`[1]`) },
		".args: expected one": func(s *Schedule) { s.Args = json.RawMessage(`{"a":`) },
	} {
		s := sound()
		spoil(&s)
		err := Check(s)
		require.ErrorContains(t, err, want)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	}
	err := Check(sound(), Schedule{ID: "month"})
	for _, want := range []string{"another schedule of this id", "schedules[1] month.title", "needs a cron", ".catch_up", ".overlap"} {
		require.ErrorContains(t, err, want, "all faults at once")
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	list, err := Parse([]byte(`schedules: [{id: x, title: {zh: 甲, en: X}, action: clock, every: 90s, zone: UTC, catch_up: 1d12h, overlap: skip, args: {always: true}}]`))
	require.NoError(t, err)
	require.Equal(t, "1m30s", list[0].Every.String())
	require.Equal(t, "1d12h", list[0].CatchUp.String())
	require.JSONEq(t, `{"always":true}`, string(list[0].Args))
	for doc, want := range map[string]string{
		"":                                      "empty",
		"schedules: [{crom: x}]":                "crom",
		"schedules: []\n---\nschedules: []":     "more than one",
		"schedules: [{catch_up: soon}]":         "length of time",
		"schedules: [{id: x, args: {a: .nan}}]": "schedules[0].args",
		string(make([]byte, maxBytes+1)):        "at most",
		"schedules: [{id: x, overlap: skip}]":   "needs a cron",
	} {
		_, err := Parse([]byte(doc))
		require.ErrorContains(t, err, want)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "d", "-1d", "1.5d", "500ms", "-1s", "1w", "40000d", "1d40000d"} {
		_, err := ParseDuration(bad)
		require.Error(t, err, bad)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := Duration(time.Duration(rapid.Int64Range(0, 36500*24*3600).Draw(t, "seconds")) * time.Second)
		back, err := ParseDuration(d.String())
		if err != nil || back != d {
			t.Fatalf("%s reads back as %s: %v", d, back, err)
		}
	})
}

func TestDiff(t *testing.T) {
	t.Parallel()
	same, changed, gone, made := sound(), sound(), sound(), sound()
	changed.ID, gone.ID, made.ID = "b", "c", "a"
	same.Args = json.RawMessage(`{"a":1,"b":2}`)
	reordered := same
	reordered.Args = json.RawMessage(`{ "b": 2, "a": 1 }`)
	later := changed
	later.Cron, later.Paused, later.Note = "0 9 2 * *", true, "节前"
	require.Equal(t, []Change{
		{ID: "a", Kind: Created},
		{ID: "b", Kind: Updated, Fields: []Field{{"cron", "5 0 1 * *", "0 9 2 * *"}, {"paused", "false", "true"}, {"note", "", "节前"}}},
		{ID: "c", Kind: Removed},
	}, Diff([]Schedule{same, changed, gone}, []Schedule{reordered, later, made}))
	require.Empty(t, Diff(Defaults(), Defaults()))
}

// The quarter's inspection of 2026: the first of March is a Sunday, of June a
// Monday.
func TestNext(t *testing.T) {
	t.Parallel()
	cal, err := calendar.New(calendar.China())
	require.NoError(t, err)
	s, _ := Find(Defaults(), "quarterly_inspection")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, cal.Zone())
	firings, err := s.Next(cal, start, 2)
	require.NoError(t, err)
	require.Equal(t, "2026-03-01T09:00", firings[0].Nominal.Format("2006-01-02T15:04"))
	require.Equal(t, "2026-03-02T09:00", firings[0].Actual.Format("2006-01-02T15:04"))
	require.Equal(t, firings[1].Nominal, firings[1].Actual)
	s.MoveToWorkday = false
	firings, err = s.Next(cal, start, 1)
	require.NoError(t, err)
	require.Equal(t, firings[0].Nominal, firings[0].Actual)

	clock, _ := Find(Defaults(), "clock")
	clock.Every = Duration(90 * time.Second)
	nominal, err := clock.Nominal(time.Unix(180, 0), 2)
	require.NoError(t, err)
	require.Equal(t, []int64{270, 360}, []int64{nominal[0].Unix(), nominal[1].Unix()})
	_, err = Schedule{}.Next(cal, start, 1)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

// What a preview shows may still be no schedule's: it leaves months out.
func TestCheckTime(t *testing.T) {
	t.Parallel()
	require.NoError(t, CheckTime("0 9 20 * *", "Asia/Shanghai"))
	require.ErrorContains(t, CheckTime("0 9 31 * *", "Asia/Shanghai"), "no day 31, such as February")
	require.ErrorContains(t, CheckTime("0 9 31", "Asia/Shanghai"), "cron")
}

func TestWithin(t *testing.T) {
	t.Parallel()
	s := sound()
	from := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	first, err := s.Nominal(from, 1)
	require.NoError(t, err)
	list, more, err := s.Within(from, first[0], 10)
	require.NoError(t, err)
	require.Equal(t, first, list, "the end belongs to it")
	require.False(t, more)
	list, _, err = s.Within(first[0], first[0].Add(day), 10)
	require.NoError(t, err)
	require.Empty(t, list, "the start does not")
	list, more, err = s.Within(from, from.AddDate(1, 0, 0), 3)
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.True(t, more)
}
