package casework

// apply.go: the fold. Applying a case's events in order gives its state; it
// needs no policy, because each event says where it moved its task.

import (
	"fmt"
	"slices"
	"time"

	"duban/casework/calendar"
)

// Apply moves the state along by one event. It fails, leaving s unusable, when
// the event is not the next one of the chain.
func (s *State) Apply(e Event) error {
	if e.Seq != s.Seq+1 {
		return fmt.Errorf("event %d of %s follows %d: the chain has a gap", e.Seq, e.Case, s.Seq)
	}
	if e.Prev != s.Head {
		return fmt.Errorf("event %d of %s names %.12s as its predecessor, the chain has %.12s", e.Seq, e.Case, e.Prev, s.Head)
	}
	if e.Type != EventOpened && s.Seq == 0 {
		return fmt.Errorf("event 1 of %s is %s, expected opened", e.Case, e.Type)
	}
	s.Seq, s.Head = e.Seq, e.Hash
	s.remember(e)
	switch e.Type {
	case EventOpened:
		return s.applyOpened(e)
	case EventReopened:
		s.applyReopened(e)
		return nil
	case EventClosed:
		s.Ended = e.At
		for i := range s.Tasks { // what the policy lets a case end without
			if t := &s.Tasks[i]; t.Open() {
				t.end(OutcomeCancelled, e.At)
			}
		}
		return nil
	case EventVisited: // also after the end: a household is looked after further
		if t := s.Task(e.Task); t != nil {
			t.visit(e)
		}
		return nil
	case EventAmended:
		if e.Detail.Household == nil {
			return fmt.Errorf("event %d of %s amends nothing", e.Seq, e.Case)
		}
		facts := *e.Detail.Household
		s.Household = &facts
		return nil
	case EventPlanned, EventTasksAdded, EventGreenChannel:
		s.Green = s.Green || e.Type == EventGreenChannel
		s.addTasks(e)
	case EventEntered:
		s.Listed = e.At
		if s.Entered.IsZero() {
			s.Entered = e.At
		}
	case EventCancelled:
		s.Ended, s.Cancelled = e.At, true
	case EventPolicyMoved:
		s.Policy = *e.Detail.Policy
		return nil
	case EventHandedOver:
		s.handOver(e.Detail)
		return nil
	}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		if !t.Open() || (e.Task != 0 && e.Task != t.No) || (e.Task == 0 && e.From != "" && e.From != t.Step) {
			continue
		}
		t.apply(e)
	}
	return nil
}

// Fold gives the state after all events of a case, in order.
func Fold(id CaseID, events []Event) (*State, error) {
	s := &State{Case: id}
	for _, e := range events {
		if err := s.Apply(e); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *State) remember(e Event) {
	if e.Command == "" {
		return
	}
	if n := len(s.Recent); n > 0 && s.Recent[n-1].Command == e.Command {
		s.Recent[n-1].Seq = e.Seq
		return
	}
	s.Recent = append(s.Recent, Done{e.Command, e.Seq})
	if over := len(s.Recent) - recentLimit; over > 0 {
		s.Recent = slices.Delete(s.Recent, 0, over)
	}
}

func (s *State) applyOpened(e Event) error {
	o := e.Detail.Opening
	if o == nil || e.Detail.Policy == nil {
		return fmt.Errorf("event %d of %s opens without an opening", e.Seq, e.Case)
	}
	s.Case, s.Kind, s.Plan, s.Parties = e.Case, o.Kind, o.Plan, o.Parties
	s.Policy, s.Round, s.Opened, s.Household = *e.Detail.Policy, 1, e.At, o.Household
	s.Tasks = make([]Task, len(o.Tasks))
	for i, t := range o.Tasks {
		original := t.Original
		if original.IsZero() {
			original = t.Deadline.Date
		}
		s.Tasks[i] = Task{
			No: i + 1, Role: t.Role, Unit: t.Unit, Person: t.Person, Title: t.Title, Deadline: t.Deadline, Original: original,
			Milestones: slices.Clone(t.Milestones),
			Outcome:    OutcomeOpen, Step: e.To, Since: e.At, Mark: e.Seq, DueMark: e.Seq,
		}
	}
	return nil
}

func (s *State) applyReopened(e Event) {
	s.Round, s.Ended, s.Green = e.Round, time.Time{}, false
	if !s.Listed.IsZero() {
		s.Listed = e.At // 回退: monitored again from now on
	}
	for _, no := range e.Detail.Tasks {
		t := s.Task(no)
		if t == nil {
			continue
		}
		*t = Task{
			No: t.No, Role: t.Role, Unit: t.Unit, Person: t.Person, Title: t.Title, Visits: t.Visits, Visited: t.Visited, Milestones: t.Milestones,
			Deadline: Deadline{Type: calendar.ByDate, Date: e.Detail.Date}, Original: e.Detail.Date,
			Outcome: OutcomeOpen, Step: e.To, Since: e.At, Mark: e.Seq, DueMark: e.Seq, Dispatched: e.At,
		}
	}
}

// handOver lets what rested with a person in a post rest with another, and tells
// whether anything did.
func (s *State) handOver(d Detail) (found bool) {
	pass := func(who *PersonID, belongs bool) {
		if belongs && *who == d.Of {
			*who, found = d.Person, true
		}
	}
	pass(&s.Parties.LeadLeader, d.Role == PostLeader)
	pass(&s.Parties.Assigner, gives(d.Role))
	for i := range s.Tasks {
		t := &s.Tasks[i]
		pass(&t.Person, t.Open() && t.Unit == d.Unit)
	}
	return found
}

// addTasks appends the tasks that start with an event: help measures of a plan.
func (s *State) addTasks(e Event) {
	for _, t := range e.Detail.Added {
		s.Tasks = append(s.Tasks, Task{
			No: len(s.Tasks) + 1, Role: t.Role, Unit: t.Unit, Person: t.Person, Title: t.Title,
			Deadline: t.Deadline, Original: t.Deadline.Date, Outcome: OutcomeOpen,
			Step: t.Step, Since: e.At, Mark: e.Seq, DueMark: e.Seq, Dispatched: e.At,
		})
	}
}

// visit takes a visit: the next one is due at the event's date.
func (t *Task) visit(e Event) {
	t.Visits++
	if e.Detail.On.After(t.Visited) {
		t.Visited = e.Detail.On
	}
	if t.Open() {
		t.Deadline, t.DueMark = Deadline{Type: calendar.Standing, Date: e.Detail.Date}, e.Seq
		t.Progressed = e.At
		t.Hands.Act = join(t.Hands.Act, e.By)
	}
}

// apply takes an event that concerns the task.
func (t *Task) apply(e Event) {
	d := e.Detail
	switch e.Type {
	case EventDispatched:
		t.Dispatched, t.DueMark = e.At, e.Seq
	case EventDeclined:
		t.Disputed = d.Reason
	case EventArbitrated:
		t.Disputed = ""
		if d.Upheld {
			t.end(OutcomeExcluded, e.At)
		}
	case EventProgressed:
		t.Progressed = e.At
		if d.Percent != nil {
			t.Percent = *d.Percent
		}
		if i := t.milestone(d.Milestone); i >= 0 {
			t.Milestones[i].Reached = e.At
		}
		t.Hands.Act = join(t.Hands.Act, e.By)
	case EventPlanned:
		t.Deadline, t.DueMark = Deadline{Type: calendar.Standing, Date: d.Date}, e.Seq // the first visit
		t.Hands.Act = join(t.Hands.Act, e.By)
	case EventExcluded:
		t.end(OutcomeExcluded, e.At)
	case EventCompleted:
		t.Percent = 100
		t.Hands.Act = join(t.Hands.Act, e.By)
	case EventSubmitted:
		revision := 1
		if t.Submission != nil {
			revision = t.Submission.Revision + 1
		}
		t.Submission = &Submission{Digest: d.Digest, Evidence: d.Evidence, Revision: revision, At: e.At}
		t.Request = nil // what is handed in needs no more time
		t.Hands.Act = join(t.Hands.Act, e.By)
	case EventReviewed:
		t.Reviews++
		t.Deadline.Date, t.DueMark = d.Date, e.Seq
		t.Hands.Verify = join(t.Hands.Verify, e.By)
	case EventPassed:
		t.Hands.Verify = join(t.Hands.Verify, e.By)
	case EventSigned, EventRecognised:
		t.Hands.Close = join(t.Hands.Close, e.By)
	case EventReturned:
		t.Returns++
		t.Fake = t.Fake || d.Fake
	case EventExtensionApplied:
		t.Request = &Request{Date: d.Date, Digest: d.Digest, At: e.At, Hands: join(nil, e.By)}
	case EventExtensionAdvanced:
		t.Request.Approved++
		t.Request.Hands = join(t.Request.Hands, e.By)
	case EventExtensionApproved:
		if t.Deadline.Type == calendar.AtOnce {
			t.Deadline.Type = calendar.ByDate
		}
		t.Deadline.Date, t.DueMark = t.Request.Date, e.Seq
		t.Extensions++
		t.Request = nil
	case EventExtensionRefused:
		t.Request = nil
	case EventSuspended:
		t.Pauses = append(t.Pauses, Pause{From: e.At, Until: d.Date})
	case EventResumed:
		t.Pauses[len(t.Pauses)-1].To = e.At
	case EventReassigned:
		t.reassign(d)
	case EventDeadlineCorrected:
		t.Deadline.Date, t.Original, t.DueMark = d.Date, d.Date, e.Seq
	case EventCancelled:
		t.end(OutcomeCancelled, e.At)
	}
	if e.From == "" {
		return
	}
	t.Step, t.Since, t.Mark = e.To, e.At, e.Seq
	if e.To == "" {
		t.end(OutcomeClosed, e.At)
	}
}

// milestone gives the place of a milestone, or -1.
func (t *Task) milestone(id string) int {
	return slices.IndexFunc(t.Milestones, func(m Milestone) bool { return m.ID == id })
}

func (t *Task) reassign(d Detail) {
	if d.Unit != "" && d.Unit != t.Unit {
		t.Unit, t.Person = d.Unit, ""
		t.Disputed, t.Request, t.Hands = "", nil, Hands{}
	}
	if d.Person != "" {
		t.Person = d.Person
	}
}

func (t *Task) end(o Outcome, at time.Time) {
	t.Outcome, t.Step, t.Ended = o, "", at
	t.Disputed, t.Request = "", nil
}

func join(hands []PersonID, by Actor) []PersonID {
	for _, who := range by.Persons() {
		if who != "" && !slices.Contains(hands, who) {
			hands = append(hands, who)
		}
	}
	return hands
}
