package schema

// open.go: the connection to the ledger's database and its limits.

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"duban/casework"
	"duban/schema/db"
)

// Ledger is an open ledger, safe for concurrent use.
type Ledger struct {
	pool     *sql.DB
	url      string      // for listeners, which hold a connection of their own
	hot      *db.Queries // prepared once a connection: one round trip
	q        *db.Queries // planned with the values at hand: lists with many filters
	stmts    *prepared
	policies policyCache
	few      int // tests only: see fewCases
}

// Bounds of the pool: a process holds its share of the server's connections,
// and enough of them that a long read does not hold up a step.
const (
	maxConnections = 16
	idleFor        = 5 * time.Minute
)

// limits are the session's bounds, so that no statement, lock or forgotten
// transaction holds up the others for good. Long work sets its own.
var limits = map[string]string{
	"statement_timeout":                   "30000",
	"lock_timeout":                        "10000",
	"idle_in_transaction_session_timeout": "60000",
	"timezone":                            "UTC",
}

// Open connects to the ledger at a PostgreSQL URL and checks that it answers.
// It does not migrate: see [Migrate]. It fails with [casework.CodeInvalid] for
// a malformed URL and [casework.CodeUnavailable] when the server does not answer.
func Open(ctx context.Context, url string) (*Ledger, error) {
	cfg, err := pq.NewConfig(url)
	if err != nil {
		// The cause would quote the URL, which can hold a password.
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.database_url")
	}
	if cfg.ApplicationName == "" {
		cfg.ApplicationName = "duban"
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	if cfg.Runtime == nil {
		cfg.Runtime = map[string]string{}
	}
	for name, value := range limits {
		if _, set := cfg.Runtime[name]; !set {
			cfg.Runtime[name] = value
		}
	}
	connector, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.database_url")
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	pool.SetConnMaxIdleTime(idleFor)
	l := ledgerOver(pool)
	l.url = url
	if err := l.Ping(ctx); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

func ledgerOver(pool *sql.DB) *Ledger {
	stmts := &prepared{pool: pool, stmts: map[string]*sql.Stmt{}}
	return &Ledger{pool: pool, hot: db.New(stmts), q: db.New(pool), stmts: stmts}
}

// Ping tells whether the database answers.
func (l *Ledger) Ping(ctx context.Context) error { return translate(l.pool.PingContext(ctx)) }

// Close ends all connections.
func (l *Ledger) Close() error {
	l.stmts.close()
	return l.pool.Close()
}

// DB gives the pool, for parts that keep tables of their own (the web's
// sessions) and for [Migrate].
func (l *Ledger) DB() *sql.DB { return l.pool }

// within runs work in one transaction: all of it is written, or nothing.
func (l *Ledger) within(ctx context.Context, work func(*db.Queries, *sql.Tx) error) error {
	return l.transaction(ctx, nil, work)
}

// snapshot runs reads that see one moment, without the bound on a single
// statement's time: an export takes as long as it takes.
func (l *Ledger) snapshot(ctx context.Context, read func(*db.Queries) error) error {
	opts := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	return l.transaction(ctx, opts, func(q *db.Queries, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
			return err
		}
		return read(q)
	})
}

func (l *Ledger) transaction(ctx context.Context, opts *sql.TxOptions, work func(*db.Queries, *sql.Tx) error) error {
	tx, err := l.pool.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	if err := work(l.q.WithTx(tx), tx); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}
