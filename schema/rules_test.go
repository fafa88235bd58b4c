package schema_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/schema"
	"duban/schema/schematest"
)

func TestMigrateSideBySide(t *testing.T) {
	t.Parallel()
	address := schematest.Empty(t)
	var group sync.WaitGroup
	for range 8 { // more see a ledger without a holiday table at once
		group.Go(func() {
			l, err := schema.Open(context.Background(), address)
			require.NoError(t, err)
			defer func() { require.NoError(t, l.Close()) }()
			require.NoError(t, schema.Migrate(context.Background(), l.DB()))
			policies, err := l.Policies(context.Background())
			require.NoError(t, err)
			require.Len(t, policies, len(casework.Builtin()))
		})
	}
	group.Wait()
}

func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	t.Parallel()
	pool, err := sql.Open("postgres", schematest.Empty(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, pool.Close()) }()
	require.NoError(t, schema.Migrate(context.Background(), pool))
	p, err := goose.NewProvider(goose.DialectPostgres, pool, schema.Migrations())
	require.NoError(t, err)
	_, err = p.DownTo(context.Background(), 0)
	require.NoError(t, err)
	require.NoError(t, schema.Migrate(context.Background(), pool))
}

// A large ledger takes minutes where a page may take seconds: a migration that is cut
// off would be cut off at each start again.
func TestAMigrationTakesAsLongAsItNeeds(t *testing.T) {
	t.Parallel()
	address := schematest.Empty(t)
	other, err := sql.Open("postgres", address)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	require.NoError(t, schema.Migrate(t.Context(), other))
	p, err := goose.NewProvider(goose.DialectPostgres, other, schema.Migrations())
	require.NoError(t, err)
	_, err = p.DownTo(t.Context(), 34)
	require.NoError(t, err)

	pool, err := sql.Open("postgres", address+"&statement_timeout=1000")
	require.NoError(t, err)
	defer func() { require.NoError(t, pool.Close()) }()
	pool.SetMaxOpenConns(1) // whose limits must stand again afterwards
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "LOCK TABLE slips")
	require.NoError(t, err)
	time.AfterFunc(2*time.Second, func() { _ = tx.Rollback() })
	require.NoError(t, schema.Migrate(t.Context(), pool))
	var limit string
	require.NoError(t, pool.QueryRowContext(t.Context(), "SHOW statement_timeout").Scan(&limit))
	require.Equal(t, "1s", limit)
}

func TestMigrationsAreNumberedWithoutGap(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(schema.Migrations(), "*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for i, f := range files {
		require.True(t, strings.HasPrefix(f, fmt.Sprintf("%04d_", i+1)), f)
	}
}

func TestPolicyVersionsNeverChange(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	builtin := casework.BuiltinPolicy{Policy: casework.DefaultPolicy(casework.KindMeasure), Document: caseworktest.Document(casework.KindMeasure)}
	again, err := f.l.SavePolicy(f.ctx(), builtin.Document)
	require.NoError(t, err, "the same content again")
	require.Equal(t, builtin.Policy, again)

	_, err = f.l.SavePolicy(f.ctx(), append(slices.Clone(builtin.Document), "# another remark\n"...))
	require.Equal(t, casework.CodeConflict, casework.CodeOf(err))

	second, err := f.l.SavePolicy(f.ctx(), bytes.Replace(builtin.Document, []byte("version: 1"), []byte("version: 2"), 1))
	require.NoError(t, err)
	got, err := f.l.Policy(f.ctx(), second.Ref())
	require.NoError(t, err)
	require.Equal(t, 2, got.Version)

	_, err = f.l.Policy(f.ctx(), casework.PolicyRef{Kind: casework.KindMeasure, Version: 3})
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	_, err = f.l.Policy(f.ctx(), casework.PolicyRef{Kind: casework.KindMeasure, Version: 2, Digest: "other"})
	require.Equal(t, casework.CodeConflict, casework.CodeOf(err))
	_, err = f.l.SavePolicy(f.ctx(), []byte("kind: measure"))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

func TestCalendarRevisions(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	table, revision, err := f.l.Calendar(f.ctx())
	require.NoError(t, err)
	require.Equal(t, 1, revision)
	require.Equal(t, calendar.China(), table)

	same, err := f.l.SaveCalendar(f.ctx(), table)
	require.NoError(t, err)
	require.Equal(t, 1, same, "the table in force saved again")

	later, err := table.Merge(calendar.Year{Year: 2027, Off: []calendar.Span{{From: day(t, "2027-01-01"), To: day(t, "2027-01-03")}},
		Work: []calendar.Date{day(t, "2027-01-09")}})
	require.NoError(t, err)
	revision, err = f.l.SaveCalendar(f.ctx(), later)
	require.NoError(t, err)
	require.Equal(t, 2, revision)
	got, _, err := f.l.Calendar(f.ctx())
	require.NoError(t, err)
	require.Equal(t, later, got)
	require.NoError(t, schema.Seed(f.ctx(), f.l.DB()))
	_, revision, err = f.l.Calendar(f.ctx())
	require.NoError(t, err)
	require.Equal(t, 2, revision, "seeding again replaces nothing")

	_, err = f.l.SaveCalendar(f.ctx(), calendar.Table{})
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := schema.Open(context.Background(), "postgres://u:secret@127.0.0.1:notaport/x")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	require.NotContains(t, err.Error(), "secret")
	_, err = schema.Open(context.Background(), "postgres://u:secret@127.0.0.1:1/x?sslmode=disable")
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
	require.NotContains(t, err.Error(), "secret")

	f := setUp(t)
	ctx, cancel := context.WithCancel(f.ctx())
	cancel()
	_, err = f.l.Units(ctx)
	require.Equal(t, casework.CodeUnavailable, casework.CodeOf(err))
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, f.l.Ping(f.ctx()))
}
