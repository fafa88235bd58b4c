package calendar

// limit.go: how long something may take.

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a limit counts.
type Unit string

// The units of limits.
const (
	WorkingDays Unit = "wd"
	Days        Unit = "d"
	Months      Unit = "m"
)

// maxLimit bounds a limit: ten years of days.
const maxLimit = 3660

// Limit is a length of time in working days, calendar days or months. Its text
// is 5wd, 15d or 3m; "10wd inclusive" counts the first day as well.
type Limit struct {
	N        int
	Unit     Unit
	FirstDay bool
}

// ParseLimit reads the text form of a limit.
func ParseLimit(s string) (Limit, error) {
	bad := func() (Limit, error) {
		return Limit{}, fmt.Errorf("limit %q: expected 1 to %d with wd, d or m, such as 5wd, 15d, 3m or 10wd inclusive", s, maxLimit)
	}
	body, inclusive := strings.CutSuffix(s, " inclusive")
	i := strings.IndexFunc(body, func(r rune) bool { return r < '0' || r > '9' })
	if i < 1 || body[0] == '0' {
		return bad()
	}
	n, err := strconv.Atoi(body[:i])
	if err != nil || n < 1 || n > maxLimit {
		return bad()
	}
	l := Limit{N: n, Unit: Unit(body[i:]), FirstDay: inclusive}
	if l.Unit != WorkingDays && l.Unit != Days && (l.Unit != Months || inclusive || n > maxLimit/30) {
		return bad()
	}
	return l, nil
}

// String gives the text form, "" for no limit.
func (l Limit) String() string {
	if l.N == 0 {
		return ""
	}
	s := strconv.Itoa(l.N) + string(l.Unit)
	if l.FirstDay {
		s += " inclusive"
	}
	return s
}

// MarshalText gives the text form.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the text form or "".
func (l *Limit) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Limit{}
		return nil
	}
	v, err := ParseLimit(string(b))
	*l = v
	return err
}
