package engine

// viewer_people.go: the organisation as a person sees and changes it. Who holds
// which post is no secret within an administration; who may change it is asked of
// the authoriser, and what is denied goes on record.

import (
	"context"
	"slices"
	"time"

	"duban/activities"
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
	for _, f := range rows.Forces {
		o.Forces = append(o.Forces, Force{Force: f, LeaderName: o.Persons[f.Leader], Holders: holders[f.ID], Mine: v.chart.Reaches(v.By, f.ID)})
	}
	return o, nil
}

// accountsOf gives who can sign in, to those who look after accounts.
func (v *Viewer) accountsOf(ctx context.Context) (map[casework.PersonID]schema.Account, error) {
	if !v.Holds(casework.PostAdministrator) {
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

// PersonPage is one person: posts of all times, who stands in for whom, what waits.
type PersonPage struct {
	Person  schema.Person
	Posts   []schema.PostRow
	Away    []schema.SubstitutionRow // who stands in for them
	Instead []schema.SubstitutionRow // for whom they stand in
	Areas   []people.Area
	Account *schema.Account // to administrators
	Linked  []schema.Identity
	Units   map[casework.UnitID]string
	Names   map[casework.PersonID]string
	May     PersonRights
}

// PersonRights says what the viewer may do for a person.
type PersonRights struct {
	Substitute, Accounts bool
	Post                 map[casework.Post]bool // end it
}

// Person gives one person.
func (v *Viewer) Person(ctx context.Context, id casework.PersonID) (*PersonPage, error) {
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rows.Persons, func(p schema.Person) bool { return p.ID == id })
	if i < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.person", string(id))
	}
	out := &PersonPage{Person: rows.Persons[i], Units: map[casework.UnitID]string{}, Names: map[casework.PersonID]string{},
		May: PersonRights{Post: map[casework.Post]bool{}, Accounts: v.Holds(casework.PostAdministrator)}}
	for _, u := range rows.Units {
		out.Units[u.ID] = u.Name
	}
	for _, f := range rows.Forces {
		out.Units[f.ID] = f.Name
	}
	for _, p := range rows.Persons {
		out.Names[p.ID] = p.Name
	}
	for _, p := range rows.Posts {
		if p.Person != id {
			continue
		}
		out.Posts = append(out.Posts, p)
		_, err := v.chart.AuthoriseChange(v.By, people.Change{Unit: p.Unit, Role: p.Role})
		out.May.Post[p.Post] = err == nil && (p.To.IsZero() || !p.To.Before(v.Today))
	}
	slices.SortStableFunc(out.Posts, func(a, b schema.PostRow) int { return compareDates(b.To, a.To) })
	for _, s := range rows.Substitutions {
		if over := s.To.Before(v.Today) || s.To.Before(s.From); over {
			continue
		}
		if s.Person == id {
			out.Away = append(out.Away, s)
		}
		if s.Substitute == id {
			out.Instead = append(out.Instead, s)
		}
	}
	for _, a := range rows.Areas {
		if a.Leader == id && (a.To.IsZero() || !a.To.Before(v.Today)) {
			out.Areas = append(out.Areas, a)
		}
	}
	_, refusal := v.chart.AuthoriseSubstitute(v.By, id, "", people.Span{From: v.Today, To: v.Today})
	out.May.Substitute = refusal == nil
	if !out.May.Accounts {
		return out, nil
	}
	account, err := v.e.Ledger.Account(ctx, id)
	if err == nil {
		out.Account = &account
	} else if casework.CodeOf(err) != casework.CodeNotFound {
		return nil, err
	}
	out.Linked, err = v.e.Ledger.Identities(ctx, id)
	return out, err
}

// compareDates orders days; the zero day, which has no end, comes last.
func compareDates(a, b calendar.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero(), a.Before(b):
		return -1
	}
	return 1
}

// Accounts gives every account, to an administrator.
func (v *Viewer) Accounts(ctx context.Context) ([]schema.Account, error) {
	if _, err := casework.AuthoriseAccounts(v.By); err != nil {
		return nil, v.refused(ctx, "", "accounts", err)
	}
	return v.e.Ledger.Accounts(ctx)
}

// Appoint gives somebody a post: see [Engine.Appoint].
func (v *Viewer) Appoint(ctx context.Context, row schema.PostRow, name string) error {
	return v.refused(ctx, "", "appoint "+string(row.Person), v.e.Appoint(ctx, v.By, row, name))
}

// Leave ends somebody's post: see [Engine.Leave].
func (v *Viewer) Leave(ctx context.Context, l Leaving) (activities.HandedOver, bool, error) {
	done, over, err := v.e.Leave(ctx, v.By, l)
	return done, over, v.refused(ctx, "", "leave "+string(l.Of), err)
}

// Substitute names who stands in for somebody: see [Engine.Substitute].
func (v *Viewer) Substitute(ctx context.Context, row schema.SubstitutionRow) error {
	return v.refused(ctx, "", "substitute "+string(row.Person), v.e.Substitute(ctx, v.By, row))
}

// EndSubstitution ends a substitution: see [Engine.EndSubstitution].
func (v *Viewer) EndSubstitution(ctx context.Context, who, substitute casework.PersonID, last calendar.Date) error {
	return v.refused(ctx, "", "substitute "+string(who), v.e.EndSubstitution(ctx, v.By, who, substitute, last))
}

// SetArea lets a leader answer for a unit: see [Engine.SetArea].
func (v *Viewer) SetArea(ctx context.Context, area people.Area) error {
	return v.refused(ctx, "", "area "+string(area.Leader), v.e.SetArea(ctx, v.By, area))
}

// OpenAccount gives somebody an account, or a new password, and gives it, to be
// told once.
func (v *Viewer) OpenAccount(ctx context.Context, person casework.PersonID) (string, error) {
	password := OneTimePassword()
	err := v.e.SetPassword(ctx, v.By, person, password, time.Now())
	if err != nil {
		password = ""
	}
	return password, v.refused(ctx, "", "account "+string(person), err)
}

// DisableAccount shuts an account or opens it again.
func (v *Viewer) DisableAccount(ctx context.Context, person casework.PersonID, disabled bool) error {
	return v.refused(ctx, "", "account "+string(person), v.e.DisableAccount(ctx, v.By, person, disabled, time.Now()))
}

// UnlockAccount lets somebody try again at once.
func (v *Viewer) UnlockAccount(ctx context.Context, person casework.PersonID) error {
	return v.refused(ctx, "", "account "+string(person), v.e.UnlockAccount(ctx, v.By, person, time.Now()))
}

// DropSecond turns somebody's second factor off.
func (v *Viewer) DropSecond(ctx context.Context, person casework.PersonID) error {
	return v.refused(ctx, "", "account "+string(person), v.e.DropSecond(ctx, v.By, person, time.Now()))
}

// LinkIdentity enters whose an identity is.
func (v *Viewer) LinkIdentity(ctx context.Context, issuer, subject string, person casework.PersonID) error {
	err := v.e.LinkIdentity(ctx, v.By, schema.Identity{Issuer: issuer, Subject: subject, Person: person, At: time.Now()})
	return v.refused(ctx, "", "account "+string(person), err)
}

// UnlinkIdentity takes an identity back.
func (v *Viewer) UnlinkIdentity(ctx context.Context, issuer, subject string, person casework.PersonID) error {
	err := v.e.UnlinkIdentity(ctx, v.By, schema.Identity{Issuer: issuer, Subject: subject, Person: person, At: time.Now()})
	return v.refused(ctx, "", "account "+string(person), err)
}
