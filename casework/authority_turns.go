package casework

// authority_turns.go: who may decide a turn of an extension's chain of approvers.
// Each turn is another person's than any turn before it and than the asker's; where a
// post has nobody else, it is decided by whoever stands above, as in an empty post.

import (
	"errors"
	"slices"
	"strings"
)

// authoriseTurn finds the post by which the requester may agree to the extension that a
// task asks for. It also finds the post of somebody who must recuse themselves, so that
// they are told why, and not that it is not their turn: see [recused].
func (p *Policy) authoriseTurn(s *State, t *Task, by Requester) (Actor, error) {
	var barred *Actor
	by.Posts = slices.DeleteFunc(slices.Clone(by.Posts), func(post Post) bool {
		return post.Recused && post.Task != 0 && t != nil && post.Task != t.No // lent for another task's turn
	})
	for _, h := range p.HoldersOf(t, CommandApproveExtension) {
		free := Requester{Person: by.Person, Posts: slices.DeleteFunc(slices.Clone(by.Posts), func(post Post) bool {
			return post.For != "" && slices.Contains(t.Request.Hands, post.For) // another one's may do
		})}
		if a, ok := holds(h, s, t, free); ok && !hadHand(t.Request, a) {
			return a, nil
		}
		if a, ok := holds(h, s, t, by); ok {
			barred = &a
		}
		// With a person who must recuse themselves, it rests with the office behind them.
		if named := s.Parties.named(h); named != "" && slices.Contains(t.Request.Hands, named) {
			if a, ok := holds(HolderOffice, s, t, free); ok {
				return a, nil
			}
		}
	}
	if barred != nil {
		return *barred, nil
	}
	return Actor{}, forbidden("forbidden."+string(CommandApproveExtension), string(by.Person), string(s.Case))
}

// named gives the person whom a case names for a holder, "" where it names none.
func (s Parties) named(h Holder) PersonID {
	switch h {
	case HolderLeadLeader:
		return s.LeadLeader
	case HolderAssigner:
		return s.Assigner
	}
	return ""
}

// hadHand tells whether an actor, or whom they stand in for, asked for an extension or
// agreed to it at an earlier turn.
func hadHand(r *Request, a Actor) bool {
	return slices.ContainsFunc(a.Persons(), func(who PersonID) bool { return slices.Contains(r.Hands, who) })
}

// recused refuses an actor who had a hand in the extension already, and says who decides
// instead.
func (p *Policy) recused(s *State, t *Task, by Actor) error {
	if !hadHand(t.Request, by) {
		return nil
	}
	holder := p.HoldersOf(t, CommandApproveExtension)[0]
	if named := s.Parties.named(holder); named == "" || !slices.Contains(by.Persons(), named) {
		switch holder {
		case HolderLeadLeader, HolderAssigner: // it rests with the office
			holder = HolderOffice
		}
	}
	places := known(t.Unit)
	switch holder {
	case HolderLeadUnit:
		places = known(s.Parties.LeadUnit, s.Parties.Force)
	case HolderOffice, HolderLeadLeader, HolderAssigner:
		places = known(s.Parties.Office)
	}
	return refused(recusedKey+string(holder), string(by.Person), listOf(places))
}

const recusedKey = "refused.recused."

// IsRecused tells whether somebody was refused a turn because they had a hand in the
// extension already.
func IsRecused(err error) bool {
	var e *Error
	return errors.As(err, &e) && strings.HasPrefix(e.Key, recusedKey)
}

// Turn gives the posts that decide the open turn of a task's extension, each by the role
// with which it rests, and who must leave it to others. Nothing where no turn is open.
func (p *Policy) Turn(s *State, t *Task) (posts []Post, hands []PersonID) {
	for _, h := range p.HoldersOf(t, CommandApproveExtension) {
		switch h {
		case HolderTaskHead:
			posts = append(posts, Post{Unit: t.Unit, Role: PostHead})
		case HolderTaskUnit:
			posts = append(posts, Post{Unit: t.Unit, Role: PostReporter})
		case HolderHelper:
			posts = append(posts, Post{Unit: t.Unit, Role: PostHelper})
		case HolderLeadUnit:
			for _, unit := range known(s.Parties.LeadUnit, s.Parties.Force) {
				posts = append(posts, Post{Unit: unit, Role: PostVerifier})
			}
		case HolderOffice, HolderLeadLeader, HolderAssigner:
			posts = append(posts, Post{Unit: s.Parties.Office, Role: PostOffice})
		}
		hands = t.Request.Hands
	}
	return posts, hands
}

// withoutRecused leaves out the posts that open nothing but a turn.
func withoutRecused(posts []Post) []Post {
	if !slices.ContainsFunc(posts, func(p Post) bool { return p.Recused }) {
		return posts
	}
	return slices.DeleteFunc(slices.Clone(posts), func(p Post) bool { return p.Recused })
}
