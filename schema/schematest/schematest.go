// Package schematest gives tests a ledger of their own: a fresh database,
// dropped at the end, so that tests run side by side on real PostgreSQL.
package schematest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/schedule"
	"duban/schema"
)

// number tells the databases of one process apart.
var number atomic.Int64

// New gives a migrated and seeded ledger in a database of its own, which is
// dropped when the test ends. It fails without DATABASE_URL: a test that
// silently does not run proves nothing.
func New(tb testing.TB) *schema.Ledger {
	tb.Helper()
	l, _ := NewURL(tb)
	return l
}

// NewURL is [New], and gives the database's URL for other programs.
func NewURL(tb testing.TB) (*schema.Ledger, string) {
	tb.Helper()
	name := fmt.Sprintf("duban_test_%d_%d", os.Getpid(), number.Add(1))
	template := template(tb)
	admin := open(tb, baseURL(tb))
	defer func() { _ = admin.Close() }()
	_, err := admin.Exec("CREATE DATABASE " + pq.QuoteIdentifier(name) + " TEMPLATE " + pq.QuoteIdentifier(template))
	require.NoError(tb, err)
	tb.Cleanup(func() { drop(tb, name) })
	address := named(tb, name)
	l, err := schema.Open(context.Background(), address)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, l.Close()) })
	return l, address
}

// Empty gives the URL of a database of its own without any schema.
func Empty(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("duban_test_%d_%d", os.Getpid(), number.Add(1))
	admin := open(tb, baseURL(tb))
	defer func() { _ = admin.Close() }()
	_, err := admin.Exec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	require.NoError(tb, err)
	tb.Cleanup(func() { drop(tb, name) })
	return named(tb, name)
}

func drop(tb testing.TB, name string) {
	tb.Helper()
	admin := open(tb, baseURL(tb))
	defer func() { _ = admin.Close() }()
	// Without force: that needs rights over the server's own vacuum processes,
	// and a connection still open here is a leak worth hearing of.
	_, err := admin.Exec("DROP DATABASE " + pq.QuoteIdentifier(name))
	require.NoError(tb, err)
}

var prepare = sync.OnceValues(prepareTemplate)

// template gives the migrated database that new ones are copied from. Its name
// holds the digest of what it is made of, so processes share it.
func template(tb testing.TB) string {
	tb.Helper()
	baseURL(tb)
	name, err := prepare()
	require.NoError(tb, err, "the template database")
	return name
}

func prepareTemplate() (string, error) {
	base, err := url.Parse(os.Getenv("DATABASE_URL"))
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	admin, err := sql.Open("postgres", base.String())
	if err != nil {
		return "", err
	}
	defer func() { _ = admin.Close() }()
	conn, err := admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	// One process makes it; the others wait. The lock ends with the connection.
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext('duban_template'))"); err != nil {
		return "", err
	}
	digest, err := digest()
	if err != nil {
		return "", err
	}
	name, half := "duban_template_"+digest, "duban_template_half"
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + half, "CREATE DATABASE " + half} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	at := *base
	at.Path = "/" + half
	if err := migrate(ctx, at.String()); err != nil {
		return "", err
	}
	// Renamed when whole: a process killed in between leaves nothing that looks done.
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+half+" RENAME TO "+pq.QuoteIdentifier(name))
	return name, err
}

func migrate(ctx context.Context, address string) error {
	l, err := schema.Open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	return schema.Migrate(ctx, l.DB())
}

// digest covers the migrations and what is seeded.
func digest() (string, error) {
	sum := sha256.New()
	files, err := fs.Glob(schema.Migrations(), "*.sql")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		b, err := fs.ReadFile(schema.Migrations(), f)
		if err != nil {
			return "", err
		}
		sum.Write(b)
	}
	for _, b := range casework.Builtin() {
		sum.Write(b.Document)
	}
	sum.Write(schedule.Document())
	holidays, err := calendar.China().Document()
	if err != nil {
		return "", err
	}
	sum.Write(holidays)
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

func baseURL(tb testing.TB) *url.URL {
	tb.Helper()
	address := os.Getenv("DATABASE_URL")
	if address == "" {
		tb.Fatal("DATABASE_URL is not set: this test needs PostgreSQL. Run `make test`, or: bin/duban-standalone exec --ephemeral -- go test ./schema/...")
	}
	base, err := url.Parse(address)
	require.NoError(tb, err, "DATABASE_URL")
	return base
}

func named(tb testing.TB, database string) string {
	tb.Helper()
	at := *baseURL(tb)
	at.Path = "/" + database
	return at.String()
}

func open(tb testing.TB, at *url.URL) *sql.DB {
	tb.Helper()
	pool, err := sql.Open("postgres", at.String())
	require.NoError(tb, err)
	return pool
}
