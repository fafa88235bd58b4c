package engine

// matrix.go: the completion table of a plan as of a moment.

import (
	"context"
	"time"

	"duban/casework"
	"duban/schema"
)

// Matrix counts a plan's completion table from the events recorded up to a
// moment; the same moment always gives the same table.
func (e *Engine) Matrix(ctx context.Context, plan string, asOf time.Time) (casework.Table, error) {
	basis, err := e.Ledger.MatrixBasis(ctx, plan)
	if err != nil {
		return casework.Table{}, err
	}
	if len(basis.Problems) == 0 {
		return casework.Table{}, casework.Errorf(casework.CodeNotFound, "notfound.plan", plan)
	}
	states := map[casework.CaseID]*casework.State{}
	for events, err := range e.Ledger.EventsAsOf(ctx, plan, asOf) {
		if err != nil {
			return casework.Table{}, err
		}
		s, err := casework.Fold(events[0].Case, events)
		if err != nil {
			return casework.Table{}, casework.Wrap(casework.CodeConflict, err, "conflict.chain", string(events[0].Case))
		}
		states[s.Case] = s
	}
	problems, columns := tableOf(basis)
	return casework.Completion(problems, columns, states), nil
}

func tableOf(b schema.MatrixBasis) ([]casework.Problem, []casework.Column) {
	measures := map[string][]casework.CaseID{}
	for id, problem := range b.Problem {
		measures[problem] = append(measures[problem], id)
	}
	problems := make([]casework.Problem, len(b.Problems))
	for i, p := range b.Problems {
		problems[i] = casework.Problem{ID: p.No, Measures: measures[p.No]}
	}
	units := map[casework.UnitID][]casework.UnitID{}
	for unit, column := range b.ColumnOf {
		units[column] = append(units[column], unit)
	}
	columns := make([]casework.Column, len(b.Columns))
	for i, c := range b.Columns {
		columns[i] = casework.Column{ID: c.ID, Name: c.Name, Units: units[c.ID]}
	}
	return problems, columns
}

// PlanOrOnly gives the plan asked for, or the ledger's only one.
func (e *Engine) PlanOrOnly(ctx context.Context, asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	plans, err := e.Ledger.Plans(ctx)
	if err != nil {
		return "", err
	}
	switch len(plans) {
	case 0:
		return "", casework.Errorf(casework.CodeNotFound, "notfound.no_plan")
	case 1:
		return plans[0].ID, nil
	}
	return "", casework.Errorf(casework.CodeInvalid, "invalid.which_plan")
}
