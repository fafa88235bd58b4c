package engine

// withdrawals.go: withdrawing what was opened by mistake: a sweep, a year's task list.
// Nothing of it may stand: what became somebody's matter is cancelled by itself first.
// What was answered stays on record.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/schema"
)

// WithdrawSweep withdraws a sweep that was opened by mistake, if no problem that was
// found in it stands, and tells those who were asked. Who may open it may withdraw it:
// see [casework.AuthoriseSweeping].
func (e *Engine) WithdrawSweep(ctx context.Context, by casework.Requester, plan, reason string, now time.Time) error {
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return err
	}
	if err := e.maySweep(ctx, by, sweep.Units); err != nil {
		return err
	}
	if err := e.withdraw(ctx, by, plan, reason, now); err != nil {
		return err
	}
	notices := make([]schema.NewNotice, len(sweep.Units))
	for i, unit := range sweep.Units {
		notices[i] = schema.NewNotice{Kind: casework.NoticeSweepWithdrawn, Key: fmt.Sprintf("sweep/%s/%s/withdrawn", plan, unit),
			To: casework.Addressee{Unit: unit, Role: casework.PostHead}}
	}
	return e.Ledger.PutNotices(ctx, casework.CaseID("sweep/"+plan), notices, now)
}

// withdraw records a withdrawal unless a case stands against it. Asked again by the same
// person for the same reason, it is the withdrawal that was recorded then.
func (e *Engine) withdraw(ctx context.Context, by casework.Requester, plan, reason string, now time.Time) error {
	reason, done, err := e.withdrawable(ctx, by, plan, reason)
	if err != nil || done {
		return err
	}
	return e.Ledger.WithdrawPlan(ctx, schema.Withdrawal{Plan: plan, Reason: reason, By: by.Person, At: now}, func(standing []casework.CaseID) error {
		return standsAgainst(plan, standing)
	})
}

// withdrawable refuses a withdrawal without a reason, or of what was withdrawn by
// another one; done tells that it is this one that is recorded.
func (e *Engine) withdrawable(ctx context.Context, by casework.Requester, plan, reason string) (_ string, done bool, err error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", false, casework.Errorf(casework.CodeInvalid, "invalid.reason_missing")
	}
	if err := casework.CheckTexts(reason); err != nil {
		return "", false, err
	}
	there, err := e.Ledger.Withdrawal(ctx, plan)
	if err != nil || there == nil {
		return reason, false, err
	}
	if there.By == by.Person && there.Reason == reason {
		return reason, true, nil
	}
	return "", false, casework.Errorf(casework.CodeRefused, "refused.plan_withdrawn", plan)
}

// namedAgainst is how many of the cases that stand against a withdrawal are named.
const namedAgainst = 3

// standsAgainst says what stands against a withdrawal; nil for nothing.
func standsAgainst(plan string, standing []casework.CaseID) error {
	if len(standing) == 0 {
		return nil
	}
	names := make([]string, 0, namedAgainst)
	for _, id := range standing[:min(len(standing), namedAgainst)] {
		names = append(names, string(id))
	}
	return casework.Errorf(casework.CodeRefused, "refused.withdraw_stands", plan, strconv.Itoa(len(standing)), strings.Join(names, "、"))
}

// WithdrawTaskList withdraws a task list that was taken in by mistake, if nothing of it
// was dispatched: its tasks are cancelled, each by the rules of its case, and then the
// list is withdrawn. Who may take one in, and sees all of it, may withdraw it. A task
// that is dispatched at this very moment is not cancelled, and the list stays.
func (v *Viewer) WithdrawTaskList(ctx context.Context, plan, reason string) error {
	return v.refused(ctx, "", "task list withdraw "+plan, v.withdrawTaskList(ctx, plan, reason))
}

func (v *Viewer) withdrawTaskList(ctx context.Context, plan, reason string) error {
	lists, err := v.e.Ledger.TaskLists(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(lists, func(p schema.Plan) bool { return p.ID == plan }) {
		return casework.Errorf(casework.CodeNotFound, "notfound.tasklist", plan)
	}
	if _, err := casework.AuthoriseImporting(v.By); err != nil {
		return err
	}
	reason, done, err := v.e.withdrawable(ctx, v.By, plan, reason)
	if err != nil || done {
		return err
	}
	if _, err := v.e.StartPending(ctx, plan, nil); err != nil {
		return err
	}
	untouched, err := v.untouched(ctx, plan)
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(withdrawnAtOnce)
	for _, s := range untouched {
		group.Go(func() error {
			_, err := v.Act(ctx, s.Case, casework.Command{ID: casework.CommandID("withdraw/" + plan), Type: casework.CommandCancel, Reason: reason, Seq: s.Seq})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return v.e.withdraw(ctx, v.By, plan, reason, v.now)
}

// withdrawnAtOnce is how many tasks of a list are cancelled together.
const withdrawnAtOnce = 8

// untouched gives the cases of a list that were not dispatched, if there are no others
// but cancelled ones and the person may cancel each.
func (v *Viewer) untouched(ctx context.Context, plan string) ([]*casework.State, error) {
	rows, _, err := v.e.Ledger.LoadPlan(ctx, plan)
	if err != nil {
		return nil, err
	}
	var out []*casework.State
	var standing []casework.CaseID
	for _, start := range rows.Starts {
		s, err := v.See(ctx, start.Case)
		if err != nil {
			return nil, err
		}
		switch {
		case s.Cancelled:
		case s.Done() || slices.ContainsFunc(s.Tasks, func(t casework.Task) bool { return !t.Open() || !t.Dispatched.IsZero() }):
			standing = append(standing, s.Case)
		default:
			policy, err := v.e.Rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
			if err != nil {
				return nil, err
			}
			if _, err := policy.Authorise(s, nil, casework.CommandCancel, v.requesterIn(s, policy)); err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, standsAgainst(plan, standing)
}
