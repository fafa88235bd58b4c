package schema

// people.go: who holds which post when, who stands in, who answers for what. Every
// change is kept by the database itself, in organisation_changes.

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema/db"
)

// OrganisationRevision changes with every change of the organisation.
func (l *Ledger) OrganisationRevision(ctx context.Context) (int64, error) {
	revision, err := l.hot.OrganisationRevision(ctx)
	return revision, translate(err)
}

// Organisation gives the whole organisation, past and future posts included.
func (l *Ledger) Organisation(ctx context.Context) (o people.Organisation, err error) {
	var rows OrganisationRows
	err = l.snapshot(ctx, func(q *db.Queries) error {
		rows, err = loadOrganisation(ctx, q)
		return err
	})
	if err != nil {
		return o, err
	}
	for _, u := range rows.Units {
		o.Units = append(o.Units, people.Unit{ID: u.ID, Parent: u.Parent, Office: u.Kind == casework.UnitOffice, Serves: u.Kind == casework.UnitMonitoring})
	}
	for _, f := range rows.Forces {
		o.Units = append(o.Units, people.Unit{ID: f.ID, Parent: f.LeadUnit})
	}
	for _, p := range rows.Persons {
		o.Persons = append(o.Persons, p.ID)
	}
	for _, p := range rows.Posts {
		o.Holdings = append(o.Holdings, people.Holding{Person: p.Person, Unit: p.Unit, Role: p.Role, Span: people.Span{From: p.From, To: p.To}})
	}
	for _, s := range rows.Substitutions {
		o.Substitutions = append(o.Substitutions, s.Substitution)
	}
	o.Areas = rows.Areas
	return o, nil
}

// SubstitutionRow is a substitution and why there is one.
type SubstitutionRow struct {
	people.Substitution
	Reason string
}

// OrganisationRows is the organisation as an administrator keeps it.
type OrganisationRows struct {
	Units         []Unit
	Persons       []Person
	Posts         []PostRow
	Forces        []Force
	Substitutions []SubstitutionRow
	Areas         []people.Area
}

// LoadOrganisation gives the organisation as an administrator keeps it.
func (l *Ledger) LoadOrganisation(ctx context.Context) (rows OrganisationRows, err error) {
	err = l.snapshot(ctx, func(q *db.Queries) error {
		rows, err = loadOrganisation(ctx, q)
		return err
	})
	return rows, err
}

func loadOrganisation(ctx context.Context, q *db.Queries) (rows OrganisationRows, err error) {
	var of PlanRows
	if err := of.loadOrganisation(ctx, q); err != nil {
		return rows, err
	}
	rows.Units, rows.Persons, rows.Posts, rows.Forces = of.Units, of.Persons, of.Posts, of.Forces
	subs, err := q.Substitutions(ctx)
	if err != nil {
		return rows, err
	}
	for _, s := range subs {
		rows.Substitutions = append(rows.Substitutions, SubstitutionRow{people.Substitution{Person: casework.PersonID(s.Person),
			Substitute: casework.PersonID(s.Substitute), Span: spanOf(s.ValidFrom, s.ValidTo)}, s.Reason})
	}
	areas, err := q.Areas(ctx)
	for _, a := range areas {
		rows.Areas = append(rows.Areas, people.Area{Leader: casework.PersonID(a.Leader), Unit: casework.UnitID(a.Unit), Span: spanOf(a.ValidFrom, a.ValidTo)})
	}
	return rows, err
}

// PutOrganisation enters an organisation in one transaction: new rows are added,
// known ones replaced, none removed: a post that is over has an end. A unit, a
// person or a parent that neither the rows nor the ledger know is
// [casework.CodeInvalid].
func (l *Ledger) PutOrganisation(ctx context.Context, by string, rows OrganisationRows) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ChangeOrganisation(ctx, by); err != nil {
			return err
		}
		posts := rows.Posts
		plan := PlanRows{Units: rows.Units, Persons: rows.Persons, Forces: rows.Forces}
		if err := plan.putOrganisation(ctx, q); err != nil {
			return err
		}
		for _, put := range []func() error{
			func() error { return inBatches(ctx, postWires(posts), q.SetPosts) },
			func() error { return unknownUnit(ctx, q, posts) },
			func() error { return inBatches(ctx, substitutionWires(rows.Substitutions), q.PutSubstitutions) },
			func() error { return inBatches(ctx, areaWires(rows.Areas), q.PutAreas) },
		} {
			if err := put(); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndPost ends a person's post with a day; false when they hold it no longer then.
func (l *Ledger) EndPost(ctx context.Context, by string, who casework.PersonID, post casework.Post, last calendar.Date) (ended bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ChangeOrganisation(ctx, by); err != nil {
			return err
		}
		n, err := q.EndPosts(ctx, db.EndPostsParams{LastDay: last.Start(time.UTC), Person: string(who), Unit: string(post.Unit), Role: string(post.Role)})
		ended = n > 0
		return err
	})
	return ended, err
}

// EndSubstitution ends a substitution with a day; false when there is none then.
func (l *Ledger) EndSubstitution(ctx context.Context, by string, who, substitute casework.PersonID, last calendar.Date) (ended bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.ChangeOrganisation(ctx, by); err != nil {
			return err
		}
		n, err := q.EndSubstitutions(ctx, last.Start(time.UTC), string(who), string(substitute))
		ended = n > 0
		return err
	})
	return ended, err
}

// OrganisationChange is a change of the organisation, by whom and when. Before and
// After are rows of the table named, JSON null for none.
type OrganisationChange struct {
	ID            int64
	At            time.Time
	By            string
	What          string
	Before, After json.RawMessage
}

// OrganisationChanges gives up to limit changes, newest first, older than one; 0
// begins with the newest.
func (l *Ledger) OrganisationChanges(ctx context.Context, before int64, limit int) ([]OrganisationChange, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	rows, err := l.q.OrganisationChanges(ctx, before, limit)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]OrganisationChange, len(rows))
	for i, r := range rows {
		out[i] = OrganisationChange{r.ID, r.At.UTC(), r.By, r.What, r.Before, r.After}
	}
	return out, nil
}

// CasesNaming gives the open cases in which something rests with a person in a
// post, in order of ID: what there is to hand over.
func (l *Ledger) CasesNaming(ctx context.Context, who casework.PersonID, post casework.Post) ([]casework.CaseID, error) {
	leads := post.Role == casework.PostLeader
	rows, err := l.q.CasesNaming(ctx, db.CasesNamingParams{Person: string(who), Unit: string(post.Unit), Leads: leads,
		Gives: leads || post.Role == casework.PostOffice})
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.CaseID, len(rows))
	for i, id := range rows {
		out[i] = casework.CaseID(id)
	}
	return out, nil
}

// Resting is a place with which open tasks rest.
type Resting struct {
	With  casework.Addressee
	Tasks int
}

// PersonNames gives what some persons are called; those whom nobody knows are missing.
func (l *Ledger) PersonNames(ctx context.Context, ids []casework.PersonID) (map[casework.PersonID]string, error) {
	rows, err := l.q.PersonNames(ctx, texts(ids))
	out := make(map[casework.PersonID]string, len(rows))
	for _, r := range rows {
		out[casework.PersonID(r.ID)] = r.Name
	}
	return out, translate(err)
}

// RestingPlaces gives every place with which open tasks rest, by the rules: whether
// anybody holds the post is for [people.Chart.Rests].
func (l *Ledger) RestingPlaces(ctx context.Context) ([]Resting, error) {
	rows, err := l.q.RestingPlaces(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Resting, len(rows))
	for i, r := range rows {
		out[i] = Resting{casework.Addressee{Person: casework.PersonID(r.Person), Unit: casework.UnitID(r.Unit), Role: casework.PostRole(r.Role)}, r.Tasks}
	}
	return out, nil
}

func spanOf(from, to time.Time) people.Span {
	var s people.Span
	if from.Year() > 1 {
		s.From = calendar.DateOf(from, time.UTC)
	}
	if to.Year() < 9999 {
		s.To = calendar.DateOf(to, time.UTC)
	}
	return s
}
