package schema

// migrate.go: bringing a database to the schema of this program.

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/schedule"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations gives the numbered migrations.
func Migrations() fs.FS {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic("schema: " + err.Error()) // the folder is embedded above
	}
	return files
}

// How long a process waits for another one's migration, asking every so many
// seconds: an index over the words of a million cases takes minutes.
const migrationEvery, migrationWait = 1, 3600

// unhurried is a lock whose holder's statements may take as long as they need: what
// is quick enough for a page would cut off the migration of a large ledger for good,
// because the next start begins it anew. It does not wait longer for others' locks.
type unhurried struct{ lock.SessionLocker }

func (u unhurried) SessionLock(ctx context.Context, conn *sql.Conn) error {
	if err := u.SessionLocker.SessionLock(ctx, conn); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "SET statement_timeout = 0")
	return err
}

func (u unhurried) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "RESET statement_timeout") // it goes back to the pool
	return errors.Join(err, u.SessionLocker.SessionUnlock(ctx, conn))
}

// Migrate brings the database to the newest schema and seeds a new ledger.
// Several processes may call it at once: one works, the others wait.
func Migrate(ctx context.Context, pool *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(migrationEvery, migrationWait))
	if err != nil {
		return translate(err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, Migrations(),
		goose.WithSessionLocker(unhurried{locker}), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return translate(err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return translate(err)
	}
	return Seed(ctx, pool)
}

// Seed gives a ledger the built-in policies that it lacks, the schedules and rules
// of lists that it never had and, when it has no holiday table yet, the built-in one. It never
// replaces what is there.
func Seed(ctx context.Context, pool *sql.DB) error {
	l := ledgerOver(pool)
	for _, b := range casework.Builtin() {
		if _, err := l.SavePolicy(ctx, b.Document); err != nil {
			return err
		}
	}
	if err := l.seedSchedules(ctx, schedule.Defaults()); err != nil {
		return err
	}
	if err := l.seedEditions(ctx); err != nil {
		return err
	}
	if err := l.fillHolders(ctx); err != nil {
		return err
	}
	_, _, err := l.Calendar(ctx)
	if casework.CodeOf(err) != casework.CodeNotFound {
		return err
	}
	_, err = l.SaveCalendar(ctx, calendar.China())
	if casework.CodeOf(err) == casework.CodeConflict {
		return nil // another process that started at the same moment was quicker
	}
	return err
}
