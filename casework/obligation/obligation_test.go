package obligation_test

// obligation_test.go: days, amounts, rates.

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
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
	loan, err := obligation.RuleOf("loan")
	require.NoError(t, err)
	o := obligation.Obligation{No: "1", Kind: "loan", Due: day("2026-06-30")}
	for on, want := range map[string]obligation.Call{
		"2026-05-30": {}, "2026-05-31": {Reminder: 30}, "2026-06-19": {Reminder: 30}, "2026-06-20": {Reminder: 10},
		"2026-06-27": {Reminder: 3}, "2026-06-30": {Reminder: 3}, "2026-07-01": {Collect: true}, "2027-01-01": {Collect: true},
	} {
		require.Equal(t, want, loan.On(o, day(on)), on)
	}
	project, err := obligation.RuleOf("project")
	require.NoError(t, err)
	require.Equal(t, obligation.Call{}, project.On(o, day("2026-07-04")), "matured, not collected yet")
	require.Equal(t, obligation.Call{Collect: true}, project.On(o, day("2026-07-05")))
	o.Settled = day("2026-06-01")
	require.Equal(t, obligation.Call{}, loan.On(o, day("2026-07-01")))
	_, err = obligation.RuleOf("bond")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
}

// A day looked at twice, or days that were missed, give no second reminder of one
// kind and never an earlier one after a later.
func TestRemindersOnlyComeNearer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(obligation.Rules()).Draw(t, "rule")
		o := obligation.Obligation{Due: day("2026-06-30")}
		at, last, collected := o.Due.AddDays(-60), 1000, false
		for !at.After(o.Due.AddDays(30)) {
			c := rule.On(o, at)
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
