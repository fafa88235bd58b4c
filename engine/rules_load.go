package engine

// rules_load.go: a policy or a holiday table put in force by a person, and what
// runs that it concerns.

import (
	"context"
	"slices"
	"strconv"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// PolicyCheck says what loading a policy would mean.
type PolicyCheck struct {
	Policy   *casework.Policy
	Before   *casework.Policy // the newest version
	Changes  []casework.Change
	Running  []schema.RunningVersion // keep the version that they have
	Stranded []schema.RunningStep    // stand at steps that it does not have: cannot be moved to it
}

// CheckPolicy reads a policy document and tells what loading it would mean. Its
// version must follow the newest one: new cases take the newest.
func (v *Viewer) CheckPolicy(ctx context.Context, document []byte) (*PolicyCheck, error) {
	p, err := casework.ParsePolicy(document)
	if err != nil {
		return nil, err
	}
	c := &PolicyCheck{Policy: p}
	if c.Before, err = v.e.Rules.Newest(ctx, p.Kind); err != nil {
		return nil, err
	}
	c.Changes = casework.Diff(c.Before, p)
	running, err := v.e.Ledger.Running(ctx, p.Kind)
	if err != nil {
		return nil, err
	}
	c.Running = running.Versions
	for _, s := range running.Steps {
		if p.Step(s.Step) == nil {
			c.Stranded = append(c.Stranded, s)
		}
	}
	return c, nil
}

// LoadPolicy puts a new version in force for new cases. Whoever may not is
// [casework.CodeForbidden].
func (v *Viewer) LoadPolicy(ctx context.Context, document []byte) (*casework.Policy, error) {
	if _, err := casework.AuthoriseOperating(v.By); err != nil {
		return nil, err
	}
	c, err := v.CheckPolicy(ctx, document)
	if err != nil {
		return nil, err
	}
	if next := c.Before.Version + 1; c.Policy.Version != next {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.policy_version", strconv.Itoa(c.Policy.Version), strconv.Itoa(next))
	}
	if _, err := v.e.Ledger.SavePolicy(ctx, document); err != nil {
		return nil, err
	}
	return c.Policy, v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessRules, Detail: c.Policy.Ref().String()})
}

// CalendarCheck says what loading a holiday table would mean.
type CalendarCheck struct {
	Table calendar.Table  // in force afterwards
	Years []int           // that it adds or changes
	Days  []calendar.Date // that are worked afterwards and are not now, or the other way round
	Tasks int             // open, whose due date it may move
}

// CheckCalendar reads a holiday document and tells what loading it would mean.
// Years that it holds replace those in force; the others stay.
func (v *Viewer) CheckCalendar(ctx context.Context, document []byte) (*CalendarCheck, error) {
	loaded, err := calendar.ParseTable(document)
	if err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
	}
	table, _, err := v.e.Ledger.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	before, err := calendar.New(table)
	if err != nil {
		return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	table.ID, table.Zone, table.Hours = loaded.ID, loaded.Zone, loaded.Hours
	c := &CalendarCheck{}
	for _, y := range loaded.Years {
		if table, err = table.Merge(y); err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
		}
		c.Years = append(c.Years, y.Year)
	}
	slices.Sort(c.Years)
	after, err := calendar.New(table)
	if err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
	}
	c.Table = table
	for _, year := range c.Years {
		for day := calendar.NewDate(year, 1, 1); day.Year == year; day = day.AddDays(1) {
			was, _ := before.Workday(day)
			if is, _ := after.Workday(day); is != was {
				c.Days = append(c.Days, day)
			}
		}
	}
	if len(c.Days) > 0 {
		c.Tasks, err = v.e.Ledger.CountDueFrom(ctx, c.Days[0])
	}
	return c, err
}

// LoadCalendar puts a holiday document in force for everything that runs: see
// [Engine.LoadCalendar]. Whoever may not is [casework.CodeForbidden].
func (v *Viewer) LoadCalendar(ctx context.Context, document []byte, progress Progress) (CalendarLoaded, error) {
	if _, err := casework.AuthoriseOperating(v.By); err != nil {
		return CalendarLoaded{}, err
	}
	c, err := v.CheckCalendar(ctx, document)
	if err != nil {
		return CalendarLoaded{}, err
	}
	loaded, err := v.e.LoadCalendar(ctx, v.By, c.Table, progress)
	if err != nil {
		return loaded, err
	}
	return loaded, v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessRules,
		Detail: "calendar " + strconv.Itoa(loaded.Revision)})
}
