package schema

// plan.go: what an imported ledger file says, as rows.

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// PlanRows is a plan with the organisation that it names.
type PlanRows struct {
	Plan     Plan
	Units    []Unit
	Persons  []Person
	Posts    []PostRow
	Forces   []Force
	Classes  []Class
	Problems []Problem
	Measures []Measure
	Starts   []CaseStart
}

// Plan is an imported ledger (整改台账).
type Plan struct {
	ID       string
	Title    string
	Year     int
	Digest   string // of the file last imported
	Imported time.Time
}

// Force is a task force (专班) and the units in it.
type Force struct {
	ID       casework.UnitID
	Name     string
	Leader   casework.PersonID
	LeadUnit casework.UnitID
	Members  []casework.UnitID
}

// Class is a class of problems (问题类别). Position orders the rows of a plan.
type Class struct {
	No       string `json:"no"`
	Name     string `json:"name"`
	Position int    `json:"position"`
}

// Problem is a problem found (问题).
type Problem struct {
	No       string `json:"no"`
	Class    string `json:"class"` // its number
	Text     string `json:"text"`
	Source   string `json:"source"`
	Position int    `json:"position"`
}

// Measure is a measure against a problem (整改措施): one case.
type Measure struct {
	Case       casework.CaseID `json:"case_id"`
	Problem    string          `json:"problem"` // its number
	No         string          `json:"no"`
	Text       string          `json:"text"`
	Target     string          `json:"target"`
	Metric     string          `json:"metric"`
	LeadLeader string          `json:"lead_leader"` // names as the file writes them
	LeadUnit   string          `json:"lead_unit"`
	Force      string          `json:"force"`
	RowDigest  string          `json:"row_digest"` // of the file's row: tells whether it changed
	Position   int             `json:"position"`
}

// CaseStart is a case that an import asks to start.
type CaseStart struct {
	Case    casework.CaseID
	Opening casework.Opening
	Policy  casework.PolicyRef
	Created time.Time
	Started time.Time // zero until its workflow has started
}

// Plans gives every plan, the newest year first.
func (l *Ledger) Plans(ctx context.Context) ([]Plan, error) {
	rows, err := l.q.Plans(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Plan, len(rows))
	for i, r := range rows {
		out[i] = planOf(r)
	}
	return out, nil
}

// TaskLists gives the plans whose tasks have milestones, the newest year first.
func (l *Ledger) TaskLists(ctx context.Context) ([]Plan, error) {
	rows, err := l.q.TaskLists(ctx)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Plan, len(rows))
	for i, r := range rows {
		out[i] = planOf(r)
	}
	return out, nil
}

func planOf(r db.Plan) Plan {
	return Plan{ID: r.ID, Title: r.Title, Year: r.Year, Digest: r.FileDigest, Imported: r.ImportedAt.UTC()}
}

// LoadPlan gives a plan as the ledger has it, with the whole organisation; ok
// is false, and only the organisation is filled in, when there is no such plan.
func (l *Ledger) LoadPlan(ctx context.Context, id string) (rows PlanRows, ok bool, err error) {
	err = l.snapshot(ctx, func(q *db.Queries) error {
		if err := rows.loadOrganisation(ctx, q); err != nil {
			return err
		}
		plan, err := q.Plan(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		rows.Plan, ok = planOf(plan), true
		return rows.loadContent(ctx, q, id)
	})
	return rows, ok, err
}

func (p *PlanRows) loadOrganisation(ctx context.Context, q *db.Queries) error {
	units, err := q.Units(ctx)
	if err != nil {
		return err
	}
	for _, r := range units {
		p.Units = append(p.Units, unitOf(r))
	}
	persons, err := q.Persons(ctx)
	if err != nil {
		return err
	}
	for _, r := range persons {
		p.Persons = append(p.Persons, Person{casework.PersonID(r.ID), r.Name})
	}
	posts, err := q.AllPosts(ctx)
	if err != nil {
		return err
	}
	for _, r := range posts {
		post := PostRow{Person: casework.PersonID(r.Person), Post: casework.Post{Unit: casework.UnitID(r.Unit), Role: casework.PostRole(r.Role)}, To: dayOf(r.ValidTo)}
		if r.ValidFrom.Year() > 1 {
			post.From = calendar.DateOf(r.ValidFrom, time.UTC)
		}
		p.Posts = append(p.Posts, post)
	}
	forces, err := q.Forces(ctx)
	if err != nil {
		return err
	}
	members, err := q.ForceMembers(ctx)
	if err != nil {
		return err
	}
	for _, r := range forces {
		f := Force{ID: casework.UnitID(r.ID), Name: r.Name, Leader: casework.PersonID(r.Leader), LeadUnit: casework.UnitID(r.LeadUnit)}
		for _, m := range members {
			if m.Force == r.ID {
				f.Members = append(f.Members, casework.UnitID(m.Unit))
			}
		}
		p.Forces = append(p.Forces, f)
	}
	return nil
}

func (p *PlanRows) loadContent(ctx context.Context, q *db.Queries, id string) error {
	classes, err := q.PlanClasses(ctx, id)
	if err != nil {
		return err
	}
	for _, r := range classes {
		p.Classes = append(p.Classes, Class{r.No, r.Name, r.Position})
	}
	problems, err := q.PlanProblems(ctx, id)
	if err != nil {
		return err
	}
	for _, r := range problems {
		p.Problems = append(p.Problems, Problem{r.No, r.Class, r.Text, r.Source, r.Position})
	}
	measures, err := q.PlanMeasures(ctx, id)
	if err != nil {
		return err
	}
	for _, r := range measures {
		p.Measures = append(p.Measures, Measure{casework.CaseID(r.CaseID), r.Problem, r.No, r.Text, r.Target, r.Metric,
			r.LeadLeader, r.LeadUnit, r.Force, r.RowDigest, r.Position})
	}
	starts, err := q.PlanStarts(ctx, id)
	if err != nil {
		return err
	}
	p.Starts, err = startsOf(starts)
	return err
}

func startsOf(rows []db.CaseStart) ([]CaseStart, error) {
	out := make([]CaseStart, len(rows))
	for i, r := range rows {
		out[i] = CaseStart{Case: casework.CaseID(r.CaseID), Created: r.CreatedAt.UTC()}
		if r.StartedAt.Valid {
			out[i].Started = r.StartedAt.Time.UTC()
		}
		if err := errors.Join(json.Unmarshal(r.Opening, &out[i].Opening), json.Unmarshal(r.Policy, &out[i].Policy)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
