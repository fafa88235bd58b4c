package casework

// seats.go: how far a post reaches in the tree of units, for what is no case.

import "slices"

// Seat is a unit's place in the organisation.
type Seat struct {
	Parent UnitID // "" for a root
	Kind   UnitKind
}

// Seats is the organisation as far as it decides how wide a post reaches.
type Seats map[UnitID]Seat

// localKinds are the kinds of units whose leaders and offices stand above what is
// below the unit only. All others belong to the city and reach everything.
var localKinds = []UnitKind{UnitCounty, UnitTownship, UnitVillage}

// reach gives the unit above whose children, and no others, a post in a unit
// stands; "" for the city's posts, which stand above everything.
func (s Seats) reach(unit UnitID) (top UnitID, known bool) {
	for range len(s) {
		seat, ok := s[unit]
		switch {
		case !ok:
			return "", false
		case slices.Contains(localKinds, seat.Kind):
			return unit, true
		case seat.Parent == "":
			return "", true
		}
		unit = seat.Parent
	}
	return "", false
}

// below tells whether a unit lies below another one.
func (s Seats) below(unit, top UnitID) bool {
	for range len(s) {
		if unit = s[unit].Parent; unit == "" {
			return false
		}
		if unit == top {
			return true
		}
	}
	return false
}

// over tells whether a post in a unit stands above all of the units; none means
// the whole city. beyond is the first that it does not stand above.
func (s Seats) over(post UnitID, units []UnitID) (beyond UnitID, ok bool) {
	top, known := s.reach(post)
	if !known || (top != "" && len(units) == 0) {
		return AllUnits, false
	}
	if top == "" {
		return "", true
	}
	for _, u := range units {
		if !s.below(u, top) {
			return u, false
		}
	}
	return "", true
}

// within tells whether a post in a unit reaches all of the units: those of the city
// reach everything, a county's, township's or village's its own level and what is
// below it. beyond is the first that it does not reach.
func (s Seats) within(post UnitID, units []UnitID) (beyond UnitID, ok bool) {
	top, known := s.reach(post)
	for _, u := range units {
		if !known || (top != "" && u != top && !s.below(u, top)) {
			return u, false
		}
	}
	return "", known
}

// holds is within for one unit.
func (s Seats) holds(post, unit UnitID) bool {
	_, ok := s.within(post, []UnitID{unit})
	return ok
}
