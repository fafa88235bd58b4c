package schema

// export_test.go: what tests see of the inside.

import (
	"context"
	"database/sql"
	"time"

	"duban/schema/db"
)

// Explained gives a ledger over the same database that tells the plan of every
// query before it runs it.
func (l *Ledger) Explained(tell func(plan string)) *Ledger {
	e := explained{l.pool, tell}
	return &Ledger{pool: l.pool, hot: db.New(e), q: db.New(e), stmts: l.stmts}
}

// Few gives a ledger over the same database that looks up so many cases at most.
func (l *Ledger) Few(most int) *Ledger {
	return &Ledger{pool: l.pool, hot: l.hot, q: l.q, stmts: l.stmts, few: most}
}

type explained struct {
	*sql.DB
	tell func(string)
}

func (e explained) explain(ctx context.Context, query string, args []any) error {
	rows, err := e.DB.QueryContext(ctx, "EXPLAIN "+query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	plan := ""
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		plan += line + "\n"
	}
	e.tell(plan)
	return rows.Err()
}

func (e explained) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := e.explain(ctx, query, args); err != nil {
		return nil, err
	}
	return e.DB.QueryContext(ctx, query, args...)
}

func (e explained) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	// A plan that cannot be told is one that the row itself will fail with.
	_ = e.explain(ctx, query, args)
	return e.DB.QueryRowContext(ctx, query, args...)
}

// TakeDue is the clock's query on its own.
func (l *Ledger) TakeDue(ctx context.Context, now time.Time, batch int) error {
	_, err := l.q.TakeDueTasks(ctx, now, batch)
	return err
}

// CasesOf is the reports' query on its own.
func (l *Ledger) CasesOf(ctx context.Context, plan string) error {
	_, err := l.q.CasesOfPlan(ctx, plan, "", exportBatch)
	return err
}
