package engine

// accounts.go: who may sign in, by password.

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

// hashing is what a guess costs: OWASP's second choice for argon2id.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// freeFailures is how many wrong passwords cost nothing; from then on each one
// doubles the wait.
const (
	freeFailures = 5
	firstLock    = 30 * time.Second
	longestLock  = time.Hour
)

// nobody is a hash of no password: checking it takes as long as a real one, so
// that nobody can tell whether a login exists.
var nobody = mustHash(rand.Text())

func mustHash(password string) string {
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		panic("engine: argon2id: " + err.Error())
	}
	return hash
}

// lockAfter gives how long an account is locked after so many wrong passwords.
func lockAfter(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	wait := firstLock
	for range failures - freeFailures {
		if wait *= 2; wait >= longestLock {
			return longestLock
		}
	}
	return wait
}

// SignIn checks a password. Whether the login or the password was wrong is not
// said. Every attempt is on record.
func (e *Engine) SignIn(ctx context.Context, login, password, address string, now time.Time) (schema.Account, error) {
	person := casework.PersonID(strings.TrimSpace(login))
	account, err := e.Ledger.Account(ctx, person)
	known := err == nil
	if err != nil && casework.CodeOf(err) != casework.CodeNotFound {
		return account, err
	}
	record := func(act schema.AccessAct, detail string, denied bool) error {
		return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: act, Detail: detail, Address: address, Denied: denied})
	}
	if known && now.Before(account.LockedUntil) {
		wait := strconv.Itoa(int(account.LockedUntil.Sub(now).Minutes()) + 1)
		if err := record(schema.AccessSignInFailed, "locked", true); err != nil {
			return account, err
		}
		return account, casework.Errorf(casework.CodeForbidden, "forbidden.locked", wait)
	}
	hash := nobody
	if known && account.Password != "" {
		hash = account.Password
	}
	match, err := argon2id.ComparePasswordAndHash(clip(password), hash)
	if err != nil {
		return account, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if match && known && account.Password != "" && !account.Disabled {
		if err := e.Ledger.SignedIn(ctx, person); err != nil {
			return account, err
		}
		return account, record(schema.AccessSignedIn, "", false)
	}
	if known {
		failures, err := e.Ledger.SignInFailed(ctx, person)
		if err != nil {
			return account, err
		}
		if wait := lockAfter(failures); wait > 0 {
			if err := e.Ledger.LockAccount(ctx, person, now.Add(wait)); err != nil {
				return account, err
			}
		}
	}
	if err := record(schema.AccessSignInFailed, "", true); err != nil {
		return account, err
	}
	return account, casework.Errorf(casework.CodeForbidden, "forbidden.sign_in")
}

// clip bounds what is hashed: a password of megabytes would cost its sender nothing.
func clip(password string) string {
	if len(password) > 4*MaxPassword {
		return password[:4*MaxPassword]
	}
	return password
}

// ChangePassword lets a person change their own password.
func (e *Engine) ChangePassword(ctx context.Context, person casework.PersonID, old, fresh, address string, now time.Time) error {
	account, err := e.Ledger.Account(ctx, person)
	if err != nil {
		return err
	}
	if match, err := argon2id.ComparePasswordAndHash(clip(old), account.Password); err != nil || !match {
		return casework.Errorf(casework.CodeInvalid, "invalid.old_password")
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
	if !by.System() {
		if _, err := casework.AuthoriseAccounts(by); err != nil {
			return err
		}
	}
	if err := e.setPassword(ctx, person, password, true, now); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: by.Person, Act: schema.AccessAccount, Detail: string(person)})
}

func (e *Engine) setPassword(ctx context.Context, person casework.PersonID, password string, must bool, now time.Time) error {
	if n := len([]rune(password)); n < MinPassword || n > MaxPassword {
		return casework.Errorf(casework.CodeInvalid, "invalid.password_length", strconv.Itoa(MinPassword), strconv.Itoa(MaxPassword))
	}
	if strings.Contains(strings.ToLower(password), strings.ToLower(string(person))) {
		return casework.Errorf(casework.CodeInvalid, "invalid.password_login")
	}
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return e.Ledger.PutAccount(ctx, person, hash, must, now)
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
// gives its password, to be told once; "" when there are accounts already.
func (e *Engine) EnsureAdministrator(ctx context.Context, now time.Time) (password string, err error) {
	n, err := e.Ledger.CountAccounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return "", err
	}
	if err := e.Ledger.AddAdministrator(ctx, FirstAdministrator, "管理员", chart.Office()); err != nil {
		return "", err
	}
	password = OneTimePassword()
	return password, e.setPassword(ctx, FirstAdministrator, password, true, now)
}
