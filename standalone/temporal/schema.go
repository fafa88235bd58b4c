package temporal

// The schema of the server's databases, from the migrations that the server module embeds.

import (
	"fmt"

	"github.com/blang/semver/v4"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	v12 "go.temporal.io/server/schema/postgresql/v12"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
)

// migrate brings both databases, which must exist, to the schema of this server version: from
// empty, from an older version, or from a migration that was interrupted. reporting is called
// when there is something to do.
func migrate(d Database, logger log.Logger, report func(string)) error {
	for _, database := range []struct{ name, embedded, version string }{
		{StoreDatabase, "postgresql/v12/temporal", v12.Version},
		{VisibilityDatabase, "postgresql/v12/visibility", v12.VisibilityVersion},
	} {
		if err := migrateOne(sqlConfig(d, database.name, 2), database.embedded, database.version, logger, report); err != nil {
			return fmt.Errorf("schema of the database %s: %w", database.name, err)
		}
	}
	return nil
}

func migrateOne(target *config.SQL, embedded, wanted string, logger log.Logger, report func(string)) error {
	connection, err := sql.NewConnection(target, logger)
	if err != nil {
		return err
	}
	defer connection.Close()

	// Both steps below are repeatable; a missing version table just reads as version 0.
	current, err := connection.ReadSchemaVersion()
	if err != nil {
		current = "0.0"
		setup := &schema.SetupConfig{InitialVersion: "0.0"}
		if err := schema.NewSetupSchemaTask(connection, setup, logger).Run(); err != nil {
			return err
		}
	}
	have, err := semver.ParseTolerant(current)
	if err != nil {
		return fmt.Errorf("version %q: %w", current, err)
	}
	want, err := semver.ParseTolerant(wanted)
	if err != nil {
		return fmt.Errorf("version %q: %w", wanted, err)
	}
	switch have.Compare(want) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("it has version %s, this program knows %s: the data was used by a newer version, run that one", current, wanted)
	}
	report(fmt.Sprintf("Temporal: bringing the database %s from version %s to %s", target.DatabaseName, current, wanted))
	update := &schema.UpdateConfig{SchemaName: embedded, TargetVersion: wanted}
	return schema.NewUpdateSchemaTask(connection, update, logger).Run()
}
