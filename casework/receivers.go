package casework

// receivers.go: to whom a slip or a notice goes. Receivers are named by unit and
// role (or person) and turned into persons only when the notice is delivered,
// so that a change of post in between is respected.

import "slices"

// Receiver names an addressee of a rung.
type Receiver string

// The receivers.
const (
	ReceiverHolder     Receiver = "holder"      // whoever must act at the open step
	ReceiverHolderHead Receiver = "holder_head" // the head of the holder's unit
	ReceiverLeadUnit   Receiver = "lead_unit"
	ReceiverLeadLeader Receiver = "lead_leader"
	ReceiverOffice     Receiver = "office"
	ReceiverAllUnits   Receiver = "all_units" // 通报
	ReceiverDiscipline Receiver = "discipline"
)

// Receivers lists every receiver once.
var Receivers = []Receiver{
	ReceiverHolder, ReceiverHolderHead, ReceiverLeadUnit, ReceiverLeadLeader,
	ReceiverOffice, ReceiverAllUnits, ReceiverDiscipline,
}

// AllUnits is the unit of an addressee that means every unit of the plan.
const AllUnits UnitID = "*"

// Addressee is where something goes or rests: with a person or, when none is
// named or the one named holds no post any more, with a role in a unit. An empty
// unit with a role means every post of that role. Where nobody holds the post it
// climbs: see casework/people.
type Addressee struct {
	Person PersonID `json:"person,omitempty"`
	Unit   UnitID   `json:"unit,omitempty"`
	Role   PostRole `json:"role,omitempty"`
}

// Addressees resolves receivers for a task at a step, each addressee once.
func (p *Policy) Addressees(s Parties, t *Task, to []Receiver) []Addressee {
	var out []Addressee
	add := func(a Addressee) {
		if (a.Person != "" || a.Role != "") && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	for _, r := range to {
		switch r {
		case ReceiverHolder:
			for _, a := range p.holderAddressees(s, t, false) {
				add(a)
			}
		case ReceiverHolderHead:
			for _, a := range p.holderAddressees(s, t, true) {
				add(a)
			}
		case ReceiverLeadUnit:
			if s.LeadUnit != "" {
				add(Addressee{Unit: s.LeadUnit, Role: PostVerifier})
			}
		case ReceiverLeadLeader:
			add(s.orOffice(s.LeadLeader))
		case ReceiverOffice:
			add(Addressee{Unit: s.Office, Role: PostOffice})
		case ReceiverAllUnits:
			add(Addressee{Unit: AllUnits, Role: PostHead})
		case ReceiverDiscipline:
			add(Addressee{Role: PostDiscipline})
		}
	}
	return out
}

// orOffice gives a leader, with the case's office behind: the office sees to it
// that somebody else leads.
func (s Parties) orOffice(leader PersonID) Addressee {
	if s.Office == "" {
		return Addressee{Person: leader}
	}
	return Addressee{Person: leader, Unit: s.Office, Role: PostOffice}
}

// Rests gives with whom a task rests as it stands: whoever must act at its open
// step. The zero Addressee means nobody: it has ended, or waits for other tasks.
func (p *Policy) Rests(s Parties, t *Task) Addressee {
	if !t.Open() {
		return Addressee{}
	}
	for _, a := range p.holderAddressees(s, t, false) {
		if a != (Addressee{}) { // a case need not have every party
			return a
		}
	}
	return Addressee{}
}

// holderAddressees gives who holds the task's open step, or their heads.
func (p *Policy) holderAddressees(s Parties, t *Task, head bool) []Addressee {
	step := p.Step(t.Step)
	if step == nil {
		return nil
	}
	unit := func(u UnitID, role PostRole) Addressee {
		if head {
			role = PostHead
		}
		if u == "" {
			return Addressee{}
		}
		return Addressee{Unit: u, Role: role}
	}
	var out []Addressee
	for _, h := range step.Holder {
		switch h {
		case HolderOffice:
			out = append(out, unit(s.Office, PostOffice))
		case HolderTaskUnit, HolderTaskHead:
			to := unit(t.Unit, PostReporter)
			if !head {
				to.Person = t.Person
			}
			out = append(out, to)
		case HolderLeadUnit:
			if s.Force != "" && !head {
				out = append(out, unit(s.Force, PostVerifier))
			}
			out = append(out, unit(s.LeadUnit, PostVerifier))
		case HolderLeadLeader:
			out = append(out, s.orOffice(s.LeadLeader))
		case HolderAssigner:
			out = append(out, s.orOffice(s.Assigner))
		case HolderHelper:
			to := unit(t.Unit, PostHelper)
			if !head {
				to.Person = t.Person
			}
			out = append(out, to)
		case HolderInspector:
			out = append(out, Addressee{Role: PostInspector})
		}
	}
	return out
}
