package casework

// offers.go: what a person may do with a case as it stands, and why not. It asks
// [Decide] itself with an input filled in, so that a page can neither offer what
// the rules refuse nor hide what they allow.

import (
	"errors"
	"slices"
	"strings"
	"time"

	"duban/casework/calendar"
)

// Offer is a command that concerns a task, or the whole case with Task 0: open
// to the person, or shut with the reason.
type Offer struct {
	Command CommandType `json:"command"`
	Task    int         `json:"task,omitempty"`
	Shut    *Error      `json:"shut,omitempty"` // why not; nil: it may be given
	Step    bool        `json:"step,omitempty"` // it ends the open step
}

// wholeCase are the commands that are asked of a case, not of a task.
var wholeCase = []CommandType{CommandDispatch, CommandComment, CommandCancel, CommandLookBack, CommandReopen,
	CommandAddTasks, CommandGreenChannel, CommandVisit, CommandAmend}

// elsewhere are the commands that are not a matter of one case: policies and
// handovers have desks of their own.
var elsewhere = []CommandType{CommandMovePolicy, CommandHandOver, CommandCorrectDeadline}

// Offers lists what concerns a person in a case: every command that they may
// give, those that they might give but the rules refuse now, and what ends the
// open steps of its tasks even if it is for others to do. Commands without any
// relation to the person or to the moment are left out. Tasks come by number,
// the whole case last; within a task in the order of a case's life.
func Offers(p *Policy, s *State, by Requester, now time.Time) []Offer {
	var out []Offer
	for i := range s.Tasks {
		t := &s.Tasks[i]
		for _, c := range PersonCommands {
			if slices.Contains(wholeCase, c) || slices.Contains(elsewhere, c) || !t.Open() {
				continue
			}
			if o, shown := offer(p, s, t, c, by, now); shown {
				out = append(out, o)
			}
		}
	}
	for _, c := range PersonCommands {
		if !slices.Contains(wholeCase, c) {
			continue
		}
		if o, shown := offer(p, s, nil, c, by, now); shown {
			out = append(out, o)
		}
	}
	return out
}

// offer probes one command; shown is false where it says nothing to the person.
func offer(p *Policy, s *State, t *Task, c CommandType, by Requester, now time.Time) (o Offer, shown bool) {
	o = Offer{Command: c}
	if t != nil {
		o.Task = t.No
		step := p.Step(t.Step)
		o.Step = step != nil && step.Act == c
	}
	if o.Command == CommandDispatch {
		o.Step = slices.ContainsFunc(s.Tasks, func(t Task) bool { return t.Open() && t.Step == p.Steps[0].ID })
	}
	_, err := Decide(p, s, probe(p, t, c, by, now), Facts{}, now)
	var refusal *Error
	switch code := CodeOf(err); {
	case err == nil, code == CodeInvalid: // only what the person types is missing
		return o, true
	case !errors.As(err, &refusal):
		return o, false
	case code == CodeForbidden:
		o.Shut = refusal
		return o, o.Step
	case irrelevant(refusal.Key):
		return o, false
	}
	o.Shut = refusal
	return o, o.Step || p.concerns(s, t, c, by)
}

// irrelevant are refusals that say no more than that the moment is another one.
func irrelevant(key string) bool {
	switch key {
	case "refused.wrong_step", "refused.no_such_step", "refused.no_task", "refused.ended", "refused.task_ended",
		"refused.already_dispatched", "refused.not_listed", "refused.not_closed", "refused.nothing_to_reopen",
		"refused.green_too_late", "refused.help_before_listing", "refused.no_household":
		return true
	}
	return false
}

// concerns tells whether the person could give a command by one of their posts.
func (p *Policy) concerns(s *State, t *Task, c CommandType, by Requester) bool {
	_, err := p.Authorise(s, t, c, by)
	return err == nil
}

// probe is the command with everything filled in that a person would type.
func probe(p *Policy, t *Task, c CommandType, by Requester, now time.Time) Command {
	const filled = "…"
	day := calendar.DateOf(now, time.UTC)
	cmd := Command{ID: "offer", Type: c, By: by, Text: filled, Reason: filled, Date: day}
	if t == nil {
		if c == CommandReopen {
			cmd.Date = day.AddDays(2)
		}
		return cmd
	}
	cmd.Task = t.No
	if t.Submission != nil {
		cmd.Digest = t.Submission.Digest
	}
	switch c {
	case CommandApproveExtension, CommandRefuseExtension:
		if t.Request != nil {
			cmd.Digest = t.Request.Digest
		}
	case CommandApplyExtension:
		cmd.Date = day.AddDays(1)
		if due := t.Deadline.Date; due.After(day) {
			cmd.Date = due.AddDays(1)
		}
	case CommandReassign:
		cmd.Person = filled
	case CommandSuspend:
		cmd.Date = calendar.Date{}
	}
	if step := p.ActStep(c, t.Role); step != nil {
		for range step.Evidence {
			cmd.Evidence = append(cmd.Evidence, Evidence{ID: filled, SHA256: strings.Repeat("0", 64)})
		}
	}
	return cmd
}
