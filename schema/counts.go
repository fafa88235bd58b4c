package schema

// counts.go: how many cases there are, and which of those asked for.

import (
	"context"

	"duban/casework"
)

// CountCases gives how many cases the ledger holds, ended ones included.
func (l *Ledger) CountCases(ctx context.Context) (int, error) {
	n, err := l.q.CountCases(ctx)
	return int(n), translate(err)
}

// Opened gives those of the cases that the ledger holds.
func (l *Ledger) Opened(ctx context.Context, ids []casework.CaseID) ([]casework.CaseID, error) {
	asked := make([]string, len(ids))
	for i, id := range ids {
		asked[i] = string(id)
	}
	found, err := l.q.OpenedCases(ctx, asked)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.CaseID, len(found))
	for i, id := range found {
		out[i] = casework.CaseID(id)
	}
	return out, nil
}
