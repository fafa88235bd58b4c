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
	var s casework.Sight
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
		// Who holds no post any more, or runs the system, is named in vain.
		if casework.Scopes[post.Role] != casework.ScopeNone {
			s.Persons = add(s.Persons, sees(by, post))
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
		if slices.ContainsFunc(areas, func(a Area) bool { return a.Holds(on) && leads(by, a.Leader) }) {
			below(unit)
		}
	}
	slices.Sort(s.Units)
	if s.Everything {
		s.Units = nil
	}
	return s
}

// sees gives whose cases a post shows: the person's, or theirs for whom they stand in.
func sees(by casework.Requester, post casework.Post) casework.PersonID {
	if post.For != "" {
		return post.For
	}
	return by.Person
}

// leads tells whether somebody acts in a leader's post of a person, their own or as
// a substitute: an area outlives the post, what it shows does not.
func leads(by casework.Requester, leader casework.PersonID) bool {
	return slices.ContainsFunc(by.Posts, func(p casework.Post) bool {
		return p.Role == casework.PostLeader && (p.For == leader || (p.For == "" && by.Person == leader))
	})
}

// leads tells whether a unit is the leading group or its office, which see everything.
func (c *Chart) leads(unit casework.UnitID) bool {
	return slices.ContainsFunc(c.offices, func(o casework.UnitID) bool { return unit == o || (unit != "" && c.parent[o] == unit) })
}

// level gives the unit from which a post sees downwards: an office serves the
// unit above it. An office's post in a unit that is no office, such as a county
// itself, reaches no further than that unit.
func (c *Chart) level(post casework.Post) casework.UnitID {
	if up := c.parent[post.Unit]; post.Role == casework.PostOffice && c.serves[post.Unit] && up != "" {
		return up
	}
	return post.Unit
}
