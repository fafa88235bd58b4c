package activities

// inspection_candidates.go: what the sample may fall on, and the recorded seed.

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/schema"
)

// SeedInspection records what the sample will be drawn from, and a fresh seed.
// Both are recorded once, and together: nobody can try seeds, and a repetition
// keeps what stands.
func (a *Activities) SeedInspection(ctx context.Context, in InspectionInput) error {
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil || one.Seed != "" || one.Over() {
		return final(err)
	}
	teams, err := a.ledger.InspectionTeams(ctx, one.ID)
	if err != nil {
		return err
	}
	inspected := make([]casework.UnitID, len(teams))
	for i, t := range teams {
		inspected[i] = t.Unit
	}
	candidates, err := a.candidates(ctx, one, inspected, in.Now)
	if err != nil {
		return final(err)
	}
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return err
	}
	return final(a.ledger.SeedInspection(ctx, in.ID, hex.EncodeToString(seed[:]), candidates, in.Now))
}

// candidates gives every task that the sample may fall on: of the inspected
// units and of those below them.
func (a *Activities) candidates(ctx context.Context, one schema.Inspection, inspected []casework.UnitID, now time.Time) ([]inspection.Candidate, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := a.ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	org := OrganisationIn(rows, one.Window)
	tasks, err := a.tasks(ctx, one, cal, now)
	if err != nil {
		return nil, err
	}
	var out []inspection.Candidate
	for _, t := range tasks {
		unit := org.InspectedAs(t.Unit, inspected)
		if unit == "" {
			continue
		}
		c, ok, err := a.candidate(ctx, one, cal, t, unit, now)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, c)
		}
	}
	return out, nil
}

func (a *Activities) tasks(ctx context.Context, one schema.Inspection, cal *calendar.Calendar, now time.Time) ([]schema.InspectTask, error) {
	if one.Kind == inspection.LookBack {
		return a.ledger.CasesToLookBackOn(ctx, one.Filter.Plan)
	}
	today := calendar.DateOf(now, cal.Zone())
	back := today.DaysUntil(cal.Due(today, one.Rules.Recent, nil).Date) // as many days before as the limit takes after
	return a.ledger.TasksToInspect(ctx, one.Rules.Kinds, one.Filter, today.AddDays(-back).Start(cal.Zone()))
}

// candidate puts a task into its stratum. A look-back takes the cases whose
// policy asks for it by now, each policy with its own share.
func (a *Activities) candidate(ctx context.Context, one schema.Inspection, cal *calendar.Calendar, t schema.InspectTask,
	unit casework.UnitID, now time.Time,
) (inspection.Candidate, bool, error) {
	policy, err := a.rules.Policy(ctx, t.Policy.Kind, t.Policy.Version)
	if err != nil {
		return inspection.Candidate{}, false, err
	}
	c := inspection.Candidate{Case: t.Case, Task: t.Task, Unit: unit}
	if one.Kind == inspection.LookBack {
		rule := policy.LookBack
		ripe := cal.Due(calendar.DateOf(t.Ended, cal.Zone()), rule.After, nil).Date
		if rule.Sample == 0 || ripe.After(calendar.DateOf(now, cal.Zone())) {
			return c, false, nil
		}
		c.Stratum, c.Share = string(unit)+" · "+policy.Ref().String(), rule.Sample
		return c, true, nil
	}
	light := casework.LightNone
	if t.Clock != nil && t.Open {
		light = policy.Read(cal, *t.Clock, now).Light
	}
	c.Stratum = one.Rules.StratumOf(unit, t.Open, light)
	return c, true, nil
}
