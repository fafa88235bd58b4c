package main

// remote_case.go: a case, a desk and a table as a server shows them.

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/client"
)

// items reads a list.
type items[T any] struct {
	Items []T `json:"items"`
}

func (a *app) remoteShow(ctx context.Context, r *remote, id string) error {
	v, err := r.document(ctx, id)
	if err != nil {
		return err
	}
	if a.output == "json" {
		a.json(v)
		return nil
	}
	a.show(nil, []string{"cli.field", "cli.value"}, [][]any{
		{a.say("cli.case"), v.Case}, {a.say("cli.plan"), or(v.PlanTitle)}, {a.say("cli.class"), or(v.Class)},
		{a.say("cli.problem"), or(v.Problem) + " " + clip(or(v.ProblemText), 60)}, {a.say("cli.measure"), clip(or(v.Text), 60)},
		{a.say("cli.target"), clip(or(v.Target), 60)}, {a.say("cli.stage"), a.say("stage." + v.Stage)},
		{a.say("cli.round"), v.Round}, {a.say("cli.policy"), v.Policy},
		{a.say("cli.lead_unit"), v.Units[or(v.Parties.LeadUnit)]}, {a.say("cli.leader"), v.Persons[or(v.Parties.LeadLeader)]},
	})
	rows := make([][]any, len(v.Tasks))
	for i := range v.Tasks {
		t := &v.Tasks[i]
		light, approves := a.say("light."+string(t.Light)), clipped(or(t.Digest))
		if t.Outcome != string(casework.OutcomeOpen) {
			light = a.say("outcome." + t.Outcome)
		}
		if request := or(t.RequestDigest); request != "" {
			approves += " " + a.say("cli.request") + clipped(request)
		}
		rows[i] = []any{t.Task, t.UnitName, a.say("role." + t.Role), a.title(titleOf(t.StepTitle)), dayFrom(t.Due).String(),
			dayFrom(t.OriginalDue).String(), light, t.Percent, strings.Join(or(t.RestsWith), " "), approves}
	}
	a.show(nil, []string{"cli.task", "cli.unit", "cli.role", "cli.step", "cli.due", "cli.original", "cli.light", "cli.percent", "cli.rests_with", "cli.digest"}, rows)
	return nil
}

func clipped(digest string) string { return digest[:min(12, len(digest))] }

func (a *app) remoteHistory(ctx context.Context, r *remote, id string) error {
	var events items[casework.Event]
	var slips items[casework.Slip]
	e, err := r.ListEventsWithResponse(ctx, id)
	if err != nil {
		return r.answered(nil, nil, err, nil)
	}
	if err := r.answered(e.HTTPResponse, e.Body, nil, &events); err != nil {
		return err
	}
	s, err := r.ListSlipsWithResponse(ctx, id)
	if err != nil {
		return r.answered(nil, nil, err, nil)
	}
	if err := r.answered(s.HTTPResponse, s.Body, nil, &slips); err != nil {
		return err
	}
	zone, err := r.zone(ctx)
	if err != nil {
		return err
	}
	a.showHistory(events.Items, slips.Items, zone)
	return nil
}

// zone gives the zone of the server's working calendar.
func (r *remote) zone(ctx context.Context) (*time.Location, error) {
	res, err := r.GetCalendarWithResponse(ctx)
	if err != nil {
		return nil, r.answered(nil, nil, err, nil)
	}
	var c client.Calendar
	if err := r.answered(res.HTTPResponse, res.Body, nil, &c); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, casework.Wrap(casework.CodeUnavailable, err, "unavailable.server", r.server)
	}
	return zone, nil
}

func (a *app) remoteExplain(ctx context.Context, r *remote, id string, task int) error {
	res, err := r.ExplainClockWithResponse(ctx, id, int64(task))
	if err != nil {
		return r.answered(nil, nil, err, nil)
	}
	var x struct {
		Title       casework.Title `json:"step_title"`
		Due         calendar.Date  `json:"due"`
		Original    calendar.Date  `json:"original_due"`
		Provisional bool           `json:"provisional"`
		Days        []calendar.Day `json:"days"`
	}
	if err := r.answered(res.HTTPResponse, res.Body, nil, &x); err != nil {
		return err
	}
	a.showDays(x.Days)
	a.tell("cli.explained", a.title(x.Title), x.Due.String(), x.Original.String())
	if x.Provisional {
		a.tell("cli.provisional")
	}
	return nil
}

// remoteMatrix shows the table as far as the person of the token sees its columns.
func (a *app) remoteMatrix(ctx context.Context, r *remote, plan string) error {
	if plan == "" {
		res, err := r.ListPlansWithResponse(ctx)
		if err != nil {
			return r.answered(nil, nil, err, nil)
		}
		var plans items[client.Plan]
		if err := r.answered(res.HTTPResponse, res.Body, nil, &plans); err != nil {
			return err
		}
		switch len(plans.Items) {
		case 0:
			return casework.Errorf(casework.CodeNotFound, "notfound.no_plan")
		case 1:
			plan = plans.Items[0].Id
		default:
			return casework.Errorf(casework.CodeInvalid, "invalid.which_plan")
		}
	}
	res, err := r.CompletionWithResponse(ctx, plan)
	if err != nil {
		return r.answered(nil, nil, err, nil)
	}
	var t casework.Table
	if err := r.answered(res.HTTPResponse, res.Body, nil, &t); err != nil {
		return err
	}
	a.showMatrix(t)
	return nil
}

// remoteDesk shows what waits for the person of the token.
func (a *app) remoteDesk(ctx context.Context, r *remote, n int) error {
	res, err := r.DeskWithResponse(ctx, &client.DeskParams{Limit: is(int64(n))})
	if err != nil {
		return r.answered(nil, nil, err, nil)
	}
	var list items[client.Task]
	if err := r.answered(res.HTTPResponse, res.Body, nil, &list); err != nil {
		return err
	}
	rows := make([][]any, len(list.Items))
	for i := range list.Items {
		t := &list.Items[i]
		rows[i] = []any{t.Case, t.Task, t.UnitName, clip(t.Text, 24), a.title(titleOf(t.StepTitle)), dayFrom(t.Due).String(), a.say("light." + string(t.Light))}
	}
	a.show(json.RawMessage(res.Body), []string{"cli.case", "cli.task", "cli.unit", "cli.measure", "cli.step", "cli.due", "cli.light"}, rows)
	if len(rows) == n {
		a.tell("cli.more_waits", strconv.Itoa(n))
	}
	return nil
}

// taskNumber finds a task by its number or its unit: the open one, else one that ended.
func (r *remote) taskNumber(ctx context.Context, id casework.CaseID, task string) (int, error) {
	if no, err := strconv.Atoi(task); err == nil {
		return no, nil
	}
	v, err := r.document(ctx, string(id))
	if err != nil {
		return 0, err
	}
	ended := 0
	for _, t := range v.Tasks {
		switch {
		case t.Unit != task:
		case t.Outcome == string(casework.OutcomeOpen):
			return int(t.Task), nil
		default:
			ended = int(t.Task)
		}
	}
	if ended != 0 {
		return ended, nil
	}
	return 0, casework.Errorf(casework.CodeNotFound, "notfound.task", task, string(id))
}
