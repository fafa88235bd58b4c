package engine

// figures.go: the report's figures from the ledger as of a moment: households
// listed, eliminated and open, by unit.

import (
	"context"
	"iter"
	"time"

	"duban/casework"
	"duban/schema"
)

// HouseholdFigures counts households from the events recorded up to a moment;
// the same moment always gives the same figures. Each household counts in the
// column of its village.
func (e *Engine) HouseholdFigures(ctx context.Context, asOf time.Time) (*casework.HouseholdFigures, error) {
	return e.HouseholdFiguresSince(ctx, time.Time{}, asOf)
}

// HouseholdFiguresSince is [Engine.HouseholdFigures] with those taken in since a
// moment counted apart.
func (e *Engine) HouseholdFiguresSince(ctx context.Context, since, asOf time.Time) (*casework.HouseholdFigures, error) {
	basis, err := e.Ledger.MatrixBasis(ctx, "")
	if err != nil {
		return nil, err
	}
	figures := casework.NewHouseholdFigures(columnsOf(basis)).Since(since)
	for s, err := range e.statesAsOf(ctx, schema.PlanOf(casework.KindHousehold), asOf) {
		if err != nil {
			return nil, err
		}
		figures.Add(s)
	}
	return figures, nil
}

// statesAsOf folds case after case of a plan ("" = all) from what was recorded
// up to a moment. An error ends the sequence.
func (e *Engine) statesAsOf(ctx context.Context, plan string, asOf time.Time) iter.Seq2[*casework.State, error] {
	return func(yield func(*casework.State, error) bool) {
		for events, err := range e.Ledger.EventsAsOf(ctx, plan, asOf) {
			if err != nil {
				yield(nil, err)
				return
			}
			s, err := casework.Fold(events[0].Case, events)
			if err != nil {
				yield(nil, casework.Wrap(casework.CodeConflict, err, "conflict.chain", string(events[0].Case)))
				return
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// columnsOf gives the columns of the tables with the units below each.
func columnsOf(b schema.MatrixBasis) []casework.Column {
	units := map[casework.UnitID][]casework.UnitID{}
	for unit, column := range b.ColumnOf {
		units[column] = append(units[column], unit)
	}
	columns := make([]casework.Column, len(b.Columns))
	for i, c := range b.Columns {
		columns[i] = casework.Column{ID: c.ID, Name: c.Name, Units: units[c.ID]}
	}
	return columns
}
