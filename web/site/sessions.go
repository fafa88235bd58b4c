package site

// sessions.go: what a session holds, and where a person is signed in.

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"duban/casework"
	"duban/schema"
	"duban/web/caller"
)

// The session's fields.
const (
	sessionID    = "id" // in the list of sessions, which says whose it is
	sessionEpoch = "epoch"
	sessionWay   = "way"

	// Between the password and the code.
	pendingPerson = "pending"
	pendingEpoch  = "pending epoch"
	pendingUntil  = "pending until"
	pendingWay    = "pending way"
	pendingNext   = "pending next"
)

// The ways in.
const (
	wayPassword = "password"
	wayOpenID   = "openid"
)

const (
	seenEvery  = time.Minute     // how exact the list of sessions is
	pendingFor = 5 * time.Minute // to take the telephone out
)

// byProvider tells whether the person came in by an OpenID provider: their
// password here, if they have one, is not asked for, nor to be changed.
func (r *request) byProvider() bool { return r.way == wayOpenID }

// renew starts an empty session under a new token, so that a planted one is worth
// nothing and nothing of the one before is left.
func (s *Site) renew(r *request) error {
	if err := s.sessions.Clear(r.Context()); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	return nil
}

// begin lets a person in.
func (s *Site) begin(r *request, account schema.Account, way string) error {
	if err := s.renew(r); err != nil {
		return err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if err := s.engine.Ledger.BeginSession(r.Context(), schema.Session{ID: id.String(), Person: account.Person, Begun: r.now,
		Address: caller.Address(r.Request), Agent: r.UserAgent()}); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), sessionID, id.String())
	s.sessions.Put(r.Context(), sessionEpoch, account.Epoch)
	s.sessions.Put(r.Context(), sessionWay, way)
	return nil
}

// endSession ends one session of the reader, or all the others.
func (s *Site) endSession(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	who, id := r.viewer.By.Person, r.PostForm.Get("id")
	if id == "" {
		if _, err := s.engine.Ledger.EndSessions(r.Context(), who, r.session, r.now); err != nil {
			return err
		}
	} else {
		ended, err := s.engine.Ledger.EndSession(r.Context(), id, who, r.now)
		if err != nil {
			return err
		}
		if !ended {
			return casework.Errorf(casework.CodeNotFound, "notfound.session")
		}
	}
	s.record(r, schema.AccessSessionEnded, "", "", false)
	s.notice(r, "web.account.session_ended")
	redirect(w, r, "/account")
	return nil
}
