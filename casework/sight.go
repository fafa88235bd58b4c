package casework

// sight.go: who may see what. The authoriser has two halves: acting is
// [Policy.Authorise], seeing is here.

import "slices"

// Scope says how far the holder of a post sees.
type Scope string

// The scopes.
const (
	ScopeNone    Scope = "none"    // no case at all: runs the system
	ScopeNamed   Scope = "named"   // the cases that name the person
	ScopeSubtree Scope = "subtree" // cases in which the post's unit, or one below it, has a part
	ScopeLevel   Scope = "level"   // the same for the level that the post's unit serves: an office sees what the unit above it sees
)

// Scopes says for each role of a post how far its holder sees (DOMAIN section 6:
// a post sees its unit's subtree).
var Scopes = map[PostRole]Scope{
	PostOffice: ScopeLevel, PostLeader: ScopeLevel, PostInspector: ScopeLevel, PostObserver: ScopeLevel, PostDiscipline: ScopeLevel,
	PostVerifier: ScopeSubtree, PostReporter: ScopeSubtree, PostHead: ScopeSubtree,
	PostHelper: ScopeNamed, PostAdministrator: ScopeNone,
}

// Sight is what a person may see: everything, or the cases in which one of the
// units has a part or that name one of the persons. The zero Sight sees nothing.
type Sight struct {
	Everything bool
	Units      []UnitID   // subtrees are spelt out
	Persons    []PersonID // the person, and those in whose stead they see
}

// Anything tells whether there is any case that may be seen.
func (s Sight) Anything() bool { return s.Everything || len(s.Units) > 0 || len(s.Persons) > 0 }

// Unit tells whether a unit's work may be seen.
func (s Sight) Unit(u UnitID) bool { return s.Everything || (u != "" && slices.Contains(s.Units, u)) }

// Case tells whether a case may be seen: as a whole, once any part of it may.
func (s Sight) Case(state *State) bool {
	p := state.Parties
	if s.Everything || s.Unit(p.LeadUnit) || s.Unit(p.Force) || s.Unit(p.Office) || s.named(p.LeadLeader) || s.named(p.Assigner) {
		return true
	}
	return slices.ContainsFunc(state.Tasks, func(t Task) bool { return s.Unit(t.Unit) || s.named(t.Person) })
}

func (s Sight) named(p PersonID) bool { return p != "" && slices.Contains(s.Persons, p) }

// See refuses with [CodeForbidden] what may not be seen.
func (s Sight) See(state *State, who PersonID) error {
	if s.Case(state) {
		return nil
	}
	return forbidden("forbidden.see", string(who), string(state.Case))
}
