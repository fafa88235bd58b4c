package schema

// organisation.go: units, persons and posts.

import (
	"context"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Unit is a unit of the organisation tree.
type Unit struct {
	ID       casework.UnitID   `json:"id"`
	Name     string            `json:"name"`
	Parent   casework.UnitID   `json:"parent_id"` // "" for a root
	Kind     casework.UnitKind `json:"kind"`
	Column   bool              `json:"is_column"` // a column of the completion table
	Position int               `json:"position"`

	Households int `json:"households"` // of a village, in all; 0 when not known
}

// unitOf gives a unit from its row.
func unitOf(r db.Unit) Unit {
	return Unit{ID: casework.UnitID(r.ID), Name: r.Name, Parent: casework.UnitID(r.ParentID), Kind: casework.UnitKind(r.Kind), Column: r.IsColumn,
		Position: r.Position, Households: r.Households}
}

// Person is somebody who can log in.
type Person struct {
	ID   casework.PersonID `json:"id"`
	Name string            `json:"name"`
}

// PostRow is a post that a person holds from a day to a day, both included;
// zero dates mean always.
type PostRow struct {
	Person casework.PersonID
	casework.Post
	From, To calendar.Date
}

// Units gives every unit in the order of their positions.
func (l *Ledger) Units(ctx context.Context) ([]Unit, error) {
	rows, err := l.q.Units(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Unit, len(rows))
	for i, r := range rows {
		out[i] = unitOf(r)
	}
	return out, nil
}

// Persons gives every person in order of ID.
func (l *Ledger) Persons(ctx context.Context) ([]Person, error) {
	rows, err := l.q.Persons(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Person, len(rows))
	for i, r := range rows {
		out[i] = Person{casework.PersonID(r.ID), r.Name}
	}
	return out, nil
}

// Subtree gives a unit and every unit below it, in order of ID.
func (l *Ledger) Subtree(ctx context.Context, top casework.UnitID) ([]casework.UnitID, error) {
	rows, err := l.q.UnitSubtree(ctx, string(top))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.UnitID, len(rows))
	for i, r := range rows {
		out[i] = casework.UnitID(r)
	}
	return out, nil
}
