package engine

// viewer_sweeps.go: sweeps as a person sees them. A place (standard × unit) is seen
// by who sees the unit or answers for it, and by the unit that checks the standard.
// Of a column that stands for departments who sees one of them reads its answers and
// what was said of all, not what the others found.

import (
	"context"
	"slices"

	"duban/activities"
	"duban/casework"
	"duban/schema"
)

// SweepState says how far a sweep is as a whole.
type SweepState string

// The states of a sweep.
const (
	SweepRunning  SweepState = "running"  // answers are still missing
	SweepLate     SweepState = "late"     // the same, past its day
	SweepAnswered SweepState = "answered" // everybody has answered, problems are open
	SweepClosed   SweepState = "closed"   // and every problem is closed

	SweepWithdrawn SweepState = "withdrawn" // it was opened by mistake; what was answered stays on record
)

// SweepSeen is a sweep as far as somebody sees it.
type SweepSeen struct {
	Sweep // its places are those that are seen

	State   SweepState
	Rows    []SweepRow // by unit, of the places seen
	Total   SweepRow
	Answers []casework.UnitID // for which the person may answer
	MayAsk  bool              // spread, remind, withdraw: all the sweep's units
	Names   map[casework.UnitID]string
	Persons map[casework.PersonID]string // who answered
	Mine    []casework.UnitID            // in which the person has a post, of those that answer
}

// sweepReader reads sweeps for one person.
type sweepReader struct {
	v     *Viewer
	rows  schema.OrganisationRows
	seats casework.Seats
	names map[casework.UnitID]string
}

func (v *Viewer) sweepReader(ctx context.Context) (*sweepReader, error) {
	if !v.takesPart() {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.sweeps", string(v.By.Person))
	}
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	r := &sweepReader{v: v, rows: rows, seats: activities.SeatsIn(rows), names: make(map[casework.UnitID]string, len(rows.Units))}
	for _, u := range rows.Units {
		r.names[u.ID] = u.Name
	}
	return r, nil
}

// givers gives the units whose answers for a column the person reads; none stands for
// all.
func (v *Viewer) givers(rows schema.OrganisationRows, column casework.UnitID, standard *schema.Standard) []casework.UnitID {
	if !standsForSeveral(rows, column) || v.Sight.Unit(column) || v.Sight.Unit(standard.LeadUnit) {
		return nil
	}
	below := slices.DeleteFunc(slices.Clone(v.chart.Below(column)[1:]), func(u casework.UnitID) bool { return !v.Sight.Unit(u) })
	return append(below, column)
}

// reading gives a place as the person reads it.
func (r *sweepReader) reading(p *SweepPlace) SweepPlace {
	givers := r.v.givers(r.rows, p.Unit, &p.Standard)
	if givers == nil {
		return *p
	}
	return p.readBy(func(said *SweepSaid) bool {
		// Whose an early answer was is not on record; its writer reads it.
		return slices.Contains(givers, said.GivenBy) || (said.GivenBy == "" && said.By == r.v.By.Person)
	})
}

// answers refuses who answers for a unit by a post that stands above it and does not
// let its holder see it.
func (v *Viewer) answers(actor casework.Actor, unit casework.UnitID) error {
	if slices.Contains(v.chart.Below(unit), actor.Unit) {
		return nil
	}
	return v.seesUnits(unit)
}

// asks refuses who may not ask units for something at once, or does not see them.
func (v *Viewer) asks(seats casework.Seats, units []casework.UnitID) error {
	if _, err := casework.AuthoriseSweeping(v.By, seats, units); err != nil {
		return err
	}
	return v.seesUnits(units...)
}

// takesPart tells whether the person has a part in any case.
func (v *Viewer) takesPart() bool {
	return v.Sight.Anything()
}

// read keeps of a sweep what the person sees, and counts it.
func (r *sweepReader) read(s *Sweep) *SweepSeen {
	v := r.v
	out := &SweepSeen{Sweep: Sweep{Screening: s.Screening}, Names: r.names, Total: SweepRow{}}
	for _, unit := range s.Units {
		if actor, err := answerer(r.rows, v.chart, v.By, unit); err == nil && v.answers(actor, unit) == nil {
			out.Answers = append(out.Answers, unit)
		}
		if v.mine(unit) {
			out.Mine = append(out.Mine, unit)
		}
	}
	out.MayAsk = v.asks(r.seats, s.Units) == nil
	at := map[casework.UnitID]int{}
	for i := range s.Places {
		p := r.reading(&s.Places[i])
		if !v.Sight.Unit(p.Unit) && !v.Sight.Unit(p.Standard.LeadUnit) && !slices.Contains(out.Answers, p.Unit) {
			continue
		}
		out.Places = append(out.Places, p)
		if n := len(out.Standards); n == 0 || out.Standards[n-1].No != p.Standard.No {
			out.Standards = append(out.Standards, p.Standard)
		}
		if _, known := at[p.Unit]; !known {
			at[p.Unit] = len(out.Rows)
			out.Rows = append(out.Rows, SweepRow{Unit: p.Unit})
		}
		out.Rows[at[p.Unit]].count(&p)
		out.Total.count(&p)
	}
	slices.SortStableFunc(out.Rows, func(a, b SweepRow) int { return slices.Index(s.Units, a.Unit) - slices.Index(s.Units, b.Unit) })
	switch {
	case s.Withdrawn != nil:
		out.State, out.Answers, out.MayAsk = SweepWithdrawn, nil, false
	case len(out.Total.Owing) == 0 && out.Total.Closed == out.Total.Problems:
		out.State = SweepClosed
	case len(out.Total.Owing) == 0:
		out.State = SweepAnswered
	case s.Due.Before(v.Today):
		out.State = SweepLate
	default:
		out.State = SweepRunning
	}
	return out
}

// Sweeps gives the sweeps of which the person sees anything, the newest first.
func (v *Viewer) Sweeps(ctx context.Context) ([]*SweepSeen, error) {
	r, err := v.sweepReader(ctx)
	if err != nil {
		return nil, err
	}
	list, err := v.e.Ledger.Screenings(ctx)
	if err != nil {
		return nil, err
	}
	out := []*SweepSeen{}
	var withdrew []casework.PersonID
	for _, one := range list {
		s, err := v.e.placed(ctx, one)
		if err != nil {
			return nil, err
		}
		if seen := r.read(s); len(seen.Places) > 0 {
			out = append(out, seen)
			if s.Withdrawn != nil {
				withdrew = append(withdrew, s.Withdrawn.By)
			}
		}
	}
	names, err := v.e.Ledger.PersonNames(ctx, withdrew)
	for _, s := range out {
		s.Persons = names
	}
	return out, err
}

// SweepSeen gives a sweep, as far as the person sees it; [casework.CodeForbidden]
// where they see nothing of it.
func (v *Viewer) SweepSeen(ctx context.Context, plan string) (*SweepSeen, error) {
	r, err := v.sweepReader(ctx)
	if err != nil {
		return nil, err
	}
	s, err := v.e.Sweep(ctx, plan)
	if err != nil {
		return nil, err
	}
	seen := r.read(s)
	if len(seen.Places) == 0 {
		return nil, v.refused(ctx, "", "sweep "+plan, casework.Errorf(casework.CodeForbidden, "forbidden.see", string(v.By.Person), plan))
	}
	var writers []casework.PersonID
	if s.Withdrawn != nil {
		writers = append(writers, s.Withdrawn.By)
	}
	for i := range seen.Places {
		for _, a := range seen.Places[i].Answers {
			if !slices.Contains(writers, a.By) {
				writers = append(writers, a.By)
			}
		}
	}
	seen.Persons, err = v.e.Ledger.PersonNames(ctx, writers)
	return seen, err
}

// OfUnit gives the places of a unit, in the order of the standards.
func (s *SweepSeen) OfUnit(unit casework.UnitID) []SweepPlace {
	var out []SweepPlace
	for i := range s.Places {
		if s.Places[i].Unit == unit {
			out = append(out, s.Places[i])
		}
	}
	return out
}

// SeenCases keeps those of a sweep's cases that the person may open: a place can be
// seen without them.
func (v *Viewer) SeenCases(ctx context.Context, ids []casework.CaseID) (map[casework.CaseID]*casework.State, error) {
	out := make(map[casework.CaseID]*casework.State, len(ids))
	for _, id := range ids {
		state, err := v.e.Ledger.State(ctx, id)
		if casework.CodeOf(err) == casework.CodeNotFound {
			continue // it is being opened
		}
		if err != nil {
			return nil, err
		}
		if v.Sight.Case(state) {
			out[id] = state
		}
	}
	return out, nil
}
