package ledgerfile

// finish.go: what can be judged only when all rows and all sheets are in.

import (
	"sort"
	"strings"
)

// finish completes the measures and checks them against the other sheets.
func (a *assembly) finish(p *Plan) {
	a.number()
	p.Measures = make([]Measure, 0, len(a.order))
	for _, d := range a.order {
		a.addNamed(d)
		m := &d.m
		pr := a.problems[m.ProblemNo]
		m.Problem, m.Class, m.Source, m.Year = pr.text, pr.class, pr.source, pr.year
		m.FollowResponsible()
		p.Measures = append(p.Measures, *m)
	}
	if len(a.order) == 0 && !a.findings.failed() {
		a.findings.add(Finding{Code: "no_measures", Severity: Error})
	}
	a.sameProblemText()
	a.references(p)
}

// number makes measure numbers unique in the plan. Some ledgers number the
// measures of each problem from one; then the problem's number goes before.
// That is assumed only when most problems begin with the same number, so that
// a single number typed twice stays an error.
func (a *assembly) number() {
	problemsOf := map[string]int{}
	for _, d := range a.order {
		problemsOf[d.m.No]++
	}
	most, clash := 0, false
	for _, n := range problemsOf {
		most = max(most, n)
		clash = clash || n > 1
	}
	if !clash {
		return
	}
	if most >= 2 && 2*most >= len(a.problems) {
		first := a.order[0]
		a.findings.add(Finding{Code: "numbers_restart", Severity: Warning, Cell: first.t.cell(fieldNo, first.row),
			Header: string(fieldNo), Read: first.m.No, Args: []string{first.m.ProblemNo + "-" + first.m.No}})
		for _, d := range a.order {
			d.m.No = d.m.ProblemNo + "-" + d.m.No
		}
		return
	}
	seen := map[string]*draft{}
	for _, d := range a.order {
		if first, twice := seen[d.m.No]; twice {
			a.findings.add(Finding{Code: "number_twice", Severity: Error, Cell: d.t.cell(fieldNo, d.row),
				Header: string(fieldNo), Read: d.m.No, Args: []string{first.t.cell(fieldNo, first.row).String(), first.m.ProblemNo, d.m.ProblemNo}})
			continue
		}
		seen[d.m.No] = d
	}
}

// addNamed adds the units that are named but have no row: responsible ones
// that claimed nothing, so that under-claiming shows, and co-units.
func (a *assembly) addNamed(d *draft) {
	m := &d.m
	add := func(n named, co bool) {
		if i, ok := d.shareOf[n.unit]; ok {
			if co {
				a.findings.add(Finding{Code: "unit_both", Severity: Error, Cell: n.cell, Header: string(fieldCoUnits),
					Read: n.unit, Args: []string{m.No, n.unit, m.Shares[i].Cell.String()}})
			}
			return
		}
		d.shareOf[n.unit] = len(m.Shares)
		m.Shares = append(m.Shares, Share{Unit: n.unit, Co: co, Deadline: m.Deadline, OriginalDue: m.OriginalDue, Cell: n.cell})
	}
	for _, n := range d.named {
		add(n, false)
	}
	for _, n := range d.co {
		add(n, true)
	}
}

// sameProblemText warns of one problem under two numbers, which splits its
// measures and its place in the completion table.
func (a *assembly) sameProblemText() {
	first := map[string]*problem{}
	nos := make([]string, 0, len(a.problems))
	for no := range a.problems {
		nos = append(nos, no)
	}
	sort.Slice(nos, func(i, j int) bool {
		x, y := a.problems[nos[i]].cell, a.problems[nos[j]].cell
		return x.Sheet < y.Sheet || x.Sheet == y.Sheet && x.Row < y.Row
	})
	for _, no := range nos {
		p := a.problems[no]
		if f, ok := first[p.text]; ok {
			a.findings.add(Finding{Code: "problem_twice", Severity: Warning, Cell: p.cell, Header: string(fieldProblem),
				Read: p.text, Args: []string{f.no, p.no}})
			continue
		}
		first[p.text] = p
	}
}

// references checks names against the sheets that list them. A ledger without
// such sheets is taken at its word.
func (a *assembly) references(p *Plan) {
	units, forces, people := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range p.Units {
		units[p.Units[i].Name] = true
	}
	for i := range p.Forces {
		forces[p.Forces[i].Name] = true
	}
	for i := range p.Persons {
		people[p.Persons[i].Name] = true
	}
	like := map[string]string{} // looked for once each: it is slow
	check := func(known map[string]bool, severity Severity, code string, f field, name string, at Cell) {
		if name == "" || len(known) == 0 || known[name] {
			return
		}
		near, ok := like[code+name]
		if !ok && len(like) < a.lim.Findings {
			near = nearest(name, known)
			like[code+name] = near
		}
		a.findings.add(Finding{Code: code, Severity: severity, Cell: at, Header: string(f), Read: name, Args: []string{name, near}})
	}
	for _, d := range a.order {
		m := &d.m
		for i := range m.Shares {
			s := &m.Shares[i]
			f := fieldUnit
			if s.Co {
				f = fieldCoUnits
			}
			check(units, Error, "unit_unknown", f, s.Unit, s.Cell)
			check(people, Warning, "person_unknown", fieldPerson, s.Person, d.t.cell(fieldPerson, s.Cell.Row))
		}
		check(units, Error, "unit_unknown", fieldLeadUnit, m.LeadUnit, d.t.cell(fieldLeadUnit, d.row))
		check(forces, Warning, "force_unknown", fieldForce, m.Force, d.t.cell(fieldForce, d.row))
		check(people, Warning, "person_unknown", fieldLeader, m.Leader, d.t.cell(fieldLeader, d.row))
	}
	for i := range p.Units {
		u := &p.Units[i]
		check(units, Error, "unit_unknown", fieldParent, u.Parent, u.Cell)
	}
	for i := range p.Forces {
		t := &p.Forces[i]
		check(units, Error, "unit_unknown", fieldLeadUnit, t.LeadUnit, t.Cell)
		check(people, Warning, "person_unknown", fieldLeader, t.Leader, t.Cell)
		for _, u := range t.Members {
			check(units, Error, "unit_unknown", fieldMembers, u, t.Cell)
		}
	}
	for i := range p.Persons {
		if q := &p.Persons[i]; !forces[q.Unit] {
			check(units, Error, "unit_unknown", fieldPostUnit, q.Unit, q.Cell)
		}
	}
	a.checkTree(p)
}

// checkTree reports units that are above themselves.
func (a *assembly) checkTree(p *Plan) {
	parent := map[string]string{}
	for i := range p.Units {
		parent[p.Units[i].Name] = p.Units[i].Parent
	}
	safe := map[string]bool{"": true} // known to lead to a top unit
	for i := range p.Units {
		path := map[string]bool{}
		name := p.Units[i].Name
		for !safe[name] && !path[name] {
			path[name] = true
			name = parent[name]
		}
		if !safe[name] {
			u := &p.Units[i]
			a.findings.add(Finding{Code: "unit_circle", Severity: Error, Cell: u.Cell, Header: string(fieldParent), Read: u.Parent, Args: []string{u.Name}})
			// One finding for the circle and all that hang on it is enough.
		}
		for n := range path {
			safe[n] = true
		}
	}
}

// nearest gives the known name most like an unknown one, for the message: the
// one that contains it or shares most characters with it.
func nearest(name string, known map[string]bool) string {
	if len(known) > 2000 {
		return ""
	}
	best, score := "", 0
	for k := range known {
		n := 0
		for _, r := range name {
			if strings.ContainsRune(k, r) {
				n += 2
			}
		}
		if strings.Contains(k, name) || strings.Contains(name, k) {
			n += 3
		}
		n -= max(0, len([]rune(k))-len([]rune(name)))
		if n > score || n == score && k < best {
			best, score = k, n
		}
	}
	if score < len([]rune(name)) {
		return ""
	}
	return best
}
