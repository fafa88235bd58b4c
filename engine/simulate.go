package engine

// simulate.go: a changed policy tried out on the recorded cases that a person
// sees. It reads, and writes nothing.

import (
	"context"
	"strconv"

	"duban/casework"
	"duban/casework/simulate"
)

// Bounds of a simulation: what a web server can hold and a person waits for.
const (
	SimulateMonths = 12
	simulateMost   = 200_000
	simulateTold   = 200 // cases between two words about progress
)

// Simulate replays the cases of a policy's kind, of one plan or all (""), over a
// period. Whoever may not is [casework.CodeForbidden]; too long a period or too
// many cases are [casework.CodeInvalid].
func (v *Viewer) Simulate(ctx context.Context, changed *casework.Policy, plan string, p simulate.Period, progress Progress) (*simulate.Result, error) {
	if _, err := casework.AuthoriseSimulating(v.By); err != nil {
		return nil, err
	}
	if p.From.IsZero() || p.To.Before(p.From) || p.To.After(v.Today) || p.From.AddMonths(SimulateMonths).Before(p.To) {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.simulate_period", strconv.Itoa(SimulateMonths))
	}
	total, err := v.e.Ledger.CountOfKind(ctx, changed.Kind, plan)
	if err != nil {
		return nil, err
	}
	if total > simulateMost {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.simulate_most", strconv.Itoa(total), strconv.Itoa(simulateMost))
	}
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	known := func(ref casework.PolicyRef) (*casework.Policy, error) {
		return v.e.Rules.Policy(ctx, ref.Kind, ref.Version)
	}
	s := simulate.New(cal, changed, known, p)
	done := 0
	for h, err := range v.e.Ledger.Histories(ctx, changed.Kind, plan, v.now) {
		if err != nil {
			return nil, err
		}
		if done++; done%simulateTold == 0 && progress != nil {
			progress(done, total)
		}
		if sees, err := v.seesHistory(h.Events); err != nil || !sees {
			if err != nil {
				return nil, err
			}
			continue
		}
		if err := s.Add(h.Events, h.Slips); err != nil {
			return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
	}
	return s.Result(), nil
}

// seesHistory tells whether the person may see a case as it stands now.
func (v *Viewer) seesHistory(events []casework.Event) (bool, error) {
	if v.Sight.Everything || len(events) == 0 {
		return v.Sight.Everything, nil
	}
	state, err := casework.Fold(events[0].Case, events)
	if err != nil {
		return false, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return v.Sight.Case(state), nil
}
