package main

// act_fields.go: the fields that households and directives bring to a command:
// help measures, co-units' parts, what a proposed elimination rests on.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
)

// shareFlags name tasks that a command adds.
type shareFlags struct {
	help []string // UNIT=MEASURE[@DATE]
	co   []string // UNIT=PART[@DATE]
}

func (f *shareFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.help, "help-by", nil, "a help measure as UNIT=MEASURE or UNIT=MEASURE@DATE (plan, add_tasks, green_channel)")
	flags.StringArrayVar(&f.co, "share", nil, "a co-unit's part as UNIT=PART or UNIT=PART@DATE (add_tasks)")
}

func (f *shareFlags) tasks() ([]casework.OpeningTask, error) {
	var out []casework.OpeningTask
	for i, s := range slices.Concat(f.help, f.co) {
		role := casework.RoleHelp
		if i >= len(f.help) {
			role = casework.RoleCo
		}
		t, err := shareOf(role, s)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func shareOf(role casework.TaskRole, s string) (casework.OpeningTask, error) {
	unit, title, ok := strings.Cut(s, "=")
	if !ok {
		return casework.OpeningTask{}, casework.Errorf(casework.CodeInvalid, "invalid.share", s)
	}
	t := casework.OpeningTask{Role: role, Unit: casework.UnitID(unit), Deadline: casework.Deadline{Type: calendar.AtOnce}}
	title, due, dated := cutLast(title, "@")
	if dated {
		date, err := calendar.ReadDate(due, time.Now().Year())
		if err != nil {
			return t, casework.Wrap(casework.CodeInvalid, err, "invalid.date", due)
		}
		t.Deadline = casework.Deadline{Type: calendar.ByDate, Date: date}
	}
	t.Title = strings.TrimSpace(title)
	return t, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// assessmentFlags say what a proposed elimination rests on.
type assessmentFlags struct {
	mode, from, to string
	income         int
	spending       bool
	guarantees     []string
}

func (f *assessmentFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&f.mode, "mode", "", "elimination: help (conditions met) or natural (--reason)")
	flags.IntVar(&f.income, "income", 0, "elimination: yuan per head and year")
	flags.StringVar(&f.from, "income-from", "", "elimination: first day of the income's window")
	flags.StringVar(&f.to, "income-to", "", "elimination: last day of the income's window")
	flags.BoolVar(&f.spending, "spending-solved", false, "elimination: no large spending is left unsolved")
	flags.StringSliceVar(&f.guarantees, "stable", nil, "elimination: what is stable: education,medical,housing,water")
}

func (f *assessmentFlags) assessment() (*casework.Assessment, error) {
	if f.mode == "" {
		return nil, nil //nolint:nilnil // most commands have none
	}
	a := &casework.Assessment{Mode: casework.Mode(f.mode), Income: f.income, Spending: f.spending,
		Guarantees: casework.Guarantees{
			Education: slices.Contains(f.guarantees, "education"), Medical: slices.Contains(f.guarantees, "medical"),
			Housing: slices.Contains(f.guarantees, "housing"), Water: slices.Contains(f.guarantees, "water"),
		}}
	for text, date := range map[string]*calendar.Date{f.from: &a.From, f.to: &a.To} {
		if text == "" {
			continue
		}
		d, err := calendar.ReadDate(text, time.Now().Year())
		if err != nil {
			return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.date", text)
		}
		*date = d
	}
	return a, nil
}

// policyNamed reads KIND/vN, or a bare number for measures.
func policyNamed(c *cobra.Command, e *engine.Engine, name string) (*casework.Policy, error) {
	kind, version, ok := strings.Cut(name, "/v")
	if !ok {
		kind, version = string(casework.KindMeasure), name
	}
	n, err := strconv.Atoi(version)
	if err != nil {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.policy", name)
	}
	return e.Rules.Policy(c.Context(), casework.Kind(kind), n)
}
