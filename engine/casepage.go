package engine

// casepage.go: what a case's page asks for besides the case itself.

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// Explanation is the count behind a task's due date.
type Explanation struct {
	Title casework.Title // of the open step
	Due   calendar.Due
	Task  casework.Task
	Clock casework.Clock
	Days  []calendar.Day
}

// Explain gives the day-by-day count behind the due date of a task's open step, to
// somebody who may see the case. A task that has ended has no clock.
func (v *Viewer) Explain(ctx context.Context, id casework.CaseID, task int) (*Explanation, error) {
	s, err := v.See(ctx, id)
	if err != nil {
		return nil, err
	}
	t := s.Task(task)
	if t == nil {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.task", strconv.Itoa(task), string(id))
	}
	policy, err := v.e.Rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
	if err != nil {
		return nil, err
	}
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	clock, ok := policy.ClockOf(t)
	if !ok {
		return nil, casework.Errorf(casework.CodeRefused, "refused.task_ended", strconv.Itoa(task))
	}
	return &Explanation{Title: policy.Step(t.Step).Title, Due: clock.Due(cal, v.now), Task: *t, Clock: clock, Days: clock.Explain(cal, v.now)}, nil
}

// nameRests adds the names of those with whom the tasks rest, and says by names why
// something may not be done.
func (v *Viewer) nameRests(ctx context.Context, p *CasePage) error {
	var who []casework.PersonID
	for _, r := range p.Rests {
		for _, person := range r.Persons {
			if _, named := p.Persons[person]; !named {
				who = append(who, person)
			}
		}
	}
	shut := func(o casework.Offer) bool { return o.Shut != nil }
	if _, named := p.Persons[v.By.Person]; !named && slices.ContainsFunc(p.Offers, shut) {
		who = append(who, v.By.Person)
	}
	if len(who) > 0 {
		names, err := v.e.Ledger.PersonNames(ctx, who)
		if err != nil {
			return err
		}
		maps.Copy(p.Persons, names)
	}
	for i := range p.Offers {
		if o := &p.Offers[i]; o.Shut != nil {
			o.Shut = named(o.Shut, p.Units, p.Persons)
		}
	}
	return nil
}

// mentioned gives whom a comment names. Somebody who may not see the case is not
// told of it.
func (v *Viewer) mentioned(ctx context.Context, s *casework.State, text string) ([]casework.PersonID, error) {
	if !strings.Contains(text, "@") {
		return nil, nil
	}
	persons, err := v.e.Ledger.Persons(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[casework.PersonID]string, len(persons))
	for _, p := range persons {
		names[p.ID] = p.Name
	}
	var out []casework.PersonID
	var blind string
	for _, who := range casework.Mentioned(text, names) {
		if v.maySee(s, who) {
			out = append(out, who)
		} else {
			blind = names[who]
		}
	}
	if blind != "" && !slices.ContainsFunc(out, func(who casework.PersonID) bool { return names[who] == blind }) {
		return nil, casework.Errorf(casework.CodeRefused, "refused.mention", blind)
	}
	return out, nil
}

func (v *Viewer) maySee(s *casework.State, who casework.PersonID) bool {
	by := casework.Requester{Person: who, Posts: v.chart.Posts(who, v.Today)}
	return v.chart.Sight(by, v.Today).Case(s)
}

// mostConcerned is how many persons a page offers to tell; anybody else who may see
// the case is told by name.
const mostConcerned = 10

// Concerned gives the persons of a case whom a comment is likely to name: with whom
// it rests, who leads it, who acted on it last. The reader is left out, and whoever
// may not see it.
func (v *Viewer) Concerned(p *CasePage) []casework.PersonID {
	var out []casework.PersonID
	seen := map[casework.PersonID]bool{"": true, v.By.Person: true}
	consider := func(who casework.PersonID) {
		if !seen[who] && len(out) < mostConcerned && v.maySee(p.State, who) {
			out = append(out, who)
		}
		seen[who] = true
	}
	for _, r := range p.Rests {
		for _, who := range r.Persons {
			consider(who)
		}
	}
	consider(p.State.Parties.LeadLeader)
	for _, e := range slices.Backward(p.Events) {
		consider(e.By.Person)
	}
	return out
}

// mostFound is how many units or persons a search gives.
const mostFound = 20

// FindUnits gives units whose names hold a text.
func (v *Viewer) FindUnits(ctx context.Context, text string) ([]string, error) {
	units, err := v.e.Ledger.Units(ctx)
	var out []string
	for _, u := range units {
		if len(out) < mostFound && strings.Contains(u.Name, text) {
			out = append(out, u.Name)
		}
	}
	return out, err
}

// FindPersons gives the names of those who serve today and whose names hold a text.
func (v *Viewer) FindPersons(ctx context.Context, text string) ([]string, error) {
	persons, err := v.e.Ledger.Persons(ctx)
	var out []string
	for _, p := range persons {
		if len(out) < mostFound && strings.Contains(p.Name, text) && v.chart.Serves(p.ID, v.Today) && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	return out, err
}

// UnitNamed gives the unit that somebody typed by its name.
func (v *Viewer) UnitNamed(ctx context.Context, name string) (casework.UnitID, error) {
	if name == "" || v.chart.HasUnit(casework.UnitID(name)) {
		return casework.UnitID(name), nil
	}
	units, err := v.e.Ledger.Units(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range units {
		if u.Name == name {
			return u.ID, nil
		}
	}
	return "", casework.Errorf(casework.CodeInvalid, "notfound.unit", name)
}

// PersonNamed gives the person that somebody typed, by name or by login. A name that
// several bear who serve today tells nobody.
func (v *Viewer) PersonNamed(ctx context.Context, name string) (casework.PersonID, error) {
	if name == "" || v.chart.Knows(casework.PersonID(name)) {
		return casework.PersonID(name), nil
	}
	persons, err := v.e.Ledger.Persons(ctx)
	if err != nil {
		return "", err
	}
	var found []casework.PersonID
	for _, p := range persons {
		if p.Name == name && v.chart.Serves(p.ID, v.Today) {
			found = append(found, p.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", casework.Errorf(casework.CodeInvalid, "notfound.person", name)
	case 1:
		return found[0], nil
	}
	return "", casework.Errorf(casework.CodeInvalid, "invalid.namesakes", name)
}
