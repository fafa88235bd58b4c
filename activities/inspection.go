package activities

// inspection.go: what the workflow of an inspection does to the world. Each may
// be repeated after any crash.

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/schema"
)

// InspectionInput names an inspection and the moment of asking.
type InspectionInput struct {
	ID   string
	Now  time.Time
	Item inspection.Item // what is done, for notices
}

// InspectionAgenda is where an inspection stands and what it will do when,
// counted on the calendar as it is now.
type InspectionAgenda struct {
	State   string            `json:"state"`
	Items   []inspection.Item `json:"items"`
	Settled bool              `json:"settled,omitempty"` // drawn, and nothing is left to record or find
}

// InspectionAgenda reads an inspection's agenda.
func (a *Activities) InspectionAgenda(ctx context.Context, in InspectionInput) (InspectionAgenda, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return InspectionAgenda{}, err
	}
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil {
		return InspectionAgenda{}, final(err)
	}
	out := InspectionAgenda{State: one.State, Items: one.Rules.Agenda(cal, one.Window)}
	if one.State != schema.InspectionDrawn {
		return out, nil
	}
	basis, err := a.ledger.InspectionBasis(ctx, in.ID)
	out.Settled = basis.Settled()
	return out, err
}

// SeedInspection records what the sample will be drawn from, and a fresh seed.
// Both are recorded once, and together: nobody can try seeds, and a repetition
// keeps what stands.
func (a *Activities) SeedInspection(ctx context.Context, in InspectionInput) error {
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil || one.Seed != "" {
		return final(err)
	}
	candidates, err := a.candidates(ctx, one, in.Now)
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
func (a *Activities) candidates(ctx context.Context, one schema.Inspection, now time.Time) ([]inspection.Candidate, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	teams, err := a.ledger.InspectionTeams(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	inspected := make([]casework.UnitID, len(teams))
	for i, t := range teams {
		inspected[i] = t.Unit
	}
	rows, _, err := a.ledger.LoadPlan(ctx, "")
	if err != nil {
		return nil, err
	}
	org := OrganisationOn(rows, one.Window.From)
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

// DrawInspection draws the sample from what was recorded and tells the teams.
func (a *Activities) DrawInspection(ctx context.Context, in InspectionInput) error {
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil || one.State == schema.InspectionClosed {
		return final(err)
	}
	list, err := a.ledger.InspectionCandidates(ctx, in.ID)
	if err != nil {
		return err
	}
	sample, err := inspection.Draw(one.Seed, list, one.Rules.Sample)
	if err != nil {
		return final(err)
	}
	if sample.Digest != one.Digest {
		return final(casework.Errorf(casework.CodeConflict, "inspection.list_changed", in.ID))
	}
	teams, err := a.ledger.InspectionTeams(ctx, in.ID)
	if err != nil {
		return err
	}
	number := map[casework.UnitID]int{}
	for _, t := range teams {
		number[t.Unit] = t.No
	}
	drawn := make([]inspection.Drawn, len(sample.Picked))
	for i, c := range sample.Picked {
		drawn[i] = inspection.Drawn{Case: c.Case, Task: c.Task, Unit: c.Unit, Stratum: c.Stratum, Team: number[c.Unit]}
	}
	if err := a.ledger.PutInspectionSample(ctx, in.ID, drawn, in.Now); err != nil {
		return final(err)
	}
	return a.tell(ctx, in, teams, "inspection_drawn")
}

// RemindInspection tells leaders and members of what comes near: the window, or
// its end where records are missing.
func (a *Activities) RemindInspection(ctx context.Context, in InspectionInput) error {
	teams, err := a.ledger.InspectionTeams(ctx, in.ID)
	if err != nil {
		return err
	}
	if in.Item.Act != inspection.ActMissing {
		return a.tell(ctx, in, teams, "inspection_ahead")
	}
	basis, err := a.ledger.InspectionBasis(ctx, in.ID)
	if err != nil {
		return final(err)
	}
	var owing []inspection.Team
	for _, no := range basis.MissingTeams() {
		for _, t := range teams {
			if t.No == no {
				owing = append(owing, t)
			}
		}
	}
	return a.tell(ctx, in, owing, "inspection_missing")
}

// tell puts one notice for each person of the teams into the outbox; for a team
// without members the office hears of it.
func (a *Activities) tell(ctx context.Context, in InspectionInput, teams []inspection.Team, kind string) error {
	var out []schema.InspectionNotice
	seen := map[casework.Addressee]bool{}
	add := func(to casework.Addressee) {
		if (to.Person == "" && to.Role == "") || seen[to] {
			return
		}
		seen[to] = true
		out = append(out, schema.InspectionNotice{Kind: kind, To: to,
			Key: fmt.Sprintf("inspection/%s/%s/%s%s", in.ID, in.Item.ID, to.Person, to.Role)})
	}
	for _, t := range teams {
		add(casework.Addressee{Person: t.Leader})
		for _, m := range t.Members {
			add(casework.Addressee{Person: m})
		}
		if len(t.Members) == 0 {
			add(casework.Addressee{Role: casework.PostOffice})
		}
	}
	return a.ledger.PutInspectionNotices(ctx, in.ID, out, in.Now)
}

// InspectionReported is what an inspection ended with.
type InspectionReported struct {
	Digest string `json:"digest"` // of the closing report
}

// CloseInspection freezes the closing report and tells the office and the heads
// of the inspected units.
func (a *Activities) CloseInspection(ctx context.Context, in InspectionInput) (InspectionReported, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return InspectionReported{}, err
	}
	count := func(b inspection.Basis) []byte { return b.Report(cal.Zone()).Bytes() }
	if err := a.ledger.CloseInspection(ctx, in.ID, in.Now, count); err != nil {
		return InspectionReported{}, final(err)
	}
	report, err := a.ledger.InspectionReport(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, final(err)
	}
	teams, err := a.ledger.InspectionTeams(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, err
	}
	notices := []schema.InspectionNotice{{Key: "inspection/" + in.ID + "/close/office", Kind: "inspection_closed", To: casework.Addressee{Role: casework.PostOffice}}}
	for _, t := range teams {
		notices = append(notices, schema.InspectionNotice{Key: fmt.Sprintf("inspection/%s/close/%d", in.ID, t.No), Kind: "inspection_closed",
			To: casework.Addressee{Unit: t.Unit, Role: casework.PostHead}})
	}
	return InspectionReported{Digest: report.Digest}, a.ledger.PutInspectionNotices(ctx, in.ID, notices, in.Now)
}
