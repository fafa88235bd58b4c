package schema

// seen.go: how a list finds the cases of somebody who sees little. Whoever sees
// much meets their cases soon in the order of the due dates; whoever sees few
// would have to walk past a million of others, so theirs are looked up first.

import (
	"context"
	"maps"
	"slices"

	"duban/casework"
)

// fewCases is up to how many cases are looked up. Somebody who sees more meets
// one of them among some hundred lines of a list of a million.
const fewCases = 10_000

// seen is somebody's sight as the queries take it.
type seen struct {
	all            bool
	units, persons []string
	few            bool // cases holds every case that may be seen
	cases          []string
}

func (l *Ledger) sight(ctx context.Context, s *casework.Sight) (seen, error) {
	out := seen{all: s == nil || s.Everything, units: []string{}, persons: []string{}, cases: []string{}}
	if out.all {
		return out, nil
	}
	out.units, out.persons = texts(s.Units), texts(s.Persons)
	ids, err := l.q.SeenCases(ctx, out.units, out.persons, fewCases+1)
	if err != nil {
		return out, translate(err)
	}
	out.narrow(ids)
	return out, nil
}

// narrow keeps to some cases, unless they are too many to be looked up.
func (s *seen) narrow(ids []string) {
	if len(ids) > fewCases {
		return
	}
	allowed := make(map[string]bool, len(ids))
	for _, id := range ids {
		allowed[id] = true
	}
	var kept []string
	if s.few {
		kept = slices.DeleteFunc(s.cases, func(id string) bool { return !allowed[id] })
	} else {
		kept = slices.Sorted(maps.Keys(allowed))
	}
	s.few, s.cases = true, append([]string{}, kept...)
}

// named narrows to the cases that a text names: a rare word is found by one look at
// the words, a common one soon enough in the order of the list.
func (l *Ledger) named(ctx context.Context, s *seen, text string) error {
	if text == "" {
		return nil
	}
	ids, err := l.q.TextCases(ctx, likeText(text), fewCases+1)
	if err != nil {
		return translate(err)
	}
	s.narrow(ids)
	return nil
}
