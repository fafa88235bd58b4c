package activities

// inspection_feedback.go: what the teams leave open when the time for feedback is
// over. A record that contradicts the ledger must not end with the inspection.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/wording"
	"duban/schema"
)

// FindingKey gives what the keys of the findings of one record begin with: behind
// it stand the unit and what tells several findings apart.
func FindingKey(id string, record int64) string { return fmt.Sprintf("inspection/%s/%d/", id, record) }

// SourceInspection is the source of matters that an inspection found.
const SourceInspection = "inspection"

// UnansweredFindings gives a finding for each record that was not confirmed and
// that the team made none of: in the record's own words, for the task's unit.
func (a *Activities) UnansweredFindings(ctx context.Context, in InspectionInput) ([]Raise, error) {
	one, basis, err := a.inspected(ctx, in.ID)
	if err != nil {
		return nil, final(err)
	}
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	filed, err := a.filed(ctx, in.ID, basis)
	if err != nil {
		return nil, err
	}
	due := one.Rules.RectifyBy(cal, calendar.DateOf(time.Now(), cal.Zone())) // from the day on which it is given out
	var out []Raise
	for _, u := range basis.Unanswered() {
		if _, done := filed[u.Record.No]; done {
			continue
		}
		unit, err := a.taskUnit(ctx, u.Drawn)
		if err != nil {
			return nil, final(err)
		}
		checks, err := a.checkingUnit(ctx, in.ID, u.Drawn.Team, one.Window)
		if err != nil {
			return nil, err
		}
		out = append(out, Raise{
			Matter: schema.Matter{
				Kind: casework.KindFinding, Key: FindingKey(in.ID, u.Record.No) + string(unit), Title: FindingTitle(one.Title, u.Drawn),
				Text: u.Record.Text, Source: SourceInspection, SourceRef: in.ID,
			},
			Checks: checks, Lead: unit, Due: due,
		})
	}
	return out, nil
}

// FindingTitle says what a finding is about; the ID of a case tells nothing of a person.
func FindingTitle(inspection string, d inspection.Drawn) string {
	return inspection + " · " + string(d.Case)
}

func (a *Activities) inspected(ctx context.Context, id string) (schema.Inspection, inspection.Basis, error) {
	one, err := a.ledger.Inspection(ctx, id)
	if err != nil {
		return one, inspection.Basis{}, err
	}
	basis, err := a.ledger.InspectionBasis(ctx, id)
	return one, basis, err
}

// filed gives the matters that were raised of records without a finding: by this
// workflow, or by somebody whose process ended between the case and the finding.
func (a *Activities) filed(ctx context.Context, id string, basis inspection.Basis) (map[int64][]schema.Matter, error) {
	matters, err := a.ledger.MattersOf(ctx, SourceInspection, id)
	if err != nil {
		return nil, err
	}
	out := map[int64][]schema.Matter{}
	for _, u := range basis.Unanswered() {
		for _, m := range matters {
			if strings.HasPrefix(m.Key, FindingKey(id, u.Record.No)) {
				out[u.Record.No] = append(out[u.Record.No], m)
			}
		}
	}
	return out, nil
}

// fileFindings writes down the findings whose cases run already.
func (a *Activities) fileFindings(ctx context.Context, in InspectionInput) error {
	one, basis, err := a.inspected(ctx, in.ID)
	if err != nil || one.Over() {
		return err
	}
	filed, err := a.filed(ctx, in.ID, basis)
	if err != nil || len(filed) == 0 {
		return err
	}
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return err
	}
	for _, u := range basis.Unanswered() {
		for _, m := range filed[u.Record.No] {
			rest := strings.TrimPrefix(m.Key, FindingKey(in.ID, u.Record.No))
			unit, _, _ := strings.Cut(rest, "/")
			err := a.ledger.PutInspectionFinding(ctx, in.ID, inspection.Finding{Record: u.Record.No, Outcome: inspection.OutcomeCase,
				Case: m.Case, Round: 1, Unit: casework.UnitID(unit), Severity: ordinarySeverity, Text: m.Text, By: m.By, At: in.Now,
				Feedback: one.Rules.FeedbackBy(cal, one.Window), Due: one.Rules.RectifyBy(cal, calendar.DateOf(m.Created, cal.Zone()))})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// RefusedInput names findings that could not be given out.
type RefusedInput struct {
	ID      string
	Now     time.Time
	Refused []schema.Refusal
}

// FileRefused writes down findings that could not be given out, with the reason:
// the report counts them, and the inspection does not stand still over them. The
// office has been told of each.
func (a *Activities) FileRefused(ctx context.Context, in RefusedInput) error {
	one, basis, err := a.inspected(ctx, in.ID)
	if err != nil || one.Over() {
		return final(err)
	}
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return err
	}
	for _, u := range basis.Unanswered() {
		for _, r := range in.Refused {
			if !strings.HasPrefix(r.Key, FindingKey(in.ID, u.Record.No)) {
				continue
			}
			err := a.ledger.PutInspectionFinding(ctx, in.ID, inspection.Finding{Record: u.Record.No, Outcome: inspection.OutcomeRefused,
				Unit: r.Unit, Severity: ordinarySeverity, Text: r.Reason.Text(wording.Chinese), At: in.Now,
				Feedback: one.Rules.FeedbackBy(cal, one.Window), Due: one.Rules.RectifyBy(cal, calendar.DateOf(in.Now, cal.Zone()))})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// ordinarySeverity is that of a finding of which nobody said how grave it is.
const ordinarySeverity = "ordinary"

// taskUnit gives the unit that answers for a task of the sample.
func (a *Activities) taskUnit(ctx context.Context, d inspection.Drawn) (casework.UnitID, error) {
	s, err := a.ledger.State(ctx, d.Case)
	if casework.CodeOf(err) == casework.CodeNotFound {
		return d.Unit, nil // whose sample it stands in
	}
	if err != nil {
		return "", err
	}
	if t := s.Task(d.Task); t != nil {
		return t.Unit, nil
	}
	return d.Unit, nil
}

func (a *Activities) checkingUnit(ctx context.Context, id string, team int, w inspection.Window) (casework.UnitID, error) {
	teams, err := a.ledger.InspectionTeams(ctx, id)
	if err != nil {
		return "", err
	}
	rows, err := a.ledger.LoadOrganisation(ctx)
	if err != nil {
		return "", err
	}
	org := OrganisationIn(rows, w)
	for i := range teams {
		if teams[i].No == team {
			return org.CheckingUnit(&teams[i]), nil
		}
	}
	return "", nil
}
