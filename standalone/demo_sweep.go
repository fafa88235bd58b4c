package main

// The sweep that make demo shows: opened by the office, answered by the counties as
// far as they have come, what two of them found spread to the others.

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"duban/casework"
	"duban/engine"
	"duban/examples"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
)

// demoSweep is the sweep's plan.
const demoSweep = "DPC-2022"

// lastAnswer is the key of the last thing that the demonstration does.
const lastAnswer = "demo/last"

func demoLives(ctx context.Context, e *engine.Engine) (bool, error) {
	answers, err := e.Ledger.Answers(ctx, demoSweep)
	return slices.ContainsFunc(answers, func(a schema.Answer) bool { return a.Key == lastAnswer }), err
}

// sweep opens the sweep and lets the units answer.
func (l *lively) sweep(ctx context.Context) error {
	file, err := ledgerfile.ReadStandardsFrom(bytes.NewReader(examples.Standards), int64(len(examples.Standards)), ledgerfile.Options{})
	if err != nil {
		return err
	}
	v, err := l.as(ctx, office)
	if err != nil {
		return err
	}
	_, err = l.e.OpenSweep(ctx, v.By, engine.SweepOpening{Plan: demoSweep, File: file, Due: l.today.AddDays(30)})
	if err != nil && casework.CodeOf(err) != casework.CodeConflict { // a start before this one was interrupted
		return err
	}
	for _, unit := range l.counties() {
		answered := file.Rows[:len(file.Rows)*city.Answered()[string(unit)]/100]
		if err := l.answers(ctx, unit, answered); err != nil {
			return err
		}
	}
	if err := l.spread(ctx, v); err != nil {
		return err
	}
	return l.answer(ctx, departments, firstDepartment, []engine.SweepAnswer{{Standard: file.Rows[0].No, Text: city.LookedAt, Key: lastAnswer}})
}

// firstDepartment answers for the column of the departments, which is no unit itself.
const departments, firstDepartment casework.UnitID = "市直部门", "市委组织部"

// counties gives the counties of the example.
func (l *lively) counties() []casework.UnitID {
	var out []casework.UnitID
	for _, u := range l.rows.Units {
		if u.Kind == casework.UnitCounty {
			out = append(out, u.ID)
		}
	}
	return out
}

func answerKey(unit casework.UnitID, standard string) string {
	return "demo/" + string(unit) + "/" + standard
}

// answers enters what a unit found, and that it found nothing against the other
// standards that it has looked at.
func (l *lively) answers(ctx context.Context, unit casework.UnitID, looked []ledgerfile.StandardRow) error {
	var list []engine.SweepAnswer
	found := map[string]bool{}
	for _, f := range city.Findings() {
		if f.Unit == string(unit) {
			found[f.Standard] = true
			list = append(list, engine.SweepAnswer{Standard: f.Standard, Found: true, Text: f.Problem, Measure: f.Measure,
				Due: l.today.AddDays(f.Days), Key: answerKey(unit, f.Standard)})
		}
	}
	for _, r := range looked {
		if !found[r.No] {
			list = append(list, engine.SweepAnswer{Standard: r.No, Text: city.LookedAt, Key: answerKey(unit, r.No)})
		}
	}
	return l.answer(ctx, unit, unit, list)
}

// answer enters answers for a unit by who reports for a unit of it. What is answered
// already, by a start that was interrupted or by somebody since, stays as it is.
func (l *lively) answer(ctx context.Context, unit, of casework.UnitID, list []engine.SweepAnswer) error {
	v, err := l.reporter(ctx, of)
	if err != nil {
		return err
	}
	taken, err := v.AnswerSweep(ctx, demoSweep, unit, list)
	for _, t := range taken {
		if casework.CodeOf(t.Err) != casework.CodeStale {
			err = errors.Join(err, t.Err)
		}
	}
	return err
}

// spread makes the other counties look for what concerns them all.
func (l *lively) spread(ctx context.Context, v *engine.Viewer) error {
	answers, err := l.e.Ledger.Answers(ctx, demoSweep)
	if err != nil {
		return err
	}
	for _, f := range city.Findings() {
		unit := casework.UnitID(f.Unit)
		at := slices.IndexFunc(answers, func(a schema.Answer) bool { return a.Key == answerKey(unit, f.Standard) })
		if !f.Everywhere || at < 0 {
			continue
		}
		others := slices.DeleteFunc(l.counties(), func(u casework.UnitID) bool { return u == unit })
		if _, err := v.SpreadProblem(ctx, demoSweep, answers[at].Case, others, l.today.AddDays(f.Days)); err != nil {
			return err
		}
	}
	return nil
}
