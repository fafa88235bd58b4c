package casework

// decide_requests.go: extension (延期) and suspension (中止), the only two things
// that touch a clock.

import (
	"strings"
	"time"

	"duban/casework/calendar"
)

// applyExtension: asked for with a reason, the progress so far and a new date.
// An application after the due date is taken but marked late: the time until
// then stays overdue.
func (d *decision) applyExtension() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	if d.c.Date.IsZero() {
		return invalid("invalid.date_missing")
	}
	acting := func(t *Task) bool { return d.p.StageOf(t.Step) == StageAct && t.Request == nil }
	return d.each(acting, func(t *Task, by Actor) error {
		if t.Extensions >= d.p.Extension.Most {
			return refused("refused.extended_already", itoa(t.Extensions), itoa(d.p.Extension.Most))
		}
		if d.pastDate(d.c.Date) {
			return refused("refused.date_past", d.c.Date.String())
		}
		due := d.dueKnown(t)
		late := false
		if !due.IsZero() {
			if !d.c.Date.After(due) {
				return refused("refused.date_not_later", d.c.Date.String(), due.String())
			}
			length := calendar.DateOf(t.Dispatched, time.UTC).DaysUntil(due)
			if d.p.Extension.AtMostOriginal && due.DaysUntil(d.c.Date) > length {
				return refused("refused.extension_too_long", d.c.Date.String(), due.AddDays(length).String())
			}
			late = due.Before(calendar.DateOf(d.now, time.UTC))
		}
		d.emit(Event{Type: EventExtensionApplied, Task: t.No, By: by, Detail: Detail{
			Reason: d.c.Reason, Text: d.c.Text, Percent: d.c.Percent, Date: d.c.Date, LateByRule: late,
			Digest: digestOf(struct {
				Case   CaseID
				Task   int
				Seq    int64
				Date   calendar.Date
				Reason string
			}{d.s.Case, t.No, d.s.Seq + 1, d.c.Date, d.c.Reason}),
		}})
		return nil
	})
}

// dueKnown gives the task's due date: what the ledger counted, else a date that
// stands in the task itself.
func (d *decision) dueKnown(t *Task) calendar.Date {
	if due, ok := d.facts.Due[t.No]; ok {
		return due
	}
	return t.Deadline.Date
}

// approveExtension: each approver in turn, each another person than who asked and than
// who agreed before; the last one moves the deadline.
func (d *decision) approveExtension() error {
	asked := func(t *Task) bool { return t.Request != nil }
	return d.each(asked, func(t *Task, by Actor) error {
		if err := d.p.recused(d.s, t, by); err != nil && !d.facts.OneHand {
			return err
		}
		if err := matchDigest(d.c.Digest, t.Request.Digest); err != nil {
			return err
		}
		e := Event{Type: EventExtensionAdvanced, Task: t.No, By: by,
			Detail: Detail{Text: d.c.Text, Digest: t.Request.Digest, Date: t.Request.Date}}
		if t.Request.Approved+1 >= len(d.p.Extension.Approvers) {
			e.Type = EventExtensionApproved
		}
		d.emit(e)
		return nil
	})
}

func (d *decision) refuseExtension() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	asked := func(t *Task) bool { return t.Request != nil }
	return d.each(asked, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventExtensionRefused, Task: t.No, By: by,
			Detail: Detail{Reason: d.c.Reason, Digest: t.Request.Digest}})
		return nil
	})
}

// suspend stops the clock of the tasks until resumed or until a date. Doing it
// is the approval, so only those may whom the policy trusts with it.
func (d *decision) suspend() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	if !d.c.Date.IsZero() && d.pastDate(d.c.Date) {
		return refused("refused.date_past", d.c.Date.String())
	}
	running := func(t *Task) bool { return !t.Paused() }
	return d.each(running, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventSuspended, Task: t.No, By: by,
			Detail: Detail{Reason: d.c.Reason, Date: d.c.Date}})
		return nil
	})
}

func (d *decision) resume() error {
	paused := func(t *Task) bool { return t.Paused() }
	return d.each(paused, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventResumed, Task: t.No, By: by, Detail: Detail{Reason: d.c.Reason}})
		return nil
	})
}
