package engine

// second.go: the second factor: a time-based code (RFC 6238) from a device that
// the person has, and recovery codes for when they have it no longer. The secret
// lies sealed in the ledger.

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"image"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"duban/casework"
	"duban/codec"
	"duban/schema"
)

// Shape of codes: what every authenticator understands.
const (
	codePeriod    = 30 // seconds
	codeIssuer    = "督办"
	recoveryCodes = 10
)

func secondPlace(person casework.PersonID) string { return "account/" + string(person) + "/second" }

// BeginSecond makes a secret for a person's device, to be confirmed by a code. It
// replaces one that was not confirmed; one that is on must be turned off first.
func (e *Engine) BeginSecond(ctx context.Context, person casework.PersonID) error {
	account, err := e.Ledger.Account(ctx, person)
	if err != nil {
		return err
	}
	if account.Second {
		return casework.Errorf(casework.CodeRefused, "refused.second_on")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: codeIssuer, AccountName: string(person), Period: codePeriod})
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	cell, err := e.keys.SealCell([]byte(key.Secret()), secondPlace(person))
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return e.Ledger.PutSecond(ctx, person, cell.Key, cell.Sealed)
}

// PendingSecond gives the secret that a person is about to confirm, and its
// picture for the device's camera; "" where there is none.
func (e *Engine) PendingSecond(account schema.Account, size int) (secret string, picture image.Image, err error) {
	if account.Second || len(account.SecondSealed) == 0 {
		return "", nil, nil
	}
	if secret, err = e.secret(account); err != nil {
		return "", nil, err
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return "", nil, casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: codeIssuer, AccountName: string(account.Person), Period: codePeriod, Secret: raw})
	if err != nil {
		return "", nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if picture, err = key.Image(size, size); err != nil {
		return "", nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return secret, picture, nil
}

// ConfirmSecond turns the second factor on once the device shows a right code, and
// gives the recovery codes, to be told once.
func (e *Engine) ConfirmSecond(ctx context.Context, person casework.PersonID, code, address string, now time.Time) ([]string, error) {
	account, err := e.Ledger.Account(ctx, person)
	if err != nil {
		return nil, err
	}
	if account.Second || len(account.SecondSealed) == 0 {
		return nil, casework.Errorf(casework.CodeRefused, "refused.second_not_begun")
	}
	secret, err := e.secret(account)
	if err != nil {
		return nil, err
	}
	step, right := matchCode(secret, code, now)
	if !right {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.code")
	}
	codes, digests := make([]string, recoveryCodes), make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = recoveryCode()
		digests[i] = e.keys.Index(recoveryPlace(person, codes[i]))
	}
	on, err := e.Ledger.ConfirmSecond(ctx, person, step, digests)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.code")
	}
	return codes, e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: schema.AccessSecondOn, Address: address})
}

// EndSecond turns the second factor off; it takes the password, for somebody may
// have left their place.
func (e *Engine) EndSecond(ctx context.Context, person casework.PersonID, password, address string, now time.Time) error {
	if err := e.proven(ctx, person, password, address, now); err != nil {
		return err
	}
	if err := e.Ledger.PutSecond(ctx, person, "", nil); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: schema.AccessSecondOff, Address: address})
}

func (e *Engine) secret(account schema.Account) (string, error) {
	plain, err := e.keys.OpenCell(codec.Cell{Key: account.SecondKey, Sealed: account.SecondSealed}, secondPlace(account.Person))
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	return string(plain), nil
}

// rightCode checks a code of the device and takes its time step, so that the same
// code is worth nothing afterwards: not to who looked over the shoulder.
func (e *Engine) rightCode(ctx context.Context, account schema.Account, code string, now time.Time) (bool, error) {
	secret, err := e.secret(account)
	if err != nil {
		return false, err
	}
	step, right := matchCode(secret, code, now)
	if !right {
		return false, nil
	}
	return e.Ledger.UseSecond(ctx, account.Person, step)
}

// matchCode gives the time step to which a code belongs: this one, or one beside it,
// for clocks that go wrong by less than a step.
func matchCode(secret, code string, now time.Time) (step int64, right bool) {
	code = strings.ReplaceAll(code, " ", "")
	at := now.Unix() / codePeriod
	for _, step := range []int64{at, at - 1, at + 1} {
		right, err := hotp.ValidateCustom(code, uint64(step), secret, //nolint:gosec // a moment after 1970
			hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right {
			return step, true
		}
	}
	return 0, false
}

// recoveryCode gives 50 random bits in a form that is easy to copy from paper.
func recoveryCode() string {
	var b [7]byte
	_, _ = rand.Read(b[:]) // never fails
	text := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
	return text[:5] + "-" + text[5:10]
}

func recoveryPlace(person casework.PersonID, code string) string {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	return "recovery/" + string(person) + "/" + code
}

func (e *Engine) recoveryDigests(person casework.PersonID, code string) []string {
	return e.keys.Indexes(recoveryPlace(person, code))
}
