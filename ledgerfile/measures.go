package ledgerfile

// measures.go: rows of the ledger become measures. Cells of a measure that are
// blank because they are merged, or left out below the first row, are carried
// down; cells that say different things of the same measure are errors.

import (
	"slices"
	"strconv"

	"duban/casework/calendar"
)

// draft is a measure while its rows come in.
type draft struct {
	m       Measure
	t       *table
	row     int
	named   []named // units of 责任单位 where claims have a column of their own
	co      []named
	shareOf map[string]int // by unit
}

// named is a unit and where it is named.
type named struct {
	unit string
	cell Cell
}

type problemKey struct{ problem, no string }

// problem is what a problem's first row says of it.
type problem struct {
	no, text, class, source, year string
	cell                          Cell
}

// assembly gathers the measures of all sheets.
type assembly struct {
	findings *collector
	lim      Limits
	asOf     calendar.Date
	order    []*draft
	drafts   map[problemKey]*draft
	problems map[string]*problem
	shares   int // and units named; bounded
	entries  int // of progress; bounded

	// What blank cells of the next row take over; reset with each sheet.
	prev    *draft
	section string
}

func newAssembly(findings *collector, lim Limits) *assembly {
	return &assembly{findings: findings, lim: lim, drafts: map[problemKey]*draft{}, problems: map[string]*problem{}}
}

// row takes one row in.
func (a *assembly) row(l *line) error {
	p, ok := a.problem(l)
	if !ok {
		return nil
	}
	d, ok := a.measure(l, p)
	if !ok {
		return nil
	}
	a.prev = d
	return a.units(l, d)
}

// problem reads the problem columns.
func (a *assembly) problem(l *line) (*problem, bool) {
	p := problem{
		no: l.number(fieldProblemNo), text: l.text(fieldProblem), class: l.name(fieldClass),
		source: l.text(fieldSource), year: l.yearText(fieldYear), cell: l.place(fieldProblem),
	}
	if p.no == "" && p.text == "" {
		if a.prev == nil {
			l.required(fieldProblemNo)
			l.required(fieldProblem)
			return nil, false
		}
		return a.problems[a.prev.m.ProblemNo], true
	}
	known := a.problems[p.no]
	if p.class == "" {
		switch {
		case known != nil:
			p.class = known.class
		case a.section != "":
			p.class = a.section
		case a.prev != nil:
			p.class = a.problems[a.prev.m.ProblemNo].class
		}
	}
	ok := true
	for _, need := range []struct {
		f     field
		value string
	}{{fieldProblemNo, p.no}, {fieldProblem, p.text}, {fieldClass, p.class}} {
		if need.value == "" && (known == nil || need.f != fieldProblem) {
			l.required(need.f)
			ok = false
		}
	}
	if !ok {
		return nil, false
	}
	if known == nil {
		a.problems[p.no] = &p
		return &p, true
	}
	a.same(l, fieldProblem, &known.text, p.text, known.cell)
	a.same(l, fieldClass, &known.class, p.class, known.cell)
	a.same(l, fieldSource, &known.source, p.source, known.cell)
	a.same(l, fieldYear, &known.year, p.year, known.cell)
	return known, true
}

// same reports a cell that contradicts an earlier row. A blank says nothing.
func (a *assembly) same(l *line, f field, known *string, now string, at Cell) {
	switch {
	case now == "" || now == *known:
	case *known == "":
		*known = now
	default:
		l.report(Error, "contradiction", f, clip(*known, 60), at.String())
	}
}

// measure reads the measure columns.
func (a *assembly) measure(l *line, p *problem) (*draft, bool) {
	no, text := l.number(fieldNo), l.text(fieldText)
	if no == "" && text == "" && a.prev != nil && a.prev.m.ProblemNo == p.no {
		return a.prev, true
	}
	known := a.drafts[problemKey{p.no, no}]
	if no == "" || text == "" && known == nil {
		for _, need := range []struct {
			f     field
			value string
		}{{fieldNo, no}, {fieldText, text}} {
			if need.value == "" {
				l.required(need.f)
			}
		}
		return nil, false
	}
	d := known
	if d == nil {
		d = &draft{t: l.t, row: l.r.no, shareOf: map[string]int{}}
		d.m = Measure{No: no, Text: text, ProblemNo: p.no, Cell: Cell{Sheet: l.t.sheet, Row: l.r.no}}
		a.drafts[problemKey{p.no, no}] = d
		a.order = append(a.order, d)
	}
	m := &d.m
	for _, v := range []struct {
		f    field
		into *string
		now  string
	}{
		{fieldText, &m.Text, text},
		{fieldTarget, &m.Target, l.text(fieldTarget)},
		{fieldMetric, &m.Metric, l.text(fieldMetric)},
		{fieldLeader, &m.Leader, l.name(fieldLeader)},
		{fieldForce, &m.Force, l.name(fieldForce)},
		{fieldLeadUnit, &m.LeadUnit, l.name(fieldLeadUnit)},
	} {
		a.same(l, v.f, v.into, v.now, d.t.cell(v.f, d.row))
	}
	for i, f := range quarterFields {
		a.same(l, f, &m.Quarters[i], l.text(f), d.t.cell(f, d.row))
	}
	d.co = a.name(d.co, l, fieldCoUnits)
	if l.t.has(fieldClaimUnit) {
		d.named = a.name(d.named, l, fieldUnit)
	}
	return d, true
}

// name adds the units a cell names, each once. A merged cell is read with its
// first row.
func (a *assembly) name(list []named, l *line, f field) []named {
	c := l.get(f)
	if c.filled && len(list) > 0 {
		return list
	}
	for _, unit := range l.names(f) {
		if n := len(list); n < maxNamesInCell && !slices.ContainsFunc(list, func(x named) bool { return x.unit == unit }) {
			list = append(list, named{unit, l.place(f)})
			a.shares++
		} else if n == maxNamesInCell {
			l.report(Error, "too_many_names", f, strconv.Itoa(maxNamesInCell))
			return list
		}
	}
	return list
}
