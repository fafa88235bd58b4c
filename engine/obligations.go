package engine

// obligations.go: dated obligations come in from a file, are settled, and are
// looked at daily.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema"
	"duban/workflows"
)

// ObligationsTaken is what entering obligations did.
type ObligationsTaken struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// EnterObligations takes obligations in, all or nothing; one that says what the
// ledger says already is left out. Only a leader or an office may, for the units of
// their level: see [casework.AuthoriseEntering].
func (e *Engine) EnterObligations(ctx context.Context, by casework.Requester, list []obligation.Obligation, source string) (ObligationsTaken, error) {
	return e.enterObligations(ctx, by, list, source, nil)
}

// EnterObligation is [Engine.EnterObligations] of one by somebody who saw an entry of
// its number in force, 0 for none: where another one is now, it is
// [casework.CodeStale].
func (e *Engine) EnterObligation(ctx context.Context, by casework.Requester, o obligation.Obligation, source string, seen int64) (ObligationsTaken, error) {
	return e.enterObligations(ctx, by, []obligation.Obligation{o}, source, func(held []schema.ObligationEntry) error {
		if len(held) > 0 && held[0].Entry != seen {
			return casework.Errorf(casework.CodeStale, "stale.obligation", o.No)
		}
		return nil
	})
}

func (e *Engine) enterObligations(ctx context.Context, by casework.Requester, list []obligation.Obligation, source string,
	check func(held []schema.ObligationEntry) error) (ObligationsTaken, error) {
	var out ObligationsTaken
	seats, err := e.seats(ctx)
	if err != nil {
		return out, err
	}
	if _, err := casework.AuthoriseEntering(by, seats); err != nil {
		return out, err
	}
	units, err := e.unitNames(ctx)
	if err != nil {
		return out, err
	}
	held, err := e.heldOf(ctx, list)
	if err != nil {
		return out, err
	}
	if check == nil { // what is settled, or taken back, at this very moment is not overrun by what a file knew before
		check = func(now []schema.ObligationEntry) error {
			for _, o := range now {
				if held[o.No].Entry != o.Entry {
					return casework.Errorf(casework.CodeStale, "stale.obligation", o.No)
				}
			}
			return nil
		}
	}
	book, err := e.Ledger.ObligationBook(ctx)
	if err != nil {
		return out, err
	}
	now := time.Now()
	_, today, err := e.chart(ctx, now)
	if err != nil {
		return out, err
	}
	var entries []schema.ObligationEntry
	for _, o := range list {
		if o.Settled.After(today) {
			return out, casework.Errorf(casework.CodeInvalid, "refused.date_future", o.Settled.String())
		}
		if err := casework.CheckTexts(o.No, o.Title, source); err != nil {
			return out, err
		}
		if !units[o.Unit] {
			return out, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(o.Unit))
		}
		old, exists := held[o.No]
		reached := []casework.UnitID{o.Unit}
		if exists {
			reached = append(reached, old.Unit) // nobody takes one away from beyond their level
		}
		if _, err := casework.AuthoriseEntering(by, seats, reached...); err != nil {
			return out, err
		}
		if !exists || old.Kind != o.Kind { // what was entered under a kind may outlast it
			if _, err := book.RuleOf(o.Kind, today); err != nil {
				return out, err
			}
		}
		if exists && o.Settled.IsZero() {
			o.Settled = old.Settled // a blank in a file says nothing of what was settled here
		}
		switch {
		case !exists:
			out.New++
		case old.Obligation == o:
			out.Unchanged++
			continue
		default:
			out.Changed++
		}
		entries = append(entries, schema.ObligationEntry{Obligation: o, Source: source, By: by.Person, At: now})
	}
	if len(entries) > 0 {
		if err := e.Ledger.PutObligations(ctx, entries, check); err != nil {
			return out, err
		}
	}
	// Every settled one of the list, and not what was new in it: an import that
	// broke off here is made good by the next.
	settled := map[string]settlement{}
	for _, o := range list {
		if !o.Settled.IsZero() {
			settled[o.No] = settlement{o.Settled, held[o.No].TakenBack}
		}
	}
	return out, e.tellSettled(ctx, settled)
}

// heldOf gives what the ledger holds of a list, by number.
func (e *Engine) heldOf(ctx context.Context, list []obligation.Obligation) (map[string]schema.ObligationEntry, error) {
	out := map[string]schema.ObligationEntry{}
	if len(list) == 0 {
		return out, nil
	}
	numbers := make([]string, len(list))
	for i, o := range list {
		numbers[i] = o.No
	}
	known, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{Nos: numbers})
	for _, k := range known {
		out[k.No] = k
	}
	return out, err
}

// settlement is the day of one, and what took the one before it back, 0 for nothing:
// entered anew it is told anew.
type settlement struct {
	on    calendar.Date
	after int64
}

func (s settlement) key() string {
	if s.after == 0 {
		return "settled/" + s.on.String()
	}
	return fmt.Sprintf("settled/%s/%d", s.on, s.after)
}

// tellSettled says on the cases of collections that what they collect was settled,
// once each: on all of a number's, because a day that was put off and missed again
// is collected by a case of its own.
func (e *Engine) tellSettled(ctx context.Context, settled map[string]settlement) error {
	if len(settled) == 0 {
		return nil
	}
	ref := ""
	for no := range settled {
		if len(settled) == 1 {
			ref = no
		}
	}
	collections, err := e.Ledger.MattersOf(ctx, activities.SourceObligation, ref)
	if err != nil {
		return err
	}
	for _, m := range collections {
		s, ok := settled[m.SourceRef]
		if !ok {
			continue
		}
		if err := e.remark(ctx, m.Case, s.key(), fmt.Sprintf("%s 已于 %s 结清", m.SourceRef, s.on)); err != nil {
			return err
		}
	}
	return nil
}

// Settle records that an obligation was met, and says so on the cases of its
// collection. Repeating it for the same day makes good what broke off.
func (e *Engine) Settle(ctx context.Context, by casework.Requester, no string, on calendar.Date, note string) error {
	if err := casework.CheckTexts(note); err != nil {
		return err
	}
	list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{Nos: []string{no}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.obligation", no)
	}
	entry := list[0]
	seats, err := e.seats(ctx)
	if err != nil {
		return err
	}
	if _, err := casework.AuthoriseSettling(by, seats, entry.Unit, no); err != nil {
		return err
	}
	_, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return err
	}
	if on.After(today) {
		return casework.Errorf(casework.CodeInvalid, "refused.date_future", on.String())
	}
	switch {
	case entry.Settled.IsZero():
		entry.Settled, entry.Source, entry.By, entry.At = on, note, by.Person, time.Now()
		if err := e.Ledger.PutObligations(ctx, []schema.ObligationEntry{entry}, unchanged(&entry)); err != nil {
			return err
		}
	case entry.Settled != on:
		return casework.Errorf(casework.CodeRefused, "refused.settled", no, entry.Settled.String())
	}
	return e.tellSettled(ctx, map[string]settlement{no: {on, entry.TakenBack}})
}

// unchanged refuses what was changed, or settled, at this very moment.
func unchanged(entry *schema.ObligationEntry) func(held []schema.ObligationEntry) error {
	return func(held []schema.ObligationEntry) error {
		if len(held) > 0 && held[0].Entry != entry.Entry {
			return casework.Errorf(casework.CodeStale, "stale.obligation", entry.No)
		}
		return nil
	}
}

// TallyObligations counts the obligations by unit as of today, those of the units
// below a column among the column's where there is one.
func (e *Engine) TallyObligations(ctx context.Context, now time.Time) ([]obligation.Tally, obligation.Tally, error) {
	return e.tallyObligations(ctx, now, func(casework.UnitID) bool { return true })
}

// tallyObligations counts those of the units that are seen; a column that is not
// seen itself does not count for those below it.
func (e *Engine) tallyObligations(ctx context.Context, now time.Time, seen func(casework.UnitID) bool) ([]obligation.Tally, obligation.Tally, error) {
	var total obligation.Tally
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, total, err
	}
	units, err := e.Ledger.Units(ctx)
	if err != nil {
		return nil, total, err
	}
	column := map[casework.UnitID]bool{}
	for _, u := range units {
		column[u.ID] = u.Column && seen(u.ID)
	}
	list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{})
	if err != nil {
		return nil, total, err
	}
	at := map[casework.UnitID]*obligation.Tally{}
	var order []casework.UnitID
	for i := range list {
		o := &list[i].Obligation
		if !seen(o.Unit) {
			continue
		}
		unit := o.Unit
		for _, up := range append([]casework.UnitID{o.Unit}, chart.Above(o.Unit)...) {
			if column[up] {
				unit = up
				break
			}
		}
		if at[unit] == nil {
			at[unit] = &obligation.Tally{Unit: unit}
			order = append(order, unit)
		}
		at[unit].Add(*o, today)
		total.Add(*o, today)
	}
	slices.SortFunc(order, chart.Compare)
	out := make([]obligation.Tally, len(order))
	for i, u := range order {
		out[i] = *at[u]
	}
	return out, total, nil
}

// LookAtObligations looks now, as the schedule does daily.
func (e *Engine) LookAtObligations(ctx context.Context, now time.Time) (workflows.LookedResult, error) {
	var res workflows.LookedResult
	run, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: e.queue + "/obligations/" + now.UTC().Format(time.RFC3339Nano), TaskQueue: e.queue,
	}, workflows.TypeLookAtObligations, workflows.ScheduledInput{At: now})
	if err != nil {
		return res, translate(err)
	}
	return res, translate(run.Get(ctx, &res))
}
