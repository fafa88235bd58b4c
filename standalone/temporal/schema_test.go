package temporal

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/server/common/log"
	v12 "go.temporal.io/server/schema/postgresql/v12"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"

	"duban/standalone/internal/testfolder"
	"duban/standalone/postgres"
)

func database(t *testing.T) Database {
	t.Helper()
	folder := testfolder.New(t)
	cluster, err := postgres.Start(t.Context(), postgres.Options{
		Folder: filepath.Join(folder, "postgres"), Passwords: filepath.Join(folder, "passwords.json"),
		Ephemeral: true, Log: func(string) {},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, cluster.Stop(context.Background())) })
	require.NoError(t, cluster.EnsureDatabases(t.Context(), Role, StoreDatabase, VisibilityDatabase))
	password, err := cluster.Password(Role)
	require.NoError(t, err)
	return Database{Address: cluster.Address(), SocketDir: cluster.SocketDir(), Password: password}
}

func version(t *testing.T, d Database, name string) string {
	t.Helper()
	connection, err := sql.NewConnection(sqlConfig(d, name, 1), log.NewNoopLogger())
	require.NoError(t, err)
	defer connection.Close()
	found, err := connection.ReadSchemaVersion()
	require.NoError(t, err)
	return found
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	d, logger := database(t), log.NewNoopLogger()
	var said []string
	report := func(sentence string) { said = append(said, sentence) }

	// An older version's data, and one whose set-up was interrupted before the first step.
	connection, err := sql.NewConnection(sqlConfig(d, StoreDatabase, 1), logger)
	require.NoError(t, err)
	require.NoError(t, schema.NewSetupSchemaTask(connection, &schema.SetupConfig{InitialVersion: "0.0"}, logger).Run())
	older := &schema.UpdateConfig{SchemaName: "postgresql/v12/temporal", TargetVersion: "1.13"}
	require.NoError(t, schema.NewUpdateSchemaTask(connection, older, logger).Run())
	defer connection.Close()
	half, err := sql.NewConnection(sqlConfig(d, VisibilityDatabase, 1), logger)
	require.NoError(t, err)
	require.NoError(t, half.CreateSchemaVersionTables())
	half.Close()

	require.NoError(t, migrate(d, logger, report))
	require.Equal(t, v12.Version, version(t, d, StoreDatabase))
	require.Equal(t, v12.VisibilityVersion, version(t, d, VisibilityDatabase))
	require.Len(t, said, 2)
	require.Contains(t, said[0], "from version 1.13 to "+v12.Version)

	said = nil
	require.NoError(t, migrate(d, logger, report), "repeatable")
	require.Empty(t, said)

	require.NoError(t, connection.UpdateSchemaVersion("99.0", "99.0"))
	require.ErrorContains(t, migrate(d, logger, report), "used by a newer version")
}

func TestPortsDiffer(t *testing.T) {
	t.Parallel()
	p, err := choosePorts(0, 0)
	require.NoError(t, err)
	seen := map[int]bool{p.frontend: true, p.history: true, p.matching: true, p.worker: true}
	require.Len(t, seen, 4)
}
