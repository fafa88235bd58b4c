package engine

// viewer_organise.go: changing who holds what and who may sign in, by a person; what
// is denied goes on record.

import (
	"context"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// Accounts gives every account, to an administrator.
func (v *Viewer) Accounts(ctx context.Context) ([]schema.Account, error) {
	if _, err := casework.AuthoriseAccounts(v.By); err != nil {
		return nil, v.refused(ctx, "", "accounts", err)
	}
	return v.e.Ledger.Accounts(ctx)
}

// Appoint gives somebody a post: see [Engine.Appoint].
func (v *Viewer) Appoint(ctx context.Context, row schema.PostRow, name string) error {
	return v.refused(ctx, "", "appoint "+string(row.Person), v.e.Appoint(ctx, v.By, row, name))
}

// Leave ends somebody's post: see [Engine.Leave].
func (v *Viewer) Leave(ctx context.Context, l Leaving) (activities.HandedOver, bool, error) {
	done, over, err := v.e.Leave(ctx, v.By, l)
	return done, over, v.refused(ctx, "", "leave "+string(l.Of), err)
}

// Substitute names who stands in for somebody: see [Engine.Substitute].
func (v *Viewer) Substitute(ctx context.Context, row schema.SubstitutionRow) error {
	return v.refused(ctx, "", "substitute "+string(row.Person), v.e.Substitute(ctx, v.By, row))
}

// EndSubstitution ends a substitution: see [Engine.EndSubstitution].
func (v *Viewer) EndSubstitution(ctx context.Context, who, substitute casework.PersonID, last calendar.Date) error {
	return v.refused(ctx, "", "substitute "+string(who), v.e.EndSubstitution(ctx, v.By, who, substitute, last))
}

// SetArea lets a leader answer for a unit: see [Engine.SetArea].
func (v *Viewer) SetArea(ctx context.Context, area people.Area) error {
	return v.refused(ctx, "", "area "+string(area.Leader), v.e.SetArea(ctx, v.By, area))
}

// OpenAccount gives somebody an account, or a new password, and gives it, to be
// told once.
func (v *Viewer) OpenAccount(ctx context.Context, person casework.PersonID) (string, error) {
	password := OneTimePassword()
	err := v.e.SetPassword(ctx, v.By, person, password, time.Now())
	if err != nil {
		password = ""
	}
	return password, v.refused(ctx, "", "account "+string(person), err)
}

// DisableAccount shuts an account or opens it again.
func (v *Viewer) DisableAccount(ctx context.Context, person casework.PersonID, disabled bool) error {
	return v.refused(ctx, "", "account "+string(person), v.e.DisableAccount(ctx, v.By, person, disabled, time.Now()))
}

// UnlockAccount lets somebody try again at once.
func (v *Viewer) UnlockAccount(ctx context.Context, person casework.PersonID) error {
	return v.refused(ctx, "", "account "+string(person), v.e.UnlockAccount(ctx, v.By, person, time.Now()))
}

// DropSecond turns somebody's second factor off.
func (v *Viewer) DropSecond(ctx context.Context, person casework.PersonID) error {
	return v.refused(ctx, "", "account "+string(person), v.e.DropSecond(ctx, v.By, person, time.Now()))
}

// LinkIdentity enters whose an identity is.
func (v *Viewer) LinkIdentity(ctx context.Context, issuer, subject string, person casework.PersonID) error {
	err := v.e.LinkIdentity(ctx, v.By, schema.Identity{Issuer: issuer, Subject: subject, Person: person, At: time.Now()})
	return v.refused(ctx, "", "account "+string(person), err)
}

// UnlinkIdentity takes an identity back.
func (v *Viewer) UnlinkIdentity(ctx context.Context, issuer, subject string, person casework.PersonID) error {
	err := v.e.UnlinkIdentity(ctx, v.By, schema.Identity{Issuer: issuer, Subject: subject, Person: person, At: time.Now()})
	return v.refused(ctx, "", "account "+string(person), err)
}
