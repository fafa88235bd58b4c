package people

// organise.go: who may change who holds what. An office organises what its level
// reaches, an administrator everything; nobody comes by a post by their own act.

import (
	"slices"

	"duban/casework"
)

// Change is one change of the organisation.
type Change struct {
	Unit  casework.UnitID   // where; "" for what concerns the whole tree
	Role  casework.PostRole // of a post that is given or taken; "" for what is no post
	Gains casework.PersonID // who may do more by it; "" for nobody
}

// AuthoriseChange finds the post by which somebody may make a change, or refuses
// with [casework.CodeForbidden].
func (c *Chart) AuthoriseChange(by casework.Requester, ch Change) (casework.Actor, error) {
	if _, err := casework.AuthoriseOrganising(by); err != nil {
		return casework.Actor{}, err
	}
	if ch.Gains != "" && ch.Gains == by.Person {
		return casework.Actor{}, casework.Errorf(casework.CodeForbidden, "forbidden.organise_self", string(by.Person))
	}
	for _, post := range by.Posts {
		switch post.Role {
		case casework.PostAdministrator:
			return by.As(post), nil
		case casework.PostOffice:
			// Administrators open accounts, so only they make administrators: an
			// office could let itself in as anybody.
			if ch.Role != casework.PostAdministrator && c.reaches(post, ch.Unit) {
				return by.As(post), nil
			}
		}
	}
	return casework.Actor{}, casework.Errorf(casework.CodeForbidden, "forbidden.organise_reach", string(by.Person), string(ch.Unit))
}

// AuthoriseSubstitute finds the post by which somebody may let one person stand in
// for another for a time: the person, the head of the unit in which all of their
// posts are, whoever may organise those units.
func (c *Chart) AuthoriseSubstitute(by casework.Requester, of, substitute casework.PersonID, during Span) (casework.Actor, error) {
	posts := c.OwnDuring(of, during)
	actor, err := casework.AuthoriseSubstitute(by, of, posts)
	if err == nil {
		return actor, nil
	}
	if len(posts) == 0 {
		posts = []casework.Post{{}}
	}
	for _, p := range posts {
		allowed, refusal := c.AuthoriseChange(by, Change{Unit: p.Unit, Role: p.Role, Gains: substitute})
		if refusal != nil {
			return casework.Actor{}, err
		}
		actor = allowed
	}
	return actor, nil
}

// Reaches tells whether one of somebody's posts lets them organise a unit.
func (c *Chart) Reaches(by casework.Requester, unit casework.UnitID) bool {
	_, err := c.AuthoriseChange(by, Change{Unit: unit})
	return err == nil
}

// reaches tells whether an office's post serves a unit.
func (c *Chart) reaches(post casework.Post, unit casework.UnitID) bool {
	return c.leads(post.Unit) || (unit != "" && slices.Contains(c.Below(c.level(post)), unit))
}
