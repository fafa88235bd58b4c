package engine

// viewer_reach.go: seeing is the first condition of acting, on what is no case as on
// cases: a post of a department or a task force may reach further than its holder sees.

import (
	"context"

	"duban/casework"
)

// MayGive refuses who may give no matter out to anybody.
func (v *Viewer) MayGive(ctx context.Context) error {
	_, err := casework.AuthoriseGiving(v.By)
	return v.refused(ctx, "", "give out", err)
}

// gives tells whether the person has a post in which one gives out and enters at all.
func (v *Viewer) gives() bool {
	_, err := casework.AuthoriseGiving(v.By)
	return err == nil
}

// GiveOut gives matters out: see [Engine.GiveOut].
func (v *Viewer) GiveOut(ctx context.Context, list []Raise) ([]casework.CaseID, error) {
	ids, err := v.e.GiveOut(ctx, v.By, list)
	return ids, v.refused(ctx, "", "give out", err)
}

// seesUnits refuses with [casework.CodeForbidden] units whose work the person does not
// see.
func (v *Viewer) seesUnits(units ...casework.UnitID) error {
	for _, u := range units {
		if !v.Sight.Unit(u) {
			return casework.Errorf(casework.CodeForbidden, "forbidden.unit", string(v.By.Person), string(u))
		}
	}
	return nil
}

// CompareUnits orders units as the tree does.
func (v *Viewer) CompareUnits(a, b casework.UnitID) int { return v.chart.Compare(a, b) }
