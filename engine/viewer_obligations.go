package engine

// viewer_obligations.go: dated obligations as a person sees them: what is owed when,
// what comes next of it, the case of each day that was missed.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema"
	"duban/workflows"
)

// ObligationLine is an obligation in a list.
type ObligationLine struct {
	schema.ObligationLine
	State obligation.State
	Next  obligation.Coming
	Left  int // days until it is due; negative past it
}

// ObligationKind is a kind of obligation with its rule.
type ObligationKind = obligation.Rule

// ObligationKinds gives the kinds that are seen to today, by title.
func (v *Viewer) ObligationKinds(ctx context.Context) ([]ObligationKind, error) {
	book, err := v.e.Ledger.ObligationBook(ctx)
	if err != nil {
		return nil, err
	}
	held := book.Held(v.Today)
	out := slices.Collect(maps.Values(held))
	slices.SortFunc(out, func(a, b ObligationKind) int { return cmp.Compare(a.Kind, b.Kind) })
	return out, nil
}

// Obligations gives a page of the obligations that the person sees, by day and number.
func (v *Viewer) Obligations(ctx context.Context, asked schema.ObligationAsked) ([]ObligationLine, schema.ObligationKey, error) {
	if err := v.seesLists(); err != nil {
		return nil, schema.ObligationKey{}, err
	}
	if asked.Unit != "" && !v.Sight.Unit(asked.Unit) {
		return nil, schema.ObligationKey{}, casework.Errorf(casework.CodeForbidden, "forbidden.unit", string(v.By.Person), string(asked.Unit))
	}
	asked.Sight = v.Sight
	list, next, err := v.e.Ledger.ObligationsPage(ctx, asked)
	if err != nil {
		return nil, next, err
	}
	stand, err := v.standing(ctx)
	if err != nil {
		return nil, next, err
	}
	out := make([]ObligationLine, len(list))
	for i := range list {
		out[i] = stand(&list[i])
	}
	return out, next, nil
}

// standing gives how an obligation stands today.
func (v *Viewer) standing(ctx context.Context) (func(*schema.ObligationLine) ObligationLine, error) {
	book, err := v.e.Ledger.ObligationBook(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	rules := book.Held(v.Today)
	return func(o *schema.ObligationLine) ObligationLine {
		rule := rules[o.Kind]
		return ObligationLine{ObligationLine: *o, State: rule.StateOn(o.Obligation, v.Today), Next: rule.Next(cal, o.Obligation, v.Today),
			Left: v.Today.DaysUntil(o.Due)}
	}, nil
}

// ObligationFigures counts the obligations that the person sees, by unit.
func (v *Viewer) ObligationFigures(ctx context.Context) ([]obligation.Tally, obligation.Tally, map[casework.UnitID]string, error) {
	if err := v.seesLists(); err != nil {
		return nil, obligation.Tally{}, nil, err
	}
	list, total, err := v.e.tallyObligations(ctx, v.now, v.Sight.Unit)
	if err != nil {
		return nil, total, nil, err
	}
	units := make([]casework.UnitID, len(list))
	for i := range list {
		units[i] = list[i].Unit
	}
	names, _, err := v.e.Ledger.Names(ctx, units, nil)
	return list, total, names, err
}

// Collection is the case of a day that was missed.
type Collection struct {
	Case   casework.CaseID
	Title  string
	Raised time.Time
	Open   bool // its case is there
	Done   bool
	Seen   bool // by the person: what was owed before may have been another unit's
}

// ObligationPage is an obligation with what was entered, told and raised of it.
type ObligationPage struct {
	ObligationLine
	Rule      obligation.Rule
	Entries   []schema.ObligationEntry // the newest first
	Reminders []schema.Reminder
	Cases     []Collection
	Persons   map[casework.PersonID]string
	Units     map[casework.UnitID]string
	MayEnter  bool
	MaySettle bool
	MayTake   bool // the settlement back
}

// Obligation gives an obligation to somebody who sees the unit that answers for it.
func (v *Viewer) Obligation(ctx context.Context, no string) (*ObligationPage, error) {
	if err := v.seesLists(); err != nil {
		return nil, err
	}
	held, err := v.obligation(ctx, no)
	if err != nil {
		return nil, err
	}
	p := &ObligationPage{}
	if p.Entries, err = v.e.Ledger.ObligationEntries(ctx, no); err != nil {
		return nil, err
	}
	// What the number was before may have been another unit's.
	p.Entries = slices.DeleteFunc(p.Entries, func(e schema.ObligationEntry) bool { return !v.Sight.Unit(e.Unit) })
	if p.Reminders, err = v.e.Ledger.RemindersOf(ctx, no); err != nil {
		return nil, err
	}
	matters, err := v.e.Ledger.MattersOf(ctx, activities.SourceObligation, no)
	if err != nil {
		return nil, err
	}
	for _, m := range matters {
		c := Collection{Case: m.Case, Title: m.Title, Raised: m.Created}
		switch s, err := v.e.Ledger.State(ctx, m.Case); {
		case err == nil:
			c.Open, c.Done, c.Seen = true, s.Done(), v.Sight.Case(s)
		case casework.CodeOf(err) != casework.CodeNotFound:
			return nil, err
		}
		p.Cases = append(p.Cases, c)
	}
	slices.SortFunc(p.Cases, func(a, b Collection) int { return b.Raised.Compare(a.Raised) })
	stand, err := v.standing(ctx)
	if err != nil {
		return nil, err
	}
	line := schema.ObligationLine{ObligationEntry: held}
	for _, m := range matters {
		if m.Key == activities.CollectionKey(&held) || (line.Case == "" && m.Key == activities.CollectionKey(&schema.ObligationEntry{Obligation: held.Obligation})) {
			line.Case = m.Case
		}
	}
	p.ObligationLine = stand(&line)
	book, err := v.e.Ledger.ObligationBook(ctx)
	if err != nil {
		return nil, err
	}
	p.Rule = book.Held(v.Today)[held.Kind]
	if err := v.mayWith(ctx, p); err != nil {
		return nil, err
	}
	return p, v.nameEntries(ctx, p)
}

// obligation gives an obligation in force, if the person sees its unit.
func (v *Viewer) obligation(ctx context.Context, no string) (schema.ObligationEntry, error) {
	list, err := v.e.Ledger.Obligations(ctx, schema.ObligationFilter{Nos: []string{no}})
	if err != nil {
		return schema.ObligationEntry{}, err
	}
	if len(list) == 0 {
		return schema.ObligationEntry{}, casework.Errorf(casework.CodeNotFound, "notfound.obligation", no)
	}
	if !v.Sight.Unit(list[0].Unit) {
		denied := casework.Errorf(casework.CodeForbidden, "forbidden.obligation", string(v.By.Person), no)
		return schema.ObligationEntry{}, v.refused(ctx, "", "obligation "+no, denied) // here: a form says it too
	}
	return list[0], nil
}

// mayWith tells what the person may do with an obligation.
func (v *Viewer) mayWith(ctx context.Context, p *ObligationPage) error {
	seats, err := v.e.seats(ctx)
	if err != nil {
		return err
	}
	_, enter := casework.AuthoriseEntering(v.By, seats, p.Unit)
	_, settle := casework.AuthoriseSettling(v.By, seats, p.Unit, p.No)
	p.MayEnter, p.MaySettle, p.MayTake = enter == nil, settle == nil && p.Settled.IsZero(), settle == nil && !p.Settled.IsZero()
	return nil
}

func (v *Viewer) nameEntries(ctx context.Context, p *ObligationPage) error {
	units, persons := []casework.UnitID{p.Unit}, []casework.PersonID{}
	for _, e := range p.Entries {
		units, persons = append(units, e.Unit), append(persons, e.By)
	}
	var err error
	p.Units, p.Persons, err = v.e.Ledger.Names(ctx, units, persons)
	p.UnitName = cmp.Or(p.Units[p.Unit], string(p.Unit))
	return err
}

// EnterObligation enters an obligation of a unit that the person sees, or changes one: see
// [Engine.EnterObligation].
func (v *Viewer) EnterObligation(ctx context.Context, o obligation.Obligation, source string, seen int64) (ObligationsTaken, error) {
	if _, err := v.obligation(ctx, o.No); err != nil && casework.CodeOf(err) != casework.CodeNotFound {
		return ObligationsTaken{}, err
	}
	if err := v.seesUnits(o.Unit); err != nil {
		return ObligationsTaken{}, err
	}
	return v.e.EnterObligation(ctx, v.By, o, source, seen)
}

// Settle records that an obligation was met: see [Engine.Settle].
func (v *Viewer) Settle(ctx context.Context, no string, on calendar.Date, note string) error {
	if _, err := v.obligation(ctx, no); err != nil {
		return err
	}
	return v.e.Settle(ctx, v.By, no, on, note)
}

// TakeBack takes a settlement back that was entered by mistake: see
// [Engine.TakeBackSettlement].
func (v *Viewer) TakeBack(ctx context.Context, no, reason string, seen int64) error {
	if _, err := v.obligation(ctx, no); err != nil {
		return err
	}
	return v.e.TakeBackSettlement(ctx, v.By, no, reason, seen)
}

// MayLook tells whether the person may look at obligations out of turn.
func (v *Viewer) MayLook() bool {
	_, err := casework.AuthoriseOperating(v.By)
	return err == nil
}

// LookAtObligations looks now, as the schedule does daily.
func (v *Viewer) LookAtObligations(ctx context.Context) (workflows.LookedResult, error) {
	if _, err := casework.AuthoriseOperating(v.By); err != nil {
		return workflows.LookedResult{}, err
	}
	return v.e.LookAtObligations(ctx, v.now)
}
