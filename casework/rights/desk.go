package rights

// desk.go: what is no act on a case: accounts, posts, the record, giving out.

import (
	"duban/casework"
	"duban/casework/people"
)

// Matter is something that a post lets its holder do besides cases.
type Matter string

// The matters.
const (
	GiveOut            Matter = "give"          // 交办: give out a matter that is no case yet, within one's own level
	GiveElsewhere      Matter = "give_else"     // to a unit beyond it
	OrganiseOwn        Matter = "organise_own"  // say who holds what in one's own level
	OrganiseElsewhere  Matter = "organise_else" // the same in a unit beyond it
	MakeAdministrator  Matter = "make_admin"    // appoint an administrator
	AppointOneself     Matter = "appoint_self"
	SubstituteOneself  Matter = "substitute_self"  // name who stands in for oneself
	SubstituteInUnit   Matter = "substitute_unit"  // for somebody of one's own unit
	SubstituteStranger Matter = "substitute_other" // for somebody of a unit beyond one's level
	HandOver           Matter = "hand_over"        // 移交
	Accounts           Matter = "accounts"
	Audit              Matter = "audit"

	// Sweeps and task lists.
	Sweep         Matter = "sweep"          // with a post in the city's unit: open a sweep, spread, remind
	SweepBeyond   Matter = "sweep_beyond"   // the same for a county, with a post in a county's unit
	AnswerOwn     Matter = "answer_own"     // answer for one's own unit what a sweep asks
	AnswerForeign Matter = "answer_foreign" // for another one
	TakeIn        Matter = "take_in"        // take in a ledger or a task list

	// Indicators and obligations, and what recurs.
	EnterOwn        Matter = "enter_own"  // enter a value or an obligation of a unit of one's own level
	EnterElsewhere  Matter = "enter_else" // of a unit beyond it
	SettleOwn       Matter = "settle_own" // 登记结清: of an obligation that one's own unit sees to
	SettleBelow     Matter = "settle_below"
	SettleElsewhere Matter = "settle_else"
	Operate         Matter = "operate" // 运行: look out of turn, load rules
)

// Matters lists every matter once.
var Matters = []Matter{GiveOut, GiveElsewhere, OrganiseOwn, OrganiseElsewhere, MakeAdministrator, AppointOneself, SubstituteOneself, SubstituteInUnit,
	SubstituteStranger, HandOver, Accounts, Audit,
	Sweep, SweepBeyond, AnswerOwn, AnswerForeign, TakeIn,
	EnterOwn, EnterElsewhere, SettleOwn, SettleBelow, SettleElsewhere, Operate}

// seats is the model organisation as far as it decides how wide a post reaches.
var seats = casework.Seats{group: {Kind: "group"}, county: {Parent: group, Kind: "county"}, town: {Parent: county, Kind: "township"},
	village: {Parent: town, Kind: "village"}, stranger: {Parent: group, Kind: "county"}}

// MayMatter tells whether somebody with a post of a role in a county's unit may do
// something besides cases.
func MayMatter(m Matter, role casework.PostRole) bool {
	by := casework.Requester{Person: person, Posts: []casework.Post{{Unit: county, Role: role}}}
	var err error
	change := func(c people.Change) { _, err = chart.AuthoriseChange(by, c) }
	substitute := func(of casework.PersonID, unit casework.UnitID) {
		c := people.New(people.Organisation{Units: units, Holdings: []people.Holding{{Person: of, Unit: unit, Role: casework.PostReporter}}})
		_, err = c.AuthoriseSubstitute(by, of, "third", people.Span{})
	}
	switch m {
	case GiveOut:
		_, err = casework.AuthoriseGivingTo(by, seats, []casework.UnitID{county, town})
	case GiveElsewhere:
		_, err = casework.AuthoriseGivingTo(by, seats, []casework.UnitID{town, stranger})
	case OrganiseOwn:
		change(people.Change{Unit: town, Role: casework.PostReporter, Gains: other})
	case OrganiseElsewhere:
		change(people.Change{Unit: stranger, Role: casework.PostReporter, Gains: other})
	case MakeAdministrator:
		change(people.Change{Unit: county, Role: casework.PostAdministrator, Gains: other})
	case AppointOneself:
		change(people.Change{Unit: county, Role: casework.PostReporter, Gains: person})
	case SubstituteOneself:
		substitute(person, county)
	case SubstituteInUnit:
		substitute(other, county)
	case SubstituteStranger:
		substitute(other, stranger)
	case HandOver:
		change(people.Change{Unit: county, Role: casework.PostReporter})
	case Accounts:
		_, err = casework.AuthoriseAccounts(by)
	case Audit:
		_, err = casework.AuthoriseAudit(by)
	case Sweep:
		by.Posts[0].Unit = group
		_, err = casework.AuthoriseSweeping(by, seats, []casework.UnitID{county, stranger})
	case SweepBeyond:
		_, err = casework.AuthoriseSweeping(by, seats, []casework.UnitID{county, stranger})
	case AnswerOwn:
		_, err = casework.AuthoriseAnswering(by, seats, county)
	case AnswerForeign:
		_, err = casework.AuthoriseAnswering(by, seats, stranger)
	case TakeIn:
		_, err = casework.AuthoriseImporting(by)
	case EnterOwn:
		_, err = casework.AuthoriseEntering(by, seats, county)
	case EnterElsewhere:
		_, err = casework.AuthoriseEntering(by, seats, stranger)
	case SettleOwn:
		_, err = casework.AuthoriseSettling(by, seats, county, "")
	case SettleBelow:
		_, err = casework.AuthoriseSettling(by, seats, town, "")
	case SettleElsewhere:
		_, err = casework.AuthoriseSettling(by, seats, stranger, "")
	case Operate:
		_, err = casework.AuthoriseOperating(by)
	}
	return err == nil
}
