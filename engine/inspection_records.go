package engine

// inspection_records.go: what a team saw on site.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.temporal.io/api/serviceerror"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/wording"
	"duban/schema"
	"duban/workflows"
)

// maxInspectionText bounds what is written on site, in characters: as much as a
// case's own texts may have.
const maxInspectionText = 4000

// OnSite is what an inspector saw.
type OnSite struct {
	Key      string // a repeated click records once
	Case     casework.CaseID
	Task     int // 0: the only task of the case in the sample
	Verdict  inspection.Verdict
	Text     string
	Location string
	Evidence []casework.Evidence
}

// visit is an inspector at a task of the sample.
type visit struct {
	one   Inspected
	drawn inspection.Drawn
	team  inspection.Team
	by    casework.Actor
	check casework.UnitID // whose inspectors check what the team finds
	now   time.Time
	today calendar.Date
}

// visit lets only members of the task's team on, and them only while they have no
// stake in the unit and had no part in the task. An inspection that has closed takes nothing.
func (e *Engine) visit(ctx context.Context, by casework.Requester, id string, c casework.CaseID, task int) (visit, error) {
	v := visit{now: time.Now()}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return v, err
	}
	v.today = calendar.DateOf(v.now, cal.Zone())
	if v.one, err = e.Inspection(ctx, id); err != nil {
		return v, err
	}
	switch v.one.State {
	case schema.InspectionPlanned:
		return v, casework.Errorf(casework.CodeRefused, "inspection.not_drawn", id, v.one.Window.From.String())
	case schema.InspectionClosed:
		return v, casework.Errorf(casework.CodeRefused, "inspection.closed", id)
	case schema.InspectionCancelled:
		return v, casework.Errorf(casework.CodeRefused, "inspection.cancelled", id)
	}
	at := slices.IndexFunc(v.one.Basis.Drawn, func(d inspection.Drawn) bool { return d.Case == c && (task == 0 || d.Task == task) })
	if at < 0 {
		return v, casework.Errorf(casework.CodeNotFound, "notfound.inspection_case", id, string(c))
	}
	v.drawn = v.one.Basis.Drawn[at]
	if again := slices.IndexFunc(v.one.Basis.Drawn[at+1:], func(d inspection.Drawn) bool { return d.Case == c }); task == 0 && again >= 0 {
		return v, casework.Errorf(casework.CodeInvalid, "invalid.task_missing", wording.Word("inspection.recording"))
	}
	at = slices.IndexFunc(v.one.Teams, func(t inspection.Team) bool { return t.No == v.drawn.Team })
	if at < 0 || !v.one.Teams[at].Has(by.Person) {
		return v, casework.Errorf(casework.CodeForbidden, "forbidden.inspection_record", string(by.Person), string(v.drawn.Unit))
	}
	v.team = v.one.Teams[at]
	post, ok := onSitePost(by, v.team.Leader == by.Person)
	if !ok {
		return v, casework.Errorf(casework.CodeForbidden, "forbidden.inspection_post", string(by.Person))
	}
	v.by = by.As(post)
	rows, err := e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return v, err
	}
	org := activities.OrganisationIn(rows, inspection.Window{From: v.today, To: v.today})
	v.check = post.Unit
	if post.Role != casework.PostInspector {
		v.check = org.CheckingUnit(&v.team)
	}
	here := v.team
	here.Members = slices.DeleteFunc(slices.Clone(here.Members), func(m casework.PersonID) bool { return m != by.Person })
	if here.Leader != by.Person {
		here.Leader = ""
	}
	if err := conflictOf(org, v.one.Rules.Teams, []inspection.Team{here}); err != nil {
		return v, err
	}
	return v, e.untouched(ctx, v)
}

// untouched refuses whoever had a part in what they would inspect: the task, or in
// a look-back, which is of the whole case, any of its tasks.
func (e *Engine) untouched(ctx context.Context, v visit) error {
	s, err := e.Ledger.State(ctx, v.drawn.Case)
	if err != nil {
		return err
	}
	tasks := s.Tasks
	if v.one.Kind != inspection.LookBack {
		tasks = nil
		if t := s.Task(v.drawn.Task); t != nil {
			tasks = []casework.Task{*t}
		}
	}
	return casework.Untouched(tasks, v.by)
}

// onSitePost gives the post in which somebody inspects: an inspector's, or a
// leader's for whoever leads the team.
func onSitePost(by casework.Requester, leads bool) (casework.Post, bool) {
	for _, role := range []casework.PostRole{casework.PostInspector, casework.PostLeader} {
		at := slices.IndexFunc(by.Posts, func(p casework.Post) bool { return p.Role == role })
		if at >= 0 && (role == casework.PostInspector || leads) {
			return by.Posts[at], true
		}
	}
	return casework.Post{}, false
}

// RecordOnSite keeps what an inspector saw. In a look-back it is entered at the
// case too, by the case's own rules.
func (e *Engine) RecordOnSite(ctx context.Context, by casework.Requester, id string, o OnSite) (inspection.Drawn, error) {
	if !slices.Contains(inspection.Verdicts, o.Verdict) {
		return inspection.Drawn{}, casework.Errorf(casework.CodeInvalid, "inspection.verdict", string(o.Verdict))
	}
	if err := checkInspectionText(o.Text); err != nil {
		return inspection.Drawn{}, err
	}
	v, err := e.visit(ctx, by, id, o.Case, o.Task)
	if err != nil {
		return inspection.Drawn{}, err
	}
	if v.one.Kind == inspection.LookBack {
		cmd := casework.Command{ID: casework.CommandID("inspection/" + o.Key), Type: casework.CommandLookBack, By: by, Text: o.Text,
			Evidence: o.Evidence, Relapsed: o.Verdict == inspection.Contradicted}
		if _, err := e.Act(ctx, o.Case, cmd); err != nil {
			return inspection.Drawn{}, err
		}
	}
	record := inspection.Record{Case: o.Case, Task: v.drawn.Task, By: by.Person, At: v.now, Verdict: o.Verdict, Text: o.Text,
		Location: o.Location, Evidence: o.Evidence}
	if err := e.Ledger.PutInspectionRecord(ctx, id, o.Key, record); err != nil {
		return inspection.Drawn{}, err
	}
	return v.drawn, e.stirInspection(ctx, id)
}

func checkInspectionText(text string) error {
	if strings.TrimSpace(text) == "" {
		return casework.Errorf(casework.CodeInvalid, "inspection.text_missing")
	}
	if utf8.RuneCountInString(text) > maxInspectionText {
		return casework.Errorf(casework.CodeInvalid, "invalid.text_too_long", fmt.Sprint(maxInspectionText))
	}
	return nil
}

// stirInspection lets an inspection look at once whether all is settled. One
// whose workflow has ended needs none.
func (e *Engine) stirInspection(ctx context.Context, id string) error {
	err := e.Client.SignalWorkflow(ctx, workflows.InspectionWorkflowID(id), "", workflows.SignalWake, nil)
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return nil
	}
	return translate(err)
}
