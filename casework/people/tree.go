package people

// tree.go: the tree of units as a page shows it, and why something lies with
// somebody.

import (
	"slices"

	"duban/casework"
	"duban/casework/calendar"
)

// Children gives the units right below a unit, in the order of the organisation;
// of "" the topmost.
func (c *Chart) Children(unit casework.UnitID) []casework.UnitID {
	return slices.Clone(c.children[unit])
}

// Reason says why something lies with somebody.
type Reason string

// The reasons.
const (
	ReasonNamed      Reason = "named"      // it names them
	ReasonPost       Reason = "post"       // they hold the post that it rests with
	ReasonSubstitute Reason = "substitute" // they stand in for whoever it rests with
	ReasonClimbed    Reason = "climbed"    // the post it belongs to is empty, and they stand above it
)

// Why is a reason with what it is about.
type Why struct {
	Reason Reason
	Post   casework.Addressee // where it rests
	For    casework.PersonID  // of a substitute: in whose stead
	Empty  casework.Addressee // of what climbed: the lowest empty post
}

// Why tells why what rests somewhere lies with a person. A substitute for somebody
// to whom it has climbed is told both.
func (c *Chart) Why(r Rest, who casework.PersonID, on calendar.Date) Why {
	w := Why{Reason: ReasonPost, Post: r.At}
	switch {
	case r.At.Person == who:
		w.Reason = ReasonNamed
	case !c.holdsItself(r.At, who, on):
		w.Reason, w.For = ReasonSubstitute, c.awayAt(r.At, who, nil, on)
	}
	if r.Climbed() {
		w.Reason, w.Empty = ReasonClimbed, r.Empty[0]
	}
	return w
}
