package site

// matrix.go: the completion table of a plan, problem × unit, each cell with its
// way down to the tasks.

import (
	"net/http"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// matrixBody is what the completion table's page shows.
type matrixBody struct {
	*engine.Completion
	Unit  casework.UnitID // of which only the problems that are not done are listed
	Lines []matrixLine
}

// Empty says why there is no table: no plan, none with problems, or none of its units is
// seen as a whole.
func (b matrixBody) Empty() string {
	switch {
	case len(b.Problems) > 0:
		return "web.matrix.unseen"
	case len(b.Plans) > 0:
		return "web.matrix.no_problems"
	}
	return "web.matrix.empty"
}

// matrixLine is one problem.
type matrixLine struct {
	schema.Problem
	Cells []matrixCell
}

// matrixCell is how a problem stands for a unit.
type matrixCell struct {
	Unit  casework.UnitID
	State string // done, going, unclaimed
	Tasks int
	Open  int
}

func (s *Site) showMatrix(w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	c, err := r.viewer.Completion(r.Context(), q.Get("plan"))
	if err != nil {
		return err
	}
	body := matrixBody{Completion: c, Unit: casework.UnitID(q.Get("unit"))}
	for _, p := range c.Problems {
		line := matrixLine{Problem: p}
		open := false
		for _, col := range c.Columns {
			cell := cellOf(c, p.No, col.ID)
			open = open || (col.ID == body.Unit && cell.State != "done")
			line.Cells = append(line.Cells, cell)
		}
		if body.Unit == "" || open {
			body.Lines = append(body.Lines, line)
		}
	}
	s.render(w, r, http.StatusOK, "matrix", "web.nav.matrix", body)
	return nil
}

func cellOf(c *engine.Completion, problem string, unit casework.UnitID) matrixCell {
	t := c.Cells[problem][unit]
	cell := matrixCell{Unit: unit, Tasks: t.Tasks, Open: t.Open, State: "going"}
	switch {
	case t.Tasks == 0:
		cell.State = "unclaimed"
	case t.Open == 0:
		cell.State = "done"
	}
	return cell
}
