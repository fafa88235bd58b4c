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

// What the preview says of the days on which clocks change: a skipped hour has
// no firing, a repeated one has one; and such a spec can be told from others.
func TestDaylightSaving(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	spring, autumn := time.Date(2026, 3, 29, 0, 0, 0, 0, berlin), time.Date(2026, 10, 25, 0, 0, 0, 0, berlin)
	for _, c := range []struct {
		spec           string
		spring, autumn int
		jumped         bool
	}{
		{"30 1 * * *", 1, 1, false},
		{"30 2 * * *", 0, 1, true},
		{"30 3 * * *", 1, 1, false},
		{"0 3 * * *", 1, 1, false},
		{"0 * * * *", 23, 24, true}, // one of the 25 hours of autumn is not told from the hour before
	} {
		spec, err := Parse(c.spec, "Europe/Berlin")
		require.NoError(t, err)
		on := func(day time.Time) (n int) {
			for _, at := range spec.Preview(day.Add(-time.Minute), 30) {
				if at.YearDay() == day.YearDay() {
					n++
				}
			}
			return n
		}
		require.Equal(t, c.spring, on(spring), "%s in spring", c.spec)
		require.Equal(t, c.autumn, on(autumn), "%s in autumn", c.spec)
		at, jumped := spec.Jumped(2026, 2027, 0)
		require.Equal(t, c.jumped, jumped, c.spec)
		if jumped {
			require.Equal(t, "2026-03-29", at.Format(time.DateOnly), c.spec)
		}
	}
}

// Zones that change at midnight, by half an hour, or not at all.
func TestJumped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec, zone string
		want       bool
	}{
		{"30 0 * * *", "America/Havana", true},
		{"30 3 * * *", "America/Havana", false},
		{"45 1 * * *", "Australia/Lord_Howe", true}, // 02:00 falls back to 01:30
		{"15 1 * * *", "Australia/Lord_Howe", false},
		{"*/5 * * * *", "Asia/Shanghai", false},
		{"0 2 1 7 *", "Europe/Berlin", false}, // no change in July
	} {
		spec, err := Parse(c.spec, c.zone)
		require.NoError(t, err)
		_, got := spec.Jumped(2026, 2030, 0)
		require.Equal(t, c.want, got, "%s %s", c.spec, c.zone)
	}
	early, err := Parse("30 1 * * *", "Europe/Berlin")
	require.NoError(t, err)
	for ahead, want := range map[time.Duration]bool{0: false, 29 * time.Minute: false, 30 * time.Minute: true, time.Hour: true} {
		_, got := early.Jumped(2026, 2026, ahead)
		require.Equal(t, want, got, ahead)
	}
}

// No day is lost where clocks change by half an hour, or at midnight; and after a
// moment in the repeated hour nothing comes again that was there the first time.
func TestNoDayIsLost(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Australia/Lord_Howe", "Europe/London", "America/Havana", "Asia/Beirut", "Asia/Kathmandu"} {
		spec, err := Parse("0 12 * * *", zone)
		require.NoError(t, err)
		noon := time.Date(2026, 1, 1, 12, 0, 0, 0, spec.Zone())
		for i, next := range spec.Preview(noon, 700) {
			require.Equal(t, noon.AddDate(0, 0, i+1).Format(time.DateOnly), next.Format(time.DateOnly), zone)
		}
	}
	lordHowe, err := Parse("@daily", "Australia/Lord_Howe")
	require.NoError(t, err)
	days := lordHowe.Preview(time.Date(2026, 4, 4, 12, 0, 0, 0, lordHowe.Zone()), 3)
	require.Equal(t, "2026-04-06", days[1].Format(time.DateOnly))

	quarter, err := Parse("*/15 * * * *", "Europe/Berlin")
	require.NoError(t, err)
	next, ok := quarter.Next(time.Date(2026, 10, 25, 1, 20, 0, 0, time.UTC)) // 02:20 for the second time
	require.True(t, ok)
	require.Equal(t, "03:00", next.Format("15:04"))
}

func TestFields(t *testing.T) {
	t.Parallel()
	spec, err := Parse("0,30 9-11 * JAN-MAR mon", "Asia/Shanghai")
	require.NoError(t, err)
	f := spec.Fields()
	require.Equal(t, []int{0, 30}, f.Minutes)
	require.Equal(t, []int{9, 10, 11}, f.Hours)
	require.Len(t, f.Days, 31)
	require.Equal(t, []int{1, 2, 3}, f.Months)
	require.Equal(t, []int{1}, f.Weekdays)
	spec, err = Parse("@monthly", "Asia/Shanghai")
	require.NoError(t, err)
	require.Equal(t, Fields{Minutes: []int{0}, Hours: []int{0}, Days: []int{1}, Months: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		Weekdays: []int{0, 1, 2, 3, 4, 5, 6}}, spec.Fields())
}

// A day whose year's holidays are not published yet may still move.
func TestMovedIsProvisionalBeyondTheTables(t *testing.T) {
	t.Parallel()
	cal, err := calendar.New(calendar.China())
	require.NoError(t, err)
	at := func(y int, m time.Month, d int) Firing {
		return Moved(cal, time.Date(y, m, d, 9, 0, 0, 0, cal.Zone()))
	}
	require.False(t, at(2026, time.June, 1).Provisional)
	require.True(t, at(2031, time.January, 1).Provisional, "New Year, were it known")
	require.Equal(t, 9, at(2026, time.October, 1).Actual.Hour())
	require.Equal(t, 8, at(2026, time.October, 1).Actual.Day())
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
