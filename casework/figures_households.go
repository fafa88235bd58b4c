package casework

// figures_households.go: the figures of households at risk as a pure function of
// the cases' states, one state at a time, so that a city's years fit in memory.

import "time"

// Heads counts households and the people in them.
type Heads struct {
	Households int `json:"households"`
	People     int `json:"people"`
}

func (h *Heads) add(people int) {
	h.Households++
	h.People += people
}

// HouseholdRow is one unit's figures.
type HouseholdRow struct {
	Unit        UnitID  `json:"unit"`
	Name        string  `json:"name"`
	Identifying Heads   `json:"identifying"`  // a clue is under way, nothing decided
	Listed      Heads   `json:"listed"`       // ever taken in: eliminated or open
	New         Heads   `json:"new,omitzero"` // of those: taken in for the first time since the moment asked for
	Eliminated  Heads   `json:"eliminated"`
	Open        Heads   `json:"open"`     // still monitored
	Helped      Heads   `json:"helped"`   // of the open ones: with at least one measure
	Reversed    Heads   `json:"reversed"` // of the open ones: fallen back
	Excluded    int     `json:"excluded"` // found not to be at risk
	Rate        float64 `json:"rate"`     // eliminated of listed households, percent, one decimal
}

// HouseholdFigures adds households up by unit. Each is counted in the column
// of its village.
type HouseholdFigures struct {
	Rows  []HouseholdRow `json:"rows"`
	Total HouseholdRow   `json:"total"`

	since time.Time
	row   map[UnitID]int // unit → its column's row
}

// NewHouseholdFigures makes empty figures for columns; households of no column
// count in the total alone.
func NewHouseholdFigures(columns []Column) *HouseholdFigures {
	f := &HouseholdFigures{row: map[UnitID]int{}, Rows: make([]HouseholdRow, len(columns))}
	for i, c := range columns {
		f.Rows[i] = HouseholdRow{Unit: c.ID, Name: c.Name}
		for _, u := range c.Units {
			f.row[u] = i
		}
	}
	return f
}

// Since has those taken in since a moment counted apart.
func (f *HouseholdFigures) Since(moment time.Time) *HouseholdFigures {
	f.since = moment
	return f
}

// CountsNew tells whether those taken in since a moment are counted apart.
func (f *HouseholdFigures) CountsNew() bool { return !f.since.IsZero() }

// Add counts a household; a case of another kind is left aside.
func (f *HouseholdFigures) Add(s *State) {
	if s.Kind != KindHousehold || s.Household == nil || len(s.Tasks) == 0 {
		return
	}
	f.Total.add(s, f.since)
	if i, ok := f.row[s.Tasks[0].Unit]; ok {
		f.Rows[i].add(s, f.since)
	}
}

func (r *HouseholdRow) add(s *State, since time.Time) {
	people := s.Household.Members
	switch {
	case s.Cancelled:
		return
	case s.Listed.IsZero():
		if s.Done() {
			r.Excluded++
			return
		}
		r.Identifying.add(people)
		return
	}
	r.Listed.add(people)
	if !since.IsZero() && !s.Entered.Before(since) {
		r.New.add(people)
	}
	if s.Done() {
		r.Eliminated.add(people)
	} else {
		r.Open.add(people)
		if s.Reversed() {
			r.Reversed.add(people)
		}
		if s.Helped() {
			r.Helped.add(people)
		}
	}
	r.Rate = Percent(r.Eliminated.Households, r.Listed.Households)
}
