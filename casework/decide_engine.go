package casework

// decide_engine.go: what the engine itself asks: opening a case, with what it
// carries over from paper, and the two ends that time brings.

import (
	"slices"
	"time"

	"duban/casework/calendar"
)

// open starts the case and enters what is carried over, in the order given.
func (d *decision) open() error {
	if d.s.Seq != 0 {
		return Errorf(CodeConflict, "conflict.case", string(d.s.Case))
	}
	o := d.c.Opening
	if err := d.checkOpening(o); err != nil {
		return err
	}
	start := *o
	start.Carried, start.Dispatch = nil, nil // each becomes an event of its own
	ref := d.p.Ref()
	d.emit(Event{Type: EventOpened, To: d.p.Steps[0].ID, Detail: Detail{Opening: &start, Policy: &ref}})
	for i := range o.Carried {
		if err := d.carry(&o.Carried[i]); err != nil {
			return err
		}
		d.settle()
	}
	d.at = time.Time{}
	if o.Dispatch != nil {
		d.dispatch(*o.Dispatch, Detail{})
	}
	return nil
}

// CheckOpening refuses what no case could open with. Whoever enters an opening
// asks first: once it is in the ledger it has to start.
func (p *Policy) CheckOpening(o *Opening) error { return (&decision{p: p}).checkOpening(o) }

func (d *decision) checkOpening(o *Opening) error {
	if o == nil || len(o.Tasks) == 0 {
		return invalid("invalid.opening_empty")
	}
	if o.Kind != d.p.Kind {
		return invalid("invalid.opening_kind", NameOfKind(o.Kind), NameOfKind(d.p.Kind))
	}
	seen := map[UnitID]bool{}
	for _, t := range o.Tasks {
		if t.Unit == "" || seen[t.Unit] {
			return invalid("invalid.opening_unit", string(t.Unit))
		}
		seen[t.Unit] = true
		if d.p.Enters(t.Role) == "" || !slices.Contains(TaskRoles, t.Role) {
			return invalid("invalid.opening_role", string(t.Role))
		}
		switch t.Deadline.Type {
		case calendar.AtOnce:
		case calendar.ByDate, calendar.Standing:
			if t.Deadline.Date.IsZero() {
				return invalid("invalid.opening_deadline", string(t.Unit))
			}
		default:
			return invalid("invalid.opening_deadline", string(t.Unit))
		}
	}
	return nil
}

// carry enters one act that happened on paper, as an event of its own date. It
// must fit the order of the steps, but nobody's posts, digests or evidence are
// asked for: paper did not have them.
func (d *decision) carry(a *CarriedAct) error {
	d.at = a.At
	by := Actor{Person: a.Person}
	detail := Detail{Text: a.Text, Reason: a.Reason, Percent: a.Percent}
	if a.Type == CommandDispatch {
		d.dispatch(by, detail)
		return nil
	}
	if a.Type == CommandGreenChannel {
		detail.Added = d.entering(a.Tasks)
		d.emit(Event{Type: EventGreenChannel, By: by, Detail: detail})
		return nil
	}
	t := d.s.Task(a.Task)
	if t != nil && a.Type == CommandVisit {
		detail.On, detail.Date = a.Date, a.Date.AddMonths(1).EndOfMonth()
		d.emit(Event{Type: EventVisited, Task: t.No, By: by, Detail: detail})
		return nil
	}
	if t != nil && a.Type == CommandReopen && d.s.Done() {
		d.emit(Event{Type: EventReopened, To: d.p.ReopenAt, By: by, Detail: Detail{Reason: a.Reason, Date: a.Date, Tasks: []int{t.No}}})
		return nil
	}
	if t == nil || !t.Open() {
		return refused("refused.carried_task", itoa(a.Task), nameOfCommand(a.Type))
	}
	e := Event{Task: t.No, By: by, Detail: detail}
	step := d.p.Step(t.Step)
	switch {
	case a.Type == CommandProgress:
		e.Type = EventProgressed
	case a.Type == CommandDecline:
		e.Type = EventDeclined
	case a.Type == CommandEndNotice && !step.Hold.IsZero():
		e.Type, e.From, e.To = EventNoticeEnded, t.Step, d.p.Next(t.Step, t.Role)
	case isStepAct(a.Type) && step.Act == a.Type:
		e.Type, e.From, e.To = eventOfAct[a.Type], t.Step, d.p.Next(t.Step, t.Role)
		switch a.Type {
		case CommandSubmit:
			e.Detail.Assessment = a.Assessment
			e.Detail.Digest = submissionDigest(d.s.Case, t, Command{Text: a.Text, Percent: a.Percent, Assessment: a.Assessment})
		case CommandPlan:
			e.Detail.Added, e.Detail.Date = d.entering(a.Tasks), a.Date
		}
	default:
		return refused("refused.carried_order", nameOfCommand(a.Type), d.p.nameOfStep(t.Step))
	}
	d.emit(e)
	return nil
}

// endNotice ends the holding periods that are over. The workflow's timer asks
// for it; which tasks are meant was counted on the calendar when it fired.
func (d *decision) endNotice() error {
	t := d.s.Task(d.c.Task)
	if t == nil || !t.Open() || d.p.Step(t.Step).Hold.IsZero() {
		return refused("refused.no_hold", itoa(d.c.Task))
	}
	d.emit(Event{Type: EventNoticeEnded, Task: t.No, From: t.Step, To: d.p.Next(t.Step, t.Role)})
	return nil
}

// endSuspension ends a suspension whose date has come.
func (d *decision) endSuspension() error {
	t := d.s.Task(d.c.Task)
	if t == nil || !t.Open() || !t.Paused() {
		return refused("refused.not_suspended", itoa(d.c.Task))
	}
	d.emit(Event{Type: EventResumed, Task: t.No})
	return nil
}
