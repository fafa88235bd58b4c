package engine

// viewer_person.go: one person as another sees them.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

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
		May: PersonRights{Post: map[casework.Post]bool{}, Accounts: v.MayAccounts()}}
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
