package engine

// sweeps_answers.go: what units answer for standards: that nothing was found, or a
// problem with the measure against it.

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// SelfFound is a problem that a unit found against a standard, and what it will do.
type SelfFound struct {
	Standard string
	Unit     casework.UnitID
	Problem  string // what is wrong
	Measure  string // what will be done
	Due      calendar.Date
	Person   casework.PersonID // of the unit, if named
	Like     casework.CaseID   // 举一反三: the case that it was looked for after
	Key      string            // makes repeating it harmless
	Seen     *schema.Known     // what the answerer knew of the place: see [schema.Ledger.PutAnswer]
}

// answering is somebody who may answer for a unit, with what the sweep asks.
type answering struct {
	sweep     schema.Screening
	standards []schema.Standard
	unit      casework.UnitID
	by        casework.Requester
	actor     casework.Actor
	seats     casework.Seats
	chart     *people.Chart
	today     calendar.Date
	policy    *casework.Policy
}

// answering refuses who may not answer for the unit: see [casework.AuthoriseAnswering].
func (e *Engine) answering(ctx context.Context, by casework.Requester, plan string, unit casework.UnitID) (*answering, error) {
	a := &answering{by: by, unit: unit}
	var err error
	if a.sweep, err = e.Ledger.Screening(ctx, plan); err != nil {
		return nil, err
	}
	if !slices.Contains(a.sweep.Units, unit) {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.sweep_unit", string(unit), plan)
	}
	if err := a.sweep.Goes(); err != nil {
		return nil, err
	}
	if a.standards, err = e.Ledger.Standards(ctx, plan); err != nil {
		return nil, err
	}
	if a.chart, a.today, err = e.chart(ctx, time.Now()); err != nil {
		return nil, err
	}
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	a.seats = activities.SeatsIn(rows)
	if a.actor, err = answerer(rows, a.chart, by, unit); err != nil {
		return nil, err
	}
	a.policy, err = e.Rules.Newest(ctx, casework.KindMeasure)
	return a, err
}

// answerer finds the post by which somebody answers for a unit. For a column that is
// no unit itself (市直部门) nobody has a post, so those of its departments answer.
func answerer(rows schema.OrganisationRows, chart *people.Chart, by casework.Requester, unit casework.UnitID) (casework.Actor, error) {
	var grouped []casework.UnitID
	if standsForSeveral(rows, unit) {
		grouped = chart.Below(unit)[1:]
	}
	return casework.AuthoriseAnswering(by, activities.SeatsIn(rows), unit, grouped...)
}

// standsForSeveral tells whether a column is no unit itself but stands for departments.
func standsForSeveral(rows schema.OrganisationRows, unit casework.UnitID) bool {
	return slices.ContainsFunc(rows.Units, func(u schema.Unit) bool { return u.ID == unit && u.Kind == casework.UnitDepartments })
}

// giver gives the unit that answers: the department, not the column that counts it;
// the column where somebody above answers for all of it.
func (a *answering) giver() casework.UnitID {
	if slices.Contains(a.chart.Below(a.unit), a.actor.Unit) {
		return a.actor.Unit
	}
	return a.unit
}

func (a *answering) standard(no string) (schema.Standard, error) {
	at := slices.IndexFunc(a.standards, func(s schema.Standard) bool { return s.No == no })
	if at < 0 {
		return schema.Standard{}, casework.Errorf(casework.CodeNotFound, "notfound.standard", no, a.sweep.Plan)
	}
	return a.standards[at], nil
}

// ofUnit refuses a person without a post in the unit or below it: who is named sees
// the case.
func (a *answering) ofUnit(person casework.PersonID) error {
	units := a.chart.Below(a.unit)
	within := func(p casework.Post) bool { return slices.Contains(units, p.Unit) }
	if person == "" || slices.ContainsFunc(a.chart.Posts(person, a.today), within) {
		return nil
	}
	return casework.Errorf(casework.CodeInvalid, "invalid.sweep_person", string(person), string(a.unit))
}

// AnswerNone records that a unit found nothing against a standard.
func (e *Engine) AnswerNone(ctx context.Context, by casework.Requester, plan, standard string, unit casework.UnitID, text, key string) error {
	a, err := e.answering(ctx, by, plan, unit)
	if err != nil {
		return err
	}
	return e.answerNone(ctx, a, standard, text, key, nil)
}

func (e *Engine) answerNone(ctx context.Context, a *answering, standard, text, key string, seen *schema.Known) error {
	if _, err := a.standard(standard); err != nil {
		return err
	}
	if err := casework.CheckTexts(text); err != nil {
		return err
	}
	_, err := e.Ledger.PutAnswer(ctx, a.sweep.Plan, schema.Answer{Key: key, Standard: standard, Unit: a.unit, GivenBy: a.giver(), Text: text, By: a.by.Person,
		At: time.Now()}, seen, nil)
	return err
}

// AnswerFound records a problem, opens the case of its measure in the sweep's plan
// and gives it. The unit is responsible, the standard's lead unit checks.
func (e *Engine) AnswerFound(ctx context.Context, by casework.Requester, plan string, f SelfFound) (casework.CaseID, error) {
	a, err := e.answering(ctx, by, plan, f.Unit)
	if err != nil {
		return "", err
	}
	id, err := e.answerFound(ctx, a, f)
	if err != nil {
		return "", err
	}
	_, err = e.StartPending(ctx, plan, nil)
	return id, err
}

// answerFound is [Engine.AnswerFound] but for the workflow, which is left to be
// started.
func (e *Engine) answerFound(ctx context.Context, a *answering, f SelfFound) (casework.CaseID, error) {
	standard, err := a.standard(f.Standard)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(f.Problem) == "" || strings.TrimSpace(f.Measure) == "" || f.Due.IsZero() {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.found")
	}
	if err := casework.CheckTexts(f.Problem, f.Measure); err != nil {
		return "", err
	}
	if err := a.ofUnit(f.Person); err != nil {
		return "", err
	}
	if f.Due.Before(a.today) {
		return "", casework.Errorf(casework.CodeRefused, "refused.date_past", f.Due.String())
	}
	source, plan := sourceSelf, a.sweep.Plan
	if f.Like != "" {
		source = sourceAlike
		if _, err := e.Ledger.State(ctx, f.Like); err != nil {
			return "", err
		}
	}
	unit := a.giver()
	opening := casework.Opening{Kind: casework.KindMeasure, Plan: plan,
		Parties: casework.Parties{Office: a.chart.Office(), LeadUnit: standard.LeadUnit},
		Tasks: []casework.OpeningTask{{Role: casework.RoleResponsible, Unit: unit, Person: f.Person,
			Deadline: casework.Deadline{Type: calendar.ByDate, Date: f.Due}, Original: f.Due}}}
	if actor, err := casework.AuthoriseGivingTo(a.by, a.seats, []casework.UnitID{unit}); err == nil {
		opening.Dispatch = &actor // 交办: what an office or a leader gives needs no office to give it again
	}
	if leaders := a.chart.Leaders(unit, a.today); len(leaders) > 0 {
		opening.Parties.LeadLeader = leaders[0] // 包抓领导
	}
	now := time.Now()
	answer := schema.Answer{Key: f.Key, Standard: f.Standard, Unit: f.Unit, GivenBy: unit, Like: f.Like, Text: f.Problem, By: a.by.Person, At: now}
	return e.Ledger.PutAnswer(ctx, plan, answer, f.Seen,
		func(no string) (schema.Problem, schema.Measure, schema.CaseStart) {
			id := caseIDOf(plan, no)
			return schema.Problem{No: no, Class: standard.Class, Text: f.Problem, Source: source, Position: standard.Position},
				schema.Measure{Case: id, Problem: no, No: no, Text: f.Measure, Target: standard.Text, LeadUnit: string(standard.LeadUnit), Position: standard.Position},
				schema.CaseStart{Case: id, Opening: opening, Policy: a.policy.Ref(), Created: now}
		})
}
