package engine

// act.go: how a person's command reaches a case. Everything passes here.

import (
	"context"
	"errors"
	"slices"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/workflows"
)

// actTimeout bounds how long a command may wait for the engine.
const actTimeout = 30 * time.Second

// Requester gives a person with the posts held today.
func (e *Engine) Requester(ctx context.Context, person casework.PersonID, now time.Time) (casework.Requester, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return casework.Requester{}, err
	}
	if !chart.Knows(person) {
		return casework.Requester{}, casework.Errorf(casework.CodeNotFound, "notfound.person", string(person))
	}
	return casework.Requester{Person: person, Posts: chart.Posts(person, today)}, nil
}

// chart gives the organisation and the local day of a moment.
func (e *Engine) chart(ctx context.Context, now time.Time) (*people.Chart, calendar.Date, error) {
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, calendar.Date{}, err
	}
	chart, err := e.Rules.Chart(ctx)
	return chart, calendar.DateOf(now, cal.Zone()), err
}

// Act sends a command to its case and returns the state after it, once the
// ledger holds it. The command's ID makes repeating it harmless. Where the
// person's posts do not do, those of the case that nobody holds are looked at, and those
// whose holders must recuse themselves: who stands above them may act in them.
func (e *Engine) Act(ctx context.Context, id casework.CaseID, cmd casework.Command) (workflows.ActResult, error) {
	ctx, cancel := context.WithTimeout(ctx, actTimeout)
	defer cancel()
	for _, t := range cmd.Tasks { // a share must not rest with a name that nobody can act for
		if err := e.KnownUnit(ctx, t.Unit); err != nil {
			return workflows.ActResult{}, err
		}
	}
	res, err := e.act(ctx, id, cmd)
	if (casework.CodeOf(err) != casework.CodeForbidden && !casework.IsRecused(err)) || cmd.By.System() {
		return res, err
	}
	vacant, lookErr := e.vacantPosts(ctx, id, cmd.By.Person)
	if lookErr != nil || len(vacant) == 0 {
		return res, err
	}
	cmd.By.Posts = slices.Concat(cmd.By.Posts, vacant)
	return e.act(ctx, id, cmd)
}

func (e *Engine) act(ctx context.Context, id casework.CaseID, cmd casework.Command) (workflows.ActResult, error) {
	handle, err := e.Client.UpdateWorkflow(ctx, updateOptions(id, cmd))
	res, err := outcome(ctx, handle, err)
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return e.actOnEnded(ctx, id, cmd)
	}
	return res, translate(err)
}

func updateOptions(id casework.CaseID, cmd casework.Command) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID:   workflows.CaseWorkflowID(id),
		UpdateID:     string(cmd.ID),
		UpdateName:   workflows.UpdateAct,
		Args:         []any{cmd},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

func outcome(ctx context.Context, handle client.WorkflowUpdateHandle, err error) (workflows.ActResult, error) {
	var res workflows.ActResult
	if err != nil {
		return res, err
	}
	err = handle.Get(ctx, &res)
	return res, err
}

// actOnEnded takes a case up again that has no running workflow, if the rules
// would allow the command: a look-back, a comment, a reopening. The new run
// folds the case from the ledger under the same workflow ID.
func (e *Engine) actOnEnded(ctx context.Context, id casework.CaseID, cmd casework.Command) (workflows.ActResult, error) {
	s, err := e.Ledger.State(ctx, id)
	if err != nil {
		return workflows.ActResult{}, err
	}
	policy, err := e.Rules.Policy(ctx, s.Policy.Kind, s.Policy.Version)
	if err != nil {
		return workflows.ActResult{}, err
	}
	if seq, took := s.Took(cmd.ID); took {
		return workflows.ActResult{Seq: seq, Head: s.Head, Stage: s.Stage(policy), Round: s.Round}, nil
	}
	if _, err := casework.Decide(policy, s, cmd, casework.Facts{}, time.Now()); err != nil {
		return workflows.ActResult{}, err
	}
	start := e.Client.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID:                       workflows.CaseWorkflowID(id),
		TaskQueue:                e.queue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		TypedSearchAttributes:    workflows.Attributes(s.Kind, s.Plan),
	}, workflows.TypeOf(s.Kind), workflows.CaseInput{Case: id, FromLedger: true})
	handle, err := e.Client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions:          updateOptions(id, cmd),
	})
	res, err := outcome(ctx, handle, err)
	return res, translate(err)
}

// translate gives the refusal inside a Temporal error, or says that the engine
// does not answer.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if e := activities.FromTemporal(err); e != nil {
		return e
	}
	return casework.Wrap(casework.CodeUnavailable, err, "unavailable.engine")
}
