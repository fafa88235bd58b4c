package main

// remote.go: talking to a server instead of the database: with --server and a
// token the person of the token looks and acts, by the same rules as on the pages.

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/oapi-codegen/runtime/types"
	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/client"
	"duban/engine"
	"duban/schema"
	"duban/workflows"
)

// The environment of a command line that talks to a server.
const (
	envServer = "DUBAN_SERVER"
	envToken  = "DUBAN_TOKEN"
)

// remoteCommands are those that go through a server.
var remoteCommands = []string{"duban case list", "duban case show", "duban case history", "duban case explain", "duban act", "duban matrix",
	"duban people desk", "duban login", "duban logout"}

// checkRemote refuses what does not go through a server: it would silently ask
// another system.
func (a *app) checkRemote(c *cobra.Command) error {
	if a.server != "" && !slices.Contains(remoteCommands, c.CommandPath()) && c.HasParent() && c.Runnable() {
		return casework.Errorf(casework.CodeInvalid, "invalid.remote", c.CommandPath())
	}
	return nil
}

// remote is a server as a person sees it.
type remote struct {
	*client.ClientWithResponses

	server string
	files  *client.ClientWithResponses // for files: see [app.dial]
}

// remote gives the server to talk to, or nil where none is named.
func (a *app) remote() (*remote, error) {
	if a.server == "" {
		return nil, nil //nolint:nilnil // most command lines talk to none
	}
	token := os.Getenv(envToken)
	if token == "" {
		kept, err := readLogins()
		if err != nil {
			return nil, err
		}
		token = kept[a.server]
	}
	if token == "" {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.no_token")
	}
	return a.dial(token)
}

func (a *app) dial(token string) (*remote, error) {
	c, err := client.Dial(a.server, token, client.Options{Language: a.lang})
	if err != nil {
		return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.server", a.server)
	}
	// A part may take as long as the server lets it, and its sender waits by itself.
	slow := client.Options{Language: a.lang, Patience: -1, Timeout: sendWithin}
	files, err := client.Dial(a.server, token, slow)
	return &remote{c, a.server, files}, err
}

// sendWithin bounds a part of a file, and with the last one the look at the whole:
// a server takes five minutes at most.
const sendWithin = 6 * time.Minute

// answered checks an answer and reads it. What the server refuses is a
// [*client.Problem]; one that is not there is [casework.CodeUnavailable].
func (r *remote) answered(res *http.Response, body []byte, err error, into any) error {
	if err == nil {
		err = client.Check(res, body)
	}
	if err != nil {
		return r.failed(err)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.server", r.server)
	}
	return nil
}

// failed gives what a server refused as it is; any other failure is that it is not there.
func (r *remote) failed(err error) error {
	var problem *client.Problem
	if errors.As(err, &problem) {
		return problem
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return casework.Wrap(casework.CodeUnavailable, err, "unavailable.server", r.server)
}

// is gives an optional value; nil for the zero one.
func is[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func dayFrom(d *types.Date) calendar.Date {
	if d == nil {
		return calendar.Date{}
	}
	return calendar.DateOf(d.Time, time.UTC)
}

// lineOf gives a task as the command line's own lists have it.
func lineOf(t *client.Task) engine.Line {
	return engine.Line{CaseLine: schema.CaseLine{
		Case: casework.CaseID(t.Case), Kind: casework.Kind(t.Kind), Plan: t.Plan, Problem: or(t.Problem), Measure: or(t.Measure), Text: t.Text,
		Task: int(t.Task), Role: casework.TaskRole(t.Role), Unit: casework.UnitID(t.Unit), UnitName: t.UnitName,
		Person: casework.PersonID(or(t.Person)), PersonName: or(t.PersonName), Step: casework.StepID(or(t.Step)), Stage: casework.Stage(t.Stage),
		Outcome: casework.Outcome(t.Outcome), Round: int(t.Round), Percent: int(t.Percent), Due: dayFrom(t.Due), Original: dayFrom(t.OriginalDue),
		Paused: or(t.Paused), Disputed: or(t.Disputed), Provisional: or(t.Provisional), Submission: or(t.Digest), Request: or(t.RequestDigest),
		Ended: or(t.Ended),
	}, Light: casework.Light(t.Light), Overdue: t.Overdue, DaysLeft: int(t.DaysLeft), StepTitle: titleOf(t.StepTitle)}
}

func titleOf(t *client.Title) casework.Title {
	if t == nil {
		return casework.Title{}
	}
	return casework.Title{Zh: t.Zh, En: t.En}
}

// lines gives up to limit lines from a place on, and the place to go on with.
func (r *remote) lines(ctx context.Context, f *filterFlags, after string, limit int) ([]engine.Line, string, error) {
	p := &client.ListCasesParams{Plan: is(f.plan), Unit: is(f.unit), Stage: is(client.ListCasesParamsStage(f.stage)), Step: is(f.step),
		Person: is(f.person), Text: is(f.text), Light: is(client.ListCasesParamsLight(f.light)), Overdue: is(f.overdue), Ended: is(f.all),
		After: is(after), Limit: is(int64(limit))}
	if f.dueBefore != "" {
		day, err := calendar.ReadDate(f.dueBefore, time.Now().Year())
		if err != nil {
			return nil, "", casework.Errorf(casework.CodeInvalid, "invalid.date", f.dueBefore)
		}
		p.To = &types.Date{Time: day.AddDays(-1).Start(time.UTC)}
	}
	res, err := r.ListCasesWithResponse(ctx, p)
	if err != nil {
		return nil, "", r.answered(nil, nil, err, nil)
	}
	var page client.PageTaskBody
	if err := r.answered(res.HTTPResponse, res.Body, nil, &page); err != nil {
		return nil, "", err
	}
	out := make([]engine.Line, len(page.Items))
	for i := range page.Items {
		out[i] = lineOf(&page.Items[i])
	}
	return out, or(page.Next), nil
}

// every gives every line of a filter.
func (r *remote) every(ctx context.Context, f *filterFlags) ([]engine.Line, error) {
	var out []engine.Line
	for after := ""; ; {
		lines, next, err := r.lines(ctx, f, after, 1000)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
		if next == "" {
			return out, nil
		}
		after = next
	}
}

// document gives a case.
func (r *remote) document(ctx context.Context, id string) (*client.Case, error) {
	res, err := r.GetCaseWithResponse(ctx, id)
	if err != nil {
		return nil, r.answered(nil, nil, err, nil)
	}
	var c client.Case
	return &c, r.answered(res.HTTPResponse, res.Body, nil, &c)
}

// act gives a command to a case, with files that were sent in for it.
func (r *remote) act(ctx context.Context, id casework.CaseID, cmd casework.Command, uploads []string) (workflows.ActResult, error) {
	var out workflows.ActResult
	// The API takes the command's own fields: what it does not take is no matter of a person.
	text, err := json.Marshal(cmd)
	if err != nil {
		return out, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return out, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	for _, own := range []string{"id", "by", "seq"} {
		delete(fields, own)
	}
	var body client.Act
	if text, err = json.Marshal(fields); err == nil {
		err = json.Unmarshal(text, &body)
	}
	if err != nil {
		return out, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if len(uploads) > 0 {
		body.Uploads = &uploads
	}
	res, err := r.ActWithResponse(ctx, string(id), &client.ActParams{IdempotencyKey: string(cmd.ID)}, body)
	if err != nil {
		return out, r.answered(nil, nil, err, nil)
	}
	return out, r.answered(res.HTTPResponse, res.Body, nil, &out)
}
