package engine

// people.go: whose desk something lies on, and what lies with posts that nobody
// holds.

import (
	"context"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// vacantPosts gives the posts of a case that nobody holds, or nobody who may decide the
// open turn of an extension, and that climb to a person today.
func (e *Engine) vacantPosts(ctx context.Context, id casework.CaseID, who casework.PersonID) ([]casework.Post, error) {
	chart, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	s, err := e.Ledger.State(ctx, id)
	if err != nil {
		return nil, err
	}
	policy, err := e.Rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
	if err != nil {
		return nil, err
	}
	return standsIn(chart, policy, s, who, today), nil
}

// standsIn gives the posts of a case in which a person may act though others hold them,
// or nobody does.
func standsIn(chart *people.Chart, p *casework.Policy, s *casework.State, who casework.PersonID, today calendar.Date) []casework.Post {
	out := chart.StandsIn(who, postsOf(s), today)
	for i := range s.Tasks {
		posts, hands := p.Turn(s, &s.Tasks[i])
		for _, post := range chart.StandsInTurn(who, posts, hands, today) {
			post.Task = s.Tasks[i].No
			out = append(out, post)
		}
	}
	return out
}

// postsOf gives the posts that can act on a case.
func postsOf(s *casework.State) []casework.Post {
	var out []casework.Post
	add := func(unit casework.UnitID, roles ...casework.PostRole) {
		for _, role := range roles {
			if p := (casework.Post{Unit: unit, Role: role}); unit != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	for i := range s.Tasks {
		add(s.Tasks[i].Unit, casework.PostReporter, casework.PostHead, casework.PostHelper)
	}
	add(s.Parties.Force, casework.PostVerifier)
	add(s.Parties.LeadUnit, casework.PostVerifier, casework.PostHead)
	add(s.Parties.Office, casework.PostOffice)
	return out
}

// DeskLine is a task that waits for somebody, and why it lies with them.
type DeskLine struct {
	Line
	people.Rest
}

// Desk gives up to limit open tasks that wait for a person today, the most urgent
// first: what names them or rests with their posts, what lies with those for whom
// they stand in, and what has climbed to them.
func (e *Engine) Desk(ctx context.Context, who casework.PersonID, limit int, now time.Time) ([]DeskLine, error) {
	return e.desk(ctx, who, "", limit, now)
}

// desk is [Engine.Desk] of the tasks whose open step ends by one act; "" = of all.
func (e *Engine) desk(ctx context.Context, who casework.PersonID, act casework.CommandType, limit int, now time.Time) ([]DeskLine, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	if !chart.Knows(who) {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.person", string(who))
	}
	read, err := e.reader(ctx, now)
	if err != nil {
		return nil, err
	}
	rests := map[casework.Addressee]people.Rest{}
	mine := func(l *schema.CaseLine) bool {
		if act != "" {
			if line, err := read(l); err != nil || line.Act != act {
				return false
			}
		}
		r, seen := rests[l.Holder]
		if !seen {
			r = chart.Rests(l.Holder, today)
			rests[l.Holder] = r
		}
		return slices.Contains(r.Persons, who)
	}
	lines, _, err := e.Ledger.ListCases(ctx, schema.Filter{Holders: chart.Desk(who, today), Keep: mine, Limit: limit})
	if err != nil {
		return nil, err
	}
	out := make([]DeskLine, len(lines))
	for i := range lines {
		line, err := read(&lines[i])
		if err != nil {
			return nil, err
		}
		out[i] = DeskLine{line, rests[line.Holder]}
	}
	return out, nil
}

// Vacancy is a place with which open tasks rest though nobody holds it.
type Vacancy struct {
	schema.Resting
	people.Rest
}

// Vacancies gives the empty places that open tasks rest with, and to whom those
// have climbed today.
func (e *Engine) Vacancies(ctx context.Context, now time.Time) ([]Vacancy, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	places, err := e.Ledger.RestingPlaces(ctx)
	if err != nil {
		return nil, err
	}
	var out []Vacancy
	for _, p := range places {
		if p.With == (casework.Addressee{}) {
			continue // waits for other tasks
		}
		if r := chart.Rests(p.With, today); r.Climbed() {
			out = append(out, Vacancy{p, r})
		}
	}
	people.ByUnit(chart, out, func(v *Vacancy) casework.UnitID { return v.With.Unit })
	return out, nil
}

// RestsWith gives with whom each open task of a case rests today, by task.
func (e *Engine) RestsWith(ctx context.Context, s *casework.State, p *casework.Policy, now time.Time) (map[int]people.Rest, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	out := map[int]people.Rest{}
	for i := range s.Tasks {
		if t := &s.Tasks[i]; t.Open() {
			if at := p.Rests(s.Parties, t); at != (casework.Addressee{}) {
				out[t.No] = chart.Rests(at, today)
			}
		}
	}
	return out, nil
}
