package calendar

// table.go: the holiday tables as documents, checked on reading. A year's table
// is published the November before and loaded without a new build.

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Table is a calendar document: a zone, the working hours in which alarms may
// fall, and the years that are known.
type Table struct {
	ID    string `yaml:"id"`
	Zone  string `yaml:"zone"`
	Hours Hours  `yaml:"hours"`
	Years []Year `yaml:"years"`
}

// Hours are the working hours of a working day, as 15:04.
type Hours struct {
	Open  string `yaml:"open"`
	Close string `yaml:"close"`
}

// Year is one year's public holidays and make-up workdays (调休).
type Year struct {
	Year   int    `yaml:"year"`
	Off    []Span `yaml:"off"`  // days off, weekends within them included
	Work   []Date `yaml:"work"` // weekend days on which people work
	Source string `yaml:"source"`
}

// Span is a run of days, both ends included; its text is one date or from..to.
type Span struct{ From, To Date }

// UnmarshalText reads 2026-01-01 or 2026-01-01..2026-01-03.
func (s *Span) UnmarshalText(b []byte) error {
	from, to, two := strings.Cut(string(b), "..")
	var err error
	if s.From, err = ParseDate(from); err != nil {
		return err
	}
	s.To = s.From
	if two {
		if s.To, err = ParseDate(to); err != nil {
			return err
		}
	}
	if s.To.Before(s.From) {
		return fmt.Errorf("span %q ends before it starts", string(b))
	}
	return nil
}

// MarshalText gives the text form.
func (s Span) MarshalText() ([]byte, error) {
	if s.From == s.To {
		return []byte(s.From.String()), nil
	}
	return []byte(s.From.String() + ".." + s.To.String()), nil
}

// maxTableBytes bounds a calendar document; a year takes about 400 bytes.
const maxTableBytes = 256 << 10

// ParseTable reads and checks a calendar document; unknown keys are refused.
func ParseTable(doc []byte) (Table, error) {
	var t Table
	if len(doc) > maxTableBytes {
		return t, fmt.Errorf("calendar: %d bytes, at most %d are read", len(doc), maxTableBytes)
	}
	dec := yaml.NewDecoder(bytes.NewReader(doc))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the document is empty")
		}
		return Table{}, fmt.Errorf("calendar: %w", err)
	}
	if err := t.check(); err != nil {
		return Table{}, fmt.Errorf("calendar: %w", err)
	}
	return t, nil
}

// Document gives the table as YAML, the form that [ParseTable] reads.
func (t Table) Document() ([]byte, error) { return yaml.Marshal(t) }

func (t Table) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if t.ID == "" {
		fault("id: missing")
	}
	if _, err := t.zone(); err != nil {
		fault("zone: %q is no known time zone, expected one such as Asia/Shanghai", t.Zone)
	}
	if _, _, err := t.Hours.minutes(); err != nil {
		faults = append(faults, err)
	}
	seen := map[int]bool{}
	for i, y := range t.Years {
		if seen[y.Year] {
			fault("years[%d]: %d appears twice", i, y.Year)
		}
		seen[y.Year] = true
		faults = append(faults, y.faults(fmt.Sprintf("years[%d] %d", i, y.Year))...)
	}
	return errors.Join(faults...)
}

func (y Year) faults(at string) (faults []error) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf(at+format, args...))
	}
	if y.Year < 1900 || y.Year > 2200 {
		fault(": expected a year from 1900 to 2200")
	}
	off := map[Date]bool{}
	for _, s := range y.Off {
		if s.From.Year != y.Year || s.To.Year != y.Year {
			fault(".off: %s lies outside the year", s.From)
			continue
		}
		for d := s.From; !d.After(s.To); d = d.AddDays(1) {
			if off[d] {
				fault(".off: %s appears twice", d)
			}
			off[d] = true
		}
	}
	work := map[Date]bool{}
	for _, d := range y.Work {
		switch {
		case d.Year != y.Year:
			fault(".work: %s lies outside the year", d)
		case !weekend(d):
			fault(".work: %s is a %s; a make-up workday is a Saturday or Sunday", d, d.Weekday())
		case off[d]:
			fault(".work: %s is a day off as well", d)
		case work[d]:
			fault(".work: %s appears twice", d)
		}
		work[d] = true
	}
	return faults
}

// Merge adds a year, or replaces it, and checks the whole.
func (t Table) Merge(y Year) (Table, error) {
	t.Years = slices.Clone(t.Years)
	i := slices.IndexFunc(t.Years, func(o Year) bool { return o.Year == y.Year })
	if i >= 0 {
		t.Years[i] = y
	} else {
		t.Years = append(t.Years, y)
		slices.SortFunc(t.Years, func(a, b Year) int { return a.Year - b.Year })
	}
	if err := t.check(); err != nil {
		return Table{}, fmt.Errorf("calendar: %w", err)
	}
	return t, nil
}

func (t Table) zone() (*time.Location, error) {
	if t.Zone == "" || t.Zone == "Local" {
		return nil, errors.New("no zone")
	}
	return time.LoadLocation(t.Zone)
}

// minutes gives opening and closing as minutes after midnight.
func (h Hours) minutes() (opens, closes int, err error) {
	o, err1 := time.Parse("15:04", h.Open)
	c, err2 := time.Parse("15:04", h.Close)
	if err1 != nil || err2 != nil || !o.Before(c) {
		return 0, 0, fmt.Errorf("hours: %q to %q, expected times such as 08:30 to 17:30", h.Open, h.Close)
	}
	return o.Hour()*60 + o.Minute(), c.Hour()*60 + c.Minute(), nil
}

//go:embed cn.yaml
var cn []byte

// China gives the built-in table of the People's Republic of China: the years
// whose holidays were published when this version was made.
func China() Table {
	t, err := ParseTable(cn)
	if err != nil {
		panic("calendar: cn.yaml: " + err.Error())
	}
	return t
}
