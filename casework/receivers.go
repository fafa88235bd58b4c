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

// Addressee is where a notice goes: a person, or a role in a unit. An empty
// unit with a role means every post of that role.
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
			add(Addressee{Person: s.LeadLeader})
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
			if t.Person != "" && !head {
				out = append(out, Addressee{Person: t.Person})
			} else {
				out = append(out, unit(t.Unit, PostReporter))
			}
		case HolderLeadUnit:
			if s.Force != "" && !head {
				out = append(out, unit(s.Force, PostVerifier))
			}
			out = append(out, unit(s.LeadUnit, PostVerifier))
		case HolderLeadLeader:
			out = append(out, Addressee{Person: s.LeadLeader})
		case HolderAssigner:
			out = append(out, Addressee{Person: s.Assigner})
		case HolderHelper:
			if t.Person != "" && !head {
				out = append(out, Addressee{Person: t.Person})
			} else {
				out = append(out, unit(t.Unit, PostHelper))
			}
		case HolderInspector:
			out = append(out, Addressee{Role: PostInspector})
		}
	}
	return out
}
