package casework

// decide_admin.go: reassigning, urging, commenting, cancelling, looking back,
// reopening, moving to another policy.

import (
	"slices"
	"strconv"
	"strings"

	"duban/casework/calendar"
)

func itoa(n int) string { return strconv.Itoa(n) }

// reassign gives a task to another unit, which must claim it; or, with the unit
// unchanged, to another person. The due date stays.
func (d *decision) reassign() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	if d.c.Task == 0 && len(d.s.Tasks) > 1 {
		return invalid("invalid.task_missing", nameOfCommand(CommandReassign))
	}
	if d.c.Unit == "" && d.c.Person == "" {
		return invalid("invalid.reassign_empty")
	}
	open := func(t *Task) bool { return t.Open() }
	return d.each(open, func(t *Task, by Actor) error {
		stage := d.p.StageOf(t.Step)
		e := Event{Type: EventReassigned, Task: t.No, By: by,
			Detail: Detail{Reason: d.c.Reason, Unit: d.c.Unit, Person: d.c.Person}}
		if d.c.Unit != "" && d.c.Unit != t.Unit {
			if stageOrder[stage] > stageOrder[StageAct] {
				return refused("refused.reassign_late", d.p.nameOfStep(t.Step))
			}
			if slices.ContainsFunc(d.s.Tasks, func(o Task) bool {
				return o.No != t.No && o.Unit == d.c.Unit && o.Role != RoleHelp && o.Open()
			}) {
				return refused("refused.unit_has_task", string(d.c.Unit))
			}
			if claim := d.p.ActStep(CommandClaim, t.Role); claim != nil && d.p.before(claim.ID, t.Step) {
				e.From, e.To = t.Step, claim.ID
			}
		}
		d.emit(e)
		return nil
	})
}

// handOver (移交) lets what rested with a person in a post rest with another: the
// tasks that name them in the post's unit, the leader's or the assigner's part.
// Due dates stay. Whether the person asked for may hold the post is the
// organisation's matter and is looked at before.
func (d *decision) handOver() error {
	by, err := AuthoriseOrganising(d.c.By)
	if err != nil {
		return forbidden("forbidden.hand_over", string(d.c.By.Person), string(d.s.Case))
	}
	if d.c.Of == "" || d.c.Person == "" || d.c.Of == d.c.Person || !slices.Contains(PostRoles, d.c.Role) {
		return invalid("invalid.hand_over")
	}
	detail := Detail{Reason: d.c.Reason, Of: d.c.Of, Person: d.c.Person, Unit: d.c.Unit, Role: d.c.Role}
	if !d.s.Clone().handOver(detail) {
		return refused("refused.nothing_to_hand_over", string(d.c.Of), string(d.s.Case))
	}
	d.emit(Event{Type: EventHandedOver, By: by, Detail: detail})
	return nil
}

// urge (催办) sends a slip by hand, whatever the ladder says.
func (d *decision) urge() error {
	open := func(t *Task) bool { return t.Open() && d.p.Step(t.Step).Act != CommandDispatch }
	return d.each(open, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventUrged, Task: t.No, By: by, Detail: Detail{Text: d.c.Text}})
		return nil
	})
}

func (d *decision) comment() error {
	if strings.TrimSpace(d.c.Text) == "" {
		return invalid("invalid.comment_empty")
	}
	t := d.s.Task(d.c.Task)
	if d.c.Task != 0 && t == nil {
		return Errorf(CodeNotFound, "notfound.task", itoa(d.c.Task), string(d.s.Case))
	}
	var by Actor
	if !d.c.By.System() {
		var err error
		if by, err = d.p.Authorise(d.s, t, CommandComment, d.c.By); err != nil {
			return err
		}
	}
	d.emit(Event{Type: EventCommented, Task: d.c.Task, By: by, Detail: Detail{Text: d.c.Text, Mentions: d.c.Mentions}})
	return nil
}

func (d *decision) cancel() error {
	by, err := d.p.Authorise(d.s, nil, CommandCancel, d.c.By)
	if err != nil {
		return err
	}
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	d.emit(Event{Type: EventCancelled, By: by, Detail: Detail{Reason: d.c.Reason}})
	return nil
}

// lookBack (回头看) records what an inspector found at a closed case. A relapse
// is recorded here and opens the next round by a reopening of its own.
func (d *decision) lookBack() error {
	by, err := d.closedCase(CommandLookBack)
	if err != nil {
		return err
	}
	if strings.TrimSpace(d.c.Text) == "" {
		return invalid("invalid.look_back_empty")
	}
	d.emit(Event{Type: EventLookedBack, By: by, Detail: Detail{Text: d.c.Text, Relapsed: d.c.Relapsed, Evidence: d.c.Evidence}})
	return nil
}

// reopen starts the next round (反弹) of a closed case: the relapsed tasks go
// back to the policy's step with a new due date, the others stay closed.
func (d *decision) reopen() error {
	by, err := d.closedCase(CommandReopen)
	if err != nil {
		return err
	}
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	at, ended := d.p.Step(d.p.ReopenAt), OutcomeClosed
	if d.excluded() { // 重新识别: nothing was listed, so the papers begin anew
		at, ended = &d.p.Steps[0], OutcomeExcluded
	}
	if at.Limit.Due && d.c.Date.IsZero() { // else the step has a limit of its own
		return invalid("invalid.date_missing")
	}
	if !d.c.Date.IsZero() && d.pastDate(d.c.Date) {
		return refused("refused.date_past", d.c.Date.String())
	}
	var tasks []int
	for i := range d.s.Tasks {
		t := &d.s.Tasks[i]
		again := t.Outcome == ended || ended == OutcomeExcluded // the comparisons too
		if again && at.passes(t.Role) && (d.c.Task == 0 || d.c.Task == t.No || ended == OutcomeExcluded) {
			tasks = append(tasks, t.No)
		}
	}
	if len(tasks) == 0 {
		return refused("refused.nothing_to_reopen", itoa(d.c.Task))
	}
	d.emit(Event{Type: EventReopened, To: at.ID, By: by,
		Detail: Detail{Reason: d.c.Reason, Date: d.c.Date, Tasks: tasks}})
	return nil
}

// excluded tells whether the case is a household whose identification found no
// risk: a later clue identifies it again.
func (d *decision) excluded() bool {
	return d.s.Household != nil && d.s.Listed.IsZero() && d.s.Done()
}

func (d *decision) closedCase(c CommandType) (Actor, error) {
	by, err := d.p.Authorise(d.s, nil, c, d.c.By)
	if err != nil {
		return by, err
	}
	if !d.s.Done() || d.s.Cancelled {
		return by, refused("refused.not_closed", string(d.s.Case))
	}
	return by, nil
}

// movePolicy moves a running case to another version of its kind's policy, if
// every open task stands at a step that the other version has.
func (d *decision) movePolicy() error {
	by, err := d.p.Authorise(d.s, nil, CommandMovePolicy, d.c.By)
	if err != nil {
		return err
	}
	to := d.c.Policy
	if to == nil {
		return invalid("invalid.policy_missing")
	}
	if to.Kind != d.s.Kind {
		return refused("refused.policy_kind", NameOfKind(to.Kind), NameOfKind(d.s.Kind))
	}
	if to.Ref() == d.s.Policy {
		return refused("refused.policy_same", to.Ref().Named())
	}
	for i := range d.s.Tasks {
		t := &d.s.Tasks[i]
		if !t.Open() {
			continue
		}
		step := to.Step(t.Step)
		if step == nil || !step.passes(t.Role) {
			return refused("refused.policy_step", to.Ref().Named(), d.p.nameOfStep(t.Step), itoa(t.No))
		}
	}
	ref := to.Ref()
	d.emit(Event{Type: EventPolicyMoved, By: by, Detail: Detail{Reason: d.c.Reason, Policy: &ref}})
	return nil
}

// correctDeadline takes over a changed deadline from the ledger file, which the
// rules allow only before the dispatch: later it takes an extension.
func (d *decision) correctDeadline() error {
	if d.c.Date.IsZero() {
		return invalid("invalid.date_missing")
	}
	undispatched := func(t *Task) bool { return t.Dispatched.IsZero() && t.Deadline.Type != calendar.AtOnce }
	return d.each(undispatched, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventDeadlineCorrected, Task: t.No, By: by,
			Detail: Detail{Reason: d.c.Reason, Date: d.c.Date}})
		return nil
	})
}
