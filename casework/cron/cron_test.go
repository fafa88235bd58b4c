package cron

// cron_test.go: what is refused, what is previewed, and the two days a year on
// which clocks jump.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework/calendar"
)

func TestRefusedSpecs(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		"":                             "empty",
		"0 0 9 20 * *":                 "6 fields",
		"@every 1h":                    "drifts",
		"CRON_TZ=Asia/Tokyo 0 9 * * *": "zone inside",
		"0 9 1 * 1":                    "restricts both",
		"0 9 30 2 *":                   "never comes",
		"0 9 31 4,6,9,11 *":            "never comes",
		"61 9 * * *":                   "61",
		"x":                            "1 fields",
	} {
		_, err := Parse(spec, "Asia/Shanghai")
		require.ErrorContains(t, err, want, spec)
	}
	for _, zone := range []string{"", "Local", "Mars/Phobos"} {
		_, err := Parse("0 9 * * *", zone)
		require.ErrorContains(t, err, "time zone")
	}
	leap, err := Parse("0 9 29 2 *", "Asia/Shanghai")
	require.NoError(t, err, "a leap day comes")
	next, ok := leap.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, 2028, next.Year())
}

// The monthly report on the 20th; in 2026 the 20th of June is a holiday and the
// 20th of September a make-up Sunday.
func TestPreviewMovesOffRestDays(t *testing.T) {
	t.Parallel()
	cal, err := calendar.New(calendar.China())
	require.NoError(t, err)
	spec, err := Parse("0  9 20 * *", "Asia/Shanghai")
	require.NoError(t, err)
	require.Equal(t, "0 9 20 * *", spec.String())
	firings := spec.PreviewOn(cal, time.Date(2026, 5, 31, 0, 0, 0, 0, cal.Zone()), 4)
	var actual []string
	for _, f := range firings {
		require.Equal(t, 20, f.Nominal.Day())
		actual = append(actual, f.Actual.Format("01-02 15:04"))
	}
	require.Equal(t, []string{"06-22 09:00", "07-20 09:00", "08-20 09:00", "09-20 09:00"}, actual)
}

func TestDaylightSaving(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, hour := range []string{"30 1 * * *", "30 2 * * *", "30 3 * * *"} {
		spec, err := Parse(hour, "Europe/Berlin")
		require.NoError(t, err)
		for _, start := range []time.Time{time.Date(2026, 3, 27, 0, 0, 0, 0, berlin), time.Date(2026, 10, 23, 0, 0, 0, 0, berlin)} {
			days := map[int]int{}
			for _, at := range spec.Preview(start, 5) {
				days[at.Day()]++
			}
			require.Len(t, days, 5, "%s from %s: a day is missing or doubled: %v", hour, start, days)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0 9 20 * *", "@monthly", "*/5 8-17 * * 1-5", "0 9 L * *", "0 0 31 2 *"} {
		f.Add(s, "Asia/Shanghai")
	}
	f.Fuzz(func(t *testing.T, s, zone string) {
		spec, err := Parse(s, zone)
		if err != nil {
			return
		}
		next, ok := spec.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		require.True(t, ok, "a spec that was taken fires")
		require.True(t, next.After(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	})
}
