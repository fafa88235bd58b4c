package casework

// decide.go: from a command to events. The acts that end a step are here;
// requests, administration and the engine's own acts are in decide_*.go.

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Decide gives the events that a command makes of a state, or refuses it with
// an [Error]. It changes neither s nor c. now is the moment of the decision;
// the events carry it as RecordedAt and, unless carried over, as At. A command
// that already took effect gives no events and no error: see [State.Took].
func Decide(p *Policy, s *State, c Command, facts Facts, now time.Time) ([]Event, error) {
	if _, ok := s.Took(c.ID); ok {
		return nil, nil
	}
	if err := wellFormed(c); err != nil {
		return nil, err
	}
	if c.Seq != 0 && c.Seq != s.Seq {
		return nil, Errorf(CodeStale, "stale.state", strconv.FormatInt(c.Seq, 10), strconv.FormatInt(s.Seq, 10))
	}
	d := &decision{p: p, s: s.Clone(), c: c, facts: facts, now: now.UTC()}
	if err := d.run(); err != nil {
		return nil, err
	}
	return d.events, nil
}

// decision is one run of Decide: a working copy of the state that moves along
// with every event emitted.
type decision struct {
	p      *Policy
	s      *State
	c      Command
	facts  Facts
	now    time.Time
	at     time.Time // when it happened, if not now (carried over)
	events []Event
}

// Bounds of what a command may carry; they keep an event well under the
// limits of a history and of a page.
const (
	maxText     = 4000 // characters
	maxEvidence = 100
)

func wellFormed(c Command) error {
	if c.ID == "" || len(c.ID) > 200 {
		return invalid("invalid.command_id")
	}
	if len([]rune(c.Text)) > maxText || len([]rune(c.Reason)) > maxText {
		return invalid("invalid.text_too_long", strconv.Itoa(maxText))
	}
	if len(c.Evidence) > maxEvidence {
		return invalid("invalid.too_much_evidence", strconv.Itoa(maxEvidence))
	}
	for _, e := range c.Evidence {
		if e.ID == "" || len(e.SHA256) != 64 {
			return invalid("invalid.evidence", e.Name)
		}
	}
	if c.Percent != nil && (*c.Percent < 0 || *c.Percent > 100) {
		return invalid("invalid.percent", strconv.Itoa(*c.Percent))
	}
	return nil
}

func (d *decision) run() error {
	c := d.c.Type
	switch c {
	case CommandOpen:
		return d.open()
	case CommandEndNotice, CommandEndSuspension:
		if !d.c.By.System() {
			return forbidden("forbidden.engine_only", string(c))
		}
	default:
		if d.c.By.System() {
			return forbidden("forbidden.nobody", string(c))
		}
	}
	if d.s.Seq == 0 {
		return Errorf(CodeNotFound, "notfound.case", string(d.s.Case))
	}
	if d.s.Done() && !slices.Contains(afterEnd, c) {
		return refused("refused.ended", string(d.s.Case))
	}
	if isStepAct(c) {
		return d.step()
	}
	act, ok := otherActs[c]
	if !ok {
		return invalid("invalid.command", string(c), joinWords(PersonCommands))
	}
	return act(d)
}

// afterEnd are the commands that a closed case still takes.
var afterEnd = []CommandType{CommandComment, CommandLookBack, CommandReopen}

// otherActs are the commands that end no step.
var otherActs map[CommandType]func(*decision) error

func init() { // breaks the initialisation cycle between the table and Decide
	otherActs = map[CommandType]func(*decision) error{
		CommandDecline:          (*decision).decline,
		CommandArbitrate:        (*decision).arbitrate,
		CommandProgress:         (*decision).progress,
		CommandReview:           (*decision).review,
		CommandReturn:           (*decision).sendBack,
		CommandApplyExtension:   (*decision).applyExtension,
		CommandApproveExtension: (*decision).approveExtension,
		CommandRefuseExtension:  (*decision).refuseExtension,
		CommandSuspend:          (*decision).suspend,
		CommandResume:           (*decision).resume,
		CommandReassign:         (*decision).reassign,
		CommandUrge:             (*decision).urge,
		CommandComment:          (*decision).comment,
		CommandCancel:           (*decision).cancel,
		CommandLookBack:         (*decision).lookBack,
		CommandReopen:           (*decision).reopen,
		CommandMovePolicy:       (*decision).movePolicy,
		CommandCorrectDeadline:  (*decision).correctDeadline,
		CommandEndNotice:        (*decision).endNotice,
		CommandEndSuspension:    (*decision).endSuspension,
	}
}

// step decides an act that ends a step, for one task or, with Task 0, for every
// task at that step for which the requester may give it.
func (d *decision) step() error {
	step := d.stepOfAct(d.c.Type)
	if step == nil {
		return refused("refused.no_such_step", string(d.c.Type), d.p.Ref().String())
	}
	if d.c.Type == CommandDispatch && d.c.Task == 0 {
		return d.dispatchAll(step)
	}
	tasks, err := d.targets(func(t *Task) bool { return d.atStep(t, step) })
	if err != nil {
		return err
	}
	for _, no := range tasks {
		if err := d.stepTask(step, no); err != nil {
			return err
		}
	}
	d.closeIfDone()
	return nil
}

// atStep tells whether the act of a step can end it for the task. Handing in
// says that the rectification is complete, so submit also ends the step before.
func (d *decision) atStep(t *Task, step *Step) bool {
	if t.Step == step.ID {
		return true
	}
	return step.Act == CommandSubmit && d.p.Next(t.Step, t.Role) == step.ID && d.p.Step(t.Step).Act == CommandComplete
}

func (d *decision) stepTask(step *Step, no int) error {
	t := d.s.Task(no)
	by, err := d.p.Authorise(d.s, t, d.c.Type, d.c.By)
	if err != nil {
		return err
	}
	if !d.atStep(t, step) {
		return d.wrongStep(t)
	}
	if err := d.ready(t, step, by); err != nil {
		return err
	}
	if step.Act == CommandSubmit && t.Step != step.ID {
		d.emit(Event{Type: EventCompleted, Task: no, From: t.Step, To: step.ID, By: by})
		t = d.s.Task(no)
	}
	e := Event{Type: eventOfAct[step.Act], Task: no, From: t.Step, To: d.p.Next(step.ID, t.Role), By: by}
	e.Detail.Text = d.c.Text
	switch step.Act {
	case CommandSubmit:
		e.Detail.Evidence = d.c.Evidence
		e.Detail.Percent = d.c.Percent
		e.Detail.Digest = submissionDigest(d.s.Case, t, d.c)
	case CommandPass, CommandSign, CommandRecognise:
		e.Detail.Digest = t.Submission.Digest
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
		if err := apart(t, step.Stage, by.Person); err != nil {
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
	CommandRecognise: EventRecognised,
}

func (d *decision) dispatchAll(step *Step) error {
	by, err := d.p.Authorise(d.s, nil, CommandDispatch, d.c.By)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(d.s.Tasks, func(t Task) bool { return t.Open() && t.Step == step.ID })
	if i < 0 {
		return refused("refused.already_dispatched", string(d.s.Case))
	}
	d.emit(Event{Type: EventDispatched, From: step.ID, To: d.p.Next(step.ID, d.s.Tasks[i].Role), By: by,
		Detail: Detail{Text: d.c.Text}})
	return nil
}

// targets gives the numbers of the tasks that a command is for: the one named,
// or every open one that fits and for which the requester may give it.
func (d *decision) targets(fits func(*Task) bool) ([]int, error) {
	if d.c.Task != 0 {
		t := d.s.Task(d.c.Task)
		if t == nil {
			return nil, Errorf(CodeNotFound, "notfound.task", strconv.Itoa(d.c.Task), string(d.s.Case))
		}
		if !t.Open() {
			return nil, refused("refused.task_ended", strconv.Itoa(d.c.Task))
		}
		return []int{t.No}, nil
	}
	var out []int
	var mine *Task
	for i := range d.s.Tasks {
		t := &d.s.Tasks[i]
		if !t.Open() {
			continue
		}
		if _, err := d.p.Authorise(d.s, t, d.c.Type, d.c.By); err != nil {
			continue
		}
		mine = t
		if fits(t) {
			out = append(out, t.No)
		}
	}
	switch {
	case len(out) > 0:
		return out, nil
	case mine != nil:
		return nil, d.wrongStep(mine)
	}
	_, err := d.p.Authorise(d.s, nil, d.c.Type, d.c.By)
	if err == nil {
		err = refused("refused.no_task", string(d.c.Type))
	}
	return nil, err
}

func (d *decision) wrongStep(t *Task) error {
	return refused("refused.wrong_step", string(d.c.Type), strconv.Itoa(t.No), string(t.Step))
}

// emit seals an event into the chain and moves the working copy along.
func (d *decision) emit(e Event) {
	e.Case = d.s.Case
	e.Seq = d.s.Seq + 1
	e.Round = max(d.s.Round, 1)
	if e.Type == EventReopened {
		e.Round = d.s.Round + 1
	}
	e.RecordedAt = d.now
	e.At = d.now
	if !d.at.IsZero() {
		e.At = d.at.UTC()
		e.Carried = true
	}
	e.Command = d.c.ID
	e.Seal(d.s.Head)
	if err := d.s.Apply(e); err != nil {
		// The event was made from this very state.
		panic("casework: decide: " + err.Error())
	}
	d.events = append(d.events, e)
}

// closeIfDone closes the case once its last task has ended.
func (d *decision) closeIfDone() {
	if d.s.Done() || slices.ContainsFunc(d.s.Tasks, func(t Task) bool { return t.Open() }) {
		return
	}
	d.emit(Event{Type: EventClosed})
}

func (d *decision) stepOfAct(c CommandType) *Step {
	for i := range d.p.Steps {
		if d.p.Steps[i].Act == c {
			return &d.p.Steps[i]
		}
	}
	return nil
}
