package engine

// viewer_reads.go: what else a person may look at, each as far as their sight
// goes: streams of a case, the count behind a due date, households, rounds,
// inspections, the organisation, the rules.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/schema"
)

// Events gives what happened to a case that the person may see.
func (v *Viewer) Events(ctx context.Context, id casework.CaseID) ([]casework.Event, error) {
	_, events, err := v.seen(ctx, id)
	return events, err
}

// Slips gives the papers that a case has had.
func (v *Viewer) Slips(ctx context.Context, id casework.CaseID) ([]casework.Slip, error) {
	if _, err := v.See(ctx, id); err != nil {
		return nil, err
	}
	return v.e.Ledger.Slips(ctx, id)
}

// SeenHousehold is a household without what tells who it is.
type SeenHousehold struct {
	Line
	schema.HouseholdLine
}

// SeenHouseholds gives a page of the monitored households that the person may see,
// by due date. Names, numbers and health are not in it: those are read with a
// purpose and on record.
func (v *Viewer) SeenHouseholds(ctx context.Context, f schema.Filter) ([]SeenHousehold, schema.Key, error) {
	f.Kinds = []casework.Kind{casework.KindHousehold}
	own := func(l *schema.CaseLine) bool { return l.Role == casework.RoleLead } // not the help measures
	f.Keep = own
	lines, next, err := v.Lines(ctx, f, "")
	if err != nil {
		return nil, next, err
	}
	out := make([]SeenHousehold, 0, len(lines))
	for i := range lines {
		h, err := v.e.Ledger.Household(ctx, lines[i].Case)
		if err != nil {
			return nil, next, err
		}
		h.Head, h.Group, h.Income, h.Guarantees = "", "", 0, casework.Guarantees{}
		out = append(out, SeenHousehold{lines[i], h})
	}
	return out, next, nil
}

// RoundsSeen gives every month's round, the newest first.
func (v *Viewer) RoundsSeen(ctx context.Context) ([]schema.RoundLine, error) {
	return v.e.Ledger.Rounds(ctx)
}

// RoundSeen gives a month's round. Its dates are everybody's; minutes and
// decisions are for whoever sees everything.
func (v *Viewer) RoundSeen(ctx context.Context, m round.Month) (RoundView, error) {
	r, err := v.e.Round(ctx, m)
	if err != nil || v.Sight.Everything {
		return r, err
	}
	r.Minutes, r.Decided = nil, nil
	return r, nil
}

// InspectionsSeen gives the inspections that concern the person.
func (v *Viewer) InspectionsSeen(ctx context.Context) ([]Inspected, error) {
	list, err := v.e.Ledger.Inspections(ctx)
	if err != nil {
		return nil, err
	}
	var out []Inspected
	for _, one := range list {
		teams, err := v.e.Ledger.InspectionTeams(ctx, one.ID)
		if err != nil {
			return nil, err
		}
		if v.seesInspection(teams) {
			one.Seed = "" // which cases a draw will take is nobody's to work out before
			out = append(out, Inspected{Inspection: one, Teams: teams})
		}
	}
	return out, nil
}

// InspectionSeen gives an inspection, of its findings those of units that the
// person sees.
func (v *Viewer) InspectionSeen(ctx context.Context, id string) (Inspected, error) {
	one, err := v.e.Inspection(ctx, id)
	if err != nil {
		return one, err
	}
	if !v.seesInspection(one.Teams) {
		return Inspected{}, casework.Errorf(casework.CodeForbidden, "forbidden.see", string(v.By.Person), id)
	}
	all := v.Sight.Everything || slices.ContainsFunc(one.Teams, func(t inspection.Team) bool { return t.Has(v.By.Person) })
	one.Says = slices.DeleteFunc(one.Says, func(f inspection.Finding) bool { return !all && !v.Sight.Unit(f.Unit) })
	one.Seed, one.Sofar = "", nil
	return one, nil
}

func (v *Viewer) seesInspection(teams []inspection.Team) bool {
	return v.Sight.Everything || slices.ContainsFunc(teams, func(t inspection.Team) bool {
		return v.Sight.Unit(t.Unit) || t.Has(v.By.Person)
	})
}

// UnitsSeen gives the units whose work the person sees.
func (v *Viewer) UnitsSeen(ctx context.Context) ([]schema.Unit, error) {
	list, err := v.e.Ledger.Units(ctx)
	return slices.DeleteFunc(list, func(u schema.Unit) bool { return !v.Sight.Unit(u.ID) }), err
}

// Served is a post that somebody holds today.
type Served struct {
	schema.PostRow
	Name string
}

// PersonsSeen gives who holds which post today in the units that the person sees,
// and their own posts.
func (v *Viewer) PersonsSeen(ctx context.Context) ([]Served, error) {
	posts, names, err := v.e.Serving(ctx, v.Today)
	if err != nil {
		return nil, err
	}
	var out []Served
	for _, p := range posts {
		if v.Sight.Unit(p.Unit) || p.Person == v.By.Person {
			out = append(out, Served{p, names[p.Person]})
		}
	}
	return out, nil
}

// NewestPlan names the plan that is shown where none is asked for; "" where there is none.
func (v *Viewer) NewestPlan(ctx context.Context) (string, error) { return v.e.planShown(ctx) }

// Plans gives every plan, the newest first, and which of them were withdrawn: a plan's
// title is no secret, its cases are.
func (v *Viewer) Plans(ctx context.Context) (plans []schema.Plan, withdrawn map[string]schema.Withdrawal, err error) {
	if withdrawn, err = v.e.Ledger.Withdrawals(ctx); err != nil {
		return nil, nil, err
	}
	plans, err = v.e.Ledger.Plans(ctx)
	return plans, withdrawn, err
}

// PlansToChoose gives them in the order in which they are offered, the one that is
// meant where none is named first.
func (v *Viewer) PlansToChoose(ctx context.Context) ([]schema.Plan, error) {
	plans, _, err := v.e.plansInOrder(ctx)
	return plans, err
}

// Policies gives every version of every policy: the rules are everybody's.
func (v *Viewer) Policies(ctx context.Context) ([]*casework.Policy, error) {
	return v.e.Ledger.Policies(ctx)
}

// Policy gives one version.
func (v *Viewer) Policy(ctx context.Context, kind casework.Kind, version int) (*casework.Policy, error) {
	return v.e.Rules.Policy(ctx, kind, version)
}

// CalendarTable gives the working calendar in force and its revision.
func (v *Viewer) CalendarTable(ctx context.Context) (calendar.Table, int, error) {
	return v.e.Ledger.Calendar(ctx)
}
