package schema

// slips.go: what time does: sending the slips that are due, in batches.

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// PolicySource gives a version of a policy; [Ledger.PolicyOf] is one. It is
// asked while rows are locked and must not wait for the ledger: policies that
// [Ledger.Policy] gives are in memory by then.
type PolicySource func(kind casework.Kind, version int) (*casework.Policy, error)

// SlipsSent says what one batch did.
type SlipsSent struct {
	Tasks   int // looked at
	Slips   int
	Notices int
	More    bool      // the batch was full: there is more
	Last    time.Time // the latest alarm among the tasks looked at: how far it has come
}

// lateAfter is how long after its time a slip still counts as on time.
const lateAfter = time.Hour

// SendSlips sends the slips that are due at a moment, for up to limit tasks, in one
// transaction: slips, notices and each task's next alarm, or nothing. It may
// run several times side by side and be killed at any instant: each slip goes out once. A task
// whose case is being written to at the moment waits for the next time.
func (l *Ledger) SendSlips(ctx context.Context, now time.Time, cal *calendar.Calendar, policies PolicySource, limit int) (SlipsSent, error) {
	now = now.UTC()
	var sent SlipsSent
	var told []casework.Addressee
	if err := l.warm(ctx); err != nil {
		return sent, err
	}
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		due, err := q.TakeDueTasks(ctx, now, limit)
		if err != nil || len(due) == 0 {
			return err
		}
		b := slipBatch{now: now, cal: cal, heads: map[string]*slipHead{}}
		for i := range due {
			policy, err := policies(casework.Kind(due[i].PolicyKind), due[i].PolicyVersion)
			if err != nil {
				return err
			}
			if err := b.take(policy, &due[i]); err != nil {
				return err
			}
		}
		sent = SlipsSent{Tasks: len(due), Slips: len(b.slips), Notices: len(b.notices), More: len(due) == limit,
			Last: due[len(due)-1].NextAlarmAt.Time.UTC()}
		told = toldBy(b.notices)
		return q.RecordSlips(ctx, b.params())
	})
	if err != nil {
		return SlipsSent{}, err
	}
	l.announceTold(ctx, told)
	return sent, nil
}

// slipHead is where a case's chain of slips ends.
type slipHead struct {
	id   string // of the case
	seq  int64
	hash string
}

// slipBatch collects what a batch writes.
type slipBatch struct {
	now     time.Time
	cal     *calendar.Calendar
	heads   map[string]*slipHead // two tasks of a case share one chain
	order   []*slipHead
	slips   []slipRow
	notices []noticeRow
	tasks   []taskAfter
}

// take works out one task: the slip that is due, if any, and the next alarm.
func (b *slipBatch) take(p *casework.Policy, r *db.TakeDueTasksRow) error {
	var clock *casework.Clock
	if err := json.Unmarshal(r.Clock, &clock); err != nil {
		return fmt.Errorf("clock of task %d of %s: %w", r.No, r.CaseID, err)
	}
	row := taskAfter{Case: r.CaseID, No: r.No, LastRung: r.LastRung, Red: r.Red, Reds: r.RedsRunning, DueOn: noDay}
	if clock == nil { // an alarm without a clock: nothing is due
		b.tasks = append(b.tasks, row)
		return nil
	}
	due := clock.Due(b.cal, b.now)
	row.DueOn, row.Provisional = dayText(due.Date), due.Provisional
	reds := r.RedsRunning
	if !r.Red {
		reds++ // the breach at hand, should it come to red now
	}
	if issue, ok := p.DueRung(b.cal, *clock, r.LastRung, reds, b.now); ok {
		b.issue(p, r, clock, due.Date, issue)
		row.LastRung = issue.Rung
		if p.Ladder[issue.Rung].Light == casework.LightRed {
			row.Red, row.Reds = true, reds
		}
	}
	if next, ok := p.NextAlarm(b.cal, *clock, row.LastRung, b.now); ok {
		row.NextAlarmAt = optional(next.At)
	}
	b.tasks = append(b.tasks, row)
	return nil
}

// issue writes the slip and a notice to each of its addressees.
func (b *slipBatch) issue(p *casework.Policy, r *db.TakeDueTasksRow, c *casework.Clock, due calendar.Date, issue casework.Issue) {
	head, ok := b.heads[r.CaseID]
	if !ok {
		head = &slipHead{id: r.CaseID, seq: r.SlipSeq, hash: r.SlipHead}
		b.heads[r.CaseID] = head
		b.order = append(b.order, head)
	}
	rung := p.Ladder[issue.Rung]
	parties := casework.Parties{Office: casework.UnitID(r.Office), LeadUnit: casework.UnitID(r.LeadUnit),
		Force: casework.UnitID(r.Force), LeadLeader: casework.PersonID(r.LeadLeader)}
	task := casework.Task{No: r.No, Unit: casework.UnitID(r.Unit), Person: casework.PersonID(r.Person),
		Step: casework.StepID(r.Step), Outcome: casework.OutcomeOpen}
	slip := casework.Slip{
		Case: casework.CaseID(r.CaseID), Seq: head.seq + 1, Task: r.No, Round: r.Round, Mark: r.Mark, Step: c.Step,
		Rung: issue.Rung, RungID: rung.ID, Light: rung.Light, Due: due, Scheduled: issue.At.UTC(), At: b.now,
		Late:    b.now.Sub(issue.At) > lateAfter || issue.Skipped > 0,
		Skipped: issue.Skipped, Jumped: issue.Jumped, To: p.Addressees(parties, &task, rung.To),
	}
	slip.Seal(head.hash)
	head.seq, head.hash = slip.Seq, slip.Hash
	b.slips = append(b.slips, slipRowOf(slip))
	for i, to := range slip.To {
		b.notices = append(b.notices, noticeRow{
			Key:  fmt.Sprintf("slip/%s/%d/%d", slip.Case, slip.Seq, i),
			Case: slip.Case, Task: slip.Task, Kind: casework.NoticeOfSlip.String(), SlipSeq: &slip.Seq,
			Person: to.Person, Unit: to.Unit, Role: to.Role, CreatedAt: b.now,
		})
	}
}

func (b *slipBatch) params() db.RecordSlipsParams {
	cases := make([]headRow, len(b.order))
	for i, h := range b.order {
		cases[i] = headRow{h.id, h.seq, h.hash}
	}
	return db.RecordSlipsParams{Slips: rowsJSON(b.slips), Notices: rowsJSON(b.notices), Tasks: rowsJSON(b.tasks), Cases: rowsJSON(cases)}
}
