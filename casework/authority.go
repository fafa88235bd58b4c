package casework

// authority.go: the one authoriser. A command is allowed when one of the
// person's posts fits a holder that the policy names for it. Pages, API and
// command line send every command through the case's workflow, which asks here.
// What is no case yet, or none at all, is in authority_desks.go.

import (
	"slices"
	"strconv"
)

// Holder names a relation between a person's post and a case.
type Holder string

// The holders.
const (
	HolderOffice     Holder = "office"      // office post at the case's office
	HolderTaskUnit   Holder = "task_unit"   // reporter or head of the task's unit
	HolderTaskHead   Holder = "task_head"   // head of the task's unit
	HolderLeadUnit   Holder = "lead_unit"   // verifier or head of the lead unit or task force
	HolderLeadLeader Holder = "lead_leader" // the case's lead leader in person
	HolderInspector  Holder = "inspector"   // any inspector's post
	HolderHelper     Holder = "helper"      // 帮扶责任人: the task's person, or a helper's post in its unit
	HolderAssigner   Holder = "assigner"    // 交办人: who gave the matter out, in person
)

// Holders lists every holder once.
var Holders = []Holder{
	HolderOffice, HolderTaskUnit, HolderTaskHead, HolderLeadUnit, HolderLeadLeader, HolderInspector,
	HolderHelper, HolderAssigner,
}

// HoldersOf gives who may give a command on a task as it stands: the holders
// of its open step for the act that ends the step and for returning, the
// approver whose turn it is for extensions, else what the policy's "may" says.
// The task may be nil for commands on the whole case.
func (p *Policy) HoldersOf(t *Task, c CommandType) []Holder {
	switch {
	case c == CommandApproveExtension:
		if t == nil || t.Request == nil || t.Request.Approved >= len(p.Extension.Approvers) {
			return nil
		}
		return p.Extension.Approvers[t.Request.Approved : t.Request.Approved+1]
	case c == CommandReturn:
		if t == nil {
			return nil
		}
		if s := p.Step(t.Step); s != nil {
			return s.Holder
		}
		return nil
	case isStepAct(c):
		return p.actHolders(t, c)
	case c == CommandHandOver:
		return nil // no relation to the case counts: see [AuthoriseOrganising]
	}
	return p.May[c]
}

// actHolders gives who may end a step by an act: for a task, the step of its
// role; without one, any step that the act ends.
func (p *Policy) actHolders(t *Task, c CommandType) []Holder {
	var out []Holder
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Act != c || (t != nil && !s.passes(t.Role)) {
			continue
		}
		if out == nil {
			out = s.Holder
			continue
		}
		out = slices.Concat(out, s.Holder)
	}
	return out
}

// Authorise finds the post by which the requester may give the command, or
// refuses with [CodeForbidden]. With a nil task, any task of the case counts.
func (p *Policy) Authorise(s *State, t *Task, c CommandType, by Requester) (Actor, error) {
	if c == CommandApproveExtension {
		return p.authoriseTurn(s, t, by)
	}
	by.Posts = withoutRecused(by.Posts)
	for _, h := range p.HoldersOf(t, c) {
		if a, ok := holds(h, s, t, by); ok {
			return a, nil
		}
	}
	return Actor{}, forbidden("forbidden."+string(c), string(by.Person), string(s.Case))
}

// As gives the actor that a requester is in a post.
func (r Requester) As(post Post) Actor {
	return Actor{Person: r.Person, Unit: post.Unit, Role: post.Role, For: post.For, Vacant: post.Vacant, Recused: post.Recused}
}

// Post gives the post in which the actor acted.
func (a Actor) Post() Post {
	return Post{Unit: a.Unit, Role: a.Role, For: a.For, Vacant: a.Vacant, Recused: a.Recused}
}

// standing gives whose standing a requester has in a post: their own, or that of whom
// they stand in for.
func (r Requester) standing(post Post) PersonID {
	if post.For != "" {
		return post.For
	}
	return r.Person
}

// holds tells whether one of the requester's posts fits a holder.
func holds(h Holder, s *State, t *Task, by Requester) (Actor, bool) {
	// The first role is the one that matters rest with. An empty post of another
	// one opens nothing: there is somebody to act.
	find := func(roles []PostRole, units ...UnitID) (Actor, bool) {
		for _, post := range by.Posts {
			if (post.Vacant || post.Recused) && post.Role != roles[0] {
				continue
			}
			if slices.Contains(roles, post.Role) && slices.Contains(units, post.Unit) {
				return by.As(post), true
			}
		}
		return Actor{}, false
	}
	switch h {
	case HolderOffice:
		return find([]PostRole{PostOffice}, known(s.Parties.Office)...)
	case HolderTaskUnit:
		return find([]PostRole{PostReporter, PostHead}, taskUnits(s, t)...)
	case HolderTaskHead:
		return find([]PostRole{PostHead}, taskUnits(s, t)...)
	case HolderLeadUnit:
		return find([]PostRole{PostVerifier, PostHead}, known(s.Parties.LeadUnit, s.Parties.Force)...)
	case HolderLeadLeader:
		if s.Parties.LeadLeader == "" { // nobody leads: it rests with the office
			return find([]PostRole{PostOffice}, known(s.Parties.Office)...)
		}
		for _, post := range by.Posts {
			if post.Role == PostLeader && by.standing(post) == s.Parties.LeadLeader {
				return by.As(post), true
			}
		}
	case HolderHelper:
		return holdsHelp(s, t, by)
	case HolderAssigner:
		if s.Parties.Assigner == "" { // the engine itself raised it: the office stands behind
			return find([]PostRole{PostOffice}, known(s.Parties.Office)...)
		}
		for _, post := range by.Posts {
			if by.standing(post) == s.Parties.Assigner {
				return by.As(post), true
			}
		}
	case HolderInspector:
		for _, post := range by.Posts {
			if post.Role == PostInspector {
				return by.As(post), true
			}
		}
	}
	return Actor{}, false
}

// holdsHelp fits a household's helper: a helper's post in the unit of a task, of
// the named person if the task names one. Where nobody holds the post any more,
// the one named does not either: whoever stands above acts.
func holdsHelp(s *State, t *Task, by Requester) (Actor, bool) {
	for i := range s.Tasks {
		task := &s.Tasks[i]
		if t != nil && t.No != task.No {
			continue
		}
		for _, post := range by.Posts {
			if post.Role == PostHelper && post.Unit == task.Unit && (task.Person == "" || post.Vacant || post.Recused || task.Person == by.standing(post)) {
				return by.As(post), true
			}
		}
	}
	return Actor{}, false
}

func taskUnits(s *State, t *Task) []UnitID {
	if t != nil {
		return known(t.Unit)
	}
	units := make([]UnitID, 0, len(s.Tasks))
	for i := range s.Tasks {
		units = append(units, s.Tasks[i].Unit)
	}
	return known(units...)
}

// known drops units that are not set, so that an empty party matches nobody.
func known(units ...UnitID) []UnitID {
	return slices.DeleteFunc(units, func(u UnitID) bool { return u == "" })
}

// Untouched refuses a person who had a part in one of the tasks, whatever it was:
// who did, verified or closed something does not inspect it.
func Untouched(tasks []Task, by Actor) error {
	for i := range tasks {
		for _, hands := range [][]PersonID{tasks[i].Hands.Act, tasks[i].Hands.Verify, tasks[i].Hands.Close} {
			for _, who := range by.Persons() {
				if slices.Contains(hands, who) {
					return refused("refused.had_part", string(who), strconv.Itoa(tasks[i].No))
				}
			}
		}
	}
	return nil
}

// apart refuses a person who already had a part in another stage of the task:
// whoever does may not verify, whoever verifies may not close.
func apart(t *Task, stage Stage, by Actor) error {
	parts := []struct {
		stage Stage
		hands []PersonID
		key   string
	}{
		{StageAct, t.Hands.Act, "refused.was_doer"},
		{StageVerify, t.Hands.Verify, "refused.was_verifier"},
		{StageClose, t.Hands.Close, "refused.was_closer"},
	}
	for _, part := range parts {
		for _, who := range by.Persons() {
			if part.stage != stage && slices.Contains(part.hands, who) {
				return refused(part.key, string(who))
			}
		}
	}
	return nil
}
