package schedule

// duration.go: lengths of time as people write them.

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time in whole seconds. Its text is 90s, 15m, 12h, 35d
// or several of them, such as 1h30m; a day has 24 hours.
type Duration time.Duration

const day = 24 * time.Hour

// ParseDuration reads the text form.
func ParseDuration(text string) (Duration, error) {
	bad := fmt.Errorf("%q is no length of time, expected one such as 90s, 15m, 12h or 35d", text)
	rest, total := text, time.Duration(0)
	if days, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 {
			return 0, bad
		}
		total, rest = time.Duration(n)*day, after
		if rest == "" {
			return Duration(total), nil
		}
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || d%time.Second != 0 || d > 36500*day {
		return 0, bad
	}
	return Duration(total + d), nil
}

// String gives the shortest text form, 0s for none.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	rest := time.Duration(d)
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := rest / u.unit; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			rest %= u.unit
		}
	}
	return b.String()
}

// MarshalText gives the text form.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the text form.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := ParseDuration(string(b))
	*d = v
	return err
}
