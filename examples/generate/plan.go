package main

// plan.go: the sources become a plan: units, persons, task forces, measures.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
)

const (
	allCounties = "县区"
	departments = "市直部门" // the column the departments' shares add up to
)

func (s *source) plan() (*ledgerfile.Plan, error) {
	p := &ledgerfile.Plan{Title: s.states.Title, Code: s.states.Code, Year: s.states.Year, AsOf: s.states.AsOf}
	s.units(p)
	s.persons(p)
	for _, f := range s.org.Forces {
		p.Forces = append(p.Forces, ledgerfile.TaskForce{Name: f.Name, Leader: f.Leader.Name, LeadUnit: f.Lead, Members: f.Members})
	}
	no, problemNo := 0, 0
	for _, c := range s.classes {
		force, err := s.force(c.Force)
		if err != nil {
			return nil, err
		}
		for _, pr := range c.Problems {
			problemNo++
			for k, m := range pr.Measures {
				no++
				one := ledgerfile.Measure{
					No: strconv.Itoa(no), Text: m.Text, ProblemNo: strconv.Itoa(problemNo), Problem: pr.Text, Class: c.Class,
					Source: pr.Source, Year: s.states.Assessed, Target: m.Target, Metric: m.Metric.String(),
					Leader: force.Leader.Name, Force: force.Name, LeadUnit: force.Lead,
				}
				if one.Deadline, err = readDue(m.Due, s.states.Year); err != nil {
					return nil, fmt.Errorf("measure %d: %w", no, err)
				}
				one.OriginalDue = one.Deadline.Date
				if m.Was != "" {
					if one.OriginalDue, err = calendar.ParseDate(m.Was); err != nil {
						return nil, fmt.Errorf("measure %d: %w", no, err)
					}
				}
				s.shares(&one, problemNo, k+1, m, pr)
				p.Measures = append(p.Measures, one)
			}
		}
	}
	return p, nil
}

func (s *source) force(name string) (force, error) {
	for _, f := range s.org.Forces {
		if f.Name == name {
			return f, nil
		}
	}
	return force{}, fmt.Errorf("no task force %s", name)
}

// units gives the tree: the leading group, its office, the departments under
// their column, and the counties.
func (s *source) units(p *ledgerfile.Plan) {
	add := func(name, parent string, kind casework.UnitKind) {
		p.Units = append(p.Units, ledgerfile.Unit{Name: name, Parent: parent, Kind: kind, Column: slices.Contains(s.org.Columns, name)})
	}
	add(s.org.Group, "", casework.UnitGroup)
	add(s.org.Office, s.org.Group, casework.UnitOffice)
	add(departments, s.org.Group, casework.UnitDepartments)
	for _, u := range s.org.Departments {
		add(u.Name, departments, casework.UnitDepartment)
	}
	for _, u := range s.org.Counties {
		add(u.Name, s.org.Group, casework.UnitCounty)
	}
}

func (s *source) persons(p *ledgerfile.Plan) {
	add := func(who person, unit string, role casework.PostRole) {
		if who.Name != "" {
			p.Persons = append(p.Persons, ledgerfile.Person{Name: who.Name, Login: who.Login, Unit: unit, Role: string(role)})
		}
	}
	for _, who := range s.org.Posts["office"] {
		add(who, s.org.Office, casework.PostOffice)
	}
	for _, post := range []struct {
		key  string
		role casework.PostRole
		unit string
	}{
		{"administrator", casework.PostAdministrator, s.org.Office},
		{"inspector", casework.PostInspector, s.org.Group},
		{"observer", casework.PostObserver, s.org.Group},
		{"discipline", casework.PostDiscipline, s.org.Group},
	} {
		for _, who := range s.org.Posts[post.key] {
			add(who, post.unit, post.role)
		}
	}
	for _, f := range s.org.Forces {
		add(f.Leader, s.org.Group, casework.PostLeader)
	}
	for _, u := range slices.Concat(s.org.Departments, s.org.Counties) {
		add(u.Reporter, u.Name, casework.PostReporter)
		add(u.Head, u.Name, casework.PostHead)
		add(u.Verifier, u.Name, casework.PostVerifier)
		for _, f := range s.org.Forces {
			if f.Lead == u.Name {
				add(u.Verifier, f.Name, casework.PostVerifier)
			}
		}
	}
}

var reviewForm = regexp.MustCompile(`^(长期坚持)（(.+)）$`)

// readDue reads a due date of the sources, which name a standing measure's next
// review in brackets.
func readDue(text string, year int) (calendar.Deadline, error) {
	if m := reviewForm.FindStringSubmatch(text); m != nil {
		d, err := calendar.ParseDate(m[2])
		return calendar.Deadline{Kind: calendar.Standing, Date: d}, err
	}
	return calendar.ReadDeadline(text, year)
}

// shares gives each unit of a measure its share and its state on paper.
func (s *source) shares(one *ledgerfile.Measure, problemNo, k int, m measure, pr problem) {
	units := slices.Concat(s.org.Departments, s.org.Counties)
	for _, by := range m.By {
		for _, u := range units {
			county := slices.ContainsFunc(s.org.Counties, func(c unit) bool { return c.Name == u.Name })
			if u.Name != by && (by != allCounties || !county) || slices.Contains(s.states.LeftOut[u.Name], problemNo) {
				continue
			}
			column := departments
			if county {
				column = u.Name
			}
			share := ledgerfile.Share{Unit: u.Name, Person: u.Reporter.Name, Deadline: one.Deadline, OriginalDue: one.OriginalDue}
			s.carry(&share, situation{
				column: column, problem: problemNo, measure: k, last: lastMeasureOf(column, u.Name, pr), county: county, metric: m.Metric, standing: one.Deadline.Kind == calendar.Standing,
				key: fmt.Sprintf("%s/%d.%d", u.Name, problemNo, k),
			})
			one.Shares = append(one.Shares, share)
		}
	}
	for _, unit := range m.Co {
		one.Shares = append(one.Shares, ledgerfile.Share{Unit: unit, Co: true, Deadline: one.Deadline, OriginalDue: one.OriginalDue})
	}
	one.FollowResponsible()
}

// lastMeasureOf gives the last measure of a problem that the column's units
// answer for, when this unit is the last of them: that share keeps an
// unfinished problem open.
func lastMeasureOf(column, unit string, pr problem) int {
	last, who := 0, ""
	for k, m := range pr.Measures {
		for _, by := range m.By {
			if (by == allCounties) == (column != departments) {
				last, who = k+1, by
			}
		}
	}
	if who != allCounties && who != unit {
		return 0
	}
	return last
}
