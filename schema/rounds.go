package schema

// rounds.go: the monthly rounds.

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/schema/db"
)

// Round is a month's round with what it counts on.
type Round struct {
	Month  round.Month
	Rules  *round.Rules
	Basis  round.Basis
	Opened time.Time
}

// RoundTopic is what stands for a case in the notices of a round.
func RoundTopic(m round.Month) casework.CaseID { return casework.CaseID("round/" + m.String()) }

// OpenRound opens a month's round by rules (a document), with the organisation
// and the plans as they are now. A round that is open stays as it was opened.
func (l *Ledger) OpenRound(ctx context.Context, m round.Month, rules []byte, at time.Time) (Round, error) {
	if _, err := round.ParseRules(rules); err != nil {
		return Round{}, err
	}
	basis, err := l.roundBasis(ctx, m)
	if err != nil {
		return Round{}, err
	}
	body, err := json.Marshal(basis)
	if err != nil {
		return Round{}, translate(err)
	}
	_, err = l.q.PutRound(ctx, db.PutRoundParams{Month: m.String(), Rules: string(rules), Basis: string(body), OpenedAt: stored(at)})
	if err != nil {
		return Round{}, translate(err)
	}
	return l.Round(ctx, m)
}

// roundBasis gives what a month opened now counts on.
func (l *Ledger) roundBasis(ctx context.Context, m round.Month) (round.Basis, error) {
	b := round.Basis{Month: m.String()}
	_, revision, err := l.Calendar(ctx)
	if err != nil {
		return b, err
	}
	b.Calendar = revision
	err = l.snapshot(ctx, func(q *db.Queries) error {
		units, err := q.Units(ctx)
		if err != nil {
			return err
		}
		for _, u := range units {
			b.Units = append(b.Units, round.Unit{ID: casework.UnitID(u.ID), Name: u.Name, Parent: casework.UnitID(u.ParentID),
				Column: u.IsColumn, Village: casework.UnitKind(u.Kind) == casework.UnitVillage, Households: u.Households})
		}
		plans, err := q.Plans(ctx)
		if err != nil {
			return err
		}
		sweeps, err := q.Sweeps(ctx)
		if err != nil {
			return err
		}
		withdrawn, err := q.PlanWithdrawals(ctx)
		if err != nil {
			return err
		}
		for _, p := range plans {
			// In a sweep each problem is its finder's: nobody else fails to claim it.
			if slices.ContainsFunc(sweeps, func(s db.SweepsRow) bool { return s.Plan == p.ID }) ||
				slices.ContainsFunc(withdrawn, func(w db.PlanWithdrawal) bool { return w.Plan == p.ID }) {
				continue
			}
			measures, err := q.PlanMeasures(ctx, p.ID)
			if err != nil {
				return err
			}
			at := map[string]int{}
			for _, r := range measures {
				if _, known := at[r.Problem]; !known {
					at[r.Problem] = len(b.Problems)
					b.Problems = append(b.Problems, round.Problem{Plan: p.ID, No: r.Problem})
				}
				problem := &b.Problems[at[r.Problem]]
				problem.Measures = append(problem.Measures, casework.CaseID(r.CaseID))
			}
		}
		return nil
	})
	return b, err
}

// Round gives a month's round, or [casework.CodeNotFound].
func (l *Ledger) Round(ctx context.Context, m round.Month) (Round, error) {
	row, err := l.q.Round(ctx, m.String())
	if errors.Is(err, sql.ErrNoRows) {
		return Round{}, casework.Errorf(casework.CodeNotFound, "notfound.round", m.String())
	}
	if err != nil {
		return Round{}, translate(err)
	}
	r := Round{Month: m, Opened: row.OpenedAt.UTC()}
	if r.Rules, err = round.ParseRules([]byte(row.Rules)); err != nil {
		return Round{}, err
	}
	return r, translate(json.Unmarshal([]byte(row.Basis), &r.Basis))
}

// RoundLine is a round in a list.
type RoundLine struct {
	Month  string    `json:"month"`
	Opened time.Time `json:"opened"`
	Digest string    `json:"digest,omitempty"` // of its snapshot
	Frozen time.Time `json:"frozen,omitzero"`
}

// Overdue tells whether a month should have been frozen a day ago and is not: its
// workflow does not run.
func (r RoundLine) Overdue(zone *time.Location, now time.Time) bool {
	m, err := round.ParseMonth(r.Month)
	return err == nil && r.Frozen.IsZero() && now.After(m.End(zone).AddDate(0, 0, 1))
}

// Rounds gives every round, the newest first.
func (l *Ledger) Rounds(ctx context.Context) ([]RoundLine, error) {
	rows, err := l.q.Rounds(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]RoundLine, len(rows))
	for i, r := range rows {
		out[i] = RoundLine{r.Month, r.OpenedAt.UTC(), r.Digest, moment(r.FrozenAt)}
	}
	return out, nil
}

// OpenRounds gives the months whose round is not over: the circular is still to be told.
func (l *Ledger) OpenRounds(ctx context.Context) ([]string, error) {
	months, err := l.q.OpenRounds(ctx)
	return months, translate(err)
}

// Minutes are the minutes of a round's step.
type Minutes struct {
	Step round.Step        `json:"step"`
	Held calendar.Date     `json:"held"`
	Text string            `json:"text"`
	By   casework.PersonID `json:"by"`
	At   time.Time         `json:"at"`
}

// PutMinutes enters a step's minutes; earlier ones of the step are kept.
func (l *Ledger) PutMinutes(ctx context.Context, m round.Month, n Minutes) error {
	return translate(l.q.PutMinutes(ctx, db.PutMinutesParams{Month: m.String(), Step: string(n.Step), HeldOn: n.Held.Start(time.UTC),
		Text: n.Text, By: string(n.By), At: stored(n.At)}))
}

// RoundMinutes gives the newest minutes of each step of a round.
func (l *Ledger) RoundMinutes(ctx context.Context, m round.Month) ([]Minutes, error) {
	rows, err := l.q.RoundMinutes(ctx, m.String())
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Minutes, len(rows))
	for i, r := range rows {
		out[i] = Minutes{round.Step(r.Step), dayOf(r.HeldOn), r.Text, casework.PersonID(r.By), r.At.UTC()}
	}
	return out, nil
}

// PutSnapshot freezes a month, once: a month that is frozen stays as it is.
func (l *Ledger) PutSnapshot(ctx context.Context, m round.Month, asOf time.Time, body []byte, digest string, at time.Time) error {
	return translate(l.q.PutSnapshot(ctx, db.PutSnapshotParams{Month: m.String(), AsOf: stored(asOf), Body: string(body), Digest: digest, At: stored(at)}))
}

// SnapshotOf gives a month's frozen document and its digest, or
// [casework.CodeNotFound].
func (l *Ledger) SnapshotOf(ctx context.Context, m round.Month) (body []byte, digest string, err error) {
	row, err := l.q.Snapshot(ctx, m.String())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", casework.Errorf(casework.CodeNotFound, "notfound.snapshot", m.String())
	}
	if err != nil {
		return nil, "", translate(err)
	}
	return []byte(row.Body), row.Digest, nil
}

// CalendarOf gives the holiday table of a revision.
func (l *Ledger) CalendarOf(ctx context.Context, revision int) (calendar.Table, error) {
	doc, err := l.q.CalendarOfRevision(ctx, revision)
	if errors.Is(err, sql.ErrNoRows) {
		return calendar.Table{}, casework.Errorf(casework.CodeNotFound, "notfound.calendar")
	}
	if err != nil {
		return calendar.Table{}, translate(err)
	}
	table, err := calendar.ParseTable([]byte(doc))
	return table, translate(err)
}
