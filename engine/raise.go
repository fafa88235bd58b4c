package engine

// raise.go: giving out a matter that stands by itself: a directive of a meeting
// or a leader, what an alert raised, a finding of an inspection.

import (
	"context"
	"time"

	"duban/activities"
	"duban/casework"
)

// Raise is a matter with the units that it is given to.
type Raise = activities.Raise

// GiveOut is [Engine.Raise] by a person, who needs a leader's or an office's post
// whose level holds the units.
func (e *Engine) GiveOut(ctx context.Context, by casework.Requester, list []Raise) ([]casework.CaseID, error) {
	actor, err := e.mayGive(ctx, by, list)
	if err != nil {
		return nil, err
	}
	by.Posts = []casework.Post{actor.Post()} // by which it is given out
	return e.Raise(ctx, by, list)
}

func (e *Engine) mayGive(ctx context.Context, by casework.Requester, list []Raise) (casework.Actor, error) {
	seats, err := e.seats(ctx)
	if err != nil {
		return casework.Actor{}, err
	}
	var units []casework.UnitID
	for _, r := range list {
		units = append(append(units, r.Lead), r.Co...)
	}
	return casework.AuthoriseGivingTo(by, seats, units)
}

// remark says on a matter's case what was learnt elsewhere, once for each key. The
// engine says it, because who entered the figure behind it may have no part in the
// case. A matter whose case never opened has nothing to say it on.
func (e *Engine) remark(ctx context.Context, id casework.CaseID, key, text string) error {
	_, err := e.Act(ctx, id, casework.Command{ID: casework.CommandID(key), Type: casework.CommandComment, Text: text})
	if casework.CodeOf(err) == casework.CodeNotFound {
		return nil
	}
	return err
}

// Raise gives matters out: each is entered and its case opened and dispatched,
// once for each key however often asked. It returns the cases in the order of
// the list, when the ledger holds them. by is who gives them out; the zero
// Requester is the engine itself.
func (e *Engine) Raise(ctx context.Context, by casework.Requester, list []Raise) ([]casework.CaseID, error) {
	openings, err := e.Rules.Openings(ctx, by, list, time.Now())
	if err != nil {
		return nil, err
	}
	if err := e.Ledger.OpenMatters(ctx, openings); err != nil {
		return nil, err
	}
	ids := make([]casework.CaseID, len(openings))
	for i, o := range openings {
		ids[i] = o.Case
	}
	pending, err := e.Ledger.StartsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	_, err = e.startAll(ctx, pending, nil)
	return ids, err
}
