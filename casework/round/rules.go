// Package round holds the rules of the monthly round as pure functions: its
// dates, who owes what, the alerts, and the month's snapshot, which the same
// ledger always gives with the same bytes.
package round

// rules.go: the rules document, checked, and the month's dates.

import (
	"bytes"
	_ "embed" // the rules that come with the program
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"duban/casework"
	"duban/casework/calendar"
)

// Rules are the rules of a round.
type Rules struct {
	Version       int            `yaml:"version"`
	Title         casework.Title `yaml:"title"`
	Dates         DayRules       `yaml:"dates"`
	RevisitMonths int            `yaml:"revisit_months"`
	MostListed    int            `yaml:"most_listed"`
	Alerts        map[Kind]Rule  `yaml:"alerts"`
}

// DayRules are days of the month.
type DayRules struct {
	Remind   []int `yaml:"remind"`
	Search   int   `yaml:"search"`
	Report   int   `yaml:"report"`
	Analysis int   `yaml:"analysis"`
	Review   int   `yaml:"review"`
	Dispatch int   `yaml:"dispatch"`
	Circular int   `yaml:"circular"` // of the month after
}

// Kind names an alert.
type Kind string

// The alerts: system 8 of the report, and the failure modes that it confesses.
const (
	UnderClaiming     Kind = "under_claiming"
	NoEvidence        Kind = "no_evidence"
	SameMeasures      Kind = "same_measures"
	NoProgress        Kind = "no_progress"
	MilestoneMissed   Kind = "milestone_missed"
	RepeatedExtension Kind = "repeated_extension"
	RiskAlarm         Kind = "risk_alarm"
	RiskCeiling       Kind = "risk_ceiling"
	NoHouseholds      Kind = "no_households"
)

// Kinds lists every alert once, in the order of a report.
var Kinds = []Kind{UnderClaiming, NoEvidence, SameMeasures, NoProgress, MilestoneMissed, RepeatedExtension, RiskAlarm, RiskCeiling, NoHouseholds}

// Rule is an alert's threshold, in the alert's own unit, and what it raises.
type Rule struct {
	At    int              `yaml:"at"`
	Raise casework.Urgency `yaml:"raise"`
}

//go:embed rules.v1.yaml
var builtin []byte

// Default gives the rules that come with the program.
func Default() *Rules {
	r, err := ParseRules(builtin)
	if err != nil {
		panic("round: built-in rules: " + err.Error())
	}
	return r
}

// DefaultDocument gives the rules that come with the program, as YAML.
func DefaultDocument() []byte { return bytes.Clone(builtin) }

// ParseRules reads and checks a rules document. All faults are reported at once
// in an error of [casework.CodeInvalid].
func ParseRules(doc []byte) (*Rules, error) {
	dec := yaml.NewDecoder(bytes.NewReader(doc))
	dec.KnownFields(true)
	var r Rules
	if err := dec.Decode(&r); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the document is empty")
		}
		return nil, casework.Errorf(casework.CodeInvalid, "round.rules_unreadable", strings.ReplaceAll(err.Error(), "\n", ";"))
	}
	if faults := r.check(); len(faults) > 0 {
		return nil, casework.Errorf(casework.CodeInvalid, "round.rules_faults", strings.Join(faults, "; "))
	}
	return &r, nil
}

func (r *Rules) check() (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if r.Version < 1 {
		fault("version: %d, expected 1 or more", r.Version)
	}
	day := func(name string, d int) {
		if d < 1 || d > 31 {
			fault("dates.%s: %d, expected a day of the month", name, d)
		}
	}
	for _, d := range r.Dates.Remind {
		day("remind", d)
	}
	last := 0
	for _, d := range []struct {
		name string
		day  int
	}{{"search", r.Dates.Search}, {"report", r.Dates.Report}, {"analysis", r.Dates.Analysis}, {"review", r.Dates.Review}, {"dispatch", r.Dates.Dispatch}} {
		day(d.name, d.day)
		if d.day < last {
			fault("dates.%s: %d, before the step ahead of it (%d)", d.name, d.day, last)
		}
		last = d.day
	}
	day("circular", r.Dates.Circular)
	if r.MostListed < 1 {
		fault("most_listed: %d, expected 1 or more", r.MostListed)
	}
	for _, k := range Kinds {
		rule, ok := r.Alerts[k]
		if !ok {
			fault("alerts.%s: missing", k)
		}
		if rule.At < 0 {
			fault("alerts.%s.at: %d is negative", k, rule.At)
		}
		if rule.Raise != "" && rule.Raise != casework.Urgent && rule.Raise != casework.Ordinary && rule.Raise != casework.Difficult {
			fault("alerts.%s.raise: %q is none of urgent, ordinary, difficult", k, rule.Raise)
		}
	}
	if len(r.Alerts) > len(Kinds) {
		fault("alerts: unknown ones among them; known are %v", Kinds)
	}
	return faults
}

// Month is a month of the calendar, written 2026-03.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf gives the month of a moment in a zone.
func MonthOf(t time.Time, zone *time.Location) Month {
	y, m, _ := t.In(zone).Date()
	return Month{y, m}
}

// ParseMonth reads 2026-03.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, casework.Errorf(casework.CodeInvalid, "round.month", s)
	}
	return Month{t.Year(), t.Month()}, nil
}

// String gives 2026-03.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

// First gives the month's first day.
func (m Month) First() calendar.Date { return calendar.NewDate(m.Year, m.Month, 1) }

// End gives the first moment of the month after.
func (m Month) End(zone *time.Location) time.Time { return m.First().AddMonths(1).Start(zone) }

// Contains tells whether a day lies in the month.
func (m Month) Contains(d calendar.Date) bool { return d.Year == m.Year && d.Month == m.Month }

// Step names a dated step of a round.
type Step string

// The steps.
const (
	StepSearch   Step = "search"   // 月排查
	StepReport   Step = "report"   // 月报告
	StepAnalysis Step = "analysis" // 月分析
	StepReview   Step = "review"   // 月研判
	StepDispatch Step = "dispatch" // 月调度
	StepCircular Step = "circular" // 通报
)

// Steps lists the steps in their order.
var Steps = []Step{StepSearch, StepReport, StepAnalysis, StepReview, StepDispatch, StepCircular}

// Meetings are the steps that have minutes.
var Meetings = []Step{StepAnalysis, StepReview, StepDispatch}

// Day gives the day of a step: clamped to the month and moved to the next
// working day.
func (r *Rules) Day(cal *calendar.Calendar, m Month, s Step) calendar.Date {
	first := m.First()
	day := map[Step]int{StepSearch: r.Dates.Search, StepReport: r.Dates.Report, StepAnalysis: r.Dates.Analysis,
		StepReview: r.Dates.Review, StepDispatch: r.Dates.Dispatch, StepCircular: r.Dates.Circular}[s]
	if s == StepCircular {
		first = first.AddMonths(1)
	}
	return cal.OnOrAfter(calendar.Clamp(first.Year, first.Month, day))
}

// Reminders gives the days on which laggards are reminded.
func (r *Rules) Reminders(cal *calendar.Calendar, m Month) []calendar.Date {
	out := make([]calendar.Date, len(r.Dates.Remind))
	for i, d := range r.Dates.Remind {
		out[i] = cal.OnOrAfter(calendar.Clamp(m.Year, m.Month, d))
	}
	return out
}
