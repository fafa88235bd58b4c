package casework

// decide.go: from a command to events: which act decides, for which tasks, and how an
// event moves the state along. The acts themselves are in decide_*.go.

import (
	"slices"
	"strconv"
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
			return forbidden("forbidden.engine_only", nameOfCommand(c))
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
		err = refused("refused.no_task", nameOfCommand(d.c.Type))
	}
	return nil, err
}

func (d *decision) wrongStep(t *Task) error {
	return refused("refused.wrong_step", nameOfCommand(d.c.Type), strconv.Itoa(t.No), d.p.nameOfStep(t.Step))
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
