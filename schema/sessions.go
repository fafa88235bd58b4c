package schema

// sessions.go: where people are signed in.

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Session is one place where a person is signed in.
type Session struct {
	ID      string
	Person  casework.PersonID
	Begun   time.Time
	Seen    time.Time
	Address string
	Agent   string // the browser, as it calls itself
}

// BeginSession enters a session.
func (l *Ledger) BeginSession(ctx context.Context, s Session) error {
	return translate(l.q.BeginSession(ctx, db.BeginSessionParams{ID: s.ID, Person: string(s.Person), At: s.Begun, Address: s.Address, Agent: cut(s.Agent)}))
}

// SessionAccount gives whose a session is and when it was last seen, or
// [casework.CodeNotFound] for one that was ended.
func (l *Ledger) SessionAccount(ctx context.Context, id string) (Account, time.Time, error) {
	r, err := l.hot.SessionAccount(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, time.Time{}, casework.Errorf(casework.CodeNotFound, "notfound.session")
	}
	return accountOf(db.AccountsRow{Person: r.Person, Password: r.Password, MustChange: r.MustChange, Disabled: r.Disabled,
		Failures: r.Failures, LockedUntil: r.LockedUntil, Epoch: r.Epoch, Language: r.Language, CreatedAt: r.CreatedAt,
		PasswordAt: r.PasswordAt, SecondOn: r.SecondOn, SecondKey: r.SecondKey, SecondSealed: r.SecondSealed, SecondStep: r.SecondStep,
		Theme: r.Theme, Muted: r.Muted, Name: r.Name}), r.SeenAt.UTC(), translate(err)
}

// SeeSession notes that a session is in use.
func (l *Ledger) SeeSession(ctx context.Context, id string, at time.Time) error {
	return translate(l.q.SeeSession(ctx, at, id))
}

// EndSession ends one session of a person; false when there is none.
func (l *Ledger) EndSession(ctx context.Context, id string, person casework.PersonID, at time.Time) (bool, error) {
	n, err := l.q.EndSession(ctx, at, id, string(person))
	return n > 0, translate(err)
}

// EndSessions ends every session of a person but one ("" spares none).
func (l *Ledger) EndSessions(ctx context.Context, person casework.PersonID, spare string, at time.Time) (int, error) {
	n, err := l.q.EndSessions(ctx, at, string(person), spare)
	return int(n), translate(err)
}

// Sessions gives the sessions of a person that began and were seen since, the one
// last seen first.
func (l *Ledger) Sessions(ctx context.Context, person casework.PersonID, begun, seen time.Time) ([]Session, error) {
	rows, err := l.q.AccountSessions(ctx, string(person), seen, begun)
	out := make([]Session, len(rows))
	for i, r := range rows {
		out[i] = Session{r.ID, casework.PersonID(r.Person), r.BegunAt.UTC(), r.SeenAt.UTC(), r.Address, r.Agent}
	}
	return out, translate(err)
}
