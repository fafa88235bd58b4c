package rights

// rights.go: the table, by asking the authoriser about a model organisation.

import (
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
)

// Relation is how a person with one post stands to a case.
type Relation string

// The relations.
const (
	Own     Relation = "own"     // the post is in the task's unit
	Named   Relation = "named"   // the same, and the task names the person
	Below   Relation = "below"   // in a unit below the task's
	Above   Relation = "above"   // in the unit above the task's
	Lead    Relation = "lead"    // in the lead unit, which verifies
	Force   Relation = "force"   // in the task force
	Office  Relation = "office"  // in the case's office
	Group   Relation = "group"   // in the leading group, which has no other part
	Leads   Relation = "leads"   // elsewhere, and the case names the person as lead leader
	Gave    Relation = "gave"    // elsewhere, and the person gave the matter out
	Foreign Relation = "foreign" // in a unit that has no part in the case
)

// Relations lists every relation once, from near to far.
var Relations = []Relation{Own, Named, Below, Above, Lead, Force, Office, Group, Leads, Gave, Foreign}

// Kinds lists the kinds of cases in the order of the documentation.
var Kinds = []casework.Kind{casework.KindMeasure, casework.KindDirective, casework.KindFinding, casework.KindHousehold}

// The model organisation: a city with its leading group, a prefecture's county
// with a township and a village, a bureau with a task force, a stranger.
const (
	group, office, bureau, force    casework.UnitID   = "group", "office", "bureau", "force"
	county, town, village, stranger casework.UnitID   = "county", "town", "village", "stranger"
	person, other                   casework.PersonID = "person", "other"
)

var units = []people.Unit{{ID: group}, {ID: office, Parent: group, Office: true}, {ID: bureau, Parent: group}, {ID: force, Parent: bureau},
	{ID: county, Parent: group}, {ID: town, Parent: county}, {ID: village, Parent: town}, {ID: stranger, Parent: group}}

var chart = people.New(people.Organisation{Units: units, Persons: []casework.PersonID{person, other}})

var unitOf = map[Relation]casework.UnitID{
	Own: town, Named: town, Below: village, Above: county, Lead: bureau, Force: force, Office: office, Group: group,
	Leads: stranger, Gave: stranger, Foreign: stranger,
}

// today is any day: the model's posts have no end.
var today = calendar.NewDate(2026, 1, 5)

func requester(role casework.PostRole, r Relation) casework.Requester {
	return casework.Requester{Person: person, Posts: []casework.Post{{Unit: unitOf[r], Role: role}}}
}

// state is a case in which a task stands at a step, seen from a relation.
func state(kind casework.Kind, r Relation, role casework.TaskRole, step casework.StepID, turn int) *casework.State {
	s := &casework.State{Case: "model", Kind: kind, Seq: 1, Round: 1,
		Parties: casework.Parties{Office: office, LeadUnit: bureau, Force: force, LeadLeader: other, Assigner: other},
		Tasks: []casework.Task{{No: 1, Role: role, Unit: town, Person: other, Outcome: casework.OutcomeOpen, Step: step,
			Request: &casework.Request{Approved: turn}}}}
	switch r {
	case Named:
		s.Tasks[0].Person = person
	case Leads:
		s.Parties.LeadLeader = person
	case Gave:
		s.Parties.Assigner = person
	}
	return s
}

// May tells whether somebody in a post of a role may ever give a command in a case
// of a kind: see the case, and be a holder at some step of some task.
func May(kind casework.Kind, c casework.CommandType, role casework.PostRole, r Relation) bool {
	p, by := casework.DefaultPolicy(kind), requester(role, r)
	sight := chart.Sight(by, today)
	for _, taskRole := range casework.TaskRoles {
		for i := range p.Steps {
			step := &p.Steps[i]
			if len(step.Tasks) > 0 && !slices.Contains(step.Tasks, taskRole) {
				continue
			}
			if c == casework.CommandReturn && len(step.ReturnTo) == 0 {
				continue
			}
			for turn := range max(1, len(p.Extension.Approvers)) {
				s := state(kind, r, taskRole, step.ID, turn)
				if !sight.Case(s) {
					continue
				}
				if _, err := p.Authorise(s, &s.Tasks[0], c, by); err == nil {
					return true
				}
			}
		}
	}
	return false
}

// Sees tells whether somebody in a post of a role may see a case.
func Sees(role casework.PostRole, r Relation) bool {
	return chart.Sight(requester(role, r), today).Case(state(casework.KindMeasure, r, casework.RoleLead, "", 0))
}

// Reads tells whether somebody may read a household's personal data.
func Reads(role casework.PostRole, r Relation) bool {
	s := state(casework.KindHousehold, r, casework.RoleLead, "", 0)
	_, err := casework.AuthorisePersonal(s, requester(role, r))
	return err == nil && chart.Sight(requester(role, r), today).Case(s)
}

// Where gives the relations in which a role may do something, near ones first;
// [Named] only where [Own] does not do.
func Where(may func(Relation) bool) []Relation {
	var out []Relation
	for _, r := range Relations {
		if may(r) && (r != Named || !may(Own)) {
			out = append(out, r)
		}
	}
	return out
}

// Seen stands for every relation in which the role sees the case.
const Seen Relation = "seen"

// Short is [Where] for a role's acts: what may be done wherever it sees a case is
// said in one word.
func Short(role casework.PostRole, may func(Relation) bool) []Relation {
	list := Where(may)
	if len(list) > 3 && slices.Equal(list, Where(func(r Relation) bool { return Sees(role, r) })) {
		return []Relation{Seen}
	}
	return list
}

// Commands gives the commands that anybody may give in cases of a kind, in the
// order of a case's life.
func Commands(kind casework.Kind) []casework.CommandType {
	var out []casework.CommandType
	for _, c := range casework.PersonCommands {
		if slices.ContainsFunc(casework.PostRoles, func(role casework.PostRole) bool {
			return len(Where(func(r Relation) bool { return May(kind, c, role, r) })) > 0
		}) {
			out = append(out, c)
		}
	}
	return out
}
