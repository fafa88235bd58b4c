package casework

// authority_desks.go: the authoriser for what is no case, or none yet: opening and
// giving out, importing, organising, accounts, the audit. A post decides alone.

import "slices"

// givers are the posts whose holders may give matters out (交办).
var givers = []PostRole{PostLeader, PostOffice}

// AuthoriseGiving finds the post by which somebody may give out a matter that
// is no case yet, or refuses with [CodeForbidden].
func AuthoriseGiving(by Requester) (Actor, error) {
	return byPost(by, in(givers), "forbidden.give")
}

// AuthoriseGivingTo finds the post by which somebody may give a matter out to units:
// a leader's or an office's whose level holds all of them; or refuses with
// [CodeForbidden].
func AuthoriseGivingTo(by Requester, seats Seats, units []UnitID) (Actor, error) {
	return byLevel(by, seats, units, "forbidden.give", "forbidden.give_beyond")
}

// AuthoriseAnswering finds the post by which somebody may say how a unit stands to
// something that is no case yet (a standard of a sweep): its reporter, its head, a
// leader or an office of its own level or above. Units are those that it counts: a
// column that is no unit itself has nobody of its own.
func AuthoriseAnswering(by Requester, seats Seats, unit UnitID, units ...UnitID) (Actor, error) {
	return byPost(by, func(p Post) bool {
		own := (p.Unit == unit || slices.Contains(units, p.Unit)) && (p.Role == PostReporter || p.Role == PostHead)
		return own || (slices.Contains(givers, p.Role) && seats.holds(p.Unit, unit))
	}, "forbidden.answer", string(unit))
}

// AuthoriseSweeping finds the post by which somebody may ask units for something at
// once: open a sweep (大排查) for them, spread to them what another one found
// (举一反三), remind them; or refuses with [CodeForbidden]. Leaders and offices may, of
// what lies below them.
func AuthoriseSweeping(by Requester, seats Seats, units []UnitID) (Actor, error) {
	refusal := forbidden("forbidden.sweep", string(by.Person))
	for _, post := range by.Posts {
		if !slices.Contains(givers, post.Role) {
			continue
		}
		if _, ok := seats.over(post.Unit, units); ok {
			return by.As(post), nil
		}
		refusal = forbidden("forbidden.sweep_beyond", string(by.Person), string(post.Unit))
	}
	return Actor{}, refusal
}

// organisers are the posts whose holders may say who holds which post, and when
// what recurs does.
var organisers = []PostRole{PostOffice, PostAdministrator}

// AuthoriseOrganising finds the post by which somebody may change who holds which
// post and hand over what rests with them, or refuses with [CodeForbidden]. How far
// in the tree depends on the tree: see casework/people.
func AuthoriseOrganising(by Requester) (Actor, error) {
	return byPost(by, in(organisers), "forbidden.organise")
}

// AuthoriseOperating finds the post by which somebody may change what recurs, fire
// it out of turn or make up for what was missed, and load the rules that everybody
// is judged by, or refuses with [CodeForbidden]. A schedule that is paused takes
// reminders from everybody, so an empty post that climbed to somebody opens nothing.
func AuthoriseOperating(by Requester) (Actor, error) {
	return byPost(by, heldIn(organisers), "forbidden.operate")
}

// AuthoriseImporting finds the post by which somebody may take in a ledger file, or
// refuses with [CodeForbidden].
func AuthoriseImporting(by Requester) (Actor, error) {
	return byPost(by, heldIn(organisers), "forbidden.import")
}

// AuthoriseIncomeLine finds the post by which somebody may put an income line in
// force, which decides who may be eliminated, or refuses with [CodeForbidden].
func AuthoriseIncomeLine(by Requester) (Actor, error) {
	return byPost(by, in(givers), "forbidden.income_line")
}

// AuthoriseSimulating finds the post by which somebody may try changed rules out on
// what has been: those who decide about them.
func AuthoriseSimulating(by Requester) (Actor, error) {
	return byPost(by, in(givers), "forbidden.simulate")
}

// AuthoriseSubstitute finds the post by which somebody may name a substitute for
// a person with the posts given: the person, or the head of the unit in which all
// of the posts are: a head must not come by a post of another unit by naming
// themselves. What an office and an administrator may depends on the tree: see
// casework/people.
func AuthoriseSubstitute(by Requester, of PersonID, posts []Post) (Actor, error) {
	return byPost(by, func(p Post) bool {
		if p.For != "" {
			return false // a substitute names no substitutes
		}
		head := p.Role == PostHead && len(posts) > 0 && !slices.ContainsFunc(posts, func(other Post) bool { return other.Unit != p.Unit })
		return by.Person == of || head
	}, "forbidden.substitute", string(of))
}

// openers are the posts whose holders may open a month's round and open, man and
// call off inspections: leaders lead them, offices run them.
var openers = []PostRole{PostOffice, PostLeader}

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

// AuthoriseOpeningAny finds the post by which somebody may open an inspection of some
// units, of which [AuthoriseOpening] says; or refuses with [CodeForbidden].
func AuthoriseOpeningAny(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(openers, post.Role) {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.open", string(by.Person))
}

// AuthoriseCalling finds the post by which somebody may call off (取消) an
// inspection of units: whoever opened it, while still in a post in which one may,
// and an office above all of the units; or refuses with [CodeForbidden].
func AuthoriseCalling(by Requester, opener PersonID, seats Seats, units []UnitID) (Actor, error) {
	return byPost(by, func(p Post) bool {
		_, over := seats.over(p.Unit, units)
		return slices.Contains(openers, p.Role) && ((opener != "" && by.standing(p) == opener) || (p.Role == PostOffice && over))
	}, "forbidden.call_off")
}

func gives(r PostRole) bool { return slices.Contains(givers, r) }

// AuthoriseAccounts finds the post by which somebody may give others accounts and
// passwords, or refuses with [CodeForbidden].
func AuthoriseAccounts(by Requester) (Actor, error) {
	return byPost(by, in([]PostRole{PostAdministrator}), "forbidden.accounts")
}

// auditors are the posts whose holders may read who did and saw what.
var auditors = []PostRole{PostOffice, PostDiscipline, PostAdministrator}

// AuthoriseAudit finds the post by which somebody may read the record of accesses
// and changes, or refuses with [CodeForbidden]. How much of it depends on what
// they see: without seeing everything, the record of a case that they see.
func AuthoriseAudit(by Requester) (Actor, error) {
	return byPost(by, in(auditors), "forbidden.audit")
}

// in tells of a post whether it is one of some roles, empty posts that climbed to
// their holder included.
func in(roles []PostRole) func(Post) bool {
	return func(p Post) bool { return slices.Contains(roles, p.Role) }
}

// heldIn is in, of posts that somebody was named for.
func heldIn(roles []PostRole) func(Post) bool {
	return func(p Post) bool { return slices.Contains(roles, p.Role) && !p.Vacant }
}

// byPost finds the first of somebody's posts by which they may, or refuses.
func byPost(by Requester, may func(Post) bool, refusal string, args ...string) (Actor, error) {
	at := slices.IndexFunc(by.Posts, may)
	if at < 0 {
		return Actor{}, forbidden(refusal, append([]string{string(by.Person)}, args...)...)
	}
	return by.As(by.Posts[at]), nil
}

// byLevel finds the leader's or office's post of somebody whose level holds all of
// some units, or refuses; beyond says which unit lies outside.
func byLevel(by Requester, seats Seats, units []UnitID, refusal, beyond string) (Actor, error) {
	refused := forbidden(refusal, string(by.Person))
	for _, post := range by.Posts {
		if !slices.Contains(givers, post.Role) {
			continue
		}
		outside, ok := seats.within(post.Unit, units)
		if ok {
			return by.As(post), nil
		}
		refused = forbidden(beyond, string(by.Person), string(post.Unit), string(outside))
	}
	return Actor{}, refused
}
