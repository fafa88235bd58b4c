package activities

// activities.go: the set of activities and what it works with.

import (
	"context"
	"log/slog"

	"duban/casework"
	"duban/schema"
)

// Activities are registered with a worker as one set.
type Activities struct {
	ledger *schema.Ledger
	rules  *Rules
	cases  Cases
	log    *slog.Logger
}

// New makes the set over a ledger. cases is how commands reach cases; nil where
// nothing is handed over.
func New(l *schema.Ledger, cases Cases, log *slog.Logger) *Activities {
	return &Activities{ledger: l, rules: NewRules(l), cases: cases, log: log}
}

// Policy gives the policy of a reference.
func (a *Activities) Policy(ctx context.Context, ref casework.PolicyRef) (*casework.Policy, error) {
	return a.rules.Policy(ctx, ref.Kind, ref.Version)
}
