package schema

// size.go: how much room a database takes.

import "context"

// DatabaseSize gives the bytes of a database of the ledger's server.
func (l *Ledger) DatabaseSize(ctx context.Context, name string) (int64, error) {
	n, err := l.q.DatabaseSize(ctx, name)
	return n, translate(err)
}
