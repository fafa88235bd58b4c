package engine

// named.go: refusals in names that readers know. The rules know persons by their logins
// and units by the names that they first had.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/casework/wording"
)

// Named gives a refusal with the names of the persons and units in it, for somebody who
// has signed in. Where the ledger does not answer it stays as it is: the refusal is what
// matters.
func (v *Viewer) Named(ctx context.Context, e *casework.Error) *casework.Error {
	var ids []string
	for _, arg := range e.Args {
		wording.Rename(arg, func(id string) string {
			ids = append(ids, id)
			return id
		})
	}
	if len(ids) == 0 {
		return e
	}
	units, persons, err := v.e.Ledger.Names(ctx, as[casework.UnitID](ids), as[casework.PersonID](ids))
	if err != nil || len(units)+len(persons) == 0 {
		return e
	}
	return named(e, units, persons)
}

func named(e *casework.Error, units map[casework.UnitID]string, persons map[casework.PersonID]string) *casework.Error {
	told := *e
	told.Args = slices.Clone(e.Args)
	for i, arg := range told.Args {
		told.Args[i] = wording.Rename(arg, func(id string) string {
			if name := persons[casework.PersonID(id)]; name != "" {
				return name
			}
			if name := units[casework.UnitID(id)]; name != "" {
				return name
			}
			return id
		})
	}
	return &told
}

func as[T ~string](list []string) []T {
	out := make([]T, len(list))
	for i, s := range list {
		out[i] = T(s)
	}
	return out
}
