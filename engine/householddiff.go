package engine

// householddiff.go: what a household file would change of households whose cases
// run, and what of it the rules allow: a file corrects what is known of a
// household; its course goes by commands.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"duban/casework"
	"duban/schema"
)

// amendment is a household whose members or labour the file counts otherwise.
type amendment struct {
	id   casework.CaseID
	seen int64 // the state that it amends
	now  casework.HouseholdFacts
}

type householdDiff struct {
	policy     *casework.Policy
	by         casework.Requester
	rows       []ImportRow
	amendments []amendment
}

// householdStates folds the households that run, all in one go.
func (e *Engine) householdStates(ctx context.Context, known schema.PlanRows, now time.Time) (map[casework.CaseID]*casework.State, error) {
	out := map[casework.CaseID]*casework.State{}
	if len(known.Starts) == 0 {
		return out, nil
	}
	for s, err := range e.statesAsOf(ctx, schema.PlanOf(casework.KindHousehold), now) {
		if err != nil {
			return nil, err
		}
		out[s.Case] = s
	}
	return out, nil
}

// compareHouseholds compares a file's households with those that run. It leaves in
// the rows to be written how many people the case knows of: an amendment says
// otherwise later, or nobody does.
func compareHouseholds(known schema.PlanRows, b *householdRows, states map[casework.CaseID]*casework.State, by casework.Requester) householdDiff {
	d := householdDiff{policy: b.policy, by: by}
	before := map[casework.CaseID]schema.CaseStart{}
	for _, s := range known.Starts {
		before[s.Case] = s
	}
	for i, start := range b.out.Starts {
		facts := &b.facts[i]
		row := ImportRow{Case: start.Case, No: facts.No, Units: []string{string(facts.Village)},
			Carried: len(start.Opening.Carried), Action: RowNew}
		was, ok := before[start.Case]
		delete(before, start.Case)
		switch s := states[start.Case]; {
		case ok && s == nil:
			row.Action = RowUnstarted
		case ok:
			d.compareRunning(&row, facts, was.Opening, start.Opening, s)
		}
		d.rows = append(d.rows, row)
	}
	return d
}

func (d *householdDiff) compareRunning(row *ImportRow, facts *schema.Household, was, now casework.Opening, s *casework.State) {
	row.Action = RowSame
	change := func(field, from, to, hint string) {
		if from != to {
			row.Changes = append(row.Changes, ImportChange{Field: field, From: from, To: to, Refused: hint != "", Hint: hint})
		}
	}
	if asked := (casework.HouseholdFacts{Members: facts.People, Labour: facts.Labour}); s.Household != nil && asked != *s.Household {
		hint := ""
		switch {
		case s.Done():
			hint = "hint.parties"
		case !d.mayAmend(s):
			hint = "hint.amend_as"
		default:
			d.amendments = append(d.amendments, amendment{row.Case, s.Seq, asked})
		}
		change("people", strconv.Itoa(s.Household.Members), strconv.Itoa(asked.Members), hint)
		change("labour", strconv.Itoa(s.Household.Labour), strconv.Itoa(asked.Labour), hint)
		facts.People, facts.Labour = s.Household.Members, s.Household.Labour
	}
	change("village", string(s.Tasks[0].Unit), string(facts.Village), "hint.reassign")
	change("helper", string(was.Tasks[0].Person), string(now.Tasks[0].Person), "hint.reassign")
	if digest(was.Carried) != digest(now.Carried) {
		row.Changes = append(row.Changes, ImportChange{Field: "course", From: strconv.Itoa(len(was.Carried)),
			To: strconv.Itoa(len(now.Carried)), Refused: true, Hint: "hint.course"})
	}
	if len(row.Changes) == 0 {
		return
	}
	row.Action = RowChanged
	if slices.ContainsFunc(row.Changes, func(c ImportChange) bool { return c.Refused }) {
		row.Action = RowRefused
	}
}

// mayAmend asks beforehand: half an import must not come of it.
func (d *householdDiff) mayAmend(s *casework.State) bool {
	_, err := d.policy.Authorise(s, s.Task(1), casework.CommandAmend, d.by)
	return !d.by.System() && err == nil
}

// amend gives the commands for households that the file counts otherwise.
func (e *Engine) amend(ctx context.Context, list []amendment, by casework.Requester) error {
	for _, a := range list {
		cmd := casework.Command{
			ID:   casework.CommandID(fmt.Sprintf("import/amend/%d", a.seen)),
			Type: casework.CommandAmend, By: by, Household: &a.now, Reason: "台账更正",
		}
		if _, err := e.Act(ctx, a.id, cmd); err != nil {
			return err
		}
	}
	return nil
}
