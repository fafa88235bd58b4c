package activities

// raise.go: giving out matters that stand by themselves: directives of a meeting
// or a leader, what an alert raised, findings of an inspection.

import (
	"context"
	"errors"
	"maps"
	"slices"
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

	// CoDue are days by which co-units contribute, if not by the lead unit's own.
	CoDue map[casework.UnitID]calendar.Date `json:",omitempty"`
}

// Start is a case that is to be started, or why there is none.
type Start struct {
	Case    casework.CaseID   `json:"case"`
	Policy  *casework.Policy  `json:"policy"`
	Opening *casework.Opening `json:"opening"`
	Refused *schema.Refusal   `json:"refused,omitempty"`
}

// Refusal is a matter that was refused for good.
type Refusal = schema.Refusal

// RaiseMatters enters matters that the engine itself gives out and tells which
// cases are still to be started: each matter once by its key. One that is refused
// for good, of a unit that is no more, keeps none of the others back: it is written
// down, the office is told, and it is given back with the reason.
func (a *Activities) RaiseMatters(ctx context.Context, list []Raise) ([]Start, error) {
	now := time.Now()
	each, err := a.rules.openings(ctx, casework.Requester{}, list, now)
	if err != nil {
		return nil, final(err)
	}
	var openings []schema.MatterOpening
	var refused []schema.Refusal
	ids := make([]casework.CaseID, len(list))
	for i, one := range each {
		ids[i] = schema.MatterID(list[i].Kind, list[i].Key)
		if one.err == nil {
			openings = append(openings, one.opening)
			continue
		}
		m := list[i].Matter
		refused = append(refused, schema.Refusal{Key: m.Key, Kind: m.Kind, Title: m.Title, Source: m.Source, Ref: m.SourceRef, Unit: list[i].Lead, Reason: one.err, At: now})
	}
	if refused, err = a.notGivenOut(ctx, refused); err != nil {
		return nil, err
	}
	if err := a.ledger.OpenMatters(ctx, openings); err != nil {
		return nil, final(err)
	}
	pending, err := a.ledger.StartsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	starts := make([]Start, len(pending), len(pending)+len(refused))
	for i, p := range pending {
		policy, err := a.rules.Policy(ctx, p.Policy.Kind, p.Policy.Version)
		if err != nil {
			return nil, err
		}
		starts[i] = Start{Case: p.Case, Policy: policy, Opening: &pending[i].Opening}
	}
	for i := range refused {
		starts = append(starts, Start{Refused: &refused[i]})
	}
	return starts, nil
}

// notGivenOut writes refusals down and gives those that hold: what was given out
// before a limit passed or a unit went has its case.
func (a *Activities) notGivenOut(ctx context.Context, refused []schema.Refusal) ([]schema.Refusal, error) {
	if len(refused) == 0 {
		return nil, nil
	}
	ids := make([]casework.CaseID, len(refused))
	for i, r := range refused {
		ids[i] = schema.MatterID(r.Kind, r.Key)
	}
	before, err := a.ledger.MattersOfCases(ctx, ids)
	if err != nil {
		return nil, err
	}
	refused = slices.DeleteFunc(refused, func(r schema.Refusal) bool {
		return slices.ContainsFunc(before, func(m schema.Matter) bool { return m.Key == r.Key })
	})
	units, err := a.ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	return refused, a.ledger.PutRefusals(ctx, refused, officePost(units))
}

// MattersStarted strikes cases off the list of those to be started.
func (a *Activities) MattersStarted(ctx context.Context, cases []casework.CaseID) error {
	return a.ledger.MarkStarted(ctx, cases, time.Now())
}

// Openings gives the cases that matters open, checked. by is who gives them out;
// the zero Requester is the engine itself.
func (r *Rules) Openings(ctx context.Context, by casework.Requester, list []Raise, now time.Time) ([]schema.MatterOpening, error) {
	each, err := r.openings(ctx, by, list, now)
	if err != nil {
		return nil, err
	}
	out := make([]schema.MatterOpening, len(each))
	for i, one := range each {
		if one.err != nil {
			return nil, one.err
		}
		out[i] = one.opening
	}
	return out, nil
}

// considered is a matter's opening, or why it is refused for good.
type considered struct {
	opening schema.MatterOpening
	err     *casework.Error
}

func (r *Rules) openings(ctx context.Context, by casework.Requester, list []Raise, now time.Time) ([]considered, error) {
	units, err := r.ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := r.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	desk := desk{units: units, cal: cal, by: by, now: now.UTC(), policies: map[casework.Kind]*casework.Policy{}}
	out := make([]considered, len(list))
	for i := range list {
		kind := list[i].Kind
		if desk.policies[kind] == nil {
			if desk.policies[kind], err = r.Newest(ctx, kind); err != nil {
				return nil, err
			}
		}
		out[i].opening, out[i].err = desk.opening(list[i])
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

func (d *desk) opening(r Raise) (schema.MatterOpening, *casework.Error) {
	policy := d.policies[r.Kind]
	if r.Kind != casework.KindDirective && r.Kind != casework.KindFinding {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "invalid.matter_kind", string(r.Kind))
	}
	if r.Key == "" || strings.TrimSpace(r.Title) == "" || r.Lead == "" {
		return schema.MatterOpening{}, casework.Errorf(casework.CodeInvalid, "invalid.matter", r.Key)
	}
	var long *casework.Error
	if errors.As(casework.CheckTexts(r.Title, r.Text), &long) {
		return schema.MatterOpening{}, long
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
	if err := r.checkCoDue(today); err != nil {
		return schema.MatterOpening{}, err
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
		Parties:  casework.Parties{Office: officeOf(d.units), LeadUnit: r.Checks, Assigner: r.Assigner},
		Tasks:    []casework.OpeningTask{{Role: casework.RoleLead, Unit: r.Lead, Person: r.Person, Deadline: deadline}},
		Dispatch: &casework.Actor{Person: d.by.Person},
	}
	if len(d.by.Posts) > 0 {
		*o.Dispatch = d.by.As(d.by.Posts[0])
	}
	for _, unit := range r.Co {
		co := deadline
		if day, own := r.CoDue[unit]; own {
			co.Date = day
		}
		o.Tasks = append(o.Tasks, casework.OpeningTask{Role: casework.RoleCo, Unit: unit, Deadline: co})
	}
	if err := policy.CheckOpening(&o); err != nil {
		var refusal *casework.Error
		if !errors.As(err, &refusal) {
			refusal = casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
		return schema.MatterOpening{}, refusal
	}
	return schema.MatterOpening{Matter: r.Matter, Opening: o, Policy: policy.Ref()}, nil
}

// checkCoDue wants the days of co-units between today and the lead unit's, who
// replies for all of them.
func (r *Raise) checkCoDue(today calendar.Date) *casework.Error {
	for _, unit := range slices.Sorted(maps.Keys(r.CoDue)) {
		switch day := r.CoDue[unit]; {
		case !slices.Contains(r.Co, unit):
			return casework.Errorf(casework.CodeInvalid, "invalid.co_unit", string(unit))
		case day.Before(today):
			return casework.Errorf(casework.CodeInvalid, "refused.date_past", day.String())
		case day.After(r.Due):
			return casework.Errorf(casework.CodeInvalid, "invalid.co_due", string(unit), day.String(), r.Due.String())
		}
	}
	return nil
}

func (d *desk) knows(unit casework.UnitID) bool {
	for _, u := range d.units {
		if u.ID == unit {
			return true
		}
	}
	return false
}

// officePost addresses the office; where no unit is marked as one, whoever holds
// its post.
func officePost(units []schema.Unit) casework.Addressee {
	to := casework.Addressee{Unit: officeOf(units), Role: casework.PostOffice}
	if to.Unit == "" {
		to.Unit = casework.AllUnits
	}
	return to
}

// officeOf gives the office of the leading group: the first unit of that kind.
func officeOf(units []schema.Unit) casework.UnitID {
	for _, u := range units {
		if u.Kind == casework.UnitOffice {
			return u.ID
		}
	}
	return ""
}
