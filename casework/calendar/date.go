package calendar

// date.go: a local calendar day and arithmetic on it.

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a local calendar day, without time or zone. The zero Date means none.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate gives the day y-m-d; days that the month lacks run over into the next.
func NewDate(y int, m time.Month, d int) Date { return of(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }

// Clamp gives the day y-m-d, or the last day of the month when it lacks day d.
func Clamp(y int, m time.Month, day int) Date {
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
	if day < last.Day() {
		return of(time.Date(y, m, day, 0, 0, 0, 0, time.UTC))
	}
	return of(last)
}

// ParseDate reads 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: expected year-month-day such as 2026-06-30", s)
	}
	return of(t), nil
}

// DateOf gives the local day of a moment in a zone.
func DateOf(t time.Time, zone *time.Location) Date { return of(t.In(zone)) }

func of(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// IsZero tells whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare gives -1, 0 or 1.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before tells whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After tells whether d is a later day than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// AddDays gives the day n days later.
func (d Date) AddDays(n int) Date { return of(d.utc().AddDate(0, 0, n)) }

// AddMonths gives the same day n months later, clamped to that month's length.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return Clamp(first.Year(), first.Month(), d.Day)
}

// EndOfMonth gives the last day of the month of d.
func (d Date) EndOfMonth() Date { return Clamp(d.Year, d.Month, 31) }

// DaysUntil gives the number of days from d to o.
func (d Date) DaysUntil(o Date) int {
	// Seconds, because a time.Duration ends after 292 years.
	return int((o.utc().Unix() - d.utc().Unix()) / (24 * 60 * 60))
}

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start gives the first moment of the day in a zone.
func (d Date) Start(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// End gives the first moment of the next day.
func (d Date) End(zone *time.Location) time.Time { return d.AddDays(1).Start(zone) }

// String gives 2006-01-02, "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// MarshalText gives 2006-01-02, "" for the zero Date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2006-01-02 or "".
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}
