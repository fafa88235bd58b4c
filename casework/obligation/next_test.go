package obligation_test

// next_test.go: what is said to come next is what the daily look then does.

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/obligation"
)

func TestTheNextDateIsTheLooksOwn(t *testing.T) {
	t.Parallel()
	cal := china(t)
	rapid.Check(t, func(t *rapid.T) {
		r := obligation.Rule{Kind: "loan", Remind: rapid.SliceOfNDistinct(rapid.IntRange(1, 60), 0, 4, rapid.ID[int]).Draw(t, "remind"),
			CollectAfter: rapid.IntRange(1, 20).Draw(t, "collect after")}
		o := obligation.Obligation{No: "1", Kind: "loan", Due: day("2026-02-20").AddDays(rapid.IntRange(0, 120).Draw(t, "due"))}
		today := o.Due.AddDays(rapid.IntRange(-90, 30).Draw(t, "today"))
		next := r.Next(cal, o, today)
		if next.On.IsZero() {
			require.True(t, r.StateOn(o, today) == obligation.Overdue && !today.Before(o.Due.AddDays(r.CollectAfter)))
			return
		}
		require.True(t, next.On.After(today))
		require.Equal(t, obligation.Call{Reminder: next.Reminder, Collect: next.Collect}, r.On(cal, o, next.On))
		last := today
		for working := false; !working; {
			if working, _ = cal.Workday(last); !working {
				last = last.AddDays(-1)
			}
		}
		stands := r.On(cal, o, last).Reminder // today, or on the last working day before
		for at := today.AddDays(1); at.Before(next.On); at = at.AddDays(1) {
			call := r.On(cal, o, at)
			require.False(t, call.Collect, at)
			require.Contains(t, []int{0, stands}, call.Reminder, "%s comes before %s", at, next.On)
		}
	})
	settled := obligation.Obligation{No: "1", Due: day("2026-06-30"), Settled: day("2026-06-01")}
	require.Zero(t, obligation.Rule{Remind: []int{3}, CollectAfter: 1}.Next(cal, settled, day("2026-06-02")))
}

func TestHowAnObligationStands(t *testing.T) {
	t.Parallel()
	r := obligation.Rule{Remind: []int{30, 3}, CollectAfter: 5}
	o := obligation.Obligation{No: "1", Due: day("2026-06-30")}
	for on, want := range map[string]obligation.State{"2026-05-30": obligation.Open, "2026-05-31": obligation.Maturing,
		"2026-06-30": obligation.Maturing, "2026-07-01": obligation.Overdue} {
		require.Equal(t, want, r.StateOn(o, day(on)), on)
	}
	o.Settled = day("2026-07-02")
	require.Equal(t, obligation.Settled, r.StateOn(o, day("2026-07-03")))
	lights := map[casework.Light]bool{}
	for _, s := range obligation.States {
		lights[s.Light()] = true
	}
	require.Len(t, lights, len(obligation.States), "no two states look alike")
}
