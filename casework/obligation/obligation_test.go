package obligation_test

// obligation_test.go: days, amounts, rates.

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/casework/obligation"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWhatIsDueOnADay(t *testing.T) {
	t.Parallel()
	book, err := obligation.ReadBook([]edition.Document{{Version: 1, From: edition.Begin, Text: obligation.BuiltinDocument()}})
	require.NoError(t, err)
	loan, err := book.RuleOf("loan", day("2026-06-01"))
	require.NoError(t, err)
	cal := china(t)
	o := obligation.Obligation{No: "1", Kind: "loan", Due: day("2026-06-30")}
	for on, want := range map[string]obligation.Call{
		// 31 May 2026 is a Sunday: told on Friday. 19 to 21 June are a holiday.
		"2026-05-28": {}, "2026-05-29": {Reminder: 30}, "2026-05-31": {}, "2026-06-17": {Reminder: 30}, "2026-06-18": {Reminder: 10},
		"2026-06-19": {}, "2026-06-20": {}, "2026-06-25": {Reminder: 10}, "2026-06-26": {Reminder: 3}, "2026-06-27": {},
		"2026-06-30": {Reminder: 3}, "2026-07-01": {Collect: true}, "2026-07-04": {}, "2026-07-06": {Collect: true},
	} {
		require.Equal(t, want, loan.On(cal, o, day(on)), on)
	}
	project, err := book.RuleOf("project", day("2026-06-01"))
	require.NoError(t, err)
	require.Equal(t, obligation.Call{}, project.On(cal, o, day("2026-07-03")), "matured, not collected yet")
	require.Equal(t, obligation.Call{}, project.On(cal, o, day("2026-07-05")), "a Sunday")
	require.Equal(t, obligation.Call{Collect: true}, project.On(cal, o, day("2026-07-06")), "the next working day")
	o.Settled = day("2026-06-01")
	require.Equal(t, obligation.Call{}, loan.On(cal, o, day("2026-07-01")))
	_, err = book.RuleOf("bond", day("2026-06-01"))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}

func china(t require.TestingT) *calendar.Calendar {
	cal, err := calendar.New(calendar.China())
	require.NoError(t, err)
	return cal
}

// The window of a day holds whatever something is due of, and no more than the
// rest days beyond.
func TestTheWindowHoldsWhatIsDue(t *testing.T) {
	t.Parallel()
	cal := china(t)
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(obligation.Builtin()).Draw(t, "rule")
		today := day("2026-01-01").AddDays(rapid.IntRange(0, 360).Draw(t, "today"))
		due := today.AddDays(rapid.IntRange(-60, 60).Draw(t, "due"))
		working, _ := cal.Workday(today)
		if !working {
			require.Equal(t, obligation.Call{}, rule.On(cal, obligation.Obligation{Due: due}, today))
			return
		}
		w := rule.WindowOn(cal, today)
		want := obligation.Call{}
		call := rule.On(cal, obligation.Obligation{Due: due}, today)
		if !due.Before(today) && !due.After(w.Remind) {
			want.Reminder = call.Reminder
			require.Positive(t, call.Reminder)
		}
		want.Collect = !due.After(w.Collect)
		require.Equal(t, want, call)
	})
}

// What a later edition no longer names is seen to by the last that did; the rules
// of a day are those that hold on it.
func TestEditionsOfTheRules(t *testing.T) {
	t.Parallel()
	later := "obligations: [{kind: bond, title: {zh: 债券, en: Bond}, remind: [5], collect_after: 2, urgency: urgent}]"
	book, err := obligation.ReadBook([]edition.Document{{Version: 1, From: edition.Begin, Text: obligation.BuiltinDocument()},
		{Version: 2, From: day("2027-01-01"), Text: later}})
	require.NoError(t, err)
	_, err = book.RuleOf("bond", day("2026-12-31"))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	_, err = book.RuleOf("loan", day("2027-01-01"))
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	require.Len(t, book.Held(day("2026-12-31")), 2)
	held := book.Held(day("2027-01-01"))
	require.Len(t, held, 3)
	require.Equal(t, []int{30, 10, 3}, held["loan"].Remind)
	require.Equal(t, 2, held["bond"].CollectAfter)
}

// A day looked at twice, or days that were missed, give no second reminder of one
// kind and never an earlier one after a later.
func TestRemindersOnlyComeNearer(t *testing.T) {
	t.Parallel()
	cal := china(t)
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(obligation.Builtin()).Draw(t, "rule")
		o := obligation.Obligation{Due: day("2026-06-30")}
		at, last, collected := o.Due.AddDays(-60), 1000, false
		for !at.After(o.Due.AddDays(30)) {
			if working, _ := cal.Workday(at); !working {
				at = at.AddDays(1)
				continue
			}
			c := rule.On(cal, o, at)
			if c.Reminder > 0 {
				require.LessOrEqual(t, c.Reminder, last)
				require.False(t, collected)
				last = c.Reminder
			}
			require.False(t, collected && !c.Collect, "once overdue, overdue until settled")
			collected = c.Collect
			at = at.AddDays(rapid.IntRange(1, 9).Draw(t, "days"))
		}
		require.True(t, collected)
	})
}

func TestAmountsAndRates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"50000": "50000", "49,999.5元": "49999.50", "0.01": "0.01"} {
		a, err := obligation.ParseAmount(in)
		require.NoError(t, err)
		require.Equal(t, want, a.String())
	}
	for _, bad := range []string{"", "-1", "1e5", "1.234", "五万"} {
		_, err := obligation.ParseAmount(bad)
		require.Error(t, err, bad)
	}
	var tally obligation.Tally
	for i, due := range []string{"2026-05-01", "2026-05-31", "2026-06-01", "2026-06-02"} {
		o := obligation.Obligation{Due: day(due), Amount: obligation.Amount(100 * (i + 1))}
		if i == 0 {
			o.Settled = day("2026-04-30")
		}
		tally.Add(o, day("2026-06-01"))
	}
	require.Equal(t, obligation.Tally{All: 4, Settled: 1, Open: 3, Overdue: 1, Outstanding: 900, OverdueSum: 200}, tally)
	require.Equal(t, int64(2222), tally.Rate())
	_, err := obligation.Parse([]byte("obligations: [{kind: a, remind: [0], collect_after: 0, urgency: now}]"))
	for _, part := range []string{"title", "remind", "collect_after", "urgency"} {
		require.ErrorContains(t, err, part)
	}
}
