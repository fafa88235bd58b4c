package casework

// authority_lists.go: the authoriser for the lists that are kept beside the cases:
// values of watched indicators, dated obligations. A post reaches its own level and
// what lies below it.

// AuthoriseEntering finds the post by which somebody may enter values of watched
// indicators and dated obligations of units: a leader's or an office's whose level
// holds all of them; or refuses with [CodeForbidden]. Without units it tells whether
// there is any unit for which they might.
func AuthoriseEntering(by Requester, seats Seats, units ...UnitID) (Actor, error) {
	return byLevel(by, seats, units, "forbidden.enter_list", "forbidden.enter_list_beyond")
}

// AuthoriseSettling finds the post by which somebody may say that an obligation
// was met: the unit that sees to it, or an office whose level holds that unit.
func AuthoriseSettling(by Requester, seats Seats, unit UnitID, no string) (Actor, error) {
	return byPost(by, func(p Post) bool {
		own := p.Unit == unit && (p.Role == PostReporter || p.Role == PostHead)
		_, reaches := seats.within(p.Unit, []UnitID{unit})
		return own || (p.Role == PostOffice && reaches)
	}, "forbidden.settle", no)
}

// AuthoriseTakingIn finds the post by which somebody may take in a file of what a
// kind of ledger holds: cases are an office's and an administrator's, lists are for
// whoever may enter them by hand.
func AuthoriseTakingIn(by Requester, seats Seats, list bool) (Actor, error) {
	if list {
		return AuthoriseEntering(by, seats)
	}
	return AuthoriseImporting(by)
}
