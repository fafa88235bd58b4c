package schema

// sweeps.go: the standards of a sweep (大排查) and what units answer to them. Not
// the clock's sweep over due tasks: that is sweep.go.

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Screening is a sweep: a plan in which every unit answers for every standard.
type Screening struct {
	Plan   string            `json:"plan"`
	Title  string            `json:"title"`
	Due    calendar.Date     `json:"due"`
	Units  []casework.UnitID `json:"units"`
	By     casework.PersonID `json:"by"`
	Opened time.Time         `json:"opened"`

	Withdrawn *Withdrawal `json:"withdrawn,omitempty"`
}

// Goes refuses what would go on in a sweep that was withdrawn.
func (s *Screening) Goes() error {
	if s.Withdrawn == nil {
		return nil
	}
	return casework.Errorf(casework.CodeRefused, "refused.plan_withdrawn", s.Plan)
}

// Standard is a policy standard that units hold themselves against.
type Standard struct {
	No        string          `json:"no"`
	Class     string          `json:"class"` // its number
	ClassName string          `json:"class_name"`
	Text      string          `json:"text"`
	LeadUnit  casework.UnitID `json:"lead_unit"`
	Position  int             `json:"position"`
}

// Answer is what a unit said of a standard.
type Answer struct {
	ID       int64             `json:"-"` // grows with each answer; 0 until it is entered
	Key      string            `json:"key"`
	Standard string            `json:"standard"`
	Unit     casework.UnitID   `json:"unit"`
	Problem  string            `json:"problem,omitempty"`
	Case     casework.CaseID   `json:"case,omitempty"` // empty: nothing found
	Like     casework.CaseID   `json:"like,omitempty"` // 举一反三: looked for after this case
	Text     string            `json:"text"`
	By       casework.PersonID `json:"by"`
	At       time.Time         `json:"at"`
	GivenBy  casework.UnitID   `json:"given_by,omitempty"` // the unit that gave it, where Unit is a column that stands for several; empty: not known
}

// Known is the newest answer of a place that somebody knew, 0 for none, of those that
// they see: all of them, or, of a column that stands for departments, those that were
// given by some units.
type Known struct {
	ID      int64
	GivenBy []casework.UnitID // none: by whomever
}

// OpenScreening enters a sweep with its standards in one transaction; one that is
// open stays as it was opened, and is a [casework.CodeConflict].
func (l *Ledger) OpenScreening(ctx context.Context, s Screening, classes []Class, standards []Standard, year int) error {
	units := make([]string, len(s.Units))
	for i, u := range s.Units {
		units[i] = string(u)
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := q.Plan(ctx, s.Plan); !errors.Is(err, sql.ErrNoRows) {
			if err == nil {
				err = casework.Errorf(casework.CodeConflict, "conflict.plan", s.Plan)
			}
			return err
		}
		if err := q.PutPlan(ctx, db.PutPlanParams{ID: s.Plan, Title: s.Title, Year: year, ImportedAt: stored(s.Opened)}); err != nil {
			return err
		}
		if err := inBatches(ctx, classes, of(s.Plan, q.PutClasses)); err != nil {
			return err
		}
		if _, err := q.OpenSweep(ctx, db.OpenSweepParams{Plan: s.Plan, DueOn: s.Due.Start(time.UTC), Units: units,
			OpenedBy: string(s.By), OpenedAt: stored(s.Opened)}); err != nil {
			return err
		}
		return inBatches(ctx, standards, of(s.Plan, q.PutStandards))
	})
}

// Screenings gives every sweep, newest first.
func (l *Ledger) Screenings(ctx context.Context) ([]Screening, error) {
	rows, err := l.q.Sweeps(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Screening, len(rows))
	for i, r := range rows {
		out[i] = Screening{Plan: r.Plan, Title: r.Title, Due: dayOf(r.DueOn), By: casework.PersonID(r.OpenedBy), Opened: r.OpenedAt.UTC()}
		if r.WithdrawnAt.Valid {
			out[i].Withdrawn = &Withdrawal{Plan: r.Plan, Reason: r.WithdrawnFor, By: casework.PersonID(r.WithdrawnBy), At: r.WithdrawnAt.Time.UTC()}
		}
		for _, u := range r.Units {
			out[i].Units = append(out[i].Units, casework.UnitID(u))
		}
	}
	return out, nil
}

// Screening gives one sweep, or [casework.CodeNotFound].
func (l *Ledger) Screening(ctx context.Context, plan string) (Screening, error) {
	list, err := l.Screenings(ctx)
	if err != nil {
		return Screening{}, err
	}
	i := slices.IndexFunc(list, func(s Screening) bool { return s.Plan == plan })
	if i < 0 {
		return Screening{}, casework.Errorf(casework.CodeNotFound, "notfound.sweep", plan)
	}
	return list[i], nil
}

// Standards gives the standards of a sweep in their order.
func (l *Ledger) Standards(ctx context.Context, plan string) ([]Standard, error) {
	rows, err := l.q.Standards(ctx, plan)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Standard, len(rows))
	for i, r := range rows {
		out[i] = Standard{r.No, r.Class, r.ClassName, r.Text, casework.UnitID(r.LeadUnit), r.Position}
	}
	return out, nil
}

// Answers gives every answer of a sweep in the order in which they were given.
func (l *Ledger) Answers(ctx context.Context, plan string) ([]Answer, error) {
	rows, err := l.q.StandardAnswers(ctx, plan)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Answer, len(rows))
	for i, r := range rows {
		out[i] = Answer{r.ID, r.Key, r.Standard, casework.UnitID(r.Unit), r.Problem, casework.CaseID(r.CaseID), casework.CaseID(r.LikeCase), r.Text,
			casework.PersonID(r.By), r.At.UTC(), casework.UnitID(r.GivenBy)}
	}
	return out, nil
}

// PutAnswer enters an answer once by its key and gives the case that it names.
// For one that found a problem, found is asked for the problem, the measure and
// the case to start, with the problem's number; all of it is one transaction, and
// two that find problems at once get different numbers. seen is what the answerer knew
// of the place, nil for whatever it is: when another answer has come since, it is a
// [casework.CodeStale]. A sweep that was withdrawn takes none.
func (l *Ledger) PutAnswer(ctx context.Context, plan string, a Answer, seen *Known, found func(no string) (Problem, Measure, CaseStart)) (id casework.CaseID, err error) {
	fresh := false
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		if _, err := q.LockSweep(ctx, plan); err != nil {
			return err
		}
		held, err := q.AnswerOfKey(ctx, a.Key)
		if err == nil {
			if held.Plan != plan || held.Standard != a.Standard || held.Unit != string(a.Unit) {
				return casework.Errorf(casework.CodeConflict, "conflict.answer", a.Key, held.Unit, held.Standard)
			}
			id = casework.CaseID(held.CaseID)
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := notWithdrawn(ctx, q, plan); err != nil {
			return err
		}
		if seen != nil {
			last, err := q.LastAnswer(ctx, db.LastAnswerParams{Plan: plan, Standard: a.Standard, Unit: string(a.Unit), Givers: texts(seen.GivenBy)})
			if err != nil {
				return err
			}
			if last > seen.ID {
				return casework.Errorf(casework.CodeStale, "stale.answer", a.Standard)
			}
		}
		fresh = true
		if found != nil {
			n, err := q.ProblemsOfStandard(ctx, plan, a.Standard)
			if err != nil {
				return err
			}
			a.Problem = a.Standard + "-" + strconv.Itoa(n+1)
			problem, measure, start := found(a.Problem)
			a.Case = start.Case
			rows := PlanRows{Plan: Plan{ID: plan}, Problems: []Problem{problem}, Measures: []Measure{measure}, Starts: []CaseStart{start}}
			if err := rows.putCases(ctx, q); err != nil {
				return err
			}
		}
		id = a.Case
		return q.InsertAnswer(ctx, db.InsertAnswerParams{Key: a.Key, Plan: plan, Standard: a.Standard, Unit: string(a.Unit), Problem: a.Problem,
			CaseID: string(a.Case), LikeCase: string(a.Like), Text: a.Text, By: string(a.By), At: stored(a.At),
			GivenBy: string(a.GivenBy)})
	})
	if err == nil && fresh {
		l.announce(ctx, Step{Case: casework.CaseID("sweep/" + plan)}) // no case's page cares, lists do
	}
	return id, err
}

// Stands is how the case of a problem stands, as its row says.
type Stands struct {
	Stage  casework.Stage
	Ended  bool
	Closed bool // a task of it was recognised
}

// CaseStands gives how the cases of a plan stand.
func (l *Ledger) CaseStands(ctx context.Context, plan string) (map[casework.CaseID]Stands, error) {
	rows, err := l.q.CaseStands(ctx, plan)
	if err != nil {
		return nil, translate(err)
	}
	return standsOf(rows), nil
}

func standsOf(rows []db.CaseStandsRow) map[casework.CaseID]Stands {
	out := make(map[casework.CaseID]Stands, len(rows))
	for _, r := range rows {
		out[casework.CaseID(r.ID)] = Stands{casework.Stage(r.Stage), r.Ended, r.Closed}
	}
	return out
}

// Gone tells whether nothing is left of a problem: cancelled, or found not to be the
// unit's.
func (s Stands) Gone() bool { return s.Ended && !s.Closed }
