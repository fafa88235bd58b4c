package casework

// decide.go: from a command to events. The acts that end a step are here;
// requests, administration and the engine's own acts are in decide_*.go.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework/calendar"
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
	d.settle()
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
	maxEvidence = 100
	maxMentions = 20
)

func wellFormed(c Command) error {
	if c.ID == "" || len(c.ID) > 200 {
		return invalid("invalid.command_id")
	}
	if err := CheckTexts(c.Text, c.Reason); err != nil {
		return err
	}
	if len(c.Evidence) > maxEvidence {
		return invalid("invalid.too_much_evidence", strconv.Itoa(maxEvidence))
	}
	if len(c.Mentions) > maxMentions {
		return invalid("invalid.too_many_mentions", strconv.Itoa(maxMentions))
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
	case CommandComment: // also the engine's own: what it learnt elsewhere
	default:
		if d.c.By.System() {
			return forbidden("forbidden.nobody")
		}
	}
	if d.s.Seq == 0 {
		return Errorf(CodeNotFound, "notfound.case", string(d.s.Case))
	}
	if d.s.Household != nil && d.c.namesNumbers() {
		return invalid("invalid.personal_number")
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
var afterEnd = []CommandType{CommandComment, CommandLookBack, CommandReopen, CommandVisit}

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
		CommandVisit:            (*decision).visit,
		CommandExclude:          (*decision).exclude,
		CommandAddTasks:         (*decision).addTasks,
		CommandGreenChannel:     (*decision).greenChannel,
		CommandAmend:            (*decision).amend,
		CommandHandOver:         (*decision).handOver,
		CommandEndNotice:        (*decision).endNotice,
		CommandEndSuspension:    (*decision).endSuspension,
	}
}

// step decides an act that ends a step, for one task or, with Task 0, for every
// task at that step for which the requester may give it.
func (d *decision) step() error {
	act := d.c.Type
	if !slices.ContainsFunc(d.p.Steps, func(s Step) bool { return s.Act == act }) {
		return refused("refused.no_such_step", string(act), d.p.Ref().String())
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
			return invalid("invalid.text_missing", string(step.Act))
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

// settle ends the steps that only waited for other tasks, and closes the case
// once the tasks that it ends with have ended.
func (d *decision) settle() {
	if d.s.Seq == 0 || d.s.Done() {
		return
	}
	d.join()
	if !d.anyOpen(d.p.CloseWith) {
		d.emit(Event{Type: EventClosed})
	}
}

// join ends the steps that waited for tasks which have ended.
func (d *decision) join() {
	for i := range d.s.Tasks {
		t := &d.s.Tasks[i]
		step := d.p.Step(t.Step)
		if !t.Open() || step == nil || len(step.Joins) == 0 || d.anyOpen(step.Joins) {
			continue
		}
		d.emit(Event{Type: EventJoined, Task: t.No, From: t.Step, To: d.p.Next(t.Step, t.Role)})
	}
}

// anyOpen tells whether a task of one of the roles (none = any) is open.
func (d *decision) anyOpen(roles []TaskRole) bool {
	return slices.ContainsFunc(d.s.Tasks, func(t Task) bool {
		return t.Open() && (len(roles) == 0 || slices.Contains(roles, t.Role))
	})
}

// today gives the local day of the decision; without the ledger's calendar, the
// day in UTC.
func (d *decision) today() calendar.Date {
	if !d.facts.Today.IsZero() {
		return d.facts.Today
	}
	return calendar.DateOf(d.now, time.UTC)
}
