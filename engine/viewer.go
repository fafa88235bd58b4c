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
	From  string // the address from which they ask, for the record

	denied bool // what was refused to them is on record already

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

// Lines gives a page of the tasks that the person may see.
func (v *Viewer) Lines(ctx context.Context, f schema.Filter, light casework.Light) ([]Line, schema.Key, error) {
	f.Sight = &v.Sight
	return v.e.Lines(ctx, f, light, v.now)
}

// OnRung keeps the tasks whose last slip is of a rung of their policy's ladder.
func (v *Viewer) OnRung(ctx context.Context, id string) func(*schema.CaseLine) bool {
	return func(l *schema.CaseLine) bool {
		p, err := v.e.Rules.Policy(ctx, l.Policy.Kind, l.Policy.Version)
		return err == nil && l.LastRung >= 0 && l.LastRung < len(p.Ladder) && p.Ladder[l.LastRung].ID == id
	}
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
	if err := v.refused(ctx, id, "see", v.Sight.See(view.State, v.By.Person)); err != nil {
		return nil, err
	}
	p := &CasePage{CaseView: view}
	if p.Policy, err = v.e.Rules.Policy(ctx, view.State.Policy.Kind, view.State.Policy.Version); err != nil {
		return nil, err
	}
	p.Offers = casework.Offers(p.Policy, view.State, v.requesterIn(view.State, p.Policy), v.now)
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
	return p, v.nameRests(ctx, p)
}

// See refuses a case that the person may not see.
func (v *Viewer) See(ctx context.Context, id casework.CaseID) (*casework.State, error) {
	s, _, err := v.seen(ctx, id)
	return s, err
}

// seen is [Viewer.See] with the events that the state was folded from.
func (v *Viewer) seen(ctx context.Context, id casework.CaseID) (*casework.State, []casework.Event, error) {
	events, err := v.e.Ledger.Events(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	s, err := schema.StateOf(id, events)
	if err != nil {
		return nil, nil, err
	}
	if err := v.refused(ctx, id, "see", v.Sight.See(s, v.By.Person)); err != nil {
		return s, nil, err
	}
	return s, events, nil
}

// requesterIn adds the posts of a case that climb to the person, as [Engine.Act] does.
func (v *Viewer) requesterIn(s *casework.State, p *casework.Policy) casework.Requester {
	by := v.By
	by.Posts = append(append([]casework.Post{}, by.Posts...), standsIn(v.chart, p, s, by.Person, v.Today)...)
	return by
}

// Act sends a command of the person to a case that they may see: seeing is the
// first condition of acting. What only a desk of its own may give (a handover) is
// refused here, and a policy is taken from the ledger, whatever the command holds.
func (v *Viewer) Act(ctx context.Context, id casework.CaseID, cmd casework.Command) (workflows.ActResult, error) {
	s, err := v.See(ctx, id)
	if err != nil {
		return workflows.ActResult{}, err
	}
	cmd.By, cmd.Opening = v.By, nil
	if err := v.claims(ctx, id, &cmd); err != nil {
		return workflows.ActResult{}, err
	}
	if cmd.Type == casework.CommandHandOver {
		return workflows.ActResult{}, v.refused(ctx, id, string(cmd.Type),
			casework.Errorf(casework.CodeForbidden, "forbidden.hand_over_here", string(v.By.Person)))
	}
	if cmd.Policy != nil {
		policy, err := v.e.Rules.Policy(ctx, cmd.Policy.Kind, cmd.Policy.Version)
		if err != nil {
			return workflows.ActResult{}, err
		}
		cmd.Policy = policy
	}
	if cmd.Type == casework.CommandComment && len(cmd.Mentions) == 0 {
		if cmd.Mentions, err = v.mentioned(ctx, s, cmd.Text); err != nil {
			return workflows.ActResult{}, err
		}
	}
	res, err := v.e.Act(ctx, id, cmd)
	return res, v.refused(ctx, id, string(cmd.Type), err)
}

// refused puts what was denied to the person on record, once, and gives the error
// back.
func (v *Viewer) refused(ctx context.Context, id casework.CaseID, what string, err error) error {
	if casework.CodeOf(err) != casework.CodeForbidden || err == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin) // whoever hangs up stays on record
	defer cancel()
	failure := v.e.Ledger.RecordAccess(ctx, schema.Access{At: time.Now(), Person: v.By.Person, Act: schema.AccessDenied, Case: id,
		Detail: what, Address: v.From, Denied: true})
	if failure != nil {
		v.e.logger().Error("denial not recorded", "error", failure)
		return err
	}
	v.denied = true
	return err
}

// recordWithin bounds how long a record may take.
const recordWithin = 5 * time.Second

// Denied tells whether something was refused to this viewer and is on record.
func (v *Viewer) Denied() bool { return v.denied }

// DeskOf gives what waits for the person and ends by one act, the most urgent first.
func (v *Viewer) DeskOf(ctx context.Context, act casework.CommandType, limit int) ([]DeskLine, error) {
	return v.e.desk(ctx, v.By.Person, act, limit, v.now)
}

// Desk gives what waits for the person, the most urgent first.
func (v *Viewer) Desk(ctx context.Context, limit int) ([]DeskLine, error) {
	return v.e.Desk(ctx, v.By.Person, limit, v.now)
}
