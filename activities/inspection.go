package activities

// inspection.go: what the workflow of an inspection does to the world. Each may
// be repeated after any crash.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"duban/casework"
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
	Unfound int               `json:"unfound,omitempty"` // not confirmed on site, and nobody has made a finding of it
}

// Closed tells whether the report is out.
func (a InspectionAgenda) Closed() bool { return a.State == schema.InspectionClosed }

// Cancelled tells whether the inspection is called off.
func (a InspectionAgenda) Cancelled() bool { return a.State == schema.InspectionCancelled }

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
	if one.State == schema.InspectionCancelled {
		return InspectionAgenda{State: one.State}, nil
	}
	out := InspectionAgenda{State: one.State, Items: one.Rules.Agenda(cal, one.Window)}
	if one.State != schema.InspectionDrawn {
		return out, nil
	}
	basis, err := a.ledger.InspectionBasis(ctx, in.ID)
	out.Settled, out.Unfound = basis.Settled(), len(basis.Unanswered())
	return out, err
}

// DrawInspection draws the sample from what was recorded and tells the teams.
func (a *Activities) DrawInspection(ctx context.Context, in InspectionInput) error {
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil || one.Over() {
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
	return a.tell(ctx, in, teams, casework.NoticeInspectionDrawn)
}

// RemindInspection tells leaders and members of what comes near: the window, or
// the end of it or of feedback to teams that owe records or findings.
func (a *Activities) RemindInspection(ctx context.Context, in InspectionInput) error {
	teams, err := a.ledger.InspectionTeams(ctx, in.ID)
	if err != nil {
		return err
	}
	if in.Item.Act != inspection.ActMissing {
		return a.tell(ctx, in, teams, casework.NoticeInspectionAhead)
	}
	basis, err := a.ledger.InspectionBasis(ctx, in.ID)
	if err != nil {
		return final(err)
	}
	var owing []inspection.Team
	for _, no := range basis.OwingTeams() {
		for _, t := range teams {
			if t.No == no {
				owing = append(owing, t)
			}
		}
	}
	return a.tell(ctx, in, owing, casework.NoticeInspectionMissing)
}

// tell puts one notice for each person of the teams into the outbox; for a team
// without members the office hears of it.
func (a *Activities) tell(ctx context.Context, in InspectionInput, teams []inspection.Team, kind casework.NoticeKind) error {
	return a.ledger.PutNotices(ctx, schema.InspectionTopic(in.ID), teamNotices(in.ID, in.Item.ID, teams, kind), in.Now)
}

// CancelledNotices tell the teams and the office that an inspection is called off.
func CancelledNotices(id string, teams []inspection.Team) []schema.NewNotice {
	return teamNotices(id, "cancelled", append(slices.Clone(teams), inspection.Team{}), casework.NoticeInspectionOff)
}

func teamNotices(id, occasion string, teams []inspection.Team, kind casework.NoticeKind) []schema.NewNotice {
	var out []schema.NewNotice
	seen := map[casework.Addressee]bool{}
	add := func(to casework.Addressee) {
		if (to.Person == "" && to.Role == "") || seen[to] {
			return
		}
		seen[to] = true
		out = append(out, schema.NewNotice{Kind: kind, To: to,
			Key: fmt.Sprintf("inspection/%s/%s/%s%s", id, occasion, to.Person, to.Role)})
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
	return out
}

// InspectionReported is what an inspection ended with.
type InspectionReported struct {
	Digest    string `json:"digest"`              // of the closing report
	Cancelled bool   `json:"cancelled,omitempty"` // called off: there is no report
}

// CloseInspection freezes the closing report and tells the office and the heads
// of the inspected units.
func (a *Activities) CloseInspection(ctx context.Context, in InspectionInput) (InspectionReported, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return InspectionReported{}, err
	}
	if err := a.fileFindings(ctx, in); err != nil {
		return InspectionReported{}, final(err)
	}
	count := func(b inspection.Basis) ([]byte, error) {
		if n := len(b.Unanswered()); n > 0 { // recorded after this workflow last looked
			return nil, casework.Errorf(casework.CodeConflict, "inspection.unanswered", in.ID, strconv.Itoa(n))
		}
		return b.Report(cal.Zone()).Bytes(), nil
	}
	if err := a.ledger.CloseInspection(ctx, in.ID, in.Now, count); err != nil {
		return InspectionReported{}, final(err)
	}
	one, err := a.ledger.Inspection(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, final(err)
	}
	if one.State == schema.InspectionCancelled { // after this workflow last looked
		return InspectionReported{Cancelled: true}, nil
	}
	report, err := a.ledger.InspectionReport(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, final(err)
	}
	teams, err := a.ledger.InspectionTeams(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, err
	}
	notices := []schema.NewNotice{{Key: "inspection/" + in.ID + "/close/office", Kind: casework.NoticeInspectionClosed, To: casework.Addressee{Role: casework.PostOffice}}}
	basis, err := a.ledger.InspectionBasis(ctx, in.ID)
	if err != nil {
		return InspectionReported{}, err
	}
	for _, t := range teams {
		if !slices.ContainsFunc(basis.Drawn, func(d inspection.Drawn) bool { return d.Team == t.No }) {
			continue // nobody was there
		}
		notices = append(notices, schema.NewNotice{Key: fmt.Sprintf("inspection/%s/close/%d", in.ID, t.No), Kind: casework.NoticeInspectionClosed,
			To: casework.Addressee{Unit: t.Unit, Role: casework.PostHead}})
	}
	return InspectionReported{Digest: report.Digest}, a.ledger.PutNotices(ctx, schema.InspectionTopic(in.ID), notices, in.Now)
}
