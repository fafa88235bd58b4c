package casework

// decide_step.go: the acts that end a step: what a step asks for besides its holder,
// and what the act leaves on record.

import (
	"slices"
	"strconv"
	"strings"
)

// step decides an act that ends a step, for one task or, with Task 0, for every
// task at that step for which the requester may give it.
func (d *decision) step() error {
	act := d.c.Type
	if !slices.ContainsFunc(d.p.Steps, func(s Step) bool { return s.Act == act }) {
		return refused("refused.no_such_step", nameOfCommand(act), d.p.Ref().Named())
	}
	if act == CommandDispatch && d.c.Task == 0 {
		by, err := d.p.Authorise(d.s, nil, CommandDispatch, d.c.By)
		if err != nil {
			return err
		}
		if !d.dispatch(by, Detail{Text: d.c.Text}) {
			return refused("refused.already_dispatched", string(d.s.Case))
		}
		return nil
	}
	tasks, err := d.targets(func(t *Task) bool { return d.atStep(t) != nil })
	if err != nil {
		return err
	}
	for _, no := range tasks {
		if err := d.stepTask(no); err != nil {
			return err
		}
	}
	return nil
}

// atStep gives the step that the act can end for the task as it stands, or nil.
// Handing in says that the rectification is complete, so submit also ends the
// step before.
func (d *decision) atStep(t *Task) *Step {
	step := d.p.ActStep(d.c.Type, t.Role)
	switch {
	case step == nil:
		return nil
	case t.Step == step.ID:
		return step
	case step.Act == CommandSubmit && d.p.Step(t.Step).Act == CommandComplete && d.leadsTo(t, step.ID):
		return step
	}
	return nil
}

// leadsTo tells whether a task comes to a step once its open step has ended:
// steps between that wait for other tasks have nothing to wait for.
func (d *decision) leadsTo(t *Task, to StepID) bool {
	next := d.p.Next(t.Step, t.Role)
	for next != "" && next != to {
		if s := d.p.Step(next); len(s.Joins) == 0 || d.anyOpen(s.Joins) {
			return false
		}
		next = d.p.Next(next, t.Role)
	}
	return next == to
}

func (d *decision) stepTask(no int) error {
	t := d.s.Task(no)
	by, err := d.p.Authorise(d.s, t, d.c.Type, d.c.By)
	if err != nil {
		return err
	}
	step := d.atStep(t)
	if step == nil {
		return d.wrongStep(t)
	}
	if err := d.ready(t, step, by); err != nil {
		return err
	}
	if step.Act == CommandSubmit && t.Step != step.ID {
		d.emit(Event{Type: EventCompleted, Task: no, From: t.Step, To: d.p.Next(t.Step, t.Role), By: by})
		d.join()
		t = d.s.Task(no)
	}
	e := Event{Type: eventOfAct[step.Act], Task: no, From: t.Step, To: d.p.Next(step.ID, t.Role), By: by}
	e.Detail.Text = d.c.Text
	switch step.Act {
	case CommandSubmit:
		e.Detail.Evidence = d.c.Evidence
		e.Detail.Percent = d.c.Percent
		e.Detail.Digest = submissionDigest(d.s.Case, t, d.c)
		if e.Detail.Assessment = d.c.Assessment; d.c.Assessment != nil {
			e.Detail.Reason = d.c.Reason
		}
	case CommandSurvey, CommandCompare, CommandDeliberate, CommandEndorse, CommandApprove, CommandEnter:
		e.Detail.Evidence = d.c.Evidence
	case CommandPass, CommandSign, CommandRecognise:
		e.Detail.Digest = t.Submission.Digest
	case CommandPlan:
		if e.Detail.Added, err = d.added(); err != nil {
			return err
		}
		e.Detail.Date = d.today().AddMonths(1).EndOfMonth()
	}
	d.emit(e)
	return nil
}

// ready checks what a step asks for besides its holder.
func (d *decision) ready(t *Task, step *Step, by Actor) error {
	if t.Disputed != "" && step.Act == CommandClaim {
		return refused("refused.disputed")
	}
	if t.Paused() && step.Stage != StageAssign {
		return refused("refused.suspended")
	}
	if step.Stage != StageAssign {
		if err := apart(t, step.Stage, by); err != nil {
			return err
		}
	}
	switch step.Act {
	case CommandSubmit:
		if len(d.c.Evidence) < step.Evidence {
			return refused("refused.evidence_missing", strconv.Itoa(step.Evidence))
		}
		if strings.TrimSpace(d.c.Text) == "" {
			return refused("refused.self_check_missing")
		}
		if step.Eliminates {
			return d.eliminable()
		}
	case CommandDeliberate, CommandEndorse, CommandApprove, CommandEnter, CommandSurvey, CommandCompare:
		// What somebody found, in words: an empty approval proves nothing.
		if strings.TrimSpace(d.c.Text) == "" {
			return invalid("invalid.text_missing")
		}
		if len(d.c.Evidence) < step.Evidence {
			return refused("refused.evidence_missing", strconv.Itoa(step.Evidence))
		}
	case CommandPass, CommandSign, CommandRecognise:
		if t.Submission == nil {
			return refused("refused.nothing_submitted")
		}
		return matchDigest(d.c.Digest, t.Submission.Digest)
	}
	return nil
}

// eventOfAct gives what an act is called once it has happened.
var eventOfAct = map[CommandType]EventType{
	CommandDispatch: EventDispatched, CommandClaim: EventClaimed, CommandComplete: EventCompleted,
	CommandSubmit: EventSubmitted, CommandPass: EventPassed, CommandSign: EventSigned,
	CommandRecognise: EventRecognised, CommandSurvey: EventSurveyed, CommandCompare: EventCompared,
	CommandDeliberate: EventDeliberated, CommandEndorse: EventEndorsed, CommandApprove: EventApproved,
	CommandEnter: EventEntered, CommandPlan: EventPlanned,
}

// dispatch starts the clock of every task that has not been given out: by one
// event, or by one for each task where their paths part. It tells whether there
// was any.
func (d *decision) dispatch(by Actor, detail Detail) bool {
	first := d.p.Steps[0].ID
	var tasks []int
	var to []StepID
	for i := range d.s.Tasks {
		if t := &d.s.Tasks[i]; t.Open() && t.Step == first {
			tasks, to = append(tasks, t.No), append(to, d.p.Next(first, t.Role))
		}
	}
	if len(tasks) == 0 {
		return false
	}
	e := Event{Type: EventDispatched, From: first, To: to[0], By: by, Detail: detail}
	if !slices.ContainsFunc(to, func(s StepID) bool { return s != to[0] }) {
		d.emit(e)
		return true
	}
	for i, no := range tasks {
		e.Task, e.To = no, to[i]
		d.emit(e)
	}
	return true
}
