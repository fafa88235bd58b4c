package schema

// second.go: the second factor of an account, and who a person is at an OpenID
// provider.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// PutSecond keeps a sealed secret that is to be confirmed, or none; the recovery
// codes of the one before are gone.
func (l *Ledger) PutSecond(ctx context.Context, person casework.PersonID, key string, sealed []byte) error {
	if sealed == nil {
		sealed = []byte{}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.DropRecovery(ctx, string(person)); err != nil {
			return err
		}
		return q.PutSecond(ctx, key, sealed, string(person))
	})
}

// ConfirmSecond turns the second factor on with the time step of a right code, and
// keeps the digests of its recovery codes; false when the step is used.
func (l *Ledger) ConfirmSecond(ctx context.Context, person casework.PersonID, step int64, digests []string) (on bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		n, err := q.UseSecond(ctx, step, true, string(person))
		if err != nil || n == 0 {
			return err
		}
		on = true
		if err := q.DropRecovery(ctx, string(person)); err != nil {
			return err
		}
		return q.AddRecovery(ctx, string(person), digests)
	})
	return on && err == nil, err
}

// UseSecond takes the time step of a right code; false when it was used before.
func (l *Ledger) UseSecond(ctx context.Context, person casework.PersonID, step int64) (bool, error) {
	n, err := l.q.UseSecond(ctx, step, false, string(person))
	return n > 0, translate(err)
}

// UseRecovery takes a recovery code; false when there is none such unused.
func (l *Ledger) UseRecovery(ctx context.Context, person casework.PersonID, digests []string, at time.Time) (bool, error) {
	n, err := l.q.UseRecovery(ctx, at, string(person), digests)
	return n > 0, translate(err)
}

// CountRecovery gives how many recovery codes are left.
func (l *Ledger) CountRecovery(ctx context.Context, person casework.PersonID) (int, error) {
	n, err := l.q.CountRecovery(ctx, string(person))
	return n, translate(err)
}

// Identity is who a person is at an OpenID provider.
type Identity struct {
	Issuer, Subject string
	Person          casework.PersonID
	By              casework.PersonID
	At              time.Time
}

// PutIdentity enters an identity; one that is somebody's already is
// [casework.CodeConflict].
func (l *Ledger) PutIdentity(ctx context.Context, i Identity) error {
	n, err := l.q.PutIdentity(ctx, db.PutIdentityParams{Issuer: i.Issuer, Subject: i.Subject, Person: string(i.Person), EnteredBy: string(i.By), At: i.At})
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeConflict, "conflict.identity", i.Subject)
	}
	return translate(err)
}

// DropIdentity takes an identity back.
func (l *Ledger) DropIdentity(ctx context.Context, issuer, subject string, person casework.PersonID) error {
	n, err := l.q.DropIdentity(ctx, issuer, subject, string(person))
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.identity", subject)
	}
	return translate(err)
}

// IdentityPerson gives whose an identity is, or [casework.CodeNotFound].
func (l *Ledger) IdentityPerson(ctx context.Context, issuer, subject string) (casework.PersonID, error) {
	person, err := l.q.IdentityPerson(ctx, issuer, subject)
	if errors.Is(err, sql.ErrNoRows) {
		return "", casework.Errorf(casework.CodeNotFound, "notfound.identity", subject)
	}
	return casework.PersonID(person), translate(err)
}

// Identities gives the identities of a person ("" = everybody's).
func (l *Ledger) Identities(ctx context.Context, person casework.PersonID) ([]Identity, error) {
	rows, err := l.q.Identities(ctx, string(person))
	out := make([]Identity, len(rows))
	for i, r := range rows {
		out[i] = Identity{r.Issuer, r.Subject, casework.PersonID(r.Person), casework.PersonID(r.EnteredBy), r.EnteredAt.UTC()}
	}
	return out, translate(err)
}
