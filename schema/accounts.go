package schema

// accounts.go: who may sign in.

import (
	"context"
	"database/sql"
	"errors"
	"strings"
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

	Second       bool // a code is asked for after the password
	SecondKey    string
	SecondSealed []byte // the secret; empty for none
	Theme        string
	Muted        []string // kinds of notices not wanted
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
		Language: r.Language, Created: r.CreatedAt.UTC(), PasswordAt: r.PasswordAt.UTC(), Second: r.SecondOn, SecondKey: r.SecondKey,
		SecondSealed: r.SecondSealed, Theme: r.Theme, Muted: strings.FieldsFunc(r.Muted, func(c rune) bool { return c == ',' })}
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

// FirstAccount enters a person with an administrator's post and an account with a
// password that must be changed, in a ledger without accounts; false where there
// are some. Of programs that start together one makes it.
func (l *Ledger) FirstAccount(ctx context.Context, person casework.PersonID, name string, unit casework.UnitID, password string, at time.Time) (made bool, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := q.LockAccounts(ctx); err != nil {
			return err
		}
		n, err := q.CountAccounts(ctx)
		if err != nil || n > 0 {
			return err
		}
		if err := q.AddPerson(ctx, string(person), name); err != nil {
			return err
		}
		if err := q.AddPost(ctx, string(person), string(unit), string(casework.PostAdministrator)); err != nil {
			return err
		}
		made = true
		return q.PutAccount(ctx, db.PutAccountParams{Person: string(person), Password: password, MustChange: true, At: at})
	})
	return made && err == nil, err
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

// UnlockAccount lets somebody try again at once.
func (l *Ledger) UnlockAccount(ctx context.Context, person casework.PersonID) error {
	n, err := l.q.UnlockAccount(ctx, string(person))
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.account", string(person))
	}
	return translate(err)
}

// StrangerFailed counts a wrong password for a login that is nobody's, and gives
// how many there were running. login is a digest.
func (l *Ledger) StrangerFailed(ctx context.Context, login string, at time.Time) (int, error) {
	if err := l.q.ForgetStrangers(ctx, at.Add(-24*time.Hour)); err != nil {
		return 0, translate(err)
	}
	n, err := l.q.StrangerFailed(ctx, login, at)
	return n, translate(err)
}

// LockStranger refuses sign-ins for a login that is nobody's.
func (l *Ledger) LockStranger(ctx context.Context, login string, until time.Time) error {
	return translate(l.q.LockStranger(ctx, until, login))
}

// StrangerLocked gives until when a login that is nobody's is locked.
func (l *Ledger) StrangerLocked(ctx context.Context, login string) (time.Time, error) {
	until, err := l.q.StrangerLocked(ctx, login)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return until.UTC(), translate(err)
}

// AddressFailed counts a wrong password or code from an address, whatever the login, and
// gives how many there are; one drains away each time that drain passes.
func (l *Ledger) AddressFailed(ctx context.Context, address string, at time.Time, drain time.Duration) (int, error) {
	if err := l.q.ForgetAddresses(ctx, at.Add(-48*time.Hour)); err != nil {
		return 0, translate(err)
	}
	n, err := l.q.AddressFailed(ctx, address, at, drain.Seconds())
	return int(n), translate(err)
}

// LockAddress refuses sign-ins from an address.
func (l *Ledger) LockAddress(ctx context.Context, address string, until time.Time) error {
	return translate(l.q.LockAddress(ctx, until, address))
}

// AddressLocked gives until when an address is locked.
func (l *Ledger) AddressLocked(ctx context.Context, address string) (time.Time, error) {
	until, err := l.q.AddressLocked(ctx, address)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return until.UTC(), translate(err)
}

// SetTheme keeps how the pages look for a person.
func (l *Ledger) SetTheme(ctx context.Context, person casework.PersonID, theme string) error {
	return translate(l.q.SetTheme(ctx, theme, string(person)))
}

// SetMuted keeps the kinds of notices that a person does not want.
func (l *Ledger) SetMuted(ctx context.Context, person casework.PersonID, kinds []string) error {
	return translate(l.q.SetMuted(ctx, strings.Join(kinds, ","), string(person)))
}

// SetLanguage keeps the language that a person reads.
func (l *Ledger) SetLanguage(ctx context.Context, person casework.PersonID, language string) error {
	return translate(l.q.SetLanguage(ctx, language, string(person)))
}
