package postgres

// Roles and databases. Programs connect as roles that own their database and nothing else.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"
)

// EnsureDatabases makes the role, with its password, and empty databases of which it is the
// owner, where they are missing. Existing ones stay as they are.
func (c *Cluster) EnsureDatabases(ctx context.Context, role string, databases ...string) (err error) {
	password, err := c.passwords.of(role)
	if err != nil {
		return err
	}
	address, err := c.URL(Superuser, "postgres")
	if err != nil {
		return err
	}
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	exists := func(query, name string) (found bool, err error) {
		err = db.QueryRowContext(ctx, "select exists ("+query+")", name).Scan(&found)
		return found, err
	}
	found, err := exists("select from pg_roles where rolname = $1", role)
	if err != nil {
		return fmt.Errorf("look up the role %s: %w", role, err)
	}
	if !found {
		// CREATEDB lets tests and rehearsals make databases of their own beside the real one.
		statement := fmt.Sprintf("create role %s login createdb password %s", pq.QuoteIdentifier(role), pq.QuoteLiteral(password))
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create the role %s: %w", role, err)
		}
	}
	for _, name := range databases {
		found, err := exists("select from pg_database where datname = $1", name)
		if err != nil {
			return fmt.Errorf("look up the database %s: %w", name, err)
		}
		if found {
			continue
		}
		statement := fmt.Sprintf("create database %s owner %s template template0", pq.QuoteIdentifier(name), pq.QuoteIdentifier(role))
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create the database %s: %w", name, err)
		}
	}
	return nil
}
