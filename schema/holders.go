package schema

// holders.go: working out with whom the open tasks of an older ledger rest.

import (
	"context"
	"database/sql"

	"duban/casework"
	"duban/schema/db"
)

// holderRow is with whom a task rests.
type holderRow struct {
	Case   string            `json:"case_id"`
	No     int               `json:"no"`
	Person casework.PersonID `json:"holder_person"`
	Unit   casework.UnitID   `json:"holder_unit"`
	Role   casework.PostRole `json:"holder_role"`
}

// fillHolders works out with whom the tasks rest that were written before the
// ledger kept it. Every later step writes it.
func (l *Ledger) fillHolders(ctx context.Context) error {
	if err := l.warm(ctx); err != nil {
		return err
	}
	policies := l.PolicyOf(ctx)
	for {
		filled := 0
		err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
			rows, err := q.TasksWithoutHolder(ctx, recountBatch)
			if err != nil || len(rows) == 0 {
				return err
			}
			out := make([]holderRow, len(rows))
			for i, r := range rows {
				p, err := policies(casework.Kind(r.PolicyKind), r.PolicyVersion)
				if err != nil {
					return err
				}
				to := p.Rests(
					casework.Parties{Office: casework.UnitID(r.Office), LeadUnit: casework.UnitID(r.LeadUnit), Force: casework.UnitID(r.Force),
						LeadLeader: casework.PersonID(r.LeadLeader), Assigner: casework.PersonID(r.Assigner)},
					&casework.Task{No: r.No, Role: casework.TaskRole(r.Role), Unit: casework.UnitID(r.Unit), Person: casework.PersonID(r.Person),
						Step: casework.StepID(r.Step), Outcome: casework.OutcomeOpen})
				out[i] = holderRow{r.CaseID, r.No, to.Person, to.Unit, to.Role}
			}
			filled = len(rows)
			return q.FillHolders(ctx, rowsJSON(out))
		})
		if err != nil || filled == 0 {
			return err
		}
	}
}
