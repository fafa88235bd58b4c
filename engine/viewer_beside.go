package engine

// viewer_beside.go: what waits for a person beside the steps of cases: what an
// inspector has still to see on site, what a unit has still to answer in a sweep.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// WaitKind says what waits.
type WaitKind string

// The kinds of what waits beside cases.
const (
	WaitsOnSite WaitKind = "on_site" // an inspection's tasks without a record
	WaitsAnswer WaitKind = "answer"  // a sweep's standards without an answer
)

// Waiting is something that waits for a person.
type Waiting struct {
	Kind  WaitKind
	ID    string          // the inspection, or the sweep's plan
	Unit  casework.UnitID // that answers in a sweep
	Name  string          // of the unit
	Title string
	Due   calendar.Date
	Left  int // of
	Of    int
}

// Beside gives what waits for the person beside cases, the most urgent first.
func (v *Viewer) Beside(ctx context.Context) ([]Waiting, error) {
	if !v.takesPart() {
		return nil, nil
	}
	out, err := v.toInspect(ctx)
	if err != nil {
		return nil, err
	}
	answers, err := v.toAnswer(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, answers...)
	slices.SortStableFunc(out, func(a, b Waiting) int { return a.Due.Compare(b.Due) })
	return out, nil
}

// toInspect gives the inspections on site in whose teams the person has tasks left.
func (v *Viewer) toInspect(ctx context.Context) ([]Waiting, error) {
	list, err := v.e.Ledger.Inspections(ctx)
	if err != nil {
		return nil, err
	}
	var out []Waiting
	for _, i := range list {
		if i.State != schema.InspectionDrawn {
			continue
		}
		teams, err := v.e.Ledger.InspectionTeams(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		mine := inspects(teams, v.By.Person)
		if len(mine) == 0 {
			continue
		}
		one, err := v.e.Inspection(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		w := Waiting{Kind: WaitsOnSite, ID: i.ID, Title: i.Title, Due: i.Window.To}
		for _, e := range one.Sofar.Cases {
			if !slices.Contains(mine, e.Team) {
				continue
			}
			if w.Of++; e.Verdict == "" {
				w.Left++
			}
		}
		if w.Left > 0 {
			out = append(out, w)
		}
	}
	return out, nil
}

// toAnswer gives the sweeps in which a unit where the person has a post owes answers
// that the person may give.
func (v *Viewer) toAnswer(ctx context.Context) ([]Waiting, error) {
	list, err := v.e.Ledger.Screenings(ctx)
	if err != nil {
		return nil, err
	}
	var out []Waiting
	var r *sweepReader
	for _, one := range list {
		if !slices.ContainsFunc(one.Units, v.mine) {
			continue
		}
		if r == nil {
			if r, err = v.sweepReader(ctx); err != nil {
				return nil, err
			}
		}
		s, err := v.e.placed(ctx, one)
		if err != nil {
			return nil, err
		}
		seen := r.read(s)
		for _, row := range seen.Rows {
			if len(row.Owing) > 0 && slices.Contains(seen.Mine, row.Unit) && slices.Contains(seen.Answers, row.Unit) {
				out = append(out, Waiting{Kind: WaitsAnswer, ID: one.Plan, Unit: row.Unit, Name: seen.Names[row.Unit], Title: one.Title, Due: one.Due, Left: len(row.Owing), Of: row.Of()})
			}
		}
	}
	return out, nil
}
