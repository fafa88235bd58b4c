// Package people says who holds which post on a day: own posts, substitutes (代理),
// and who stands in where a post is empty. Pure: the organisation is given, days
// are given, nothing is looked up.
package people

// people.go: the organisation as it is entered.

import (
	"duban/casework"
	"duban/casework/calendar"
)

// Unit is a place in the tree. A task force (专班) is one too: its lead unit is
// its parent.
type Unit struct {
	ID     casework.UnitID
	Parent casework.UnitID // "" for a root
	Office bool            // of a leading group: where what has nobody else comes to rest
	Serves bool            // an office of the unit above it, such as a county's monitoring office
}

// Span is a time in days, both included; a zero day is open on its side.
type Span struct{ From, To calendar.Date }

// Holds tells whether a day lies in the span.
func (s Span) Holds(on calendar.Date) bool {
	return (s.From.IsZero() || !on.Before(s.From)) && (s.To.IsZero() || !on.After(s.To))
}

// Overlaps tells whether two spans share a day.
func (s Span) Overlaps(o Span) bool {
	return (s.From.IsZero() || o.To.IsZero() || !o.To.Before(s.From)) && (o.From.IsZero() || s.To.IsZero() || !s.To.Before(o.From))
}

// Holding is a post that a person holds for a time.
type Holding struct {
	Person casework.PersonID
	Unit   casework.UnitID
	Role   casework.PostRole
	Span
}

// Substitution (代理) lets somebody act in all posts of another for a time.
type Substitution struct {
	Person     casework.PersonID // who is away
	Substitute casework.PersonID
	Span
}

// Area (包抓) is a unit for which a leader answers for a time, with all below it.
type Area struct {
	Leader casework.PersonID
	Unit   casework.UnitID
	Span
}

// Organisation is everything that is known of who holds what.
type Organisation struct {
	Units         []Unit
	Persons       []casework.PersonID
	Holdings      []Holding
	Substitutions []Substitution
	Areas         []Area
}
