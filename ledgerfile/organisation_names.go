package ledgerfile

// organisation_names.go: whom and what the sheets of an organisation name: in the
// file itself, or known already.

import (
	"slices"
	"strconv"
)

// Known is what a workbook may name without listing it: logins with their names,
// units and task forces with the unit above.
type Known struct {
	Persons map[string]string
	Parents map[string]string
}

// Resolve turns the names of persons into logins and checks that every person and
// unit named is in the file or known, that nobody stands in for themselves, and
// that the units form a tree. Otherwise it gives all [Findings].
func (o *Organisation) Resolve(known Known) error {
	r := resolver{logins: map[string][]string{}, parents: map[string]string{}, findings: &collector{limit: Limits{}.withDefaults().Findings}}
	for login, name := range known.Persons {
		r.call(login, name)
	}
	for _, p := range o.Persons {
		r.call(p.Login, p.Name)
	}
	for unit, parent := range known.Parents {
		r.parents[unit] = parent
	}
	for _, u := range o.Units {
		r.parents[u.Name] = u.Parent
	}
	for _, f := range o.Forces {
		r.parents[f.Name] = f.LeadUnit
	}
	r.check(o)
	if r.findings.failed() {
		return r.findings.err()
	}
	return nil
}

type resolver struct {
	logins   map[string][]string // login or name → logins
	parents  map[string]string   // unit → the one above
	findings *collector
}

func (r *resolver) check(o *Organisation) {
	for _, u := range o.Units {
		r.unit(fieldParent, u.Parent, u.Cell)
		for up, steps := u.Parent, 0; up != "" && steps <= len(r.parents); up, steps = r.parents[up], steps+1 {
			if up == u.Name {
				r.find("unit_circle", fieldParent, u.Cell, u.Name)
				break
			}
		}
	}
	for _, p := range o.Persons {
		r.unit(fieldPostUnit, p.Unit, p.Cell)
	}
	for i := range o.Forces {
		f := &o.Forces[i]
		r.person(fieldLeader, &f.Leader, f.Cell)
		r.unit(fieldLeadUnit, f.LeadUnit, f.Cell)
		for _, m := range f.Members {
			r.unit(fieldMembers, m, f.Cell)
		}
	}
	for i := range o.Areas {
		a := &o.Areas[i]
		r.person(fieldAreaLeader, &a.Leader, a.Cell)
		r.unit(fieldAreaUnit, a.Unit, a.Cell)
	}
	for i := range o.Substitutes {
		s := &o.Substitutes[i]
		r.person(fieldAway, &s.Person, s.Cell)
		r.person(fieldSubstitute, &s.Substitute, s.Cell)
		if s.Person == s.Substitute && s.Person != "" {
			r.find("substitute_self", fieldSubstitute, s.Cell, s.Person)
		}
	}
}

func (r *resolver) call(login, name string) {
	for _, word := range []string{login, name} {
		if !slices.Contains(r.logins[word], login) {
			r.logins[word] = append(r.logins[word], login)
		}
	}
}

// person turns a login or a name into a login; a login is meant before a name.
func (r *resolver) person(f field, word *string, cell Cell) {
	list := r.logins[*word]
	switch {
	case *word == "" || slices.Contains(list, *word):
	case len(list) == 0:
		r.find("nobody_called", f, cell, *word)
	case len(list) > 1:
		r.find("person_ambiguous", f, cell, *word, strconv.Itoa(len(list)))
	default:
		*word = list[0]
	}
}

func (r *resolver) unit(f field, name string, cell Cell) {
	if _, known := r.parents[name]; name != "" && !known {
		r.find("no_such_unit", f, cell, name)
	}
}

func (r *resolver) find(code string, f field, cell Cell, args ...string) {
	r.findings.add(Finding{Code: code, Severity: Error, Cell: cell, Header: string(f), Read: args[0], Args: args})
}
