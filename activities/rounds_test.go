package activities

// rounds_test.go: how long a month rests before it is counted.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
