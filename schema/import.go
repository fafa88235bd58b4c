package schema

// import.go: taking a plan over, all of it or nothing, and the cases that it
// asks to start.

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// importBatch is how many rows go to the server at once.
const importBatch = 2000

// Rows in the form that the queries take.
type (
	forceWire struct {
		ID       casework.UnitID   `json:"id"`
		Name     string            `json:"name"`
		Leader   casework.PersonID `json:"leader"`
		LeadUnit casework.UnitID   `json:"lead_unit"`
	}
	memberWire struct {
		Force casework.UnitID `json:"force"`
		Unit  casework.UnitID `json:"unit"`
	}
	startWire struct {
		Case    casework.CaseID    `json:"case_id"`
		Plan    string             `json:"plan"`
		Opening casework.Opening   `json:"opening"`
		Policy  casework.PolicyRef `json:"policy"`
		Created time.Time          `json:"created_at"`
	}
)

// ImportPlan enters a plan in one transaction: new rows are added, known ones
// replaced, none removed. A case that has started keeps its opening: what the
// file says later reaches it by commands. A file that names a unit, person,
// class or problem which neither it nor the ledger has is [casework.CodeInvalid];
// a case that belongs to another plan is a [casework.CodeConflict], a plan that was
// withdrawn takes nothing in: [casework.CodeRefused].
func (l *Ledger) ImportPlan(ctx context.Context, rows PlanRows) error {
	return l.within(ctx, func(q *db.Queries, tx *sql.Tx) error {
		// Hundreds of thousands of rows take longer than any page may.
		if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = '10min'"); err != nil {
			return err
		}
		if err := q.LockPlan(ctx, rows.Plan.ID); err != nil {
			return err
		}
		if err := notWithdrawn(ctx, q, rows.Plan.ID); err != nil {
			return err
		}
		if err := q.ChangeOrganisation(ctx, "import:"+rows.Plan.ID); err != nil {
			return err
		}
		if err := rows.putOrganisation(ctx, q); err != nil {
			return err
		}
		return rows.putContent(ctx, q)
	})
}

func (p *PlanRows) putOrganisation(ctx context.Context, q *db.Queries) error {
	var forces []forceWire
	var members []memberWire
	var ids []string
	for _, f := range p.Forces {
		forces = append(forces, forceWire{f.ID, f.Name, f.Leader, f.LeadUnit})
		ids = append(ids, string(f.ID))
		for _, m := range f.Members {
			members = append(members, memberWire{f.ID, m})
		}
	}
	for _, put := range []func() error{
		func() error { return inBatches(ctx, p.Units, q.PutUnits) },
		func() error { return inBatches(ctx, p.Persons, q.PutPersons) },
		func() error { return inBatches(ctx, postWires(p.Posts), q.PutPosts) },
		func() error { return inBatches(ctx, forces, q.PutForces) },
		func() error { return q.DropForceMembers(ctx, ids) }, // a force has the members that the file names
		func() error { return inBatches(ctx, members, q.PutForceMembers) },
		func() error { return unknownUnit(ctx, q, p.Posts) },
	} {
		if err := put(); err != nil {
			return err
		}
	}
	return nil
}

// unknownUnit refuses a post in a unit that nobody knows.
func unknownUnit(ctx context.Context, q *db.Queries, posts []PostRow) error {
	units := make([]string, len(posts))
	for i, p := range posts {
		units[i] = string(p.Unit)
	}
	unknown, err := q.UnknownUnits(ctx, units)
	if err == nil && len(unknown) > 0 {
		err = casework.Errorf(casework.CodeInvalid, "invalid.post_unit", unknown[0])
	}
	return err
}

func (p *PlanRows) putContent(ctx context.Context, q *db.Queries) error {
	id := p.Plan.ID
	err := q.PutPlan(ctx, db.PutPlanParams{ID: id, Title: p.Plan.Title, Year: p.Plan.Year, FileDigest: p.Plan.Digest, ImportedAt: p.Plan.Imported})
	if err != nil {
		return err
	}
	if err := inBatches(ctx, p.Classes, of(id, q.PutClasses)); err != nil {
		return err
	}
	return p.putCases(ctx, q)
}

// putCases enters problems, measures and the cases to start.
func (p *PlanRows) putCases(ctx context.Context, q *db.Queries) error {
	id := p.Plan.ID
	starts := make([]startWire, len(p.Starts))
	for i, s := range p.Starts {
		starts[i] = startWire{s.Case, id, s.Opening, s.Policy, s.Created}
	}
	cases := make([]string, 0, len(p.Measures)+len(p.Starts))
	for _, m := range p.Measures {
		cases = append(cases, string(m.Case))
	}
	for _, s := range p.Starts {
		cases = append(cases, string(s.Case))
	}
	for _, put := range []func() error{
		func() error {
			foreign, err := q.ForeignCases(ctx, cases, id)
			if err == nil && len(foreign) > 0 {
				err = casework.Errorf(casework.CodeConflict, "conflict.case_of_plan", foreign[0], id)
			}
			return err
		},
		func() error { return inBatches(ctx, p.Problems, of(id, q.PutProblems)) },
		func() error { return inBatches(ctx, p.Measures, of(id, q.PutMeasures)) },
		func() error { return inBatches(ctx, starts, q.PutStarts) },
	} {
		if err := put(); err != nil {
			return err
		}
	}
	return nil
}

// of gives a write its plan.
func of(plan string, put func(context.Context, string, json.RawMessage) error) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, rows json.RawMessage) error { return put(ctx, plan, rows) }
}

func inBatches[R any](ctx context.Context, rows []R, put func(context.Context, json.RawMessage) error) error {
	for batch := range slices.Chunk(rows, importBatch) {
		if err := put(ctx, rowsJSON(batch)); err != nil {
			return err
		}
	}
	return nil
}

// SetPlanDigest notes of which file all is in.
func (l *Ledger) SetPlanDigest(ctx context.Context, plan, digest string) error {
	return translate(l.q.SetPlanDigest(ctx, digest, plan))
}

// PendingStarts gives the cases of a plan whose workflows have not been started.
func (l *Ledger) PendingStarts(ctx context.Context, plan string) ([]CaseStart, error) {
	rows, err := l.q.PendingStarts(ctx, plan)
	if err != nil {
		return nil, translate(err)
	}
	starts, err := startsOf(rows)
	return starts, translate(err)
}

// MarkStarted notes that the workflows of cases have started. Cases noted
// before keep their moment.
func (l *Ledger) MarkStarted(ctx context.Context, cases []casework.CaseID, at time.Time) error {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = string(c)
	}
	return translate(l.q.MarkStarted(ctx, at, ids))
}
