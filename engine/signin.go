package engine

// signin.go: coming in: by password, by a second factor after it, by an OpenID
// provider. Every attempt is on record; what was wrong is not said.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/schema"
)

// freeFailures is how many wrong passwords and codes cost nothing; from then on
// each one doubles the wait. The longest is short enough that somebody who keeps a
// colleague's account locked on purpose costs them minutes, and is on record.
const (
	freeFailures = 5
	firstLock    = 30 * time.Second
	longestLock  = 15 * time.Minute
)

// freeFromAddress is how many wrong passwords and codes from one address, whatever the
// login, cost nothing: a county's town hall comes from one. One more drains away each
// time that addressDrain passes, so that whoever tries one password on many logins has
// some hundreds of tries a day, and a building that mistypes never adds up.
const (
	freeFromAddress = 300
	addressDrain    = 3 * time.Minute
)

// lockAfter gives how long is waited after so many failures, of which some are free.
func lockAfter(failures, free int) time.Duration {
	if failures < free {
		return 0
	}
	wait := firstLock
	for range failures - free {
		if wait *= 2; wait >= longestLock {
			return longestLock
		}
	}
	return wait
}

// attempt is one try to come in.
type attempt struct {
	e       *Engine
	person  casework.PersonID // as it goes on record
	known   bool
	digest  string // of a login that is nobody's
	address string // as it goes on record
	from    string // by which it is counted; "" where it says nothing
	now     time.Time
}

func (a attempt) record(ctx context.Context, act schema.AccessAct, detail string, denied bool) error {
	return a.e.Ledger.RecordAccess(ctx, schema.Access{At: a.now, Person: a.person, Act: act, Detail: detail, Address: a.address, Denied: denied})
}

// countedBy gives what an address is counted by: of IPv6 the network, all of which one
// machine has. Who comes from this machine itself is a proxy that nobody named
// (DUBAN_TRUSTED_PROXIES): all people together, whom one of them must not lock out.
func countedBy(address string) string {
	ip, err := netip.ParseAddr(address)
	if ip = ip.Unmap().WithZone(""); err != nil || ip.IsLoopback() {
		return ""
	}
	if ip.Is6() {
		return netip.PrefixFrom(ip, 64).Masked().String()
	}
	return ip.String()
}

// locked refuses while a lock runs, of the address or of the account.
func (a attempt) locked(ctx context.Context, until time.Time) error {
	key, detail := "forbidden.locked", "locked"
	if a.from != "" {
		away, err := a.e.Ledger.AddressLocked(ctx, a.from)
		if err != nil {
			return err
		}
		if a.now.Before(away) { // the same words whatever the login
			until, key, detail = away, "forbidden.locked_address", "address"
		}
	}
	if !a.now.Before(until) {
		return nil
	}
	if err := a.record(ctx, schema.AccessSignInFailed, detail, true); err != nil {
		return err
	}
	return casework.Errorf(casework.CodeForbidden, key, strconv.Itoa(int(until.Sub(a.now).Minutes())+1))
}

// failedFrom counts a failure of the address, and locks it where there were too many.
func (a attempt) failedFrom(ctx context.Context) error {
	if a.from == "" {
		return nil
	}
	failures, err := a.e.Ledger.AddressFailed(ctx, a.from, a.now, addressDrain)
	if wait := lockAfter(failures, freeFromAddress); err == nil && wait > 0 {
		err = a.e.Ledger.LockAddress(ctx, a.from, a.now.Add(wait))
	}
	return err
}

// failed counts a failure, locks where there were too many, and gives the refusal.
func (a attempt) failed(ctx context.Context, detail, key string) error {
	count, lock := a.e.Ledger.SignInFailed, a.e.Ledger.LockAccount
	var failures int
	var err error
	if a.known {
		failures, err = count(ctx, a.person)
	} else {
		failures, err = a.e.Ledger.StrangerFailed(ctx, a.digest, a.now)
	}
	if err != nil {
		return err
	}
	if err := a.failedFrom(ctx); err != nil {
		return err
	}
	if wait := lockAfter(failures, freeFailures); wait > 0 {
		if a.known {
			err = lock(ctx, a.person, a.now.Add(wait))
		} else {
			err = a.e.Ledger.LockStranger(ctx, a.digest, a.now.Add(wait))
		}
		if err != nil {
			return err
		}
	}
	if err := a.record(ctx, schema.AccessSignInFailed, detail, true); err != nil {
		return err
	}
	return casework.Errorf(casework.CodeForbidden, key)
}

// SignIn checks a password. Whether the login or the password was wrong is not
// said, nor does a lock tell it. Where the account has a second factor, nobody has
// come in yet: see [Engine.SecondFactor].
func (e *Engine) SignIn(ctx context.Context, login, password, address string, now time.Time) (schema.Account, error) {
	release, err := hashSlot(ctx)
	if err != nil {
		return schema.Account{}, err
	}
	defer release()
	person := casework.PersonID(strings.TrimSpace(login))
	account, err := e.Ledger.Account(ctx, person)
	if err != nil && casework.CodeOf(err) != casework.CodeNotFound {
		return account, err
	}
	a := attempt{e: e, person: person, known: err == nil, digest: strangerDigest(person), address: address, from: countedBy(address), now: now}
	strange, err := e.Ledger.StrangerLocked(ctx, a.digest)
	if err != nil {
		return account, err
	}
	until, hash := account.LockedUntil, account.Password
	if !a.known {
		a.person, until = strangerName(person), strange
	}
	if hash == "" {
		hash = nobody
	}
	if err := a.locked(ctx, until); err != nil {
		return account, err
	}
	match, err := matches(password, hash)
	if err != nil {
		return account, err
	}
	if !match || !a.known || account.Password == "" || account.Disabled {
		return account, a.failed(ctx, "", "forbidden.sign_in")
	}
	if account.Second {
		return account, nil // failures are forgotten when the code is right too
	}
	return account, a.cameIn(ctx, "")
}

func (a attempt) cameIn(ctx context.Context, detail string) error {
	if err := a.e.Ledger.SignedIn(ctx, a.person); err != nil {
		return err
	}
	return a.record(ctx, schema.AccessSignedIn, detail, false)
}

// strangerDigest is what a login that is nobody's is remembered by.
func strangerDigest(login casework.PersonID) string {
	sum := sha256.Sum256([]byte(login))
	return hex.EncodeToString(sum[:16])
}

// strangerName is how a login that is nobody's goes on record: people type their
// password into the wrong field.
func strangerName(login casework.PersonID) casework.PersonID {
	r := []rune(string(login))
	return casework.PersonID(string(r[:min(2, len(r))]) + "…")
}

// SecondFactor checks the code after the password: of the device, or a recovery
// code. A code counts once; wrong ones count like wrong passwords.
func (e *Engine) SecondFactor(ctx context.Context, person casework.PersonID, code, address string, now time.Time) (schema.Account, error) {
	release, err := hashSlot(ctx)
	if err != nil {
		return schema.Account{}, err
	}
	defer release()
	account, err := e.Ledger.Account(ctx, person)
	if err != nil {
		return account, err
	}
	a := attempt{e: e, person: person, known: true, address: address, from: countedBy(address), now: now}
	if err := a.locked(ctx, account.LockedUntil); err != nil {
		return account, err
	}
	if account.Disabled || !account.Second {
		return account, a.failed(ctx, "code", "forbidden.sign_in")
	}
	right, err := e.rightCode(ctx, account, code, now)
	if err != nil {
		return account, err
	}
	detail := ""
	if !right {
		if right, err = e.Ledger.UseRecovery(ctx, person, e.recoveryDigests(person, code), now); err != nil {
			return account, err
		}
		detail = "recovery"
	}
	if !right {
		return account, a.failed(ctx, "code", "forbidden.code")
	}
	if detail != "" {
		if err := a.record(ctx, schema.AccessRecovery, "", false); err != nil {
			return account, err
		}
	}
	return account, a.cameIn(ctx, detail)
}

// SignInIdentity lets in whom an OpenID provider has recognised, if an
// administrator entered whose the identity is. It makes nobody known.
func (e *Engine) SignInIdentity(ctx context.Context, issuer, subject, address string, now time.Time) (schema.Account, error) {
	person, err := e.Ledger.IdentityPerson(ctx, issuer, subject)
	if err != nil && casework.CodeOf(err) != casework.CodeNotFound {
		return schema.Account{}, err
	}
	a := attempt{e: e, person: person, address: address, now: now}
	refuse := func() error {
		if err := a.record(ctx, schema.AccessSignInFailed, "openid "+subject, true); err != nil {
			return err
		}
		return casework.Errorf(casework.CodeForbidden, "forbidden.identity", subject)
	}
	if err != nil {
		return schema.Account{}, refuse()
	}
	account, err := e.Ledger.Account(ctx, person)
	if casework.CodeOf(err) == casework.CodeNotFound && err != nil || err == nil && account.Disabled {
		return schema.Account{}, refuse()
	}
	if err != nil || account.Second {
		return account, err
	}
	return account, a.cameIn(ctx, "openid")
}
