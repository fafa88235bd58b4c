package casework

// figures.go: the completion table (problem × unit) as a pure function of the
// cases' states. Two readers of the same ledger cannot get different figures.

import "slices"

// Problem is a row of the plan: a problem and its measures.
type Problem struct {
	ID       string
	Measures []CaseID
}

// Column is a unit that the table counts, with everything below it.
type Column struct {
	ID    UnitID
	Name  string
	Units []UnitID // the unit itself and its subtree
}

// Table is the completion table.
type Table struct {
	Problems int   `json:"problems"`
	Rows     []Row `json:"rows"`
}

// Row is one unit's figures.
type Row struct {
	Unit              UnitID   `json:"unit"`
	Name              string   `json:"name"`
	Done              int      `json:"done"`
	InProgress        int      `json:"in_progress"`
	Sum               int      `json:"sum"`
	Unclaimed         int      `json:"unclaimed"` // problems for which the unit has no task: under-claiming
	UnclaimedProblems []string `json:"unclaimed_problems,omitempty"`
	Rate              float64  `json:"rate"`            // done of all problems, percent, one decimal
	RateOfClaimed     float64  `json:"rate_of_claimed"` // done of those with a task
}

// Completion counts, for each column, how many problems are done. A problem is
// done for a unit when every measure of it that the unit answers for has been
// closed for that unit. Co-units' tasks, and tasks that arbitration excluded or
// that were cancelled, do not count; a reopened task counts as in progress.
func Completion(problems []Problem, columns []Column, states map[CaseID]*State) Table {
	t := Table{Problems: len(problems)}
	for _, c := range columns {
		row := Row{Unit: c.ID, Name: c.Name}
		for _, p := range problems {
			switch tasks, open := answered(p, c.Units, states); {
			case tasks == 0:
				row.Unclaimed++
				row.UnclaimedProblems = append(row.UnclaimedProblems, p.ID)
			case open == 0:
				row.Done++
			default:
				row.InProgress++
			}
		}
		row.Sum = row.Done + row.InProgress
		row.Rate = Percent(row.Done, len(problems))
		row.RateOfClaimed = Percent(row.Done, row.Sum)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// answered counts the tasks that units have in a problem's measures, and those
// of them that are not closed.
func answered(p Problem, units []UnitID, states map[CaseID]*State) (tasks, open int) {
	for _, id := range p.Measures {
		s := states[id]
		if s == nil {
			continue
		}
		for i := range s.Tasks {
			t := &s.Tasks[i]
			if t.Role == RoleCo || t.Outcome == OutcomeExcluded || t.Outcome == OutcomeCancelled || !slices.Contains(units, t.Unit) {
				continue
			}
			tasks++
			if t.Outcome != OutcomeClosed {
				open++
			}
		}
	}
	return tasks, open
}

// Percent gives part of whole in percent, rounded half up to one decimal.
func Percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64((part*2000+whole)/(2*whole)) / 10
}
