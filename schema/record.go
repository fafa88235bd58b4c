package schema

// record.go: writing a step, once.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"duban/casework"
	"duban/schema/db"
)

// Recorded is what the ledger holds after a step was brought to it.
type Recorded struct {
	Events []casework.Event // from the first seq of the step on
	Ahead  bool             // of another command: nothing of the step was written
}

// Record writes a step in one transaction, once. If the ledger already holds an
// event at the step's first seq, nothing is written and the events that it
// holds from there on are returned: those of the same command when a step is
// repeated, those of another (Ahead) when the case's workflow was behind.
//
// It fails with [casework.CodeConflict] when the case does not stand where the
// step builds on: the ledger has lost events, see [Ledger.Restore].
func (l *Ledger) Record(ctx context.Context, rows StepRows) (Recorded, error) {
	if err := rows.check(); err != nil {
		return Recorded{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	held, err := l.hot.RecordStep(ctx, rows.params())
	if err != nil {
		err = translate(err)
		var e *casework.Error
		if errors.As(err, &e) && e.Key == "conflict.position" {
			e.Args = []string{string(rows.State.Case), strconv.FormatInt(rows.Events[0].Seq-1, 10)}
		}
		return Recorded{}, err
	}
	if held == "" {
		l.announce(ctx, Step{Case: rows.State.Case, Seq: rows.State.Seq, Told: rows.told()})
		return Recorded{Events: rows.Events}, nil
	}
	var found []struct {
		Command casework.CommandID
		Body    string
		Hash    string
	}
	if err := json.Unmarshal([]byte(held), &found); err != nil {
		return Recorded{}, translate(err)
	}
	r := Recorded{Ahead: found[0].Command != rows.Events[0].Command}
	for _, f := range found {
		e, err := eventOf(f.Body, f.Hash)
		if err != nil {
			return Recorded{}, err
		}
		r.Events = append(r.Events, e)
	}
	return r, nil
}

// check makes sure that the step is whole: a part of one must never be written.
func (r *StepRows) check() error {
	if r.State == nil || len(r.Events) == 0 {
		return errors.New("a step without state or events")
	}
	for i, e := range r.Events {
		if e.Case != r.State.Case || e.Seq != r.Events[0].Seq+int64(i) || (i > 0 && e.Prev != r.Events[i-1].Hash) ||
			e.Hash != casework.HashBody(e.Body()) || (e.Seq == 1) != (e.Prev == "") {
			return fmt.Errorf("event %d of %s does not continue its step", e.Seq, r.State.Case)
		}
	}
	if last := r.Events[len(r.Events)-1]; last.Seq != r.State.Seq || last.Hash != r.State.Head {
		return fmt.Errorf("the step ends at event %d, the state of %s stands at %d", last.Seq, r.State.Case, r.State.Seq)
	}
	return nil
}

// told gives whom the step's notices tell, each once.
func (r *StepRows) told() (out []casework.Addressee) {
	for _, n := range r.Notices {
		if !slices.Contains(out, n.To) {
			out = append(out, n.To)
		}
	}
	return out
}

// params gives the step as the write function takes it.
func (r *StepRows) params() db.RecordStepParams {
	s, first, last := r.State, r.Events[0], r.Events[len(r.Events)-1]
	c := caseRow{
		ID: s.Case, Kind: s.Kind, Plan: s.Plan, PolicyKind: s.Policy.Kind, PolicyVersion: s.Policy.Version,
		Round: s.Round, Stage: r.Stage, Seq: s.Seq, Head: s.Head, OpenedAt: s.Opened, EndedAt: optional(s.Ended),
		Cancelled: s.Cancelled, Office: s.Parties.Office, LeadUnit: s.Parties.LeadUnit, Force: s.Parties.Force,
		LeadLeader: s.Parties.LeadLeader, Assigner: s.Parties.Assigner, WakeAt: optional(r.WakeAt), UpdatedAt: last.RecordedAt,
		First: first.Seq, Prev: first.Prev,
		// Another policy has another ladder over the same clock.
		Anew: slices.ContainsFunc(r.Events, func(e casework.Event) bool { return e.Type == casework.EventPolicyMoved }),
	}
	events := make([]eventRow, len(r.Events))
	for i, e := range r.Events {
		events[i] = eventRowOf(e)
	}
	tasks := make([]taskRow, len(r.Tasks))
	for i, t := range r.Tasks {
		tasks[i] = taskRowOf(s, t)
	}
	// In one order, so that two writers never wait for each other crosswise.
	slices.SortFunc(tasks, func(a, b taskRow) int { return a.No - b.No })
	notices := make([]noticeRow, len(r.Notices))
	for i, n := range r.Notices {
		notices[i] = noticeRow{Key: n.Key, Case: s.Case, Task: n.Task, Kind: n.Kind.String(), EventSeq: &r.Notices[i].EventSeq,
			Person: n.To.Person, Unit: n.To.Unit, Role: n.To.Role, CreatedAt: last.RecordedAt}
	}
	return db.RecordStepParams{C: rowJSON(c), Events: rowsJSON(events), Tasks: rowsJSON(tasks),
		Notices: rowsJSON(notices), Evidence: rowsJSON(evidenceOf(s, r.Events))}
}

// evidenceOf lists what the events hand in. The state knows the revision of a
// task's last submission; earlier ones in the same events count down from it.
func evidenceOf(s *casework.State, events []casework.Event) (out []evidenceRow) {
	before := map[int]int{}
	for _, e := range slices.Backward(events) {
		revision := 0
		if t := s.Task(e.Task); e.Type == casework.EventSubmitted && t != nil && t.Submission != nil && e.Round == s.Round {
			revision = max(t.Submission.Revision-before[e.Task], 0)
			before[e.Task]++
		}
		for _, piece := range e.Detail.Evidence {
			out = append(out, evidenceRow{e.Case, e.Seq, piece.ID, e.Task, piece.Name, piece.Size, piece.SHA256,
				revision, e.By.Person, e.At})
		}
	}
	return out
}
