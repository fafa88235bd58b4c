package engine

// plans.go: which plan is meant where none is named.

import (
	"context"
	"slices"
	"strings"

	"duban/casework"
	"duban/schema"
)

// plansInOrder gives every plan that was not withdrawn, those first that are meant where none is named, the
// newest first, and how many these are; then sweeps and task lists, whose pages are
// their own: a sweep that was opened yesterday, with three problems, must not take the
// place of the plan that everybody works on. The households' plan, which has no
// completion table, comes last.
func (e *Engine) plansInOrder(ctx context.Context) (plans []schema.Plan, meant int, err error) {
	all, err := e.Ledger.Plans(ctx)
	if err != nil {
		return nil, 0, err
	}
	sweeps, err := e.Ledger.Screenings(ctx)
	if err != nil {
		return nil, 0, err
	}
	lists, err := e.Ledger.TaskLists(ctx)
	if err != nil {
		return nil, 0, err
	}
	withdrawn, err := e.Ledger.Withdrawals(ctx)
	if err != nil {
		return nil, 0, err
	}
	all = slices.DeleteFunc(all, func(p schema.Plan) bool { return withdrawn[p.ID].Plan != "" })
	var beside, households []schema.Plan
	for _, p := range all {
		switch {
		case p.ID == schema.PlanOf(casework.KindHousehold):
			households = append(households, p)
		case slices.ContainsFunc(sweeps, func(s schema.Screening) bool { return s.Plan == p.ID }),
			slices.ContainsFunc(lists, func(l schema.Plan) bool { return l.ID == p.ID }):
			beside = append(beside, p)
		default:
			plans = append(plans, p)
		}
	}
	return slices.Concat(plans, beside, households), len(plans), nil
}

// countedPlans gives those of [Engine.plansInOrder] that have a completion table.
func (e *Engine) countedPlans(ctx context.Context) (plans []schema.Plan, meant int, err error) {
	plans, meant, err = e.plansInOrder(ctx)
	return slices.DeleteFunc(plans, func(p schema.Plan) bool { return p.ID == schema.PlanOf(casework.KindHousehold) }), meant, err
}

// planShown names the plan that is shown where none is asked for: the first of
// [Engine.countedPlans] that has problems; "" where there is none.
func (e *Engine) planShown(ctx context.Context) (string, error) {
	plans, _, err := e.countedPlans(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range plans {
		problems, err := e.Ledger.Problems(ctx, p.ID)
		if err != nil {
			return "", err
		}
		if len(problems) > 0 {
			return p.ID, nil
		}
	}
	return "", nil
}

// PlanOrOnly gives the plan asked for, or the ledger's only one, sweeps and task
// lists aside.
func (e *Engine) PlanOrOnly(ctx context.Context, asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	plans, meant, err := e.countedPlans(ctx)
	if err != nil {
		return "", err
	}
	if meant > 0 {
		plans = plans[:meant]
	}
	switch len(plans) {
	case 0:
		return "", casework.Errorf(casework.CodeNotFound, "notfound.no_plan")
	case 1:
		return plans[0].ID, nil
	}
	ids := make([]string, len(plans))
	for i, p := range plans {
		ids[i] = p.ID
	}
	return "", casework.Errorf(casework.CodeInvalid, "invalid.which_plan", strings.Join(ids, ", "))
}
