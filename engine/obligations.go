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
// ledger says already is left out. Only a leader or an office may.
func (e *Engine) EnterObligations(ctx context.Context, by casework.Requester, list []obligation.Obligation, source string) (ObligationsTaken, error) {
	var out ObligationsTaken
	if _, err := casework.AuthoriseGiving(by); err != nil {
		return out, err
	}
	units, err := e.unitNames(ctx)
	if err != nil {
		return out, err
	}
	known, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{})
	if err != nil {
		return out, err
	}
	held := map[string]obligation.Obligation{}
	for _, k := range known {
		held[k.No] = k.Obligation
	}
	now := time.Now()
	var entries []schema.ObligationEntry
	for _, o := range list {
		if !units[o.Unit] {
			return out, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(o.Unit))
		}
		if _, err := obligation.RuleOf(o.Kind); err != nil {
			return out, err
		}
		old, exists := held[o.No]
		switch {
		case !exists:
			out.New++
		case old == o:
			out.Unchanged++
			continue
		default:
			out.Changed++
		}
		entries = append(entries, schema.ObligationEntry{Obligation: o, Source: source, By: by.Person, At: now})
	}
	return out, e.Ledger.PutObligations(ctx, entries)
}

// Settle records that an obligation was met, and says so on the case of its
// collection, if there is one.
func (e *Engine) Settle(ctx context.Context, by casework.Requester, no string, on calendar.Date, note string) error {
	list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{No: no})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.obligation", no)
	}
	entry := list[0]
	if !entry.Settled.IsZero() {
		return casework.Errorf(casework.CodeRefused, "refused.settled", no, entry.Settled.String())
	}
	if !slices.ContainsFunc(by.Posts, func(p casework.Post) bool {
		return (p.Unit == entry.Unit && (p.Role == casework.PostReporter || p.Role == casework.PostHead)) || p.Role == casework.PostOffice
	}) {
		return casework.Errorf(casework.CodeForbidden, "forbidden.settle", string(by.Person), no)
	}
	rule, err := obligation.RuleOf(entry.Kind)
	if err != nil {
		return err
	}
	collection := activities.CollectionOf(rule, entry.Obligation)
	entry.Settled, entry.Source, entry.By, entry.At = on, note, by.Person, time.Now()
	if err := e.Ledger.PutObligations(ctx, []schema.ObligationEntry{entry}); err != nil {
		return err
	}
	id := schema.MatterID(casework.KindDirective, collection.Key)
	if _, err := e.Ledger.State(ctx, id); err != nil {
		if casework.CodeOf(err) == casework.CodeNotFound {
			return nil // nothing was collected
		}
		return err
	}
	comment := casework.Command{ID: casework.CommandID("settled/" + on.String()), Type: casework.CommandComment, By: by,
		Text: fmt.Sprintf("%s 已于 %s 结清", no, on)}
	_, err = e.Act(ctx, id, comment)
	return err
}

// TallyObligations counts the obligations by unit as of today, those of the units
// below a column among the column's where there is one.
func (e *Engine) TallyObligations(ctx context.Context, now time.Time) ([]obligation.Tally, obligation.Tally, error) {
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
		column[u.ID] = u.Column
	}
	list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{})
	if err != nil {
		return nil, total, err
	}
	at := map[casework.UnitID]*obligation.Tally{}
	var order []casework.UnitID
	for _, o := range list {
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
		at[unit].Add(o.Obligation, today)
		total.Add(o.Obligation, today)
	}
	slices.Sort(order)
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
