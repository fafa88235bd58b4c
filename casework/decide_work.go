package casework

// decide_work.go: what units and verifiers do apart from ending a step.

import (
	"slices"
	"strings"
	"time"

	"duban/casework/calendar"
)

// decline: the unit says that the matter is not its own. The clock goes on.
func (d *decision) decline() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	claiming := func(t *Task) bool {
		s := d.p.Step(t.Step)
		return s != nil && s.Act == CommandClaim && t.Disputed == ""
	}
	return d.each(claiming, func(t *Task, by Actor) error {
		if t.Disputed != "" {
			return refused("refused.disputed")
		}
		d.emit(Event{Type: EventDeclined, Task: t.No, By: by, Detail: Detail{Reason: d.c.Reason}})
		return nil
	})
}

// arbitrate: a decline is upheld, which excludes the task, or dismissed, after
// which the unit must claim by the same due date. A lead unit on which co-units
// wait is not excluded but relieved by another: see [decision.reassign].
func (d *decision) arbitrate() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	disputed := func(t *Task) bool { return t.Disputed != "" }
	return d.each(disputed, func(t *Task, by Actor) error {
		if d.c.Upheld && d.lastToConsolidate(t) {
			return refused("refused.lead_excluded", string(t.Unit))
		}
		d.emit(Event{Type: EventArbitrated, Task: t.No, By: by,
			Detail: Detail{Reason: d.c.Reason, Upheld: d.c.Upheld}})
		return nil
	})
}

// lastToConsolidate tells whether other open tasks hand their part to this one
// and to no other: without it the case would end with nobody's reply.
func (d *decision) lastToConsolidate(t *Task) bool {
	waits := func(o *Task, roles []TaskRole) bool {
		return slices.ContainsFunc(d.p.Steps, func(s Step) bool {
			return s.passes(o.Role) && slices.ContainsFunc(s.Joins, func(r TaskRole) bool { return slices.Contains(roles, r) })
		})
	}
	var others []TaskRole
	for i := range d.s.Tasks {
		if o := &d.s.Tasks[i]; o.No != t.No && o.Open() {
			others = append(others, o.Role)
		}
	}
	if !waits(t, others) {
		return false
	}
	for i := range d.s.Tasks {
		if o := &d.s.Tasks[i]; o.No != t.No && o.Open() && waits(o, others) {
			return false
		}
	}
	return true
}

func (d *decision) progress() error {
	if strings.TrimSpace(d.c.Text) == "" && d.c.Percent == nil {
		return invalid("invalid.progress_empty")
	}
	acting := func(t *Task) bool { return d.p.StageOf(t.Step) == StageAct }
	return d.each(acting, func(t *Task, by Actor) error {
		if err := apart(t, StageAct, by); err != nil {
			return err
		}
		if d.c.Milestone != "" {
			at := t.milestone(d.c.Milestone)
			if at < 0 {
				return refused("refused.no_milestone", d.c.Milestone, itoa(t.No))
			}
			if !t.Milestones[at].Reached.IsZero() {
				return refused("refused.milestone_reached", d.c.Milestone, itoa(t.No))
			}
		}
		d.emit(Event{Type: EventProgressed, Task: t.No, By: by,
			Detail: Detail{Text: d.c.Text, Percent: d.c.Percent, Milestone: d.c.Milestone}})
		return nil
	})
}

// review: the periodic review of a standing measure is held; the next is due
// one period after this one, clamped to the length of its month.
func (d *decision) review() error {
	if strings.TrimSpace(d.c.Text) == "" {
		return invalid("invalid.review_empty")
	}
	standing := func(t *Task) bool {
		return t.Deadline.Type == calendar.Standing && d.p.StageOf(t.Step) == StageAct
	}
	return d.each(standing, func(t *Task, by Actor) error {
		if err := apart(t, StageVerify, by); err != nil {
			return err
		}
		next := addPeriod(t.Deadline.Date, d.p.ReviewEvery)
		d.emit(Event{Type: EventReviewed, Task: t.No, By: by, Detail: Detail{Text: d.c.Text, Date: next}})
		return nil
	})
}

func addPeriod(from calendar.Date, l calendar.Limit) calendar.Date {
	if l.Unit == calendar.Months {
		return from.AddMonths(l.N)
	}
	return from.AddDays(l.N)
}

// sendBack (退回) returns a task to an earlier step that the policy names, with a
// reason. A fake rectification is marked as such. No clock stops.
func (d *decision) sendBack() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	returnable := func(t *Task) bool {
		s := d.p.Step(t.Step)
		return s != nil && len(s.ReturnTo) > 0
	}
	return d.each(returnable, func(t *Task, by Actor) error {
		from := d.p.Step(t.Step)
		to := d.c.To
		if to == "" {
			to = from.ReturnTo[0]
		}
		if !slices.Contains(from.ReturnTo, to) {
			return refused("refused.return_to", d.p.nameOfStep(to), d.p.nameOfStep(t.Step), d.p.namesOfSteps(from.ReturnTo))
		}
		// Returning closes nothing, so a verifier may take up an objection during
		// the notice; only one's own work nobody returns.
		for _, who := range by.Persons() {
			if slices.Contains(t.Hands.Act, who) {
				return refused("refused.was_doer", string(who))
			}
		}
		d.emit(Event{Type: EventReturned, Task: t.No, From: t.Step, To: to, By: by,
			Detail: Detail{Reason: d.c.Reason, Fake: d.c.Fake}})
		return nil
	})
}

// each runs an act on the task named, or on all that fit.
func (d *decision) each(fits func(*Task) bool, act func(*Task, Actor) error) error {
	tasks, err := d.targets(fits)
	if err != nil {
		return err
	}
	for _, no := range tasks {
		t := d.s.Task(no)
		by, err := d.p.Authorise(d.s, t, d.c.Type, d.c.By)
		if err != nil {
			return err
		}
		if !fits(t) {
			return d.wrongStep(t)
		}
		if err := act(t, by); err != nil {
			return err
		}
	}
	return nil
}

// pastDate tells whether a date lies before the day of the decision. The day is
// taken at the eastern edge of the date line, so that no zone is wronged.
func (d *decision) pastDate(date calendar.Date) bool {
	return date.Before(calendar.DateOf(d.now.Add(-12*time.Hour), time.UTC))
}
