package engine

// accounts.go: who has an account, and their passwords.

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"

	"duban/casework"
	"duban/schema"
)

// Bounds of passwords, in characters (NIST SP 800-63B: length counts, not signs).
const (
	MinPassword = 12
	MaxPassword = 128
)

// proven checks that it is still the person themselves who asks. Wrong passwords
// count as at the sign-in: a session that was left open must not become a way to
// try them out.
func (e *Engine) proven(ctx context.Context, person casework.PersonID, password, address string, now time.Time) error {
	release, err := hashSlot(ctx)
	if err != nil {
		return err
	}
	defer release()
	account, err := e.Ledger.Account(ctx, person)
	if err != nil {
		return err
	}
	a := attempt{e: e, person: person, known: true, address: address, now: now}
	if err := a.locked(ctx, account.LockedUntil); err != nil {
		return err
	}
	hash := account.Password
	if hash == "" {
		hash = nobody
	}
	match, err := matches(password, hash)
	if err != nil {
		return err
	}
	if !match || account.Password == "" {
		if err := a.failed(ctx, "password", "forbidden.sign_in"); casework.CodeOf(err) != casework.CodeForbidden {
			return err
		}
		return casework.Errorf(casework.CodeInvalid, "invalid.old_password")
	}
	return nil
}

// ChangePassword lets a person change their own password.
func (e *Engine) ChangePassword(ctx context.Context, person casework.PersonID, old, fresh, address string, now time.Time) error {
	if err := e.proven(ctx, person, old, address, now); err != nil {
		return err
	}
	if old == fresh {
		return casework.Errorf(casework.CodeInvalid, "invalid.same_password")
	}
	if err := e.setPassword(ctx, person, fresh, false, now); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: schema.AccessPassword, Address: address})
}

// SetPassword gives a person an account, or a new password that they must change
// at once. Only an administrator may; the zero Requester is the program's operator.
func (e *Engine) SetPassword(ctx context.Context, by casework.Requester, person casework.PersonID, password string, now time.Time) error {
	if err := e.mayAccount(ctx, by, person, now); err != nil {
		return err
	}
	if err := e.setPassword(ctx, person, password, true, now); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: by.Person, Act: schema.AccessAccount, Detail: string(person)})
}

// mayAccount refuses who is no administrator, and persons whom nobody knows.
func (e *Engine) mayAccount(ctx context.Context, by casework.Requester, person casework.PersonID, now time.Time) error {
	if !by.System() {
		if _, err := casework.AuthoriseAccounts(by); err != nil {
			return err
		}
	}
	chart, _, err := e.chart(ctx, now)
	if err == nil && !chart.Knows(person) {
		err = casework.Errorf(casework.CodeNotFound, "notfound.person", string(person))
	}
	return err
}

// DisableAccount shuts an account, and every session of it, or opens it again.
// Nobody shuts themselves out.
func (e *Engine) DisableAccount(ctx context.Context, by casework.Requester, person casework.PersonID, disabled bool, now time.Time) error {
	if err := e.mayAccount(ctx, by, person, now); err != nil {
		return err
	}
	if disabled && person == by.Person {
		return casework.Errorf(casework.CodeRefused, "refused.disable_self")
	}
	if err := e.Ledger.DisableAccount(ctx, person, disabled); err != nil {
		return err
	}
	act := schema.AccessEnabled
	if disabled {
		act = schema.AccessDisabled
		if _, err := e.Ledger.EndSessions(ctx, person, "", now); err != nil {
			return err
		}
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: by.Person, Act: act, Detail: string(person)})
}

// UnlockAccount lets somebody who mistyped too often try again at once.
func (e *Engine) UnlockAccount(ctx context.Context, by casework.Requester, person casework.PersonID, now time.Time) error {
	if err := e.mayAccount(ctx, by, person, now); err != nil {
		return err
	}
	if err := e.Ledger.UnlockAccount(ctx, person); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: by.Person, Act: schema.AccessUnlocked, Detail: string(person)})
}

// DropSecond turns off the second factor of somebody who lost the device and the
// recovery codes, and ends their sessions.
func (e *Engine) DropSecond(ctx context.Context, by casework.Requester, person casework.PersonID, now time.Time) error {
	if err := e.mayAccount(ctx, by, person, now); err != nil {
		return err
	}
	if err := e.Ledger.PutSecond(ctx, person, "", nil); err != nil {
		return err
	}
	if _, err := e.Ledger.EndSessions(ctx, person, "", now); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: by.Person, Act: schema.AccessSecondOff, Detail: string(person)})
}

// LinkIdentity enters whose an identity at an OpenID provider is.
func (e *Engine) LinkIdentity(ctx context.Context, by casework.Requester, i schema.Identity) error {
	if err := e.mayAccount(ctx, by, i.Person, i.At); err != nil {
		return err
	}
	if i.Issuer = strings.TrimSpace(i.Issuer); i.Issuer == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.identity")
	}
	if i.Subject = strings.TrimSpace(i.Subject); i.Subject == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.identity")
	}
	i.By = by.Person
	if err := e.Ledger.PutIdentity(ctx, i); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: i.At, Person: by.Person, Act: schema.AccessIdentity, Detail: string(i.Person) + " " + i.Subject})
}

// UnlinkIdentity takes an identity back, and ends the person's sessions.
func (e *Engine) UnlinkIdentity(ctx context.Context, by casework.Requester, i schema.Identity) error {
	if err := e.mayAccount(ctx, by, i.Person, i.At); err != nil {
		return err
	}
	if err := e.Ledger.DropIdentity(ctx, i.Issuer, i.Subject, i.Person); err != nil {
		return err
	}
	if _, err := e.Ledger.EndSessions(ctx, i.Person, "", i.At); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: i.At, Person: by.Person, Act: schema.AccessIdentityGone, Detail: string(i.Person) + " " + i.Subject})
}

// hashed gives the hash of a password that is good enough.
func hashed(person casework.PersonID, password string) (string, error) {
	if n := len([]rune(password)); n < MinPassword || n > MaxPassword {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.password_length", strconv.Itoa(MinPassword), strconv.Itoa(MaxPassword))
	}
	// A login of a letter or two stands in every other sentence.
	if len(person) > 3 && strings.Contains(strings.ToLower(password), strings.ToLower(string(person))) {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.password_login")
	}
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return hash, nil
}

// setPassword keeps a new password and ends every session.
func (e *Engine) setPassword(ctx context.Context, person casework.PersonID, password string, must bool, now time.Time) error {
	hash, err := hashed(person, password)
	if err != nil {
		return err
	}
	if err := e.Ledger.PutAccount(ctx, person, hash, must, now); err != nil {
		return err
	}
	_, err = e.Ledger.EndSessions(ctx, person, "", now)
	return err
}

// OpenDemoAccounts lets every person of a demonstration sign in with one password.
func (e *Engine) OpenDemoAccounts(ctx context.Context, password string, now time.Time) error {
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	_, err = e.Ledger.OpenAccounts(ctx, hash, now)
	return err
}

// OneTimePassword gives a fresh password to be told once and changed at once.
func OneTimePassword() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	text := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// FirstAdministrator is the login of the first account of a fresh ledger.
const FirstAdministrator casework.PersonID = "admin"

// EnsureAdministrator makes the first account of a ledger that has none, and
// gives its password, to be told once; "" when there are accounts already. Of
// programs that start together one tells a password, and that one is right.
func (e *Engine) EnsureAdministrator(ctx context.Context, now time.Time) (password string, err error) {
	n, err := e.Ledger.CountAccounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return "", err
	}
	password = OneTimePassword()
	hash, err := hashed(FirstAdministrator, password)
	if err != nil {
		return "", err
	}
	made, err := e.Ledger.FirstAccount(ctx, FirstAdministrator, "管理员", chart.Office(), hash, now)
	if !made {
		return "", err
	}
	return password, nil
}
