package engine

// planfile.go: from a ledger file to the ledger's rows.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// planRows turns a ledger file into rows, with the organisation that the ledger
// has already. Unknown units are an error unless createUnits says otherwise.
type planRows struct {
	file        *ledgerfile.Plan
	id          string
	known       schema.PlanRows // the ledger's organisation
	policy      *casework.Policy
	zone        *time.Location
	now         time.Time
	createUnits bool

	out     schema.PlanRows
	units   map[casework.UnitID]schema.Unit
	persons map[casework.PersonID]bool
	logins  map[string]casework.PersonID // name → login, if only one bears it
	office  casework.UnitID
}

func (b *planRows) build() (schema.PlanRows, error) {
	b.units, b.persons, b.logins = map[casework.UnitID]schema.Unit{}, map[casework.PersonID]bool{}, map[string]casework.PersonID{}
	for _, u := range b.known.Units {
		b.units[u.ID] = u
	}
	for _, p := range b.known.Persons {
		b.person(p.ID, p.Name)
	}
	if err := b.organisation(); err != nil {
		return b.out, err
	}
	b.out.Plan = schema.Plan{ID: b.id, Title: b.file.Title, Year: b.file.Year, Imported: b.now}
	return b.out, b.content()
}

func (b *planRows) person(id casework.PersonID, name string) {
	b.persons[id] = true
	if other, ok := b.logins[name]; ok && other != id {
		b.logins[name] = "" // two people of one name: only the login tells them apart
		return
	}
	b.logins[name] = id
}

func (b *planRows) addUnit(u schema.Unit) {
	if _, ok := b.units[u.ID]; ok && slices.ContainsFunc(b.out.Units, func(o schema.Unit) bool { return o.ID == u.ID }) {
		return
	}
	u.Position = len(b.known.Units) + len(b.out.Units)
	if k, ok := b.units[u.ID]; ok {
		u.Position = k.Position
	}
	b.units[u.ID] = u
	b.out.Units = append(b.out.Units, u)
}

func (b *planRows) organisation() error {
	for _, u := range b.file.Units {
		b.addUnit(schema.Unit{ID: casework.UnitID(u.Name), Name: u.Name, Parent: casework.UnitID(u.Parent),
			Kind: u.Kind, Column: u.Column, Households: u.Households})
	}
	for _, f := range b.file.Forces {
		b.addUnit(schema.Unit{ID: casework.UnitID(f.Name), Name: f.Name, Kind: "task_force"})
	}
	if err := b.unlisted(); err != nil {
		return err
	}
	for _, p := range b.file.Persons {
		id := casework.PersonID(p.Login)
		if !slices.ContainsFunc(b.out.Persons, func(o schema.Person) bool { return o.ID == id }) {
			b.out.Persons = append(b.out.Persons, schema.Person{ID: id, Name: p.Name})
			b.person(id, p.Name)
		}
		b.datedPost(schema.PostRow{Person: id, Post: casework.Post{Unit: casework.UnitID(p.Unit), Role: casework.PostRole(p.Role)}, From: p.From, To: p.To})
	}
	for _, f := range b.file.Forces {
		force := schema.Force{ID: casework.UnitID(f.Name), Name: f.Name, LeadUnit: casework.UnitID(f.LeadUnit),
			Leader: b.named(f.Leader, casework.UnitID(f.Name), casework.PostLeader)}
		for _, m := range f.Members {
			force.Members = append(force.Members, casework.UnitID(m))
		}
		b.out.Forces = append(b.out.Forces, force)
	}
	b.office = b.unitOfKind(casework.UnitOffice)
	if b.office == "" {
		b.office = "领导小组办公室"
		b.addUnit(schema.Unit{ID: b.office, Name: string(b.office), Kind: casework.UnitOffice})
	}
	return nil
}

// unlisted takes in the units that the measures name and no sheet lists.
func (b *planRows) unlisted() error {
	var missing []string
	columns := slices.ContainsFunc(b.out.Units, func(u schema.Unit) bool { return u.Column }) ||
		slices.ContainsFunc(b.known.Units, func(u schema.Unit) bool { return u.Column })
	for _, name := range b.file.UnlistedUnits() {
		if _, ok := b.units[casework.UnitID(name)]; ok {
			continue
		}
		missing = append(missing, name)
		b.addUnit(schema.Unit{ID: casework.UnitID(name), Name: name, Kind: casework.UnitOther,
			Column: !columns && b.answers(name)})
	}
	if len(missing) > 0 && !b.createUnits {
		return casework.Errorf(casework.CodeInvalid, "invalid.unknown_units", strings.Join(missing, "、"))
	}
	return nil
}

// answers tells whether a unit is responsible for any measure.
func (b *planRows) answers(unit string) bool {
	for i := range b.file.Measures {
		for _, s := range b.file.Measures[i].Shares {
			if s.Unit == unit && !s.Co {
				return true
			}
		}
	}
	return false
}

func (b *planRows) unitOfKind(kind casework.UnitKind) casework.UnitID {
	for _, list := range [][]schema.Unit{b.out.Units, b.known.Units} {
		for _, u := range list {
			if u.Kind == kind {
				return u.ID
			}
		}
	}
	return ""
}

func (b *planRows) post(id casework.PersonID, unit casework.UnitID, role casework.PostRole) {
	b.datedPost(schema.PostRow{Person: id, Post: casework.Post{Unit: unit, Role: role}})
}

func (b *planRows) datedPost(row schema.PostRow) {
	if !slices.Contains(b.out.Posts, row) {
		b.out.Posts = append(b.out.Posts, row)
	}
}

// named gives the login of somebody whom a cell names, by login or by name. A
// name that nobody bears becomes a person with that name as login and a post of
// the role that the cell implies, so that no case rests with nobody.
func (b *planRows) named(name string, unit casework.UnitID, role casework.PostRole) casework.PersonID {
	name = strings.TrimSpace(name)
	if name == "" {
		return ""
	}
	if b.persons[casework.PersonID(name)] {
		return casework.PersonID(name)
	}
	if id := b.logins[name]; id != "" {
		return id
	}
	id := casework.PersonID(name)
	b.person(id, name)
	b.out.Persons = append(b.out.Persons, schema.Person{ID: id, Name: name})
	b.post(id, unit, role)
	return id
}

func (b *planRows) content() error {
	classes, problems, cases := map[string]string{}, map[string]bool{}, map[casework.CaseID]string{}
	for i := range b.file.Measures {
		m := &b.file.Measures[i]
		if classes[m.Class] == "" {
			classes[m.Class] = fmt.Sprint(len(classes) + 1)
			b.out.Classes = append(b.out.Classes, schema.Class{No: classes[m.Class], Name: m.Class, Position: len(b.out.Classes)})
		}
		if !problems[m.ProblemNo] {
			problems[m.ProblemNo] = true
			b.out.Problems = append(b.out.Problems, schema.Problem{No: m.ProblemNo, Class: classes[m.Class],
				Text: m.Problem, Source: m.Source, Position: len(b.out.Problems)})
		}
		id := caseIDOf(b.id, m.No)
		if other, ok := cases[id]; ok {
			return casework.Errorf(casework.CodeInvalid, "invalid.measure_numbers", other, m.No)
		}
		cases[id] = m.No
		b.measure(id, m)
	}
	return nil
}

func (b *planRows) measure(id casework.CaseID, m *ledgerfile.Measure) {
	row := schema.Measure{Case: id, Problem: m.ProblemNo, No: m.No, Text: m.Text, Target: m.Target, Metric: m.Metric,
		LeadLeader: m.Leader, LeadUnit: m.LeadUnit, Force: m.Force, Position: len(b.out.Measures)}
	row.RowDigest = digest(row)
	b.out.Measures = append(b.out.Measures, row)
	opening := casework.Opening{
		Kind: casework.KindMeasure, Plan: b.id,
		Parties: casework.Parties{Office: b.office, LeadUnit: casework.UnitID(m.LeadUnit), Force: casework.UnitID(m.Force)},
	}
	leaderOf := opening.Parties.Force
	if leaderOf == "" {
		leaderOf = opening.Parties.LeadUnit
	}
	opening.Parties.LeadLeader = b.named(m.Leader, leaderOf, casework.PostLeader)
	for _, s := range m.Shares {
		role := casework.RoleResponsible
		if s.Co {
			role = casework.RoleCo
		}
		opening.Tasks = append(opening.Tasks, casework.OpeningTask{
			Role: role, Unit: casework.UnitID(s.Unit),
			Person:   b.named(s.Person, casework.UnitID(s.Unit), casework.PostReporter),
			Deadline: b.deadline(s.Deadline), Original: s.OriginalDue, Milestones: milestones(b.file.Year, m, s.Co),
		})
	}
	opening.Carried = carried(m, b.zone)
	for i, a := range opening.Carried { // by login: who did may not verify later
		if a.Person != "" {
			opening.Carried[i].Person = opening.Tasks[a.Task-1].Person
		}
	}
	b.out.Starts = append(b.out.Starts, schema.CaseStart{Case: id, Opening: opening, Policy: b.policy.Ref(), Created: b.now})
}

// milestones gives the quarters of a year's task list as days on a task's way. A
// co-unit has none of its own.
func milestones(year int, m *ledgerfile.Measure, co bool) []casework.Milestone {
	var out []casework.Milestone
	for i, text := range m.Quarters {
		if text != "" && !co {
			out = append(out, casework.Milestone{ID: fmt.Sprintf("%dQ%d", year, i+1), Text: text,
				Due: calendar.Clamp(year, time.Month(3*(i+1)), 31)})
		}
	}
	return out
}

// deadline gives a standing measure its first review date: the end of the
// quarter in which it is taken in.
func (b *planRows) deadline(d calendar.Deadline) casework.Deadline {
	out := casework.Deadline{Type: d.Kind, Date: d.Date}
	if d.Kind == calendar.Standing && d.Date.IsZero() {
		today := calendar.DateOf(b.now, b.zone)
		month := time.Month((int(today.Month)-1)/3*3 + 3)
		out.Date = calendar.Clamp(today.Year, month, 31)
	}
	return out
}

// caseIDOf builds a case's ID from plan and measure number: "2021" and "7" give
// 2021-007. Characters that addresses and shells trip over become dashes.
func caseIDOf(plan, no string) casework.CaseID {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, no)
	digits := 0
	for digits < len(clean) && clean[digits] >= '0' && clean[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < 3 {
		clean = strings.Repeat("0", 3-digits) + clean
	}
	return casework.CaseID(plan + "-" + clean)
}

func digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("engine: digest: " + err.Error()) // plain fields only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
