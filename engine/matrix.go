package engine

// matrix.go: the completion table of a plan as of a moment.

import (
	"context"
	"slices"
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
		return casework.Table{}, e.nothingToCount(ctx, plan)
	}
	states := map[casework.CaseID]*casework.State{}
	for s, err := range e.statesAsOf(ctx, plan, asOf) {
		if err != nil {
			return casework.Table{}, err
		}
		states[s.Case] = s
	}
	return casework.Completion(problemsOf(basis), columnsOf(basis), states), nil
}

func problemsOf(b schema.MatrixBasis) []casework.Problem {
	measures := map[string][]casework.CaseID{}
	for id, problem := range b.Problem {
		measures[problem] = append(measures[problem], id)
	}
	problems := make([]casework.Problem, len(b.Problems))
	for i, p := range b.Problems {
		problems[i] = casework.Problem{ID: p.No, Measures: measures[p.No]}
	}
	return problems
}

// nothingToCount tells a plan without problems from one that nobody knows.
func (e *Engine) nothingToCount(ctx context.Context, plan string) error {
	plans, err := e.Ledger.Plans(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(plans, func(p schema.Plan) bool { return p.ID == plan }) {
		return casework.Errorf(casework.CodeNotFound, "notfound.problems", plan)
	}
	return casework.Errorf(casework.CodeNotFound, "notfound.plan", plan)
}
