package people

// order.go: the order in which units are read out: that of the tree, never that of
// their names' characters, which is nobody's order.

import (
	"cmp"
	"slices"

	"duban/casework"
)

// inOrder numbers the units from the roots down, each before what lies below it, those
// of one unit as the organisation lists them.
func (c *Chart) inOrder(units []Unit) {
	var walk func(casework.UnitID)
	walk = func(id casework.UnitID) {
		if _, seen := c.place[id]; seen { // a tree that somebody tied into a loop
			return
		}
		c.place[id] = len(c.place)
		for _, child := range c.children[id] {
			walk(child)
		}
	}
	for _, u := range units {
		if _, known := c.parent[u.Parent]; !known {
			walk(u.ID)
		}
	}
	for _, u := range units { // what hangs on a loop
		walk(u.ID)
	}
}

// Compare orders units as the tree does. Units that it does not know come last, by name.
func (c *Chart) Compare(a, b casework.UnitID) int {
	at, knownA := c.place[a]
	bt, knownB := c.place[b]
	switch {
	case knownA && knownB:
		return cmp.Compare(at, bt)
	case knownA:
		return -1
	case knownB:
		return 1
	}
	return cmp.Compare(a, b)
}

// ByUnit puts a list into the order of its units; what is of one unit stays as it was.
func ByUnit[T any](c *Chart, list []T, unit func(*T) casework.UnitID) {
	slices.SortStableFunc(list, func(a, b T) int { return c.Compare(unit(&a), unit(&b)) })
}

func (c *Chart) comparePosts(a, b casework.Post) int {
	return cmp.Or(c.Compare(a.Unit, b.Unit), slices.Index(casework.PostRoles, a.Role)-slices.Index(casework.PostRoles, b.Role))
}
