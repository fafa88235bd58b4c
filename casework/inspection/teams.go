package inspection

// teams.go: who inspects whom. Nobody inspects a unit in which they have a stake.

import (
	"cmp"
	"slices"

	"duban/casework"
)

// Team is who inspects a unit. The leader need not be a member.
type Team struct {
	No      int                 `json:"no"`
	Unit    casework.UnitID     `json:"unit"`
	Leader  casework.PersonID   `json:"leader"`
	Members []casework.PersonID `json:"members"`
}

// Has tells whether a person is of the team.
func (t *Team) Has(p casework.PersonID) bool {
	return p != "" && (p == t.Leader || slices.Contains(t.Members, p))
}

// Organisation is the unit tree and who holds which posts on a day.
type Organisation struct {
	Parent map[casework.UnitID]casework.UnitID // "" for a root
	Posts  map[casework.PersonID][]casework.Post
}

// within tells whether a unit is top or lies below it. It ends even where the
// tree has a loop.
func (o *Organisation) within(unit, top casework.UnitID) bool {
	for range len(o.Parent) + 1 {
		if unit == top {
			return true
		}
		if unit = o.Parent[unit]; unit == "" {
			return false
		}
	}
	return false
}

// InspectedAs gives the nearest of the inspected units that a unit is or lies
// below, or "".
func (o *Organisation) InspectedAs(unit casework.UnitID, inspected []casework.UnitID) casework.UnitID {
	for range len(o.Parent) + 1 {
		if unit == "" || slices.Contains(inspected, unit) {
			return unit
		}
		unit = o.Parent[unit]
	}
	return ""
}

// Conflict says which post gives a person a stake in the unit to be inspected.
type Conflict struct {
	Unit   casework.UnitID   `json:"unit"`
	Person casework.PersonID `json:"person"`
	Post   casework.Post     `json:"post"`
}

// stake gives the first post of a person in a unit, below it, or above it in
// another role than those excepted.
func (o *Organisation) stake(p casework.PersonID, unit casework.UnitID, above []casework.PostRole) (casework.Post, bool) {
	for _, post := range o.Posts[p] {
		inside := o.within(post.Unit, unit)
		over := o.within(unit, post.Unit) && !slices.Contains(above, post.Role)
		if inside || over {
			return post, true
		}
	}
	return casework.Post{}, false
}

// Conflicts gives every stake of every leader and member in the unit that the
// team is to inspect; none means that the teams may go.
func (o *Organisation) Conflicts(rule TeamRule, teams []Team) []Conflict {
	var out []Conflict
	for _, t := range teams {
		if post, ok := o.stake(t.Leader, t.Unit, rule.LeaderAbove); ok && t.Leader != "" {
			out = append(out, Conflict{t.Unit, t.Leader, post})
		}
		for _, m := range t.Members {
			if m == t.Leader {
				continue // judged as the leader
			}
			if post, ok := o.stake(m, t.Unit, rule.Above); ok {
				out = append(out, Conflict{t.Unit, m, post})
			}
		}
	}
	return out
}

// Pool gives everybody with an inspector's post of their own, in order of ID: who
// stands in for an inspector takes over what is open, not what is yet to be manned.
func (o *Organisation) Pool() []casework.PersonID {
	var out []casework.PersonID
	for p, posts := range o.Posts {
		if slices.ContainsFunc(posts, func(post casework.Post) bool { return post.Role == casework.PostInspector && post.For == "" }) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// CheckingUnit gives the unit whose inspectors check what a team found: that of
// its first member with an inspector's post, "" when none has one.
func (o *Organisation) CheckingUnit(t *Team) casework.UnitID {
	for _, p := range append(slices.Clone(t.Members), t.Leader) {
		for _, post := range o.Posts[p] {
			if post.Role == casework.PostInspector {
				return post.Unit
			}
		}
	}
	return ""
}

// Propose makes a team for each unit from a pool: members without a stake, those
// with the fewest teams first, units with the narrowest choice before the
// others. The same pool and units always give the same teams, numbered in the
// order of the units. A unit that nobody may inspect gets a team without members.
func (o *Organisation) Propose(rule TeamRule, units []casework.UnitID, pool []casework.PersonID) []Team {
	pool = slices.Compact(slices.Sorted(slices.Values(pool)))
	teams := make([]Team, len(units))
	fit := make([][]casework.PersonID, len(units))
	order := make([]int, len(units))
	for i, unit := range units {
		teams[i], order[i] = Team{No: i + 1, Unit: unit}, i
		for _, p := range pool {
			if _, has := o.stake(p, unit, rule.Above); !has {
				fit[i] = append(fit[i], p)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(fit[a]), len(fit[b])), cmp.Compare(units[a], units[b]))
	})
	load := map[casework.PersonID]int{}
	for _, i := range order {
		slices.SortStableFunc(fit[i], func(a, b casework.PersonID) int { return cmp.Compare(load[a], load[b]) })
		teams[i].Members = fit[i][:min(rule.Size, len(fit[i]))]
		for _, m := range teams[i].Members {
			load[m]++
		}
		if len(teams[i].Members) > 0 {
			teams[i].Leader = teams[i].Members[0]
		}
	}
	return teams
}
