package schema

// withdrawals.go: plans that were opened by mistake (a sweep, a year's task list) and
// withdrawn. What was said in them stays.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Withdrawal is who withdrew a plan, when and why.
type Withdrawal struct {
	Plan   string            `json:"plan"`
	Reason string            `json:"reason"`
	By     casework.PersonID `json:"by"`
	At     time.Time         `json:"at"`
}

// Withdrawals gives the plans that were withdrawn.
func (l *Ledger) Withdrawals(ctx context.Context) (map[string]Withdrawal, error) {
	rows, err := l.q.PlanWithdrawals(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make(map[string]Withdrawal, len(rows))
	for _, r := range rows {
		out[r.Plan] = withdrawalOf(r)
	}
	return out, nil
}

// Withdrawal gives the withdrawal of a plan, nil for none.
func (l *Ledger) Withdrawal(ctx context.Context, plan string) (*Withdrawal, error) {
	row, err := l.q.PlanWithdrawal(ctx, plan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // most plans are not withdrawn
	}
	if err != nil {
		return nil, translate(err)
	}
	w := withdrawalOf(row)
	return &w, nil
}

func withdrawalOf(r db.PlanWithdrawal) Withdrawal {
	return Withdrawal{Plan: r.Plan, Reason: r.Reason, By: casework.PersonID(r.By), At: r.At.UTC()}
}

// WithdrawPlan withdraws a plan, once. against is asked, while nobody opens a case in
// it, which of its cases stand and may refuse.
func (l *Ledger) WithdrawPlan(ctx context.Context, w Withdrawal, against func(standing []casework.CaseID) error) error {
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.LockPlan(ctx, w.Plan); err != nil {
			return err
		}
		if _, err := q.LockSweep(ctx, w.Plan); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		starts, err := q.PlanStarts(ctx, w.Plan)
		if err != nil {
			return err
		}
		rows, err := q.CaseStands(ctx, w.Plan)
		if err != nil {
			return err
		}
		stands := standsOf(rows)
		var standing []casework.CaseID
		for _, s := range starts {
			if id := casework.CaseID(s.CaseID); !stands[id].Gone() {
				standing = append(standing, id)
			}
		}
		if err := against(standing); err != nil {
			return err
		}
		n, err := q.WithdrawPlan(ctx, db.WithdrawPlanParams{Plan: w.Plan, Reason: w.Reason, By: string(w.By), At: stored(w.At)})
		if err != nil || n > 0 {
			return err
		}
		there, err := q.PlanWithdrawal(ctx, w.Plan) // by somebody else meanwhile, or by this one before
		if err == nil && (there.By != string(w.By) || there.Reason != w.Reason) {
			err = casework.Errorf(casework.CodeRefused, "refused.plan_withdrawn", w.Plan)
		}
		return err
	})
	if err == nil {
		l.announce(ctx, Step{Case: casework.CaseID("sweep/" + w.Plan)}) // no case's page cares, lists do
	}
	return err
}

// notWithdrawn refuses what would go on in a plan that was withdrawn.
func notWithdrawn(ctx context.Context, q *db.Queries, plan string) error {
	_, err := q.PlanWithdrawal(ctx, plan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return casework.Errorf(casework.CodeRefused, "refused.plan_withdrawn", plan)
}
