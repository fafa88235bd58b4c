package people

// sight.go: how far somebody sees in this organisation.

import (
	"slices"

	"duban/casework"
	"duban/casework/calendar"
)

// Sight gives what a person may see on a day by the posts given ([Chart.Posts]):
// each post as far as [casework.Scopes] says, and a leader the areas that they
// answer for (包抓).
func (c *Chart) Sight(by casework.Requester, on calendar.Date) casework.Sight {
	s := casework.Sight{Persons: []casework.PersonID{by.Person}}
	seen := map[casework.UnitID]bool{}
	below := func(root casework.UnitID) {
		if root == "" || seen[root] {
			return
		}
		for _, u := range c.Below(root) {
			if !seen[u] {
				seen[u] = true
				s.Units = append(s.Units, u)
			}
		}
	}
	for _, post := range by.Posts {
		if post.For != "" {
			s.Persons = add(s.Persons, post.For)
		}
		switch casework.Scopes[post.Role] {
		case casework.ScopeSubtree:
			below(post.Unit)
		case casework.ScopeLevel:
			if c.leads(post.Unit) {
				s.Everything = true
			} else {
				below(c.level(post))
			}
		}
	}
	for unit, areas := range c.areas { //workflowcheck:ignore sorted below
		if slices.ContainsFunc(areas, func(a Area) bool { return a.Holds(on) && slices.Contains(s.Persons, a.Leader) }) {
			below(unit)
		}
	}
	slices.Sort(s.Units)
	if s.Everything {
		s.Units = nil
	}
	return s
}

// leads tells whether a unit is the leading group or its office, which see everything.
func (c *Chart) leads(unit casework.UnitID) bool {
	return slices.ContainsFunc(c.offices, func(o casework.UnitID) bool { return unit == o || (unit != "" && c.parent[o] == unit) })
}

// level gives the unit from which a post sees downwards: an office serves the
// unit above it.
func (c *Chart) level(post casework.Post) casework.UnitID {
	if up := c.parent[post.Unit]; post.Role == casework.PostOffice && up != "" {
		return up
	}
	return post.Unit
}
