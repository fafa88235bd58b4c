package activities

// rounds_test.go: who is reminded, and how long a month rests before it is counted.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/round"
)

func TestMonthRestsAgainAfterAnOutage(t *testing.T) {
	t.Parallel()
	cal := caseworktest.Calendar()
	m := round.Month{Year: 2026, Month: time.March}
	frozen := m.End(cal.Zone()).Add(settling)
	require.Zero(t, rest(m, cal, frozen), "on time")
	require.Equal(t, lateWrites, rest(m, cal, frozen.Add(3*time.Hour)), "the hour passed in an outage")
	require.Zero(t, rest(m, cal, frozen.AddDate(0, 2, 0)), "opened long after: nothing is on its way")
}

// However many cases, units and posts: one notice a person, one a post, none to
// those who owe nothing any more.
func TestOneReminderAPerson(t *testing.T) {
	t.Parallel()
	owed := func(person casework.PersonID, unit casework.UnitID, done bool) OwedLine {
		return OwedLine{Unit: unit, Owed: round.Owed{To: casework.Addressee{Person: person, Unit: unit, Role: casework.PostReporter}, Done: done}}
	}
	in := RemindInput{RoundInput: RoundInput{Month: "2026-03"}, Reminder: "remind/1"}
	got := laggards(in, []OwedLine{owed("li", "A", false), owed("li", "A", false), owed("li", "B", false),
		owed("", "A", false), owed("", "B", false), owed("", "B", false), owed("wang", "A", true)})
	require.Len(t, got, 3)
	require.Equal(t, casework.Addressee{Person: "li", Unit: "A", Role: casework.PostReporter}, got[0].To, "climbs from there, should li have left")
	keys := map[string]bool{}
	for _, n := range got {
		keys[n.Key] = true
	}
	require.Len(t, keys, 3)
}
