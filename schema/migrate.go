package schema

// migrate.go: bringing a database to the schema of this program.

import (
	"context"
	"database/sql"
	"embed"
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

// Migrate brings the database to the newest schema and seeds a new ledger.
// Several processes may call it at once: one works, the others wait.
func Migrate(ctx context.Context, pool *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return translate(err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, Migrations(),
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
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
	return err
}
