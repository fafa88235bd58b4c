package indicator_test

// standing_test.go: how a series stands, whatever month it is.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/indicator"
)

func TestHowASeriesStands(t *testing.T) {
	t.Parallel()
	book := builtinBook(t)
	type series = []indicator.Point
	for name, c := range map[string]struct {
		series series
		month  string
		want   indicator.Standing
		light  casework.Light
	}{
		"nothing":                  {nil, "2026-06", indicator.Missing, casework.LightNone},
		"good":                     {series{{"2026-06", 6600}}, "2026-06", indicator.Good, casework.LightGreen},
		"beyond the threshold":     {series{{"2026-06", 6400}}, "2026-06", indicator.Broken, casework.LightRed},
		"a breach goes on":         {series{{"2026-06", 6400}}, "2026-11", indicator.Broken, casework.LightRed},
		"a breach that is over":    {series{{"2026-07", 6600}, {"2026-06", 6400}}, "2026-07", indicator.Good, casework.LightGreen},
		"the threshold has risen":  {series{{"2026-05", 1600}}, "2026-06", indicator.Short, casework.LightYellow},
		"the newest value decides": {series{{"2026-06", 9900}, {"2026-05", 1600}}, "2026-06", indicator.Good, casework.LightGreen},
	} {
		got := book.Stand("payment_rate", c.series, c.month)
		require.Equal(t, c.want, got, name)
		require.Equal(t, c.light, got.Light(), name)
	}
}
