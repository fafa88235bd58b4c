package engine

// inspections.go: opening and manning inspections. What teams record and find
// is in inspection_records.go.

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/people"
	"duban/casework/wording"
	"duban/schema"
	"duban/workflows"
)

// Inspected is an inspection with its teams and what they have seen so far.
type Inspected struct {
	schema.Inspection
	Teams []inspection.Team    `json:"teams"`
	Basis inspection.Basis     `json:"-"`
	Sofar *inspection.Report   `json:"so_far"` // the figures as they stand
	Says  []inspection.Finding `json:"findings"`
}

// prefixes of the IDs that are counted through a year; a quarter is its own ID.
var inspectionPrefix = map[inspection.Kind]string{inspection.Special: "S", inspection.LookBack: "L"}

// OpenInspection opens an inspection and starts its workflow. A quarter's is
// opened once: asked for again, it is given as it stands, and its workflow is
// started again if it was lost. A special one or a look-back without an ID takes
// the year's next number.
func (e *Engine) OpenInspection(ctx context.Context, by casework.Requester, o activities.InspectionOpening) (Inspected, error) {
	if strings.TrimSpace(o.Title) == "" {
		return Inspected{}, casework.Errorf(casework.CodeInvalid, "inspection.title_missing")
	}
	if err := checkInspectionAsked(o); err != nil {
		return Inspected{}, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return Inspected{}, err
	}
	o.By = by.Person
	o.Allowed = func(seats casework.Seats, units []casework.UnitID) error {
		if o.Kind == inspection.Quarterly {
			units = nil // the city's, whichever units are named: there is one a quarter
		}
		_, err := casework.AuthoriseOpening(by, seats, units)
		return err
	}
	now := time.Now()
	counted := o.ID == ""
	for n := 1; ; n++ {
		if counted {
			o.ID = fmt.Sprintf("%s-%d-%02d", inspectionPrefix[o.Kind], calendar.DateOf(now, cal.Zone()).Year, n)
		}
		one, opened, err := activities.OpenInspection(ctx, e.Ledger, cal, o, now)
		if err != nil {
			return Inspected{}, err
		}
		if counted && !opened {
			continue // the number is taken
		}
		if one.Kind != o.Kind || (o.Kind != inspection.Quarterly && one.Title != o.Title) {
			return Inspected{}, casework.Errorf(casework.CodeConflict, "inspection.differs", o.ID)
		}
		if one.State == schema.InspectionCancelled {
			return Inspected{}, casework.Errorf(casework.CodeRefused, "inspection.cancelled", o.ID)
		}
		if err := e.startInspection(ctx, one); err != nil {
			return Inspected{}, err
		}
		return e.Inspection(ctx, o.ID)
	}
}

// inspectionID is the form of the IDs that are not a quarter's. They become
// workflow IDs, which are stored in the clear; one in a quarter's form would leave
// that quarter without its inspection.
var inspectionID = regexp.MustCompile(`^[SL]-[0-9A-Za-z-]{1,60}$`)

// scheduledID is the form of [activities.LookBackID]. One with it opened by hand
// would leave the month without its look-back.
var scheduledID = regexp.MustCompile(`^L-[0-9]{4}-M[0-9]{2}$`)

func checkInspectionAsked(o activities.InspectionOpening) error {
	prefix := inspectionPrefix[o.Kind]
	if o.ID != "" && prefix != "" && (!inspectionID.MatchString(o.ID) || !strings.HasPrefix(o.ID, prefix)) {
		return casework.Errorf(casework.CodeInvalid, "inspection.id", o.ID, prefix)
	}
	if scheduledID.MatchString(o.ID) {
		return casework.Errorf(casework.CodeInvalid, "inspection.id_scheduled", o.ID)
	}
	f := o.Filter
	if o.Kind == inspection.LookBack && (f.State != "" || f.Stage != "") {
		return casework.Errorf(casework.CodeInvalid, "inspection.look_back_filter")
	}
	stages := []casework.Stage{"", casework.StageAssign, casework.StageAct, casework.StageVerify, casework.StageClose}
	if !slices.Contains([]string{"", "open", "closed"}, f.State) || !slices.Contains(stages, f.Stage) {
		return casework.Errorf(casework.CodeInvalid, "inspection.filter", f.State+string(f.Stage))
	}
	return nil
}

// startInspection starts the workflow of an inspection that is not over; one that
// runs goes on.
func (e *Engine) startInspection(ctx context.Context, one schema.Inspection) error {
	if one.Over() {
		return nil
	}
	_, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       workflows.InspectionWorkflowID(one.ID),
		TaskQueue:                e.queue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, workflows.TypeQuarterlyInspection, workflows.InspectionInput{ID: one.ID})
	return translate(err)
}

// CancelInspection calls an inspection off: whoever opened it may, and an office.
// Its teams and the office are told, its workflow ends; what was recorded stays, and
// findings that have become cases go on as cases.
func (e *Engine) CancelInspection(ctx context.Context, by casework.Requester, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return casework.Errorf(casework.CodeInvalid, "inspection.reason_missing")
	}
	if utf8.RuneCountInString(reason) > maxInspectionText {
		return casework.Errorf(casework.CodeInvalid, "invalid.text_too_long", fmt.Sprint(maxInspectionText))
	}
	one, err := e.Ledger.Inspection(ctx, id)
	if err != nil {
		return err
	}
	teams, err := e.Ledger.InspectionTeams(ctx, id)
	if err != nil {
		return err
	}
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return err
	}
	units := make([]casework.UnitID, len(teams))
	for i, t := range teams {
		units[i] = t.Unit
	}
	actor, err := casework.AuthoriseCalling(by, one.OpenedBy, activities.SeatsIn(rows), units)
	if err != nil {
		return err
	}
	if c := one.Cancelled; c == nil || c.By != actor.Person || c.Reason != reason { // else a repeated click
		err := e.Ledger.CancelInspection(ctx, id, schema.Cancelled{By: actor.Person, Reason: reason, At: time.Now()}, activities.CancelledNotices(id, teams))
		if err != nil {
			return err
		}
	}
	return e.stirInspection(ctx, id)
}

// Inspection gives an inspection as it stands.
func (e *Engine) Inspection(ctx context.Context, id string) (Inspected, error) {
	one, err := e.Ledger.Inspection(ctx, id)
	if err != nil {
		return Inspected{}, err
	}
	teams, err := e.Ledger.InspectionTeams(ctx, id)
	if err != nil {
		return Inspected{}, err
	}
	basis, err := e.Ledger.InspectionBasis(ctx, id)
	if err != nil {
		return Inspected{}, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return Inspected{}, err
	}
	sofar := basis.Report(cal.Zone())
	return Inspected{Inspection: one, Teams: teams, Basis: basis, Sofar: sofar, Says: basis.Findings}, e.ReportInOrder(ctx, sofar)
}

// ManTeams gives teams of an inspection, named by the unit that they inspect,
// another leader and other members. Members need an inspector's post; nobody
// with a stake in the unit is taken, and the refusal says who and which post.
func (e *Engine) ManTeams(ctx context.Context, by casework.Requester, id string, set []inspection.Team) ([]inspection.Team, error) {
	one, err := e.Inspection(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	units := make([]casework.UnitID, len(set))
	for i := range set {
		if slices.Contains(units[:i], set[i].Unit) {
			return nil, casework.Errorf(casework.CodeInvalid, "inspection.team_twice", string(set[i].Unit))
		}
		units[i] = set[i].Unit
		at := slices.IndexFunc(one.Teams, func(t inspection.Team) bool { return t.Unit == set[i].Unit })
		if at < 0 {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.inspection_team", id, string(set[i].Unit))
		}
		set[i].No = one.Teams[at].No
	}
	actor, err := casework.AuthoriseOpening(by, activities.SeatsIn(rows), units)
	if err != nil {
		return nil, err
	}
	if err := checkTeams(rows, one, set); err != nil {
		return nil, err
	}
	if err := e.Ledger.SetInspectionTeams(ctx, id, actor.Person, set, casework.NoticeInspectionDrawn, time.Now()); err != nil {
		return nil, err
	}
	return e.Ledger.InspectionTeams(ctx, id)
}

func checkTeams(rows schema.OrganisationRows, one Inspected, set []inspection.Team) error {
	org := activities.OrganisationIn(rows, one.Window)
	pool := org.Pool()
	for _, t := range set {
		if !slices.ContainsFunc(rows.Persons, func(p schema.Person) bool { return p.ID == t.Leader }) {
			return casework.Errorf(casework.CodeNotFound, "notfound.person", string(t.Leader))
		}
		for _, m := range t.Members {
			if !slices.Contains(pool, m) {
				return casework.Errorf(casework.CodeForbidden, "forbidden.inspection_post", string(m))
			}
		}
	}
	return conflictOf(org, one.Rules.Teams, set)
}

// conflictOf refuses the first stake that somebody has.
func conflictOf(org *inspection.Organisation, rule inspection.TeamRule, teams []inspection.Team) error {
	for _, c := range org.Conflicts(rule, teams) {
		return casework.Errorf(casework.CodeRefused, "inspection.conflict", string(c.Person), string(c.Unit), string(c.Post.Unit), wording.Word("post."+string(c.Post.Role)))
	}
	return nil
}

// ReportInOrder puts the units of a report that is shown into the order of the tree. The
// frozen one keeps its bytes.
func (e *Engine) ReportInOrder(ctx context.Context, r *inspection.Report) error {
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return err
	}
	people.ByUnit(chart, r.Units, func(row *inspection.Row) casework.UnitID { return row.Unit })
	return nil
}
