package engine

// tokens.go: programs that come in with a person's token.

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/schema"
)

// TokenPrefix stands before every token, so that scanners for leaked secrets know it.
const TokenPrefix = "duban_"

// hintLength is how many signs of a token are kept to tell it from others.
const hintLength = len(TokenPrefix) + 6

func tokenHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// MakeToken makes a token for a person and gives its text, which is told only
// now. A token is made by its person, signed in on a page, or by the machine's
// operator.
func (e *Engine) MakeToken(ctx context.Context, person casework.PersonID, asked casework.NewToken, address string, now time.Time) (string, schema.Token, error) {
	asked, err := asked.Check()
	if err != nil {
		return "", schema.Token{}, err
	}
	list, err := e.Ledger.Tokens(ctx, person)
	if err != nil {
		return "", schema.Token{}, err
	}
	valid := 0
	for _, t := range list {
		if t.Valid(now) {
			valid++
		}
	}
	if valid >= casework.MaxTokens {
		return "", schema.Token{}, casework.Errorf(casework.CodeRefused, "refused.tokens", strconv.Itoa(casework.MaxTokens))
	}
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	text := TokenPrefix + base64.RawURLEncoding.EncodeToString(random[:])
	t := schema.Token{Person: person, Name: asked.Name, Hint: text[:hintLength], Scopes: asked.Scopes, Created: now, Expires: asked.Expires(now)}
	if t.ID, err = e.Ledger.AddToken(ctx, t, tokenHash(text)); err != nil {
		return "", t, err
	}
	return text, t, e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: schema.AccessTokenMade, Detail: t.Hint + " " + t.Name, Address: address})
}

// RevokeToken ends a token of a person; person "" is the machine's operator, who
// ends anybody's.
func (e *Engine) RevokeToken(ctx context.Context, person casework.PersonID, id int64, address string, now time.Time) error {
	if err := e.Ledger.RevokeToken(ctx, id, person, now); err != nil {
		return err
	}
	return e.Ledger.RecordAccess(ctx, schema.Access{At: now, Person: person, Act: schema.AccessTokenRevoked, Detail: strconv.FormatInt(id, 10), Address: address})
}

// Bearer is who comes in with a token.
type Bearer struct {
	*Viewer
	Token   schema.Token
	Account schema.Account
}

// Bearer recognises a token. What does not let in is [casework.CodeForbidden] and
// not told apart: wrong, over, revoked, of an account that is closed or has a
// one-time password.
func (e *Engine) Bearer(ctx context.Context, text string, now time.Time) (*Bearer, error) {
	no := casework.Errorf(casework.CodeForbidden, "forbidden.token")
	if !strings.HasPrefix(text, TokenPrefix) {
		return nil, no
	}
	t, err := e.Ledger.TokenByHash(ctx, tokenHash(text))
	if casework.CodeOf(err) == casework.CodeNotFound || (err == nil && !t.Valid(now)) {
		return nil, no
	}
	if err != nil {
		return nil, err
	}
	account, err := e.Ledger.Account(ctx, t.Person)
	if casework.CodeOf(err) == casework.CodeNotFound || (err == nil && (account.Disabled || account.MustChange)) {
		return nil, no
	}
	if err != nil {
		return nil, err
	}
	v, err := e.Viewer(ctx, t.Person, now)
	if casework.CodeOf(err) == casework.CodeNotFound {
		return nil, no
	}
	if err != nil {
		return nil, err
	}
	return &Bearer{Viewer: v, Token: t, Account: account}, e.Ledger.TokenUsed(ctx, t.ID, now)
}
