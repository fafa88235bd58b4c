package main

// What make demo shows of supervision beside plan and households, all of it through
// the calls that pages use. Here its order, the month's round and an inspection; lists
// in demo_lists.go, what is handed in in demo_acts.go, the sweep in demo_sweep.go.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine"
	"duban/examples/city"
	"duban/schema"
)

// demoInspection is the example's inspection, inspector who is on site.
const (
	demoInspection = "S-DEMO"
	inspector      = casework.PersonID("fenglicheng")
)

// demoLife fills the pages of everything that is supervised beside plan and
// households. The sweep's last answer is the last thing done: once it is there, a
// start on the same data does nothing. One that was interrupted does all again, and
// what is there already stays as it is.
func demoLife(ctx context.Context, e *engine.Engine, plan string) error {
	done, err := demoLives(ctx, e)
	if done || err != nil {
		return err
	}
	say("Letting the example live: indicators, loans, a task list, what is handed in, the month, an inspection, a sweep")
	l := &lively{e: e, plan: plan}
	if l.rows, err = e.Ledger.LoadOrganisation(ctx); err != nil {
		return err
	}
	v, err := l.as(ctx, office)
	if err != nil {
		return err
	}
	l.today = v.Today
	for _, step := range []func(context.Context) error{l.obligations, l.indicators, l.taskList, l.handIns, l.month, l.inspection, l.sweep} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// month opens the month's round and enters what its analysis said, if its day has come.
func (l *lively) month(ctx context.Context) error {
	v, err := l.as(ctx, office)
	if err != nil {
		return err
	}
	m := round.Month{Year: l.today.Year, Month: l.today.Month}
	if err := v.OpenRound(ctx, m); err != nil {
		return err
	}
	page, err := v.Round(ctx, m)
	if err != nil {
		return err
	}
	for _, step := range page.Steps {
		if step.Step != round.StepAnalysis || step.Due.After(l.today) || !step.Held.IsZero() {
			continue
		}
		decision := engine.Raise{Lead: city.AnalysisLead, Matter: schema.Matter{Title: city.AnalysisDecides, Urgency: casework.Ordinary}}
		if _, err := v.EnterMinutes(ctx, m, schema.Minutes{Step: step.Step, Held: step.Due, Text: city.Analysis}, []engine.Raise{decision}); err != nil {
			return err
		}
	}
	return nil
}

// inspection opens a special inspection of the counties from today on, and lets the
// inspector record the first tasks of the sample.
func (l *lively) inspection(ctx context.Context) error {
	v, err := l.as(ctx, office)
	if err != nil {
		return err
	}
	one, err := v.OpenInspection(ctx, activities.InspectionOpening{ID: demoInspection, Kind: inspection.Special, Title: "整改成效专项督查",
		Units: l.counties(), Filter: schema.InspectionFilter{Plan: l.plan}})
	if err != nil {
		return err
	}
	// The inspection's own workflow draws the sample, a moment after its opening.
	for one.State == schema.InspectionPlanned {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
		if one, err = l.e.Inspection(ctx, demoInspection); err != nil {
			return err
		}
	}
	return l.onSite(ctx, one)
}

func (l *lively) onSite(ctx context.Context, one engine.Inspected) error {
	v, err := l.as(ctx, inspector)
	if err != nil {
		return err
	}
	for i, seen := range city.OnSite() {
		if i >= len(one.Basis.Drawn) {
			break
		}
		d := one.Basis.Drawn[i*len(one.Basis.Drawn)/len(city.OnSite())] // of several units
		seenThere := slices.ContainsFunc(one.Basis.Records, func(r inspection.Record) bool { return r.Case == d.Case && r.Task == d.Task })
		if !seenThere {
			if err := v.RecordOnSite(ctx, demoInspection, engine.OnSite{Key: fmt.Sprintf("demo/%d", i), Case: d.Case, Task: d.Task,
				Verdict: inspection.Verdict(seen.Verdict), Text: seen.Saw}, nil); err != nil {
				return err
			}
		}
		if seen.Finds == "" || slices.ContainsFunc(one.Basis.Findings, func(f inspection.Finding) bool { return f.Text == seen.Finds }) {
			continue
		}
		if _, err := v.FindOnSite(ctx, demoInspection, engine.Found{Case: d.Case, Task: d.Task, Text: seen.Finds}); err != nil {
			return err
		}
	}
	return nil
}
