package main

// filter.go: which tasks a list or a bulk command is about.

import (
	"context"
	"time"

	"github.com/spf13/pflag"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// filterFlags are a filter as flags.
type filterFlags struct {
	plan, unit, stage, step, person, text, dueBefore, light string
	overdue, all                                            bool
	limit                                                   int
}

func (f *filterFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&f.plan, "plan", "", "filter: the plan")
	flags.StringVar(&f.unit, "unit", "", "filter: the unit, with every unit below it")
	flags.StringVar(&f.stage, "stage", "", "filter: assign, act, verify, close")
	flags.StringVar(&f.step, "step", "", "filter: a step such as claim or check")
	flags.StringVar(&f.person, "responsible", "", "filter: the person responsible")
	flags.StringVar(&f.text, "match", "", "filter: part of a measure's text or number")
	flags.StringVar(&f.dueBefore, "due-before", "", "filter: due before a date")
	flags.StringVar(&f.light, "light", "", "filter: green, blue, yellow, red")
	flags.BoolVar(&f.overdue, "overdue", false, "filter: past their due date")
}

// empty tells whether nothing is filtered: a bulk command needs a filter.
func (f *filterFlags) empty() bool {
	return f.plan == "" && f.unit == "" && f.stage == "" && f.step == "" && f.person == "" && f.text == "" &&
		f.dueBefore == "" && f.light == "" && !f.overdue
}

// page gives up to limit lines from a key on.
func (f *filterFlags) page(ctx context.Context, e *engine.Engine, after schema.Key, limit int) ([]engine.Line, schema.Key, error) {
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, schema.Key{}, err
	}
	now := time.Now()
	today := calendar.DateOf(now, cal.Zone())
	filter := schema.Filter{
		Plan: f.plan, Unit: casework.UnitID(f.unit), Stage: casework.Stage(f.stage), Step: casework.StepID(f.step),
		Person: casework.PersonID(f.person), Text: f.text, Open: !f.all, After: after, Limit: limit,
	}
	if f.overdue {
		filter.Overdue = today
	}
	if f.dueBefore != "" {
		if filter.DueBefore, err = calendar.ReadDate(f.dueBefore, today.Year); err != nil {
			return nil, schema.Key{}, casework.Errorf(casework.CodeInvalid, "invalid.date", f.dueBefore)
		}
	}
	return e.Lines(ctx, filter, casework.Light(f.light), now)
}

// every gives every line of the filter.
func (f *filterFlags) every(ctx context.Context, e *engine.Engine) ([]engine.Line, error) {
	var out []engine.Line
	var after schema.Key
	for {
		lines, next, err := f.page(ctx, e, after, 1000)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
		if next.IsZero() {
			return out, nil
		}
		after = next
	}
}
