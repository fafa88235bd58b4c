package schema

// matters.go: directives and findings: matters that stand by themselves and not
// in a plan.

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// Matter is one matter that somebody, or a rule, has given out.
type Matter struct {
	Case      casework.CaseID  `json:"case_id"`
	Kind      casework.Kind    `json:"kind"`
	Key       string           `json:"key"` // names the occasion: the same key opens one case, however often asked
	Title     string           `json:"title"`
	Text      string           `json:"text"`
	Source    string           `json:"source"`     // meeting, instruction, alert, inspection, indicator, obligation
	SourceRef string           `json:"source_ref"` // what it came from
	Urgency   casework.Urgency `json:"urgency"`

	By      casework.PersonID `json:"raised_by"` // "" for the engine
	Created time.Time         `json:"created_at"`
}

// MatterOpening is a matter with the case that will carry it.
type MatterOpening struct {
	Matter
	Opening casework.Opening
	Policy  casework.PolicyRef
}

// MatterID derives a case's ID from a matter's kind and key: D-… for directives,
// F-… for findings. It holds nothing of the matter's content, because workflow
// IDs are stored in the clear.
func MatterID(kind casework.Kind, key string) casework.CaseID {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + key))
	return casework.CaseID(strings.ToUpper(string(kind[:1]) + "-" + hex.EncodeToString(sum[:5])))
}

// PlanOf names the plan under which the cases of a kind stand that no imported
// plan holds.
func PlanOf(kind casework.Kind) string { return string(kind) + "s" }

// OpenMatters enters matters and asks for their cases to be started, all or
// nothing. Those whose key is known are left as they are.
func (l *Ledger) OpenMatters(ctx context.Context, list []MatterOpening) error {
	if len(list) == 0 {
		return nil
	}
	matters := make([]Matter, len(list))
	starts := map[string]startWire{}
	for i, m := range list {
		matters[i] = m.Matter
		starts[string(m.Case)] = startWire{m.Case, m.Opening.Plan, m.Opening, m.Policy, m.Created}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		entered, err := q.PutMatters(ctx, rowsJSON(matters))
		if err != nil {
			return err
		}
		rows := make([]startWire, 0, len(entered))
		for _, id := range entered {
			rows = append(rows, starts[id])
		}
		return inBatches(ctx, rows, q.PutStarts)
	})
}

// StartsOf gives those of the cases that have been asked for and not started.
func (l *Ledger) StartsOf(ctx context.Context, cases []casework.CaseID) ([]CaseStart, error) {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = string(c)
	}
	rows, err := l.q.StartsOf(ctx, ids)
	if err != nil {
		return nil, translate(err)
	}
	starts, err := startsOf(rows)
	return starts, translate(err)
}

// Refusal is a matter that was to be given out and was refused for good.
type Refusal struct {
	Key    string          `json:"key"`
	Kind   casework.Kind   `json:"kind"`
	Title  string          `json:"title"`
	Source string          `json:"source"`
	Ref    string          `json:"source_ref"`
	Unit   casework.UnitID `json:"unit"` // to which it was to be given
	Reason *casework.Error `json:"reason"`
	At     time.Time       `json:"at"`
}

// PutRefusals keeps what was refused and tells an addressee of each, once.
func (l *Ledger) PutRefusals(ctx context.Context, list []Refusal, to casework.Addressee) error {
	if len(list) == 0 {
		return nil
	}
	notices, kind := make([]noticeRow, len(list)), casework.NoticeRaiseRefused.String()
	for i := range list {
		r := &list[i]
		r.At = stored(r.At)
		notices[i] = noticeRow{Key: kind + "/" + r.Key, Case: MatterID(r.Kind, r.Key), Kind: kind, Person: to.Person, Unit: to.Unit, Role: to.Role,
			CreatedAt: r.At}
	}
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if err := inBatches(ctx, list, q.PutRaiseRefusals); err != nil {
			return err
		}
		return inBatches(ctx, notices, q.PutNotices)
	})
	if err == nil {
		l.announceTold(ctx, []casework.Addressee{to})
	}
	return err
}

// Refusals gives what was refused and has not been given out since, of a source or
// of all ("").
func (l *Ledger) Refusals(ctx context.Context, source string) ([]Refusal, error) {
	rows, err := l.q.RaiseRefusals(ctx, source)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Refusal, len(rows))
	for i, r := range rows {
		out[i] = Refusal{Key: r.Key, Kind: casework.Kind(r.Kind), Title: r.Title, Source: r.Source, Ref: r.SourceRef, Unit: casework.UnitID(r.Unit), At: r.At.UTC()}
		if err := json.Unmarshal(r.Reason, &out[i].Reason); err != nil {
			return nil, translate(err)
		}
	}
	return out, nil
}

// MattersOf gives the matters of a source and of one reference of it; "" is all.
func (l *Ledger) MattersOf(ctx context.Context, source, ref string) ([]Matter, error) {
	if source == "" && ref == "" {
		return mattersOf(l.q.AllMatters(ctx))
	}
	return mattersOf(l.q.MattersOf(ctx, source, ref))
}

// MattersByKey gives the matters of some keys, as far as there are any.
func (l *Ledger) MattersByKey(ctx context.Context, keys []string) ([]Matter, error) {
	return mattersOf(l.q.MattersByKey(ctx, keys))
}

// MattersOfCases gives the matters that cases carry.
func (l *Ledger) MattersOfCases(ctx context.Context, cases []casework.CaseID) ([]Matter, error) {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = string(c)
	}
	return mattersOf(l.q.MattersOfCases(ctx, ids))
}

func mattersOf(rows []db.Matter, err error) ([]Matter, error) {
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Matter, len(rows))
	for i, r := range rows {
		out[i] = Matter{casework.CaseID(r.CaseID), casework.Kind(r.Kind), r.Key, r.Title, r.Text, r.Source, r.SourceRef,
			casework.Urgency(r.Urgency), casework.PersonID(r.RaisedBy), r.CreatedAt.UTC()}
	}
	return out, nil
}
