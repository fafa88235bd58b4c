package simulate

// result.go: what a simulation counted, and the two sides set beside each other.

import (
	"cmp"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
)

// Result is what the period looked like under the rules in force and under the
// changed ones.
type Result struct {
	Period Period
	Kind   casework.Kind
	Months []calendar.Date // on which lights were counted
	Cases  int
	Tasks  int
	Sent   map[string]int // slips really sent in the period, by rung
	Now    Side           // under the rules that each case had
	Then   Side           // under the changed ones
}

// Side is the period under one set of rules.
type Side struct {
	Slips   map[string]int // by rung
	Overdue int            // working days on which a task was overdue
	Lights  []map[casework.Light]int
	Units   map[casework.UnitID]Unit
	Strange int // stretches at a step that the policy does not have: not counted
}

// Unit is one unit's share.
type Unit struct {
	Slips   int
	Overdue int
	Red     int // open tasks that were red on the last day
}

func newSide(months int) Side {
	s := Side{Slips: map[string]int{}, Units: map[casework.UnitID]Unit{}, Lights: make([]map[casework.Light]int, months)}
	for i := range s.Lights {
		s.Lights[i] = map[casework.Light]int{}
	}
	return s
}

func (s *Side) slip(of casework.UnitID, rung string) {
	s.Slips[rung]++
	u := s.Units[of]
	u.Slips++
	s.Units[of] = u
}

func (s *Side) overdue(of casework.UnitID, days int) {
	s.Overdue += days
	u := s.Units[of]
	u.Overdue += days
	s.Units[of] = u
}

func (s *Side) light(of casework.UnitID, month int, l casework.Light, last bool) {
	s.Lights[month][l]++
	if last && l == casework.LightRed {
		u := s.Units[of]
		u.Red++
		s.Units[of] = u
	}
}

// Total gives how many slips were sent.
func (s *Side) Total() int {
	n := 0
	for _, of := range s.Slips { //workflowcheck:ignore a sum
		n += of
	}
	return n
}

// RungLine is a rung of either ladder with its slips on both sides.
type RungLine struct {
	Rung      casework.Rung
	Sent      int
	Now, Then int
}

// Rungs gives every rung of the ladders, the lowest first.
func (r *Result) Rungs(ladders ...[]casework.Rung) []RungLine {
	var out []RungLine
	seen := map[string]bool{}
	for _, ladder := range ladders {
		for _, rung := range ladder {
			if !seen[rung.ID] {
				seen[rung.ID] = true
				out = append(out, RungLine{rung, r.Sent[rung.ID], r.Now.Slips[rung.ID], r.Then.Slips[rung.ID]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b RungLine) int { return cmp.Compare(a.Rung.At, b.Rung.At) })
	return out
}

// UnitLine is a unit on both sides.
type UnitLine struct {
	Unit      casework.UnitID
	Now, Then Unit
}

// Units gives the units for which something differs, those with the largest
// difference first and else in an order of units, at most so many; and how many differ
// in all.
func (r *Result) Units(limit int, order func(a, b casework.UnitID) int) ([]UnitLine, int) {
	var out []UnitLine
	for id, now := range r.Now.Units { //workflowcheck:ignore sorted below
		if then := r.Then.Units[id]; then != now {
			out = append(out, UnitLine{id, now, then})
		}
	}
	for id, then := range r.Then.Units { //workflowcheck:ignore sorted below
		if _, both := r.Now.Units[id]; !both {
			out = append(out, UnitLine{id, Unit{}, then})
		}
	}
	weight := func(l UnitLine) int { return abs(l.Then.Overdue-l.Now.Overdue) + abs(l.Then.Slips-l.Now.Slips) }
	slices.SortFunc(out, func(a, b UnitLine) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), order(a.Unit, b.Unit))
	})
	return out[:min(limit, len(out))], len(out)
}

func abs(n int) int { return max(n, -n) }
