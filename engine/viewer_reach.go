package engine

// viewer_reach.go: seeing is the first condition of acting, on what is no case as on
// cases: a post of a department or a task force may reach further than its holder sees.

import "duban/casework"

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
