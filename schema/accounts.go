package schema

// accounts.go: who may sign in.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Account lets a person sign in.
type Account struct {
	Person      casework.PersonID
	Name        string
	Password    string // argon2id with its parameters; "" for none
	MustChange  bool
	Disabled    bool
	Failures    int
	LockedUntil time.Time
	Epoch       int // older sessions are over
	Language    string
	Created     time.Time
	PasswordAt  time.Time
}

// Account gives a person's account, or [casework.CodeNotFound].
func (l *Ledger) Account(ctx context.Context, person casework.PersonID) (Account, error) {
	r, err := l.hot.Account(ctx, string(person))
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, casework.Errorf(casework.CodeNotFound, "notfound.account", string(person))
	}
	return accountOf(db.AccountsRow(r)), translate(err)
}

// Accounts gives every account, by login.
func (l *Ledger) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := l.q.Accounts(ctx)
	out := make([]Account, len(rows))
	for i, r := range rows {
		out[i] = accountOf(r)
	}
	return out, translate(err)
}

func accountOf(r db.AccountsRow) Account {
	return Account{Person: casework.PersonID(r.Person), Name: r.Name, Password: r.Password, MustChange: r.MustChange,
		Disabled: r.Disabled, Failures: r.Failures, LockedUntil: r.LockedUntil.UTC(), Epoch: r.Epoch,
		Language: r.Language, Created: r.CreatedAt.UTC(), PasswordAt: r.PasswordAt.UTC()}
}

// CountAccounts gives how many accounts there are.
func (l *Ledger) CountAccounts(ctx context.Context) (int, error) {
	n, err := l.q.CountAccounts(ctx)
	return int(n), translate(err)
}

// PutAccount gives a person an account or a new password, and ends every session
// of theirs. must says that it has to be changed at once.
func (l *Ledger) PutAccount(ctx context.Context, person casework.PersonID, password string, must bool, at time.Time) error {
	return translate(l.q.PutAccount(ctx, db.PutAccountParams{Person: string(person), Password: password, MustChange: must, At: at}))
}

// OpenAccounts gives everybody who has no account one with the same password: for
// demonstrations. It gives how many.
func (l *Ledger) OpenAccounts(ctx context.Context, password string, at time.Time) (int, error) {
	n, err := l.q.OpenAccounts(ctx, password, at)
	return int(n), translate(err)
}

// AddAdministrator enters a person with an administrator's post, for a ledger
// that has nobody yet.
func (l *Ledger) AddAdministrator(ctx context.Context, person casework.PersonID, name string, unit casework.UnitID) error {
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.AddPerson(ctx, string(person), name); err != nil {
			return err
		}
		return q.AddPost(ctx, string(person), string(unit), string(casework.PostAdministrator))
	})
}

// DisableAccount shuts an account or opens it again, and ends its sessions.
func (l *Ledger) DisableAccount(ctx context.Context, person casework.PersonID, disabled bool) error {
	n, err := l.q.DisableAccount(ctx, disabled, string(person))
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.account", string(person))
	}
	return translate(err)
}

// SignInFailed counts a wrong password and gives how many there were running.
func (l *Ledger) SignInFailed(ctx context.Context, person casework.PersonID) (int, error) {
	n, err := l.q.SignInFailed(ctx, string(person))
	return n, translate(err)
}

// LockAccount refuses sign-ins until a moment.
func (l *Ledger) LockAccount(ctx context.Context, person casework.PersonID, until time.Time) error {
	return translate(l.q.LockAccount(ctx, until, string(person)))
}

// SignedIn forgets the wrong passwords.
func (l *Ledger) SignedIn(ctx context.Context, person casework.PersonID) error {
	return translate(l.q.SignedIn(ctx, string(person)))
}

// SetLanguage keeps the language that a person reads.
func (l *Ledger) SetLanguage(ctx context.Context, person casework.PersonID, language string) error {
	return translate(l.q.SetLanguage(ctx, language, string(person)))
}
