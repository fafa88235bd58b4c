package schema

// household_places.go: how the households of each village stand, and whose
// households somebody sees.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// HouseholdPlace is how the households of a village stand.
type HouseholdPlace struct {
	County, Township, Village casework.UnitID

	Identifying int
	Monitored   casework.Heads
	Eliminated  int
	Late        int // with something overdue
}

// HouseholdPlaces counts the households of a unit ("" = everywhere) by village,
// as far as somebody sees; today says what is late.
func (l *Ledger) HouseholdPlaces(ctx context.Context, unit casework.UnitID, sight *casework.Sight, today calendar.Date) ([]HouseholdPlace, error) {
	p := db.HouseholdPlacesParams{Unit: string(unit), Today: today.Start(time.UTC)}
	p.SeesAll, p.SeesUnits, p.SeesPersons = seeing(sight)
	rows, err := l.q.HouseholdPlaces(ctx, p)
	out := make([]HouseholdPlace, len(rows))
	for i, r := range rows {
		out[i] = HouseholdPlace{County: casework.UnitID(r.County), Township: casework.UnitID(r.Township), Village: casework.UnitID(r.Village),
			Identifying: int(r.Identifying), Monitored: casework.Heads{Households: int(r.Monitored), People: int(r.MonitoredPeople)},
			Eliminated: int(r.Eliminated), Late: int(r.Late)}
	}
	return out, translate(err)
}

// seeing gives a sight as a query takes it; nil is the engine, which sees everything.
func seeing(s *casework.Sight) (all bool, units, persons []string) {
	if s == nil || s.Everything {
		return true, []string{}, []string{}
	}
	return false, texts(s.Units), texts(s.Persons)
}
