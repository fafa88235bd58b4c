package casework

// authority.go: the one authoriser. A command is allowed when one of the
// person's posts fits a holder that the policy names for it. Pages, API and
// command line send every command through the case's workflow, which asks here.

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
	for _, h := range p.HoldersOf(t, c) {
		if a, ok := holds(h, s, t, by); ok {
			return a, nil
		}
	}
	return Actor{}, forbidden("forbidden."+string(c), string(by.Person), string(s.Case))
}

// givers are the posts whose holders may give matters out (交办).
var givers = []PostRole{PostLeader, PostOffice}

// AuthoriseGiving finds the post by which somebody may give out a matter that
// is no case yet, or refuses with [CodeForbidden].
func AuthoriseGiving(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(givers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.give", string(by.Person))
}

// AuthoriseAnswering finds the post by which somebody may say how a unit stands to
// something that is no case yet (a standard of a sweep): its reporter, its head,
// whoever may give matters out. Units are the unit and those that it counts.
func AuthoriseAnswering(by Requester, unit UnitID, units ...UnitID) (Actor, error) {
	for _, post := range by.Posts {
		own := (post.Unit == unit || slices.Contains(units, post.Unit)) && (post.Role == PostReporter || post.Role == PostHead)
		if own || slices.Contains(givers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.answer", string(by.Person), string(unit))
}

// AuthoriseSettling finds the post by which somebody may say that an obligation
// was met: the unit that sees to it, or an office.
func AuthoriseSettling(by Requester, unit UnitID, no string) (Actor, error) {
	for _, post := range by.Posts {
		own := post.Unit == unit && (post.Role == PostReporter || post.Role == PostHead)
		if own || post.Role == PostOffice {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.settle", string(by.Person), no)
}

// organisers are the posts whose holders may say who holds which post, and when
// what recurs does.
var organisers = []PostRole{PostOffice, PostAdministrator}

// AuthoriseOrganising finds the post by which somebody may change who holds which
// post and hand over what rests with them, or refuses with [CodeForbidden]. How far
// in the tree depends on the tree: see casework/people.
func AuthoriseOrganising(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(organisers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.organise", string(by.Person))
}

// AuthoriseOperating finds the post by which somebody may change what recurs, fire
// it out of turn or make up for what was missed, and load the rules that everybody
// is judged by, or refuses with [CodeForbidden]. A schedule that is paused takes
// reminders from everybody, so an empty post that climbed to somebody opens nothing.
func AuthoriseOperating(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(organisers, post.Role) && !post.Vacant {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.operate", string(by.Person))
}

// AuthoriseImporting finds the post by which somebody may take in a ledger file, or
// refuses with [CodeForbidden].
func AuthoriseImporting(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(organisers, post.Role) && !post.Vacant {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.import", string(by.Person))
}

// AuthoriseIncomeLine finds the post by which somebody may put an income line in
// force, which decides who may be eliminated, or refuses with [CodeForbidden].
func AuthoriseIncomeLine(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(givers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.income_line", string(by.Person))
}

// AuthoriseSimulating finds the post by which somebody may try changed rules out on
// what has been: those who decide about them.
func AuthoriseSimulating(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(givers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.simulate", string(by.Person))
}

// AuthoriseSubstitute finds the post by which somebody may name a substitute for
// a person with the posts given: the person, or the head of the unit in which all
// of the posts are: a head must not come by a post of another unit by naming
// themselves. What an office and an administrator may depends on the tree: see
// casework/people.
func AuthoriseSubstitute(by Requester, of PersonID, posts []Post) (Actor, error) {
	for _, post := range by.Posts {
		if post.For != "" {
			continue // a substitute names no substitutes
		}
		own := by.Person == of
		head := post.Role == PostHead && len(posts) > 0 && !slices.ContainsFunc(posts, func(p Post) bool { return p.Unit != post.Unit })
		if own || head {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.substitute", string(by.Person), string(of))
}

// openers are the posts whose holders may open a month's round and open, man and
// call off inspections: leaders lead them, offices run them.
var openers = []PostRole{PostOffice, PostLeader}

// Seat is a unit's place in the organisation.
type Seat struct {
	Parent UnitID // "" for a root
	Kind   string
}

// Seats is the organisation as far as it decides how wide a post reaches.
type Seats map[UnitID]Seat

// localKinds are the kinds of units whose leaders and offices stand above what is
// below the unit only. All others belong to the city and reach everything.
var localKinds = []string{"county", "township", "village"}

// reach gives the unit above whose children, and no others, a post in a unit
// stands; "" for the city's posts, which stand above everything.
func (s Seats) reach(unit UnitID) (top UnitID, known bool) {
	for range len(s) {
		seat, ok := s[unit]
		switch {
		case !ok:
			return "", false
		case slices.Contains(localKinds, seat.Kind):
			return unit, true
		case seat.Parent == "":
			return "", true
		}
		unit = seat.Parent
	}
	return "", false
}

// below tells whether a unit lies below another one.
func (s Seats) below(unit, top UnitID) bool {
	for range len(s) {
		if unit = s[unit].Parent; unit == "" {
			return false
		}
		if unit == top {
			return true
		}
	}
	return false
}

// over tells whether a post in a unit stands above all of the units; none means
// the whole city. beyond is the first that it does not stand above.
func (s Seats) over(post UnitID, units []UnitID) (beyond UnitID, ok bool) {
	top, known := s.reach(post)
	if !known || (top != "" && len(units) == 0) {
		return AllUnits, false
	}
	if top == "" {
		return "", true
	}
	for _, u := range units {
		if !s.below(u, top) {
			return u, false
		}
	}
	return "", true
}

// AuthoriseOpening finds the post by which somebody may open and man an inspection
// of units, or, without units, what concerns the whole city such as a month's
// round; or refuses with [CodeForbidden]. A county's leader or office stands above
// what lies below the county, not above the county itself.
func AuthoriseOpening(by Requester, seats Seats, units []UnitID) (Actor, error) {
	refusal := forbidden("forbidden.open", string(by.Person))
	for _, post := range by.Posts {
		if !slices.Contains(openers, post.Role) {
			continue
		}
		beyond, ok := seats.over(post.Unit, units)
		switch {
		case ok:
			return by.As(post), nil
		case beyond == AllUnits:
			refusal = forbidden("forbidden.open_all", string(by.Person), string(post.Unit))
		default:
			refusal = forbidden("forbidden.open_beyond", string(by.Person), string(post.Unit), string(beyond))
		}
	}
	return Actor{}, refusal
}

// AuthoriseCalling finds the post by which somebody may call off (取消) an
// inspection of units: whoever opened it, while still in a post in which one may,
// and an office above all of the units; or refuses with [CodeForbidden].
func AuthoriseCalling(by Requester, opener PersonID, seats Seats, units []UnitID) (Actor, error) {
	for _, post := range by.Posts {
		if !slices.Contains(openers, post.Role) {
			continue
		}
		_, over := seats.over(post.Unit, units)
		if (opener != "" && by.standing(post) == opener) || (post.Role == PostOffice && over) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.call_off", string(by.Person))
}

func gives(r PostRole) bool { return slices.Contains(givers, r) }

// As gives the actor that a requester is in a post.
func (r Requester) As(post Post) Actor {
	return Actor{Person: r.Person, Unit: post.Unit, Role: post.Role, For: post.For, Vacant: post.Vacant}
}

// Post gives the post in which the actor acted.
func (a Actor) Post() Post { return Post{Unit: a.Unit, Role: a.Role, For: a.For, Vacant: a.Vacant} }

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
			if post.Vacant && post.Role != roles[0] {
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
			if post.Role == PostHelper && post.Unit == task.Unit && (task.Person == "" || post.Vacant || task.Person == by.standing(post)) {
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

// AuthoriseAccounts finds the post by which somebody may give others accounts and
// passwords, or refuses with [CodeForbidden].
func AuthoriseAccounts(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if post.Role == PostAdministrator {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.accounts", string(by.Person))
}

// auditors are the posts whose holders may read who did and saw what.
var auditors = []PostRole{PostOffice, PostDiscipline, PostAdministrator}

// AuthoriseAudit finds the post by which somebody may read the record of accesses
// and changes, or refuses with [CodeForbidden]. How much of it depends on what
// they see: without seeing everything, the record of a case that they see.
func AuthoriseAudit(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(auditors, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.audit", string(by.Person))
}
