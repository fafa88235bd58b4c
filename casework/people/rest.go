package people

// rest.go: with whom something rests. Nothing ever rests with an empty post: it
// climbs, and says which posts it found empty on the way.

import (
	"slices"

	"duban/casework"
	"duban/casework/calendar"
)

// Rest is where something has come to rest.
type Rest struct {
	Persons []casework.PersonID  // who holds it, their substitutes included; empty if there is nobody in the whole organisation
	At      casework.Addressee   // the person or post that it rests with
	Empty   []casework.Addressee // what was found empty on the way, lowest first
}

// Climbed tells whether it rests elsewhere than it should.
func (r Rest) Climbed() bool { return len(r.Empty) > 0 }

// Rests gives with whom an addressee's matter rests on a day: the person named if
// they still hold a post in the unit (for a leader or an assigner, whom the office
// stands behind: any post), else whoever holds the role there. Where nobody does
// it climbs: to the head of the unit, to the heads of the units above, to the
// leader who answers for it (包抓), to the office, to an administrator.
func (c *Chart) Rests(to casework.Addressee, on calendar.Date) Rest {
	return c.restsBut(to, nil, on)
}

// restsBut is [Chart.Rests] as if some persons held no post and stood in for nobody.
func (c *Chart) restsBut(to casework.Addressee, aside []casework.PersonID, on calendar.Date) Rest {
	is := func(p casework.PersonID) bool { return slices.Contains(aside, p) }
	var r Rest
	for _, at := range c.way(to, on) {
		who := slices.DeleteFunc(c.holders(at, on), is)
		if who = slices.DeleteFunc(c.withSubstitutes(who, on), is); len(who) > 0 {
			r.At, r.Persons = at, who
			return r
		}
		r.Empty = append(r.Empty, at)
	}
	return r
}

// way gives the places to try, in order.
func (c *Chart) way(to casework.Addressee, on calendar.Date) []casework.Addressee {
	var out []casework.Addressee
	try := func(a casework.Addressee) {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	if to.Person != "" {
		named := casework.Addressee{Person: to.Person}
		if to.Role != casework.PostOffice {
			named.Unit = to.Unit
		}
		try(named)
	}
	if to.Role != "" {
		try(casework.Addressee{Unit: to.Unit, Role: to.Role})
	}
	if to.Unit != "" && to.Unit != casework.AllUnits {
		if to.Role != "" {
			try(casework.Addressee{Unit: to.Unit, Role: casework.PostHead})
		}
		for _, up := range c.Above(to.Unit) {
			if to.Role == casework.PostVerifier && up == c.parent[to.Unit] {
				try(casework.Addressee{Unit: up, Role: casework.PostVerifier}) // of a task force's lead unit
			}
			try(casework.Addressee{Unit: up, Role: casework.PostHead})
		}
		for _, leader := range c.Leaders(to.Unit, on) {
			try(casework.Addressee{Person: leader})
		}
	}
	for _, office := range c.offices {
		try(casework.Addressee{Unit: office, Role: casework.PostOffice})
	}
	try(casework.Addressee{Role: casework.PostAdministrator})
	return out
}

// holders gives who holds an addressee on a day, substitutes aside.
func (c *Chart) holders(at casework.Addressee, on calendar.Date) []casework.PersonID {
	if at.Person != "" {
		if slices.ContainsFunc(c.byPerson[at.Person], func(h Holding) bool { return h.Holds(on) && (at.Unit == "" || at.Unit == h.Unit) }) {
			return []casework.PersonID{at.Person}
		}
		return nil
	}
	list := c.byPost[seat{at.Unit, at.Role}]
	if at.Unit == "" || at.Unit == casework.AllUnits {
		list = c.byRole[at.Role]
	}
	var out []casework.PersonID
	for _, h := range list {
		if h.Holds(on) {
			out = add(out, h.Person)
		}
	}
	slices.Sort(out)
	return out
}

// Each gives an addressee once for each person who holds it on a day, each with its
// unit and post; where nobody does, the addressee itself.
func (c *Chart) Each(to casework.Addressee, on calendar.Date) []casework.Addressee {
	who := c.holders(to, on)
	if len(who) == 0 {
		return []casework.Addressee{to}
	}
	out := make([]casework.Addressee, len(who))
	for i, p := range who {
		out[i] = casework.Addressee{Person: p, Unit: to.Unit, Role: to.Role}
	}
	return out
}

// withSubstitutes adds, after each person, those who stand in for them.
func (c *Chart) withSubstitutes(who []casework.PersonID, on calendar.Date) []casework.PersonID {
	var out []casework.PersonID
	for _, p := range who {
		out = add(out, p)
	}
	for _, p := range who {
		for _, s := range c.away[p] {
			if s.Holds(on) {
				out = add(out, s.Substitute)
			}
		}
	}
	return out
}

// StandsIn gives those of some posts that are empty on a day and climb to a
// person, as posts in which the person may act. An administrator, with whom
// everything rests that has nobody else, appoints somebody and acts on no case.
func (c *Chart) StandsIn(who casework.PersonID, posts []casework.Post, on calendar.Date) []casework.Post {
	var out []casework.Post
	for _, p := range posts {
		r := c.Rests(casework.Addressee{Unit: p.Unit, Role: p.Role}, on)
		if !r.Climbed() || r.At.Role == casework.PostAdministrator || !slices.Contains(r.Persons, who) {
			continue
		}
		post := casework.Post{Unit: p.Unit, Role: p.Role, Vacant: true}
		if !c.holdsItself(r.At, who, on) {
			post.For = c.awayAt(r.At, who, nil, on)
		}
		out = append(out, post)
	}
	return out
}

// StandsInTurn gives those of some posts whose holders all had a hand in an extension
// (回避) and that climb to a person, past others with a hand, as posts in which the
// person may decide its turn.
func (c *Chart) StandsInTurn(who casework.PersonID, posts []casework.Post, hands []casework.PersonID, on calendar.Date) []casework.Post {
	var out []casework.Post
	for _, p := range posts {
		to := casework.Addressee{Unit: p.Unit, Role: p.Role}
		r := c.restsBut(to, hands, on)
		if r.At.Role == casework.PostAdministrator || !slices.Contains(r.Persons, who) || c.Rests(to, on).At == r.At {
			continue // the last: nobody had to make way, so that it is theirs anyway
		}
		post := casework.Post{Unit: p.Unit, Role: p.Role, Recused: true}
		if !c.holdsItself(r.At, who, on) {
			post.For = c.awayAt(r.At, who, hands, on)
		}
		out = append(out, post)
	}
	return out
}

func (c *Chart) holdsItself(at casework.Addressee, who casework.PersonID, on calendar.Date) bool {
	return slices.Contains(c.holders(at, on), who)
}

// awayAt gives whom a substitute stands in for at an addressee, but for those aside.
func (c *Chart) awayAt(at casework.Addressee, substitute casework.PersonID, aside []casework.PersonID, on calendar.Date) casework.PersonID {
	for _, p := range c.holders(at, on) {
		if !slices.Contains(aside, p) && slices.ContainsFunc(c.away[p], func(s Substitution) bool { return s.Substitute == substitute && s.Holds(on) }) {
			return p
		}
	}
	return ""
}

// waiting are the roles with which a case's step can rest.
var waiting = []casework.PostRole{casework.PostOffice, casework.PostVerifier, casework.PostReporter, casework.PostHead, casework.PostHelper}

// Desk gives every place from which something can come to rest with a person on a
// day, and perhaps does not: the caller asks [Chart.Rests] of each thing found
// there. It names the person and those of whom they stand in, their posts, and
// the empty posts that climb to them. What names somebody who has left is found
// at the post behind the name. What rests with inspectors rests with all of them.
func (c *Chart) Desk(who casework.PersonID, on calendar.Date) []casework.Addressee {
	persons := []casework.PersonID{who}
	for _, s := range c.substitutes[who] {
		if s.Holds(on) {
			persons = add(persons, s.Person)
		}
	}
	posts := c.Posts(who, on)
	if slices.ContainsFunc(posts, func(p casework.Post) bool { return climbsTo(p.Role) }) {
		posts = append(posts, c.StandsIn(who, c.seats(), on)...)
	}
	out := make([]casework.Addressee, 0, len(persons)+len(posts))
	for _, p := range persons {
		out = append(out, casework.Addressee{Person: p})
	}
	for _, p := range posts {
		if p.Role == casework.PostInspector {
			p.Unit = ""
		}
		out = add(out, casework.Addressee{Unit: p.Unit, Role: p.Role})
	}
	return out
}

// Addressed gives every place to which something may be addressed that comes to rest
// with a person on a day, and perhaps does not: those of [Chart.Desk], and the posts
// of a role in whatever unit, or in every unit.
func (c *Chart) Addressed(who casework.PersonID, on calendar.Date) []casework.Addressee {
	out := c.Desk(who, on)
	for _, p := range c.Posts(who, on) {
		for _, unit := range []casework.UnitID{"", casework.AllUnits} {
			out = add(out, casework.Addressee{Unit: unit, Role: p.Role})
		}
	}
	return out
}

// seats gives every post with which a case's step can rest.
func (c *Chart) seats() []casework.Post {
	all := []casework.Post{{Role: casework.PostInspector}} // a step rests with all inspectors
	for unit := range c.parent {                           //workflowcheck:ignore sorted below
		for _, role := range waiting {
			all = append(all, casework.Post{Unit: unit, Role: role})
		}
	}
	slices.SortFunc(all, c.comparePosts)
	return all
}

// climbsTo tells whether something can climb to a post of a role.
func climbsTo(r casework.PostRole) bool {
	switch r {
	case casework.PostHead, casework.PostVerifier, casework.PostLeader, casework.PostOffice, casework.PostAdministrator:
		return true
	}
	return false
}
