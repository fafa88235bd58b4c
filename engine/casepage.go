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
	"duban/schema"
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

// nameRests adds the names of those with whom the tasks rest.
func (v *Viewer) nameRests(ctx context.Context, p *CasePage) error {
	var who []casework.PersonID
	for _, r := range p.Rests {
		for _, person := range r.Persons {
			if _, named := p.Persons[person]; !named {
				who = append(who, person)
			}
		}
	}
	if len(who) == 0 {
		return nil
	}
	names, err := v.e.Ledger.PersonNames(ctx, who)
	maps.Copy(p.Persons, names)
	return err
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

// Concerned gives the persons of a case whom a comment may name: who acted on it,
// who leads it, with whom it rests. The reader is left out.
func (v *Viewer) Concerned(p *CasePage) []casework.PersonID {
	var out []casework.PersonID
	for _, who := range slices.Sorted(maps.Keys(p.Persons)) {
		if who != "" && who != v.By.Person && v.maySee(p.State, who) {
			out = append(out, who)
		}
	}
	return out
}

// Directory gives every unit and everybody who serves today: what a case may be
// given to.
func (v *Viewer) Directory(ctx context.Context) ([]schema.Unit, []schema.Person, error) {
	units, err := v.e.Ledger.Units(ctx)
	if err != nil {
		return nil, nil, err
	}
	persons, err := v.e.Ledger.Persons(ctx)
	persons = slices.DeleteFunc(persons, func(p schema.Person) bool { return !v.chart.Serves(p.ID, v.Today) })
	return units, persons, err
}
