package engine

// people_acts.go: changing who holds which post. Only an office or an
// administrator may; a substitute is also named by the person or the head of the
// unit.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
	"duban/workflows"
)

// Give is [Engine.Act] without its result: see [activities.Cases].
func (e *Engine) Give(ctx context.Context, id casework.CaseID, cmd casework.Command) error {
	_, err := e.Act(ctx, id, cmd)
	return err
}

// Appoint gives a person a post; a name makes the person known.
func (e *Engine) Appoint(ctx context.Context, by casework.Requester, row schema.PostRow, name string) error {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil {
		return err
	}
	if _, err := chart.AuthoriseChange(by, people.Change{Unit: row.Unit, Role: row.Role, Gains: row.Person}); err != nil {
		return err
	}
	if err := checkPost(row); err != nil {
		return err
	}
	rows := schema.OrganisationRows{Posts: []schema.PostRow{row}}
	switch {
	case name != "":
		rows.Persons = []schema.Person{{ID: row.Person, Name: name}}
	case !chart.Knows(row.Person):
		return casework.Errorf(casework.CodeNotFound, "notfound.person", string(row.Person))
	}
	if chart.HoldsDuring(row.Person, row.Unit, row.Role, people.Span{From: row.From, To: row.To}) {
		return casework.Errorf(casework.CodeRefused, "refused.post_held", string(row.Person), string(row.Unit), casework.NameOfPost(row.Role))
	}
	return e.Ledger.PutOrganisation(ctx, string(by.Person), rows)
}

func checkPost(row schema.PostRow) error {
	if !slices.Contains(casework.PostRoles, row.Role) {
		names := make([]string, len(casework.PostRoles))
		for i, r := range casework.PostRoles {
			names[i] = string(r)
		}
		return casework.Errorf(casework.CodeInvalid, "invalid.post_role", string(row.Role), strings.Join(names, ", "))
	}
	return checkSpan(row.From, row.To)
}

func checkSpan(from, to calendar.Date) error {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return casework.Errorf(casework.CodeInvalid, "invalid.period", from.String(), to.String())
	}
	return nil
}

// Substitute lets somebody act in all posts of another for a time. What waits for
// the other waits for the substitute too, from the first day on.
func (e *Engine) Substitute(ctx context.Context, by casework.Requester, row schema.SubstitutionRow) error {
	if err := e.maySubstitute(ctx, by, row.Substitution); err != nil {
		return err
	}
	if row.Person == row.Substitute {
		return casework.Errorf(casework.CodeInvalid, "invalid.substitute_self", string(row.Person))
	}
	if row.From.IsZero() || row.To.IsZero() {
		return casework.Errorf(casework.CodeInvalid, "invalid.date_missing")
	}
	if err := checkSpan(row.From, row.To); err != nil {
		return err
	}
	return e.Ledger.PutOrganisation(ctx, string(by.Person), schema.OrganisationRows{Substitutions: []schema.SubstitutionRow{row}})
}

// EndSubstitution ends a substitution with a day.
func (e *Engine) EndSubstitution(ctx context.Context, by casework.Requester, who, substitute casework.PersonID, last calendar.Date) error {
	if err := e.maySubstitute(ctx, by, people.Substitution{Person: who, Substitute: substitute, Span: people.Span{From: last, To: last}}); err != nil {
		return err
	}
	ended, err := e.Ledger.EndSubstitution(ctx, string(by.Person), who, substitute, last)
	if err == nil && !ended {
		err = casework.Errorf(casework.CodeNotFound, "notfound.substitution", string(who), string(substitute), last.String())
	}
	return err
}

func (e *Engine) maySubstitute(ctx context.Context, by casework.Requester, s people.Substitution) error {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil {
		return err
	}
	for _, p := range []casework.PersonID{s.Person, s.Substitute} {
		if !chart.Knows(p) {
			return casework.Errorf(casework.CodeNotFound, "notfound.person", string(p))
		}
	}
	_, err = chart.AuthoriseSubstitute(by, s.Person, s.Substitute, s.Span)
	return err
}

// SetArea makes a leader answer for a unit, with all below it, for a time.
func (e *Engine) SetArea(ctx context.Context, by casework.Requester, area people.Area) error {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil {
		return err
	}
	if _, err := chart.AuthoriseChange(by, people.Change{Unit: area.Unit, Gains: area.Leader}); err != nil {
		return err
	}
	if !chart.Knows(area.Leader) {
		return casework.Errorf(casework.CodeNotFound, "notfound.person", string(area.Leader))
	}
	if !chart.HasUnit(area.Unit) {
		return casework.Errorf(casework.CodeNotFound, "notfound.unit", string(area.Unit))
	}
	if err := checkSpan(area.From, area.To); err != nil {
		return err
	}
	return e.Ledger.PutOrganisation(ctx, string(by.Person), schema.OrganisationRows{Areas: []people.Area{area}})
}

// Leaving says which post passes on, from whom, and to whom if anybody.
type Leaving struct {
	Of      casework.PersonID
	Post    casework.Post
	Last    calendar.Date     // the last day in the post
	To      casework.PersonID // empty: what rests with the person falls to the post
	Appoint bool              // To gets the post from the next day on
	Reason  string
}

// Leave ends a person's post. With a successor, everything open that rests with
// the person in it is handed over on the day after the last; without one it falls
// to whoever holds the post, and climbs where nobody does. A handover of today or
// earlier is waited for; one to come waits in a workflow of its own, and ok is
// false.
func (e *Engine) Leave(ctx context.Context, by casework.Requester, l Leaving) (done activities.HandedOver, ok bool, err error) {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil {
		return done, false, err
	}
	actor, err := chart.AuthoriseChange(by, people.Change{Unit: l.Post.Unit, Role: l.Post.Role, Gains: l.To})
	if err != nil {
		return done, false, err
	}
	if err := e.checkLeaving(ctx, l); err != nil {
		return done, false, err
	}
	first := l.Last.AddDays(1)
	if l.Appoint {
		row := schema.PostRow{Person: l.To, Post: l.Post, From: first}
		if err := e.Ledger.PutOrganisation(ctx, string(by.Person), schema.OrganisationRows{Posts: []schema.PostRow{row}}); err != nil {
			return done, false, err
		}
	}
	if _, err := e.Ledger.EndPost(ctx, string(by.Person), l.Of, l.Post, l.Last); err != nil {
		return done, false, err
	}
	if l.To == "" {
		return done, true, nil
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return done, false, err
	}
	at := first.Start(cal.Zone())
	id := handoverID(l)
	run, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: id, TaskQueue: e.queue, WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}, workflows.TypeHandOver, activities.HandOverInput{ID: id, Of: l.Of, To: l.To, Post: l.Post, Reason: l.Reason,
		By: casework.Requester{Person: by.Person, Posts: []casework.Post{actor.Post()}}, At: at})
	var running *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &running) { // ordered before: the same handover
		run, err = e.Client.GetWorkflow(ctx, id, ""), nil
	}
	if err != nil {
		return done, false, translate(err)
	}
	if at.After(time.Now()) {
		return done, false, nil
	}
	return done, true, translate(run.Get(ctx, &done))
}

func (e *Engine) checkLeaving(ctx context.Context, l Leaving) error {
	chart, _, err := e.chart(ctx, time.Now())
	if err != nil {
		return err
	}
	if !chart.Held(l.Of, l.Post.Unit, l.Post.Role) {
		return casework.Errorf(casework.CodeNotFound, "notfound.post", string(l.Of), string(l.Post.Unit), casework.NameOfPost(l.Post.Role), l.Last.String())
	}
	if l.To == "" {
		return nil
	}
	if l.To == l.Of {
		return casework.Errorf(casework.CodeInvalid, "invalid.hand_over")
	}
	if !chart.Knows(l.To) {
		return casework.Errorf(casework.CodeNotFound, "notfound.person", string(l.To))
	}
	if !l.Appoint && !chart.Holds(l.To, l.Post.Unit, l.Post.Role, l.Last.AddDays(1)) {
		return casework.Errorf(casework.CodeRefused, "refused.successor_post", string(l.To), string(l.Post.Unit), casework.NameOfPost(l.Post.Role))
	}
	return nil
}

// handoverID names a handover. Why a digest: who leaves which post is nobody's
// business who looks at Temporal's pages.
func handoverID(l Leaving) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%s/%s/%s", l.Of, l.To, l.Post.Unit, l.Post.Role, l.Last))
	return "handover/" + hex.EncodeToString(sum[:8])
}
