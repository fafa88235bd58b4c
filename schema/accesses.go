package schema

// accesses.go: the record of who came, what they looked at and what was denied.

import (
	"context"
	"math"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// AccessAct names what somebody did that is no act on a case.
type AccessAct string

// The acts.
const (
	AccessSignedIn     AccessAct = "signed_in"
	AccessSignInFailed AccessAct = "sign_in_failed"
	AccessSignedOut    AccessAct = "signed_out"
	AccessPassword     AccessAct = "password_changed"
	AccessAccount      AccessAct = "account_set"
	AccessSaw          AccessAct = "saw"
	AccessExported     AccessAct = "exported"
	AccessImported     AccessAct = "imported"
	AccessDenied       AccessAct = "denied"
	AccessDisabled     AccessAct = "account_disabled"
	AccessEnabled      AccessAct = "account_enabled"
	AccessUnlocked     AccessAct = "account_unlocked"
	AccessSecondOn     AccessAct = "second_factor_on"
	AccessSecondOff    AccessAct = "second_factor_off"
	AccessRecovery     AccessAct = "recovery_code_used"
	AccessSessionEnded AccessAct = "session_ended"
	AccessIdentity     AccessAct = "identity_linked"
	AccessIdentityGone AccessAct = "identity_removed"
	AccessVerified     AccessAct = "chain_verified"
	AccessAudit        AccessAct = "record_read"
	AccessTokenMade    AccessAct = "token_made"
	AccessTokenRevoked AccessAct = "token_revoked"
	AccessWebhook      AccessAct = "webhook_set"
	AccessRules        AccessAct = "rules_loaded" // a policy or a holiday table
	AccessInfected     AccessAct = "file_infected"
)

// AccessActs lists every act once, in the order in which pages offer them.
var AccessActs = []AccessAct{
	AccessSignedIn, AccessSignInFailed, AccessSignedOut, AccessSessionEnded, AccessPassword, AccessSecondOn, AccessSecondOff, AccessRecovery,
	AccessSaw, AccessExported, AccessDenied, AccessAccount, AccessDisabled, AccessEnabled, AccessUnlocked, AccessIdentity, AccessIdentityGone,
	AccessVerified, AccessAudit, AccessImported, AccessTokenMade, AccessTokenRevoked, AccessWebhook, AccessRules,
	AccessInfected,
}

// Access is one line of the record.
type Access struct {
	ID      int64
	At      time.Time
	Person  casework.PersonID // the login as it was given where it is nobody's
	Act     AccessAct
	Case    casework.CaseID // "" for none
	Detail  string
	Address string // from where
	Denied  bool
}

// maxDetail bounds what a line says, in characters: a login or a path is typed
// by anybody.
const maxDetail = 300

// RecordAccess adds a line.
func (l *Ledger) RecordAccess(ctx context.Context, a Access) error {
	return translate(l.hot.RecordAccess(ctx, db.RecordAccessParams{At: a.At, Person: cut(string(a.Person)), Act: string(a.Act),
		CaseID: cut(string(a.Case)), Detail: cut(a.Detail), Address: a.Address, Denied: a.Denied}))
}

func cut(s string) string {
	if r := []rune(s); len(r) > maxDetail {
		return string(r[:maxDetail]) + "…"
	}
	return s
}

// AccessFilter says which lines to show; empty fields do not filter.
type AccessFilter struct {
	Person casework.PersonID
	Case   casework.CaseID
	Act    AccessAct
	Denied bool  // only what was denied
	Before int64 // lines older than this one; 0 = from the newest
	Limit  int   // 0 = 50
}

// Accesses gives lines, the newest first.
func (l *Ledger) Accesses(ctx context.Context, f AccessFilter) ([]Access, error) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	if f.Limit <= 0 {
		f.Limit = defaultLines
	}
	rows, err := l.q.Accesses(ctx, db.AccessesParams{Before: f.Before, Person: string(f.Person), CaseID: string(f.Case),
		Act: string(f.Act), DeniedOnly: f.Denied, Batch: min(f.Limit, maxLines)})
	out := make([]Access, len(rows))
	for i, r := range rows {
		out[i] = Access{ID: r.ID, At: r.At.UTC(), Person: casework.PersonID(r.Person), Act: AccessAct(r.Act),
			Case: casework.CaseID(r.CaseID), Detail: r.Detail, Address: r.Address, Denied: r.Denied}
	}
	return out, translate(err)
}
