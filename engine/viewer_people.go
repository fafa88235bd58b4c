package engine

// viewer_people.go: the organisation as a person sees it. Who holds which post is no
// secret within an administration.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// Holder is somebody in a post.
type Holder struct {
	Person  casework.PersonID
	Name    string
	Role    casework.PostRole
	From    calendar.Date // zero: always
	To      calendar.Date
	Stands  []Standing // who stands in for them today
	Begins  bool       // later
	Account bool
}

// Standing is one person in another's stead.
type Standing struct {
	Person casework.PersonID
	Name   string
	To     calendar.Date
}

// Branch is a unit of the tree with who holds what in it.
type Branch struct {
	schema.Unit
	Depth   int
	Holders []Holder
	Areas   []Standing // leaders who answer for it (包抓)
	Empty   []Vacancy  // posts with which tasks rest and that nobody holds
	Mine    bool       // the reader may change it
	Below   int        // units under it
}

// InRole are the holders of one role in a unit.
type InRole struct {
	Role    casework.PostRole
	Holders []Holder
}

// ByRole gives the holders role by role.
func ByRole(list []Holder) []InRole {
	var out []InRole
	for _, h := range list {
		if n := len(out); n == 0 || out[n-1].Role != h.Role {
			out = append(out, InRole{Role: h.Role})
		}
		last := &out[len(out)-1]
		last.Holders = append(last.Holders, h)
	}
	return out
}

// Organisation is the tree as a page shows it.
type Organisation struct {
	Branches []Branch // depth first
	Forces   []Force
	Units    map[casework.UnitID]string
	Persons  map[casework.PersonID]string
	Empty    int // posts that nobody holds and with which tasks rest
}

// Force is a task force with its people.
type Force struct {
	schema.Force
	LeaderName string
	Holders    []Holder
	Mine       bool
}

// Organisation gives the whole tree on the viewer's day.
func (v *Viewer) Organisation(ctx context.Context) (*Organisation, error) {
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	vacancies, err := v.e.Vacancies(ctx, v.now)
	if err != nil {
		return nil, err
	}
	accounts, err := v.accountsOf(ctx)
	if err != nil {
		return nil, err
	}
	o := &Organisation{Units: map[casework.UnitID]string{}, Persons: map[casework.PersonID]string{}, Empty: len(vacancies)}
	for _, u := range rows.Units {
		o.Units[u.ID] = u.Name
	}
	for _, f := range rows.Forces {
		o.Units[f.ID] = f.Name
	}
	for _, p := range rows.Persons {
		o.Persons[p.ID] = p.Name
	}
	holders := v.holders(rows, o.Persons, accounts)
	areas := map[casework.UnitID][]Standing{}
	for _, a := range rows.Areas {
		if a.Holds(v.Today) {
			areas[a.Unit] = append(areas[a.Unit], Standing{a.Leader, o.Persons[a.Leader], a.To})
		}
	}
	empty := map[casework.UnitID][]Vacancy{}
	for _, vacancy := range vacancies {
		empty[vacancy.With.Unit] = append(empty[vacancy.With.Unit], vacancy)
	}
	children := map[casework.UnitID][]schema.Unit{}
	for _, u := range rows.Units {
		up := u.Parent
		if _, known := o.Units[up]; !known {
			up = ""
		}
		children[up] = append(children[up], u)
	}
	seen, forces := map[casework.UnitID]bool{}, map[casework.UnitID]bool{}
	for _, f := range rows.Forces {
		forces[f.ID] = true
	}
	var walk func(u schema.Unit, depth int)
	walk = func(u schema.Unit, depth int) {
		if seen[u.ID] { // a tree that someone tied into a loop
			return
		}
		seen[u.ID] = true
		if forces[u.ID] { // it stands among the task forces
			return
		}
		o.Branches = append(o.Branches, Branch{Unit: u, Depth: depth, Holders: holders[u.ID], Areas: areas[u.ID], Empty: empty[u.ID],
			Mine: v.chart.Reaches(v.By, u.ID), Below: len(children[u.ID])})
		for _, c := range children[u.ID] {
			walk(c, depth+1)
		}
	}
	for _, u := range children[""] {
		walk(u, 0)
	}
	for _, u := range rows.Units {
		walk(u, 0)
	}
	people.ByUnit(v.chart, rows.Forces, func(f *schema.Force) casework.UnitID { return f.ID })
	for _, f := range rows.Forces {
		o.Forces = append(o.Forces, Force{Force: f, LeaderName: o.Persons[f.Leader], Holders: holders[f.ID], Mine: v.chart.Reaches(v.By, f.ID)})
	}
	return o, nil
}

// MayAccounts tells whether the person looks after accounts.
func (v *Viewer) MayAccounts() bool {
	_, err := casework.AuthoriseAccounts(v.By)
	return err == nil
}

// accountsOf gives who can sign in, to those who look after accounts.
func (v *Viewer) accountsOf(ctx context.Context) (map[casework.PersonID]schema.Account, error) {
	if !v.MayAccounts() {
		return nil, nil
	}
	list, err := v.e.Ledger.Accounts(ctx)
	out := make(map[casework.PersonID]schema.Account, len(list))
	for _, a := range list {
		out[a.Person] = a
	}
	return out, err
}

func (v *Viewer) holders(rows schema.OrganisationRows, names map[casework.PersonID]string, accounts map[casework.PersonID]schema.Account) map[casework.UnitID][]Holder {
	out := map[casework.UnitID][]Holder{}
	for _, p := range rows.Posts {
		if !p.To.IsZero() && p.To.Before(v.Today) {
			continue
		}
		h := Holder{Person: p.Person, Name: names[p.Person], Role: p.Role, From: p.From, To: p.To, Begins: p.From.After(v.Today)}
		_, h.Account = accounts[p.Person]
		for _, s := range rows.Substitutions {
			if s.Person == p.Person && s.Holds(v.Today) {
				h.Stands = append(h.Stands, Standing{s.Substitute, names[s.Substitute], s.To})
			}
		}
		out[p.Unit] = append(out[p.Unit], h)
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b Holder) int {
			return slices.Index(casework.PostRoles, a.Role) - slices.Index(casework.PostRoles, b.Role)
		})
	}
	return out
}
