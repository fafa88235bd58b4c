package schema

// names.go: what units and persons are called.

import (
	"context"

	"duban/casework"
)

// Names gives the names of some units and persons; unknown ones are missing.
func (l *Ledger) Names(ctx context.Context, units []casework.UnitID, persons []casework.PersonID) (map[casework.UnitID]string, map[casework.PersonID]string, error) {
	called, known := make(map[casework.UnitID]string, len(units)), make(map[casework.PersonID]string, len(persons))
	us, err := l.q.UnitNames(ctx, texts(units))
	if err != nil {
		return nil, nil, translate(err)
	}
	for _, u := range us {
		called[casework.UnitID(u.ID)] = u.Name
	}
	ps, err := l.q.PersonNames(ctx, texts(persons))
	for _, p := range ps {
		known[casework.PersonID(p.ID)] = p.Name
	}
	return called, known, translate(err)
}
