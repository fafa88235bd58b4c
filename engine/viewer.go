package engine

// viewer.go: a person at work. Pages and API see and act through a Viewer alone,
// which asks the one authoriser: casework/sight.go for seeing, the policy for
// acting.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
	"duban/workflows"
)

// Viewer is a person with the posts and the sight of one moment.
type Viewer struct {
	By    casework.Requester
	Sight casework.Sight
	Today calendar.Date

	e     *Engine
	chart *people.Chart
	now   time.Time
}

// Viewer gives a person as of a moment. It fails with [casework.CodeNotFound]
// for somebody whom the organisation does not know.
func (e *Engine) Viewer(ctx context.Context, person casework.PersonID, now time.Time) (*Viewer, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	if !chart.Knows(person) {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.person", string(person))
	}
	by := casework.Requester{Person: person, Posts: chart.Posts(person, today)}
	return &Viewer{By: by, Sight: chart.Sight(by, today), Today: today, e: e, chart: chart, now: now}, nil
}

// Holds tells whether the person acts in a post of one of the roles today.
func (v *Viewer) Holds(roles ...casework.PostRole) bool {
	for _, p := range v.By.Posts {
		for _, r := range roles {
			if p.Role == r {
				return true
			}
		}
	}
	return false
}

// Lines gives a page of the tasks that the person may see.
func (v *Viewer) Lines(ctx context.Context, f schema.Filter, light casework.Light) ([]Line, schema.Key, error) {
	f.Sight = &v.Sight
	return v.e.Lines(ctx, f, light, v.now)
}

// CasePage is a case as a person sees it.
type CasePage struct {
	*schema.CaseView
	Policy *casework.Policy
	Offers []casework.Offer // what they may do, and why not
	Lines  []Line           // one a task, with its light
	Rests  []people.Rest    // with whom each task rests today; empty for an ended one
}

// Case gives a case to somebody who may see it, else [casework.CodeForbidden].
func (v *Viewer) Case(ctx context.Context, id casework.CaseID) (*CasePage, error) {
	view, err := v.e.Ledger.CaseView(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := v.Sight.See(view.State, v.By.Person); err != nil {
		return nil, err
	}
	p := &CasePage{CaseView: view}
	if p.Policy, err = v.e.Rules.Policy(ctx, view.State.Policy.Kind, view.State.Policy.Version); err != nil {
		return nil, err
	}
	p.Offers = casework.Offers(p.Policy, view.State, v.requesterIn(view.State), v.now)
	read, err := v.e.reader(ctx, v.now)
	if err != nil {
		return nil, err
	}
	p.Lines, p.Rests = make([]Line, len(view.Lines)), make([]people.Rest, len(view.Lines))
	for i := range view.Lines {
		if p.Lines[i], err = read(&view.Lines[i]); err != nil {
			return nil, err
		}
		if view.Lines[i].Outcome == casework.OutcomeOpen {
			p.Rests[i] = v.chart.Rests(view.Lines[i].Holder, v.Today)
		}
	}
	return p, nil
}

// See refuses a case that the person may not see.
func (v *Viewer) See(ctx context.Context, id casework.CaseID) (*casework.State, error) {
	s, err := v.e.Ledger.State(ctx, id)
	if err != nil {
		return nil, err
	}
	return s, v.Sight.See(s, v.By.Person)
}

// requesterIn adds the posts of a case that nobody holds and that climb to the
// person, as [Engine.Act] does.
func (v *Viewer) requesterIn(s *casework.State) casework.Requester {
	by := v.By
	by.Posts = append(append([]casework.Post{}, by.Posts...), v.chart.StandsIn(by.Person, postsOf(s), v.Today)...)
	return by
}

// Act sends a command of the person to a case that they may see: seeing is the
// first condition of acting.
func (v *Viewer) Act(ctx context.Context, id casework.CaseID, cmd casework.Command) (workflows.ActResult, error) {
	if _, err := v.See(ctx, id); err != nil {
		return workflows.ActResult{}, err
	}
	cmd.By = v.By
	return v.e.Act(ctx, id, cmd)
}

// DeskOf gives what waits for the person and ends by one act, the most urgent first.
func (v *Viewer) DeskOf(ctx context.Context, act casework.CommandType, limit int) ([]DeskLine, error) {
	return v.e.desk(ctx, v.By.Person, act, limit, v.now)
}

// Desk gives what waits for the person, the most urgent first.
func (v *Viewer) Desk(ctx context.Context, limit int) ([]DeskLine, error) {
	return v.e.Desk(ctx, v.By.Person, limit, v.now)
}
