package engine

// organisation.go: a workbook of units and people into the ledger, and back.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/ledgerfile"
	"duban/schema"
)

// OrganisationChange is a row that an import would add or change.
type OrganisationChange struct {
	What string `json:"what"` // unit, person, post, force, area, substitute
	Name string `json:"name"`
	New  bool   `json:"new"`
}

// ImportOrganisation brings the organisation to a workbook, all or nothing. What
// the workbook does not name stays as it is: a post that is over gets a last day.
// It gives what changed or, with dry, what would.
func (e *Engine) ImportOrganisation(ctx context.Context, by casework.Requester, path string, dry bool) ([]OrganisationChange, []ledgerfile.Finding, error) {
	if _, err := casework.AuthoriseOrganising(by); err != nil {
		return nil, nil, err
	}
	file, err := ledgerfile.ReadOrganisation(path, ledgerfile.Options{})
	if err != nil {
		return nil, nil, err
	}
	known, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := file.Resolve(namesOf(known)); err != nil {
		return nil, nil, err
	}
	rows := rowsOfFile(file, known)
	changes := changesOf(known, rows)
	if err := e.mayImport(ctx, by, known, rows, len(changes)); err != nil {
		return nil, nil, err
	}
	if dry || len(changes) == 0 {
		return changes, file.Warnings, nil
	}
	return changes, file.Warnings, e.Ledger.PutOrganisation(ctx, string(by.Person), rows)
}

// mayImport refuses a workbook with a change that its bringer could not make one
// by one. Only whoever organises the whole tree brings one at all.
func (e *Engine) mayImport(ctx context.Context, by casework.Requester, known, rows schema.OrganisationRows, changes int) error {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil || changes == 0 {
		return err
	}
	asked := []people.Change{{}}
	for _, p := range rows.Posts {
		if !slices.ContainsFunc(known.Posts, func(k schema.PostRow) bool { return k == p }) {
			asked = append(asked, people.Change{Unit: p.Unit, Role: p.Role, Gains: p.Person})
		}
	}
	for _, a := range rows.Areas {
		if !slices.Contains(known.Areas, a) {
			asked = append(asked, people.Change{Unit: a.Unit, Gains: a.Leader})
		}
	}
	for _, s := range rows.Substitutions {
		if !slices.Contains(known.Substitutions, s) {
			asked = append(asked, people.Change{Gains: s.Substitute})
		}
	}
	for _, ch := range asked {
		if _, err := chart.AuthoriseChange(by, ch); err != nil {
			return err
		}
	}
	return nil
}

// namesOf gives what a workbook may name without listing it.
func namesOf(known schema.OrganisationRows) ledgerfile.Known {
	out := ledgerfile.Known{Persons: map[string]string{}, Parents: map[string]string{}}
	for _, p := range known.Persons {
		out.Persons[string(p.ID)] = p.Name
	}
	for _, u := range known.Units {
		out.Parents[string(u.ID)] = string(u.Parent)
	}
	for _, f := range known.Forces {
		out.Parents[string(f.ID)] = string(f.LeadUnit)
	}
	return out
}

// rowsOfFile turns a workbook whose names are resolved into rows.
func rowsOfFile(file *ledgerfile.Organisation, known schema.OrganisationRows) (out schema.OrganisationRows) {
	old := map[casework.UnitID]schema.Unit{}
	for _, u := range known.Units {
		old[u.ID] = u
	}
	for i, u := range file.Units {
		row := schema.Unit{ID: casework.UnitID(u.Name), Name: u.Name, Parent: casework.UnitID(u.Parent), Kind: u.Kind, Column: u.Column,
			Position: len(known.Units) + i, Households: u.Households}
		if was, ok := old[row.ID]; ok {
			row.Position = was.Position
			if row.Households == 0 {
				row.Households = was.Households
			}
		}
		out.Units = append(out.Units, row)
	}
	for _, p := range file.Persons {
		id := casework.PersonID(p.Login)
		if !slices.ContainsFunc(out.Persons, func(o schema.Person) bool { return o.ID == id }) {
			out.Persons = append(out.Persons, schema.Person{ID: id, Name: p.Name})
		}
		out.Posts = append(out.Posts, schema.PostRow{Person: id, Post: casework.Post{Unit: casework.UnitID(p.Unit), Role: casework.PostRole(p.Role)},
			From: p.From, To: p.To})
	}
	for _, f := range file.Forces {
		row := schema.Force{ID: casework.UnitID(f.Name), Name: f.Name, LeadUnit: casework.UnitID(f.LeadUnit), Leader: casework.PersonID(f.Leader)}
		for _, m := range f.Members {
			row.Members = append(row.Members, casework.UnitID(m))
		}
		out.Forces = append(out.Forces, row)
	}
	for _, a := range file.Areas {
		out.Areas = append(out.Areas, people.Area{Leader: casework.PersonID(a.Leader), Unit: casework.UnitID(a.Unit), Span: people.Span{From: a.From, To: a.To}})
	}
	for _, s := range file.Substitutes {
		out.Substitutions = append(out.Substitutions, schema.SubstitutionRow{Reason: s.Reason, Substitution: people.Substitution{
			Person: casework.PersonID(s.Person), Substitute: casework.PersonID(s.Substitute), Span: people.Span{From: s.From, To: s.To}}})
	}
	return out
}

// changesOf compares rows with what the ledger has.
func changesOf(known, rows schema.OrganisationRows) []OrganisationChange {
	var out []OrganisationChange
	compare := func(what, name string, exists, same bool) {
		if !exists || !same {
			out = append(out, OrganisationChange{what, name, !exists})
		}
	}
	for _, u := range rows.Units {
		i := slices.IndexFunc(known.Units, func(k schema.Unit) bool { return k.ID == u.ID })
		compare("unit", u.Name, i >= 0, i >= 0 && known.Units[i] == u)
	}
	for _, p := range rows.Persons {
		i := slices.IndexFunc(known.Persons, func(k schema.Person) bool { return k.ID == p.ID })
		compare("person", p.Name, i >= 0, i >= 0 && known.Persons[i] == p)
	}
	for _, p := range rows.Posts {
		i := slices.IndexFunc(known.Posts, func(k schema.PostRow) bool { return k.Person == p.Person && k.Post == p.Post && k.From == p.From })
		compare("post", fmt.Sprintf("%s %s/%s %s", p.Person, p.Unit, p.Role, period(p.From, p.To)), i >= 0, i >= 0 && known.Posts[i].To == p.To)
	}
	for _, f := range rows.Forces {
		i := slices.IndexFunc(known.Forces, func(k schema.Force) bool { return k.ID == f.ID })
		same := i >= 0 && known.Forces[i].Leader == f.Leader && known.Forces[i].LeadUnit == f.LeadUnit &&
			slices.Equal(sortedUnits(known.Forces[i].Members), sortedUnits(f.Members))
		compare("force", f.Name, i >= 0, same)
	}
	for _, a := range rows.Areas {
		i := slices.IndexFunc(known.Areas, func(k people.Area) bool { return k.Leader == a.Leader && k.Unit == a.Unit && k.From == a.From })
		compare("area", fmt.Sprintf("%s %s %s", a.Leader, a.Unit, period(a.From, a.To)), i >= 0, i >= 0 && known.Areas[i].To == a.To)
	}
	for _, s := range rows.Substitutions {
		i := slices.IndexFunc(known.Substitutions, func(k schema.SubstitutionRow) bool {
			return k.Person == s.Person && k.Substitute == s.Substitute && k.From == s.From
		})
		compare("substitute", fmt.Sprintf("%s ← %s %s", s.Person, s.Substitute, period(s.From, s.To)), i >= 0,
			i >= 0 && known.Substitutions[i].To == s.To && known.Substitutions[i].Reason == s.Reason)
	}
	return out
}

func sortedUnits(list []casework.UnitID) []casework.UnitID { return slices.Sorted(slices.Values(list)) }

// period writes a span of days; nothing for always.
func period(from, to calendar.Date) string {
	if from.IsZero() && to.IsZero() {
		return ""
	}
	return from.String() + "…" + to.String()
}

// ExportOrganisation writes the organisation as a workbook that can be edited and
// imported again.
func (e *Engine) ExportOrganisation(ctx context.Context, path string) (*ledgerfile.Organisation, error) {
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	people.ByUnit(chart, rows.Forces, func(f *schema.Force) casework.UnitID { return f.ID })
	for i := range rows.Forces {
		slices.SortFunc(rows.Forces[i].Members, chart.Compare)
	}
	people.ByUnit(chart, rows.Areas, func(a *people.Area) casework.UnitID { return a.Unit })
	if err := e.postsInOrder(ctx, rows.Posts); err != nil {
		return nil, err
	}
	name := map[casework.PersonID]string{}
	for _, p := range rows.Persons {
		name[p.ID] = p.Name
	}
	out := &ledgerfile.Organisation{Title: "单位与人员"}
	forces := map[casework.UnitID]bool{}
	for _, f := range rows.Forces {
		forces[f.ID] = true
		row := ledgerfile.TaskForce{Name: f.Name, Leader: string(f.Leader), LeadUnit: string(f.LeadUnit)}
		for _, m := range f.Members {
			row.Members = append(row.Members, string(m))
		}
		out.Forces = append(out.Forces, row)
	}
	for _, u := range rows.Units {
		if !forces[u.ID] {
			out.Units = append(out.Units, ledgerfile.Unit{Name: string(u.ID), Parent: string(u.Parent), Kind: u.Kind, Column: u.Column,
				Households: u.Households})
		}
	}
	for _, p := range rows.Posts {
		out.Persons = append(out.Persons, ledgerfile.Person{Name: name[p.Person], Login: string(p.Person), Unit: string(p.Unit), Role: string(p.Role),
			From: p.From, To: p.To})
	}
	for _, a := range rows.Areas {
		out.Areas = append(out.Areas, ledgerfile.AreaRow{Leader: string(a.Leader), Unit: string(a.Unit), From: a.From, To: a.To})
	}
	for _, s := range rows.Substitutions {
		out.Substitutes = append(out.Substitutes, ledgerfile.SubstituteRow{Person: string(s.Person), Substitute: string(s.Substitute),
			From: s.From, To: s.To, Reason: s.Reason})
	}
	return out, ledgerfile.WriteOrganisation(path, out)
}

// Serving gives the posts that are held on a day, in order of unit and role.
func (e *Engine) Serving(ctx context.Context, on calendar.Date) ([]schema.PostRow, map[casework.PersonID]string, error) {
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, nil, err
	}
	if on.IsZero() {
		if _, on, err = e.chart(ctx, time.Now()); err != nil {
			return nil, nil, err
		}
	}
	names := map[casework.PersonID]string{}
	for _, p := range rows.Persons {
		names[p.ID] = p.Name
	}
	held := slices.DeleteFunc(rows.Posts, func(p schema.PostRow) bool { return !(people.Span{From: p.From, To: p.To}).Holds(on) })
	return held, names, e.postsInOrder(ctx, held)
}

// postsInOrder puts posts into the order of the tree, of their roles and their holders.
func (e *Engine) postsInOrder(ctx context.Context, posts []schema.PostRow) error {
	chart, err := e.Rules.Chart(ctx)
	slices.SortStableFunc(posts, func(a, b schema.PostRow) int {
		return cmp.Or(chart.Compare(a.Unit, b.Unit), slices.Index(casework.PostRoles, a.Role)-slices.Index(casework.PostRoles, b.Role))
	})
	return err
}
