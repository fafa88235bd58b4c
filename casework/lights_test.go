package casework_test

// lights_test.go: a list of one light looks only where it can be.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
)

// Whatever the due date: a task whose clock shows a light is due within its span.
func TestALightShowsOnlyWithinItsSpan(t *testing.T) {
	t.Parallel()
	cal, err := calendar.New(calendar.China())
	require.NoError(t, err)
	p := casework.DefaultPolicy(casework.KindMeasure)
	first := calendar.NewDate(2026, time.January, 1)
	rapid.Check(t, func(t *rapid.T) {
		today := first.AddDays(rapid.IntRange(0, 364).Draw(t, "today"))
		due := today.AddDays(rapid.IntRange(-60, 60).Draw(t, "due"))
		since := due.AddDays(-rapid.IntRange(0, 90).Draw(t, "since"))
		c := casework.Clock{Step: "rectify", Since: since.Start(cal.Zone()), Date: due}
		now := today.Start(cal.Zone()).Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour")) * time.Hour)
		light := p.Read(cal, c, now).Light
		from, to := casework.LightSpan([]*casework.Policy{p}, cal, light, today)
		if !from.IsZero() {
			require.False(t, due.Before(from), "%s on %s is %s, looked for from %s", due, today, light, from)
		}
		if !to.IsZero() {
			require.False(t, due.After(to), "%s on %s is %s, looked for to %s", due, today, light, to)
		}
	})
}

func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	for _, role := range casework.PostRoles {
		_, err := casework.AuthoriseImporting(casework.Requester{Person: "p", Posts: []casework.Post{{Unit: "u", Role: role}}})
		if role == casework.PostOffice || role == casework.PostAdministrator {
			require.NoError(t, err, role)
		} else {
			require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), role)
		}
	}
}
