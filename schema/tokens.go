package schema

// tokens.go: how programs come in as a person.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Token is a person's token without its text, which nobody keeps.
type Token struct {
	ID      int64
	Person  casework.PersonID
	Name    string
	Hint    string // its first signs
	Scopes  []casework.TokenScope
	Created time.Time
	Expires time.Time
	Used    time.Time // about; zero for never
	Revoked time.Time // zero: it was not
}

// Valid tells whether the token still lets in.
func (t Token) Valid(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// AddToken keeps a token by its hash and gives its number.
func (l *Ledger) AddToken(ctx context.Context, t Token, hash string) (int64, error) {
	id, err := l.q.AddToken(ctx, db.AddTokenParams{Person: string(t.Person), Name: t.Name, Hash: hash, Hint: t.Hint,
		Scopes: texts(t.Scopes), CreatedAt: t.Created, ExpiresAt: t.Expires})
	return id, translate(err)
}

// TokenByHash gives a token, or [casework.CodeNotFound].
func (l *Ledger) TokenByHash(ctx context.Context, hash string) (Token, error) {
	r, err := l.hot.TokenByHash(ctx, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, casework.Errorf(casework.CodeNotFound, "notfound.token")
	}
	return tokenOf(r), translate(err)
}

// TokenUsed notes that a token let somebody in, to the minute.
func (l *Ledger) TokenUsed(ctx context.Context, id int64, at time.Time) error {
	return translate(l.q.TokenUsed(ctx, at, id, at.Add(-time.Minute)))
}

// Tokens gives the tokens of a person ("" = of everybody), the newest first.
func (l *Ledger) Tokens(ctx context.Context, person casework.PersonID) ([]Token, error) {
	rows, err := l.q.Tokens(ctx, string(person))
	out := make([]Token, len(rows))
	for i, r := range rows {
		out[i] = tokenOf(r)
	}
	return out, translate(err)
}

// RevokeToken ends a token of a person ("" = anybody's).
func (l *Ledger) RevokeToken(ctx context.Context, id int64, person casework.PersonID, at time.Time) error {
	n, err := l.q.RevokeToken(ctx, at, id, string(person))
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.token")
	}
	return translate(err)
}

func tokenOf(r db.ApiToken) Token {
	t := Token{ID: r.ID, Person: casework.PersonID(r.Person), Name: r.Name, Hint: r.Hint,
		Created: r.CreatedAt.UTC(), Expires: r.ExpiresAt.UTC(), Used: moment(r.UsedAt), Revoked: moment(r.RevokedAt)}
	for _, s := range r.Scopes {
		t.Scopes = append(t.Scopes, casework.TokenScope(s))
	}
	return t
}
