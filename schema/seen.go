package schema

// seen.go: how a list finds the cases of somebody who sees little. Whoever sees
// much meets their cases soon in the order of the due dates; whoever sees few
// would have to walk past a million of others, so theirs are looked up first.

import (
	"context"
	"maps"
	"slices"
	"strings"

	"duban/casework"
	"duban/schema/db"
)

// fewCases is up to how many cases are looked up. Somebody who sees more of a third
// of a million open ones meets fifty of them among some thousand entries of an index.
const fewCases = 3_000

// mostLooked is fewCases, but for tests that must not need thousands of cases.
func (l *Ledger) mostLooked() int {
	if l.few > 0 {
		return l.few
	}
	return fewCases
}

// commonWord is of how many measures one holds a word that is common.
const commonWord = 50

// seen is somebody's sight as the queries take it: tasks of these units and persons,
// and every task of the cases of which they are a party.
type seen struct {
	all            bool
	units, persons []string
	led            []string // the cases of which they are a party,
	parties        bool     // unless these are many: then the query looks at each case
	few            bool     // cases holds every case that may be seen
	cases          []string
}

// sight gives somebody's sight of what a filter leaves: of a list of open tasks, or
// of some kinds, only cases that it can hold are looked up, so that few are found
// where the list is short.
func (l *Ledger) sight(ctx context.Context, f Filter) (seen, error) {
	s := f.Sight
	out := seen{all: s == nil || s.Everything, units: []string{}, persons: []string{}, led: []string{}, cases: []string{}}
	if out.all {
		return out, nil
	}
	out.units, out.persons = texts(s.Units), texts(s.Persons)
	led, err := l.q.LedCases(ctx, db.LedCasesParams{Units: out.units, Persons: out.persons, OpenOnly: f.Open, Kinds: texts(f.Kinds), Batch: l.mostLooked() + 1})
	if err != nil {
		return out, translate(err)
	}
	if out.parties = len(led) > l.mostLooked(); out.parties {
		return out, nil
	}
	out.led = append(out.led, led...)
	theirs, err := l.casesOfTasks(ctx, f, out.units, out.persons)
	if err == nil {
		out.narrow(append(theirs, led...), l.mostLooked())
	}
	return out, err
}

// holds tells whether tasks of all of some units are seen, for the units' sake alone.
func (s *seen) holds(units []string) bool {
	return s.all || !slices.ContainsFunc(units, func(u string) bool { return !slices.Contains(s.units, u) })
}

// casesOfTasks gives the cases in which units or persons have a task of those that
// a filter leaves; once they are too many, some of them.
func (l *Ledger) casesOfTasks(ctx context.Context, f Filter, units, persons []string) ([]string, error) {
	ids, err := l.q.CasesOfTasks(ctx, db.CasesOfTasksParams{Units: units, Persons: persons, OpenOnly: f.Open, Kinds: texts(f.Kinds), Batch: l.mostLooked() + 1})
	return ids, translate(err)
}

// narrow keeps to some cases, unless they are too many to be looked up.
func (s *seen) narrow(ids []string, most int) {
	if len(ids) > most {
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

// named narrows to the cases that a filter's text names, unless many do: a common word
// is met soon enough in the order of the list, and its many cases would be looked up
// in vain. Of few cases the list reads the words itself.
func (l *Ledger) named(ctx context.Context, s *seen, f Filter) error {
	if f.Text == "" || s.few {
		return nil
	}
	like := likeText(f.Text)
	if len(f.Kinds) == 0 || slices.Contains(f.Kinds, casework.KindMeasure) {
		share, err := l.q.TextShare(ctx, like)
		if err != nil {
			return translate(err)
		}
		if share.Hold*commonWord >= max(share.Looked, 100) {
			return nil
		}
	}
	ids, err := l.q.TextCases(ctx, strings.ReplaceAll(f.Text, "\x00", ""), like, l.mostLooked()+1)
	if err != nil {
		return translate(err)
	}
	s.narrow(ids, l.mostLooked())
	return nil
}
