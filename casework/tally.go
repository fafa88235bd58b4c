package casework

// tally.go: figures from tasks that were counted ahead. The same arithmetic as
// over the cases themselves, for ledgers too large to fold for every look.

import (
	"cmp"
	"slices"
)

// Tally is how many tasks of a plan and a unit (a column of the completion table,
// with everything below it) stand alike.
type Tally struct {
	Plan    string
	Unit    UnitID
	Stage   Stage
	Outcome Outcome
	Running bool // a clock that can be late
	Rung    int  // of the last slip, or [NoRung]
	Past    bool // due before today
	Soon    bool // due by the day asked about, or past
	N       int
}

// LadderOf gives the ladder of a plan's kind.
type LadderOf func(plan string) []Rung

// Light gives the light of the tasks: red once overdue, else that of the last slip.
func (t *Tally) Light(ladder []Rung) Light {
	switch {
	case t.Outcome != OutcomeOpen || !t.Running:
		return LightNone
	case t.Past:
		return LightRed
	case t.Rung >= 0 && t.Rung < len(ladder):
		return ladder[t.Rung].Light
	}
	return LightGreen
}

// UnitFigures is how one unit's tasks stand.
type UnitFigures struct {
	Unit   UnitID        `json:"unit"`
	Open   int           `json:"open"`
	Closed int           `json:"closed"`
	Late   int           `json:"late"` // overdue
	Soon   int           `json:"soon"` // due by the day asked about, not overdue
	Lights map[Light]int `json:"lights"`
	Stages map[Stage]int `json:"stages"` // of the open ones
}

// RungFigures is how many overdue tasks have come to a rung of the ladder.
type RungFigures struct {
	Rung Rung `json:"rung"`
	No   int  `json:"no"`
	N    int  `json:"n"`
}

// TaskFigures is how tasks stand, by unit and together.
type TaskFigures struct {
	Units []UnitFigures `json:"units"` // by their ID
	Total UnitFigures   `json:"total"`
	Rungs []RungFigures `json:"rungs"` // overdue, by the slip last sent; those without one come with No -1
}

// Count adds tallies up.
func Count(tallies []Tally, ladder LadderOf) TaskFigures {
	var f TaskFigures
	f.Total = newUnitFigures("")
	at := map[UnitID]int{}
	rungs := map[string]int{}
	for i := range tallies {
		t := &tallies[i]
		n, known := at[t.Unit]
		if !known {
			n = len(f.Units)
			at[t.Unit] = n
			f.Units = append(f.Units, newUnitFigures(t.Unit))
		}
		steps := ladder(t.Plan)
		light := t.Light(steps)
		f.Units[n].add(t, light)
		f.Total.add(t, light)
		if light == LightRed && t.Past {
			f.late(t, steps, rungs)
		}
	}
	slices.SortFunc(f.Units, func(a, b UnitFigures) int { return cmp.Compare(a.Unit, b.Unit) })
	slices.SortFunc(f.Rungs, func(a, b RungFigures) int { return b.No - a.No })
	return f
}

// late counts overdue tasks under the rung that they have come to.
func (f *TaskFigures) late(t *Tally, ladder []Rung, at map[string]int) {
	figure := RungFigures{No: NoRung}
	if t.Rung >= 0 && t.Rung < len(ladder) && ladder[t.Rung].Light == LightRed {
		figure.Rung, figure.No = ladder[t.Rung], t.Rung
	}
	i, known := at[figure.Rung.ID]
	if !known {
		i = len(f.Rungs)
		at[figure.Rung.ID] = i
		f.Rungs = append(f.Rungs, figure)
	}
	f.Rungs[i].N += t.N
}

func newUnitFigures(u UnitID) UnitFigures {
	return UnitFigures{Unit: u, Lights: map[Light]int{}, Stages: map[Stage]int{}}
}

func (u *UnitFigures) add(t *Tally, light Light) {
	switch t.Outcome {
	case OutcomeOpen:
		u.Open += t.N
		u.Stages[t.Stage] += t.N
		u.Lights[light] += t.N
		if t.Running && t.Past {
			u.Late += t.N
		} else if t.Running && t.Soon {
			u.Soon += t.N
		}
	case OutcomeClosed:
		u.Closed += t.N
	}
}

// ProblemTally is how many tasks of a problem count for a column in the
// completion table, and how many of them are open.
type ProblemTally struct {
	Problem string
	Unit    UnitID
	Tasks   int
	Open    int
}

// Grid is the completion table with its cells: problem × column.
type Grid struct {
	Table
	Cells map[string]map[UnitID]ProblemTally // problem → column
}

// CompletionOf is [Completion] over tasks that were counted ahead.
func CompletionOf(problems []string, columns []Column, tallies []ProblemTally) Grid {
	g := Grid{Table: Table{Problems: len(problems)}, Cells: map[string]map[UnitID]ProblemTally{}}
	for _, t := range tallies {
		if g.Cells[t.Problem] == nil {
			g.Cells[t.Problem] = map[UnitID]ProblemTally{}
		}
		g.Cells[t.Problem][t.Unit] = t
	}
	for _, c := range columns {
		row := Row{Unit: c.ID, Name: c.Name}
		for _, p := range problems {
			cell := g.Cells[p][c.ID]
			row.count(p, cell.Tasks, cell.Open)
		}
		row.finish(len(problems))
		g.Rows = append(g.Rows, row)
	}
	return g
}
