package people

// chart.go: the organisation compiled, so that a question costs a few look-ups.

import (
	"slices"

	"duban/casework"
	"duban/casework/calendar"
)

// Chart answers questions about an [Organisation]; immutable, safe for
// concurrent use.
type Chart struct {
	parent      map[casework.UnitID]casework.UnitID
	children    map[casework.UnitID][]casework.UnitID
	place       map[casework.UnitID]int // in the order of the tree
	offices     []casework.UnitID
	serves      map[casework.UnitID]bool
	byPost      map[seat][]Holding
	byRole      map[casework.PostRole][]Holding
	byPerson    map[casework.PersonID][]Holding
	away        map[casework.PersonID][]Substitution // by who is away
	substitutes map[casework.PersonID][]Substitution // by who stands in
	areas       map[casework.UnitID][]Area
	known       map[casework.PersonID]bool
}

type seat struct {
	unit casework.UnitID
	role casework.PostRole
}

// New compiles an organisation.
func New(o Organisation) *Chart {
	c := &Chart{
		parent: map[casework.UnitID]casework.UnitID{}, children: map[casework.UnitID][]casework.UnitID{}, place: map[casework.UnitID]int{},
		byPost: map[seat][]Holding{}, byRole: map[casework.PostRole][]Holding{}, byPerson: map[casework.PersonID][]Holding{},
		away: map[casework.PersonID][]Substitution{}, substitutes: map[casework.PersonID][]Substitution{}, areas: map[casework.UnitID][]Area{},
		known: map[casework.PersonID]bool{}, serves: map[casework.UnitID]bool{},
	}
	for _, u := range o.Units {
		c.parent[u.ID] = u.Parent
		c.children[u.Parent] = append(c.children[u.Parent], u.ID)
		c.serves[u.ID] = u.Office || u.Serves
		if u.Office {
			c.offices = append(c.offices, u.ID)
		}
	}
	c.inOrder(o.Units)
	c.offices = c.highest(c.offices)
	for _, h := range o.Holdings {
		at := seat{h.Unit, h.Role}
		c.byPost[at] = append(c.byPost[at], h)
		c.byRole[h.Role] = append(c.byRole[h.Role], h)
		c.byPerson[h.Person] = append(c.byPerson[h.Person], h)
	}
	for _, p := range o.Persons {
		c.known[p] = true
	}
	for _, s := range o.Substitutions {
		c.away[s.Person] = append(c.away[s.Person], s)
		c.substitutes[s.Substitute] = append(c.substitutes[s.Substitute], s)
	}
	for _, a := range o.Areas {
		c.areas[a.Unit] = append(c.areas[a.Unit], a)
	}
	return c
}

// highest keeps the offices nearest to the root: a county's office is an office
// too, and not that of the leading group.
func (c *Chart) highest(offices []casework.UnitID) []casework.UnitID {
	least := -1
	for _, o := range offices {
		if n := len(c.Above(o)); least < 0 || n < least {
			least = n
		}
	}
	return slices.DeleteFunc(offices, func(o casework.UnitID) bool { return len(c.Above(o)) > least })
}

// Posts gives the posts in which a person may act on a day: their own, then those
// of whom they stand in for. A substitute's own substitute stands in for the
// substitute's posts only.
func (c *Chart) Posts(who casework.PersonID, on calendar.Date) []casework.Post {
	out := c.own(who, on, "")
	for _, s := range c.substitutes[who] {
		if s.Holds(on) {
			out = append(out, c.own(s.Person, on, s.Person)...)
		}
	}
	return out
}

// Own gives the posts that a person holds on a day, without those of others.
func (c *Chart) Own(who casework.PersonID, on calendar.Date) []casework.Post {
	return c.own(who, on, "")
}

// OwnDuring gives the posts that a person holds on some day of a span, without
// those of others.
func (c *Chart) OwnDuring(who casework.PersonID, s Span) []casework.Post {
	var out []casework.Post
	for _, h := range c.byPerson[who] {
		if p := (casework.Post{Unit: h.Unit, Role: h.Role}); h.Overlaps(s) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, c.comparePosts)
	return out
}

func (c *Chart) own(who casework.PersonID, on calendar.Date, instead casework.PersonID) []casework.Post {
	var out []casework.Post
	for _, h := range c.byPerson[who] {
		if p := (casework.Post{Unit: h.Unit, Role: h.Role, For: instead}); h.Holds(on) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, c.comparePosts)
	return out
}

// Knows tells whether there is such a person.
func (c *Chart) Knows(who casework.PersonID) bool { return c.known[who] }

// Serves tells whether a person holds any post of their own on a day.
func (c *Chart) Serves(who casework.PersonID, on calendar.Date) bool {
	return slices.ContainsFunc(c.byPerson[who], func(h Holding) bool { return h.Holds(on) })
}

// Holds tells whether a person holds a post of their own on a day.
func (c *Chart) Holds(who casework.PersonID, unit casework.UnitID, role casework.PostRole, on calendar.Date) bool {
	return slices.ContainsFunc(c.byPost[seat{unit, role}], func(h Holding) bool { return h.Person == who && h.Holds(on) })
}

// HoldsDuring tells whether a person holds a post of their own on some day of a span.
func (c *Chart) HoldsDuring(who casework.PersonID, unit casework.UnitID, role casework.PostRole, s Span) bool {
	return slices.ContainsFunc(c.byPost[seat{unit, role}], func(h Holding) bool { return h.Person == who && h.Overlaps(s) })
}

// Held tells whether a person ever holds a post: before, now or later.
func (c *Chart) Held(who casework.PersonID, unit casework.UnitID, role casework.PostRole) bool {
	return slices.ContainsFunc(c.byPost[seat{unit, role}], func(h Holding) bool { return h.Person == who })
}

// Office gives the office of the leading group, "" when there is none.
func (c *Chart) Office() casework.UnitID {
	if len(c.offices) == 0 {
		return ""
	}
	return c.offices[0]
}

// HasUnit tells whether there is such a unit or task force.
func (c *Chart) HasUnit(id casework.UnitID) bool {
	_, known := c.parent[id]
	return known
}

// Above gives the units above one, nearest first. A tree that someone tied into
// a loop ends where it meets itself.
func (c *Chart) Above(unit casework.UnitID) []casework.UnitID {
	var out []casework.UnitID
	for up := c.parent[unit]; up != "" && up != unit && !slices.Contains(out, up); up = c.parent[up] {
		out = append(out, up)
	}
	return out
}

// Below gives a unit and every unit below it.
func (c *Chart) Below(unit casework.UnitID) []casework.UnitID {
	out := []casework.UnitID{unit}
	seen := map[casework.UnitID]bool{unit: true}
	for i := 0; i < len(out); i++ {
		for _, child := range c.children[out[i]] {
			if !seen[child] {
				seen[child] = true
				out = append(out, child)
			}
		}
	}
	return out
}

// Leaders gives who answers for a unit on a day (包抓): the leaders of the nearest
// area that it lies in.
func (c *Chart) Leaders(unit casework.UnitID, on calendar.Date) []casework.PersonID {
	for _, u := range append([]casework.UnitID{unit}, c.Above(unit)...) {
		var out []casework.PersonID
		for _, a := range c.areas[u] {
			if a.Holds(on) && c.Serves(a.Leader, on) {
				out = add(out, a.Leader)
			}
		}
		if len(out) > 0 {
			slices.Sort(out)
			return out
		}
	}
	return nil
}

func add[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}
