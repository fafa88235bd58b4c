package schema

// view.go: one case with its texts and names, and what the completion table is
// counted on.

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// CaseView is a case as its page shows it.
type CaseView struct {
	State *casework.State
	Stage casework.Stage

	PlanTitle, ClassName, Problem, ProblemText, Source string
	Measure, Text, Target, Metric                      string

	Events  []casework.Event `json:"-"` // the whole chain, in order
	Lines   []CaseLine       // one a task, by number
	Units   map[casework.UnitID]string
	Persons map[casework.PersonID]string
}

// CaseView gives a case with its texts and the names of its units and persons.
// All of it is of one moment. It fails with [casework.CodeNotFound].
func (l *Ledger) CaseView(ctx context.Context, id casework.CaseID) (*CaseView, error) {
	params, err := l.listParams(ctx, Filter{Case: id})
	if err != nil {
		return nil, err
	}
	params.Batch = maxLines
	v := &CaseView{Units: map[casework.UnitID]string{}, Persons: map[casework.PersonID]string{}}
	err = l.snapshot(ctx, func(q *db.Queries) error {
		h, err := q.CaseHeader(ctx, string(id))
		if errors.Is(err, sql.ErrNoRows) {
			return casework.Errorf(casework.CodeNotFound, "notfound.case", string(id))
		}
		if err != nil {
			return err
		}
		v.Stage, v.PlanTitle, v.ClassName = casework.Stage(h.Stage), h.PlanTitle, h.ClassName
		v.Problem, v.ProblemText, v.Source = h.Problem, h.ProblemText, h.Source
		v.Measure, v.Text, v.Target, v.Metric = h.Measure, h.Text, h.Target, h.Metric
		rows, err := q.CaseEvents(ctx, string(id))
		events, err := eventsOf(rows, err, func(r db.CaseEventsRow) (string, string) { return r.Body, r.Hash })
		if err != nil {
			return err
		}
		v.Events = events
		if v.State, err = casework.Fold(id, events); err != nil {
			return err
		}
		lines, err := q.ListTasks(ctx, params)
		if err != nil {
			return err
		}
		for _, r := range lines {
			line, err := lineOf(r)
			if err != nil {
				return err
			}
			v.Lines = append(v.Lines, line)
		}
		slices.SortFunc(v.Lines, func(a, b CaseLine) int { return a.Task - b.Task })
		return v.name(ctx, q, events)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// name looks up everybody whom the case and its events mention.
func (v *CaseView) name(ctx context.Context, q *db.Queries, events []casework.Event) error {
	p := v.State.Parties
	units := []string{string(p.Office), string(p.LeadUnit), string(p.Force)}
	persons := []string{string(p.LeadLeader), string(p.Assigner)}
	for _, t := range v.State.Tasks {
		units, persons = append(units, string(t.Unit)), append(persons, string(t.Person))
	}
	for _, e := range events {
		units = append(units, string(e.By.Unit), string(e.Detail.Unit))
		persons = append(persons, string(e.By.Person), string(e.By.For), string(e.Detail.Person), string(e.Detail.Of))
		for _, who := range e.Detail.Mentions {
			persons = append(persons, string(who))
		}
	}
	us, err := q.UnitNames(ctx, units)
	if err != nil {
		return err
	}
	for _, u := range us {
		v.Units[casework.UnitID(u.ID)] = u.Name
	}
	ps, err := q.PersonNames(ctx, persons)
	if err != nil {
		return err
	}
	for _, u := range ps {
		v.Persons[casework.PersonID(u.ID)] = u.Name
	}
	return nil
}

// MatrixBasis is what the completion table (problem × unit) is counted on: the
// figures themselves come from the events.
type MatrixBasis struct {
	Problems []Problem                           // in the plan's order
	Columns  []Unit                              // in the order of their positions
	ColumnOf map[casework.UnitID]casework.UnitID // each unit's column; units without one are missing
	Problem  map[casework.CaseID]string          // each measure's problem, by number
}

// MatrixBasis gives the basis of a plan's completion table.
func (l *Ledger) MatrixBasis(ctx context.Context, plan string) (MatrixBasis, error) {
	b := MatrixBasis{ColumnOf: map[casework.UnitID]casework.UnitID{}, Problem: map[casework.CaseID]string{}}
	err := l.snapshot(ctx, func(q *db.Queries) error {
		var rows PlanRows
		if err := rows.loadContent(ctx, q, plan); err != nil {
			return err
		}
		b.Problems = rows.Problems
		for _, m := range rows.Measures {
			b.Problem[m.Case] = m.Problem
		}
		columns, err := q.UnitColumns(ctx)
		if err != nil {
			return err
		}
		for _, c := range columns {
			b.ColumnOf[casework.UnitID(c.Unit)] = casework.UnitID(c.Col)
		}
		units, err := q.Units(ctx)
		for _, r := range units {
			if r.IsColumn {
				b.Columns = append(b.Columns, unitOf(r))
			}
		}
		return err
	})
	return b, err
}

func moment(t sql.NullTime) time.Time {
	if !t.Valid {
		return time.Time{}
	}
	return t.Time.UTC()
}
