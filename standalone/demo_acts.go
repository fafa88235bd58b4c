package main

// What make demo shows of handing in and verifying, so that verifier and lead leader
// find something on their desks: shares of the plan that are handed in with a file of
// proof, and one of them passed. None is closed: the table of the example stays.

import (
	"bytes"
	"context"
	"io"

	"duban/casework"
	"duban/engine"
	"duban/examples/city"
)

// handIns hands in what units have done, and passes what the verifier has looked at.
// Acts that an interrupted start gave already are not given again.
func (l *lively) handIns(ctx context.Context) error {
	for _, h := range city.HandIns() {
		id := casework.CaseID(l.plan + "-" + h.Measure)
		v, err := l.reporter(ctx, casework.UnitID(h.Unit))
		if err != nil {
			return err
		}
		if err := l.handIn(ctx, v, id, &h); err != nil {
			return err
		}
		if h.PassedBy == "" {
			continue
		}
		v, err = l.as(ctx, casework.PersonID(h.PassedBy))
		if err != nil {
			return err
		}
		if err := l.once(ctx, v, id, h.Task, casework.Command{ID: "demo/pass", Type: casework.CommandPass, Text: h.Said}, nil); err != nil {
			return err
		}
	}
	return nil
}

func (l *lively) handIn(ctx context.Context, v *engine.Viewer, id casework.CaseID, h *city.HandIn) error {
	proof := []byte(h.Proof)
	send := func() ([]string, error) {
		upload, err := v.Send(ctx, id, h.File, int64(len(proof)), func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(proof)), nil
		})
		return []string{upload.ID}, err
	}
	return l.once(ctx, v, id, h.Task, casework.Command{ID: "demo/submit", Type: casework.CommandSubmit, Text: h.Text}, send)
}

// once gives a command for a task, of what stands there now, unless it was given before.
func (l *lively) once(ctx context.Context, v *engine.Viewer, id casework.CaseID, task int, cmd casework.Command, files func() ([]string, error)) error {
	state, err := v.See(ctx, id)
	if err != nil {
		return err
	}
	if _, took := state.Took(cmd.ID); took {
		return nil
	}
	cmd.Task, cmd.Seq = task, state.Seq
	if cmd.Type == casework.CommandPass {
		cmd.Digest = state.Task(task).Submission.Digest
	}
	var uploads []string
	if files != nil {
		if uploads, err = files(); err != nil {
			return err
		}
	}
	_, err = v.ActWith(ctx, id, cmd, uploads)
	return err
}
