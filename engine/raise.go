package engine

// raise.go: giving out a matter that stands by itself: a directive of a meeting
// or a leader, what an alert raised, a finding of an inspection.

import (
	"context"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// Raise is a matter with the units that it is given to.
type Raise struct {
	schema.Matter

	Assigner casework.PersonID // 交办人; empty where the engine raises it
	Checks   casework.UnitID   // who checks: the inspecting team, the assigner's unit
	Lead     casework.UnitID   // 主办, or the inspected unit
	Person   casework.PersonID // of the lead unit, if named
	Co       []casework.UnitID // 协办
	Due      calendar.Date     // zero: by urgency
}

// GiveOut is [Engine.Raise] by a person, who needs a leader's or an office's post.
func (e *Engine) GiveOut(ctx context.Context, by casework.Requester, list []Raise) ([]casework.CaseID, error) {
	actor, err := casework.AuthoriseGiving(by)
	if err != nil {
		return nil, err
	}
	by.Posts = []casework.Post{{Unit: actor.Unit, Role: actor.Role}} // by which it is given out
	return e.Raise(ctx, by, list)
}

// Raise gives matters out: each is entered and its case opened and dispatched,
// once for each key however often asked. It returns the cases in the order of
// the list, when the ledger holds them. by is who gives them out; the zero
// Requester is the engine itself.
func (e *Engine) Raise(ctx context.Context, by casework.Requester, list []Raise) ([]casework.CaseID, error) {
	openings, err := e.Openings(ctx, by, list, time.Now())
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

// Openings gives the cases that matters open, checked.
func (e *Engine) Openings(ctx context.Context, by casework.Requester, list []Raise, now time.Time) ([]schema.MatterOpening, error) {
	units, err := e.Ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	desk := desk{units: units, cal: cal, by: by, now: now.UTC(), policies: map[casework.Kind]*casework.Policy{}}
	out := make([]schema.MatterOpening, len(list))
	for i := range list {
		kind := list[i].Kind
		if desk.policies[kind] == nil {
			if desk.policies[kind], err = e.newestPolicy(ctx, kind); err != nil {
				return nil, err
			}
		}
		if out[i], err = desk.opening(list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// desk turns matters into openings.
type desk struct {
	units    []schema.Unit
	cal      *calendar.Calendar
	by       casework.Requester
	now      time.Time
	policies map[casework.Kind]*casework.Policy
}

func (d *desk) opening(r Raise) (schema.MatterOpening, error) {
	policy := d.policies[r.Kind]
	if r.Kind != casework.KindDirective && r.Kind != casework.KindFinding {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "invalid.matter_kind", string(r.Kind))
	}
	if r.Key == "" || strings.TrimSpace(r.Title) == "" || r.Lead == "" {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "invalid.matter", r.Key)
	}
	if r.Urgency == "" {
		r.Urgency = casework.Ordinary
	}
	limit, ok := policy.Urgency[r.Urgency]
	if !ok {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "invalid.urgency", string(r.Urgency))
	}
	today := calendar.DateOf(d.now, d.cal.Zone())
	if r.Due.IsZero() {
		r.Due = d.cal.Due(today, limit, nil).Date
	}
	if r.Due.Before(today) {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "refused.date_past", r.Due.String())
	}
	for _, unit := range append([]casework.UnitID{r.Lead}, r.Co...) {
		if !d.knows(unit) {
			return schema.MatterOpening{}, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(unit))
		}
	}
	r.Case, r.By, r.Created = schema.MatterID(r.Kind, r.Key), d.by.Person, d.now
	deadline := casework.Deadline{Type: calendar.ByDate, Date: r.Due}
	o := casework.Opening{
		Kind: r.Kind, Plan: schema.PlanOf(r.Kind),
		Parties:  casework.Parties{Office: d.office(), LeadUnit: r.Checks, Assigner: r.Assigner},
		Tasks:    []casework.OpeningTask{{Role: casework.RoleLead, Unit: r.Lead, Person: r.Person, Deadline: deadline}},
		Dispatch: &casework.Actor{Person: d.by.Person},
	}
	if len(d.by.Posts) > 0 {
		o.Dispatch.Unit, o.Dispatch.Role = d.by.Posts[0].Unit, d.by.Posts[0].Role
	}
	for _, unit := range r.Co {
		o.Tasks = append(o.Tasks, casework.OpeningTask{Role: casework.RoleCo, Unit: unit, Deadline: deadline})
	}
	return schema.MatterOpening{Matter: r.Matter, Opening: o, Policy: policy.Ref()}, nil
}

func (d *desk) knows(unit casework.UnitID) bool {
	for _, u := range d.units {
		if u.ID == unit {
			return true
		}
	}
	return false
}

// office gives the office of the leading group: the first unit of that kind.
func (d *desk) office() casework.UnitID {
	for _, u := range d.units {
		if u.Kind == "office" {
			return u.ID
		}
	}
	return ""
}
