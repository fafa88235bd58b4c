package engine

// sweeps_matrix.go: how far a sweep is: every standard × unit, and its sums.

import (
	"context"

	"duban/casework"
	"duban/schema"
)

// PlaceState says how a unit stands to a standard.
type PlaceState string

// The states of a place.
const (
	PlaceOwing  PlaceState = "owing"  // no answer yet
	PlaceGiven  PlaceState = "given"  // no answer yet: a problem of another unit was given to it (举一反三) and is not claimed
	PlaceNone   PlaceState = "none"   // nothing found
	PlaceFound  PlaceState = "found"  // a problem, not closed
	PlaceClosed PlaceState = "closed" // problems, all of them closed
	PlaceOthers PlaceState = "others" // to one department: another one of its column has answered, and what it said is not shown
)

// PlaceStates lists them in the order of work.
var PlaceStates = []PlaceState{PlaceOwing, PlaceGiven, PlaceFound, PlaceClosed, PlaceNone, PlaceOthers}

// Answered tells whether the unit has answered.
func (s PlaceState) Answered() bool { return s != PlaceOwing && s != PlaceGiven }

// ProblemStands is how a problem of a sweep stands.
type ProblemStands string

// The standings.
const (
	StandingGiven   ProblemStands = "given" // not claimed yet, or its case is being opened
	StandingClaimed ProblemStands = "claimed"
	StandingClosed  ProblemStands = "closed"
	StandingNone    ProblemStands = "none" // excluded by arbitration, or cancelled: no problem of the unit's
)

func standingOf(s schema.Stands) ProblemStands {
	switch {
	case s.Ended && s.Closed:
		return StandingClosed
	case s.Ended:
		return StandingNone
	case s.Stage == casework.StageAssign || s.Stage == "":
		return StandingGiven
	}
	return StandingClaimed
}

// SweepSaid is what a unit said, with how the problem that it named stands.
type SweepSaid struct {
	schema.Answer
	Stands ProblemStands // "" where nothing was found
}

// SweepPlace is a standard and a unit that answers for it.
type SweepPlace struct {
	Unit     casework.UnitID
	Standard schema.Standard
	State    PlaceState
	Problems int // that are the unit's
	Closed   int // of them
	Answers  []SweepSaid
}

// Last gives the number of the newest answer, 0 for none.
func (p *SweepPlace) Last() int64 {
	if n := len(p.Answers); n > 0 {
		return p.Answers[n-1].ID
	}
	return 0
}

// add takes in an answer. What was given to a unit is its answer only when it has
// claimed it, or when it was found not to be its own.
func (p *SweepPlace) add(a SweepSaid) {
	p.Answers = append(p.Answers, a)
	given := a.Like != "" && a.Stands == StandingGiven
	switch {
	case a.Case == "" || a.Stands == StandingNone:
		if !p.State.Answered() {
			p.State = PlaceNone
		}
		return
	case given && p.State == PlaceOwing:
		p.State = PlaceGiven
	}
	p.Problems++
	if a.Stands == StandingClosed {
		p.Closed++
	}
	if given {
		return
	}
	p.State = PlaceFound
}

// settle says so where every problem is closed, once all answers are taken in.
func (p *SweepPlace) settle() {
	if p.State == PlaceFound && p.Closed == p.Problems {
		p.State = PlaceClosed
	}
}

// readBy gives the place as it stands by those of its answers that somebody reads.
func (p *SweepPlace) readBy(reads func(*SweepSaid) bool) SweepPlace {
	out := SweepPlace{Unit: p.Unit, Standard: p.Standard, State: PlaceOwing}
	for i := range p.Answers {
		if reads(&p.Answers[i]) {
			out.add(p.Answers[i])
		}
	}
	out.settle()
	if p.State.Answered() && !out.State.Answered() {
		out.State = PlaceOthers
	}
	return out
}

// Sweep is a sweep with every place: standards in their order, each with the units
// in theirs.
type Sweep struct {
	schema.Screening
	Standards []schema.Standard
	Places    []SweepPlace
}

// Sweep gives how far a sweep is.
func (e *Engine) Sweep(ctx context.Context, plan string) (*Sweep, error) {
	screening, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return nil, err
	}
	return e.placed(ctx, screening)
}

// placed adds its places to a sweep.
func (e *Engine) placed(ctx context.Context, screening schema.Screening) (*Sweep, error) {
	s := &Sweep{Screening: screening}
	var err error
	if s.Standards, err = e.Ledger.Standards(ctx, s.Plan); err != nil {
		return nil, err
	}
	answers, err := e.Ledger.Answers(ctx, s.Plan)
	if err != nil {
		return nil, err
	}
	stands, err := e.Ledger.CaseStands(ctx, s.Plan)
	if err != nil {
		return nil, err
	}
	type key struct {
		unit     casework.UnitID
		standard string
	}
	at := make(map[key]int, len(s.Standards)*len(s.Units))
	s.Places = make([]SweepPlace, 0, len(s.Standards)*len(s.Units))
	for _, standard := range s.Standards {
		for _, unit := range s.Units {
			at[key{unit, standard.No}] = len(s.Places)
			s.Places = append(s.Places, SweepPlace{Unit: unit, Standard: standard, State: PlaceOwing})
		}
	}
	for _, a := range answers {
		if i, ok := at[key{a.Unit, a.Standard}]; ok {
			one := SweepSaid{Answer: a}
			if a.Case != "" {
				one.Stands = standingOf(stands[a.Case])
			}
			s.Places[i].add(one)
		}
	}
	for i := range s.Places {
		s.Places[i].settle()
	}
	return s, nil
}

// SweepRow is how far a unit has come.
type SweepRow struct {
	Unit     casework.UnitID `json:"unit"`
	None     int             `json:"none"`             // standards against which nothing was found
	Found    int             `json:"found"`            // those against which something was
	Others   int             `json:"others,omitempty"` // to one department: those that another one of its column has answered
	Owing    []string        `json:"owing"`            // those without an answer
	Problems int             `json:"problems"`
	Closed   int             `json:"closed"` // of the problems
}

// Of gives how many standards are counted.
func (r SweepRow) Of() int { return r.Answered() + len(r.Owing) }

// Answered gives how many of them have been answered.
func (r SweepRow) Answered() int { return r.None + r.Found + r.Others }

// Rate gives the part that has been answered, percent.
func (r SweepRow) Rate() float64 { return percent(r.Answered(), r.Of()) }

// percent gives a part of a whole; nothing of nothing is all of it.
func percent(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return float64(part) * 100 / float64(whole)
}

// count takes a place into the row.
func (r *SweepRow) count(p *SweepPlace) {
	switch {
	case !p.State.Answered():
		r.Owing = append(r.Owing, p.Standard.No)
	case p.State == PlaceNone:
		r.None++
	case p.State == PlaceOthers:
		r.Others++
	default:
		r.Found++
	}
	r.Problems += p.Problems
	r.Closed += p.Closed
}

// Rows counts the places of each unit.
func (s *Sweep) Rows() []SweepRow {
	rows := make([]SweepRow, len(s.Units))
	at := make(map[casework.UnitID]int, len(s.Units))
	for i, unit := range s.Units {
		rows[i].Unit, at[unit] = unit, i
	}
	for i := range s.Places {
		rows[at[s.Places[i].Unit]].count(&s.Places[i])
	}
	return rows
}

// SweepMatrix gives how far each unit has come: standard × unit, counted.
func (e *Engine) SweepMatrix(ctx context.Context, plan string) ([]SweepRow, error) {
	s, err := e.Sweep(ctx, plan)
	if err != nil {
		return nil, err
	}
	return s.Rows(), nil
}
