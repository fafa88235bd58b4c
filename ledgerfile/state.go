package ledgerfile

// state.go: the state a share had on paper, derived from its dates.

import "duban/casework/calendar"

// Status is how far a share had come on paper.
type Status string

// The states in the order a share passes them.
const (
	StatusNew        Status = ""           // 未交办
	StatusDispatched Status = "dispatched" // 已交办, not claimed
	StatusDeclined   Status = "declined"   // 不适用
	StatusClaimed    Status = "claimed"    // 已认领
	StatusActing     Status = "acting"     // 整改中
	StatusDone       Status = "done"       // 已完成, not checked
	StatusChecked    Status = "checked"    // 已核验
	StatusRecognised Status = "recognised" // 已认定
	StatusClosed     Status = "closed"     // 已销号
)

// statusRank orders the states; declined stands beside claimed.
var statusRank = map[Status]int{
	StatusNew: 0, StatusDispatched: 1, StatusDeclined: 2, StatusClaimed: 2, StatusActing: 3,
	StatusDone: 4, StatusChecked: 5, StatusRecognised: 6, StatusClosed: 7,
}

// Status derives the state from what happened last. It is never stored, so it
// cannot contradict the dates.
func (s *Share) Status() Status {
	switch {
	case s.Claim == Declined:
		return StatusDeclined
	case !s.ClosedAt.IsZero():
		return StatusClosed
	case !s.RecognisedAt.IsZero():
		return StatusRecognised
	case !s.CheckedAt.IsZero() || !s.SignedAt.IsZero() || !s.NoticeFrom.IsZero():
		return StatusChecked
	case !s.DoneAt.IsZero() || !s.SubmittedAt.IsZero():
		return StatusDone
	case len(s.Progress) > 0:
		return StatusActing
	case s.Claim == Claimed || !s.ClaimedAt.IsZero():
		return StatusClaimed
	case !s.DispatchedAt.IsZero():
		return StatusDispatched
	}
	return StatusNew
}

// Closed tells whether the share was closed (销号) on paper.
func (s *Share) Closed() bool { return s.Status() == StatusClosed }

// milestone is one dated event of a share, in the order it has to happen.
type milestone struct {
	field field
	at    *calendar.Date
}

func (s *Share) milestones() []milestone {
	return []milestone{
		{fieldDispatched, &s.DispatchedAt},
		{fieldClaimed, &s.ClaimedAt},
		{fieldDone, &s.DoneAt},
		{fieldSubmitted, &s.SubmittedAt},
		{fieldChecked, &s.CheckedAt},
		{fieldSigned, &s.SignedAt},
		{fieldNotice, &s.NoticeFrom},
		{fieldRecognised, &s.RecognisedAt},
		{fieldClosed, &s.ClosedAt},
	}
}

// FollowResponsible gives the co-units' shares the state that all responsible
// units have reached: a co-unit has no row of its own on paper, and it ends
// with the check. Reading does this by itself.
func (m *Measure) FollowResponsible() {
	var first, claimed, done, submitted, checked calendar.Date
	all := struct{ claimed, done, submitted, checked bool }{true, true, true, true}
	later := func(into *calendar.Date, all *bool, from ...calendar.Date) {
		for _, d := range from {
			if !d.IsZero() {
				if into.IsZero() || into.Before(d) {
					*into = d
				}
				return
			}
		}
		*all = false
	}
	n := 0
	for i := range m.Shares {
		s := &m.Shares[i]
		if s.Co || s.Claim == Declined {
			continue
		}
		n++
		if !s.DispatchedAt.IsZero() && (first.IsZero() || s.DispatchedAt.Before(first)) {
			first = s.DispatchedAt
		}
		ended := []calendar.Date{s.SignedAt, s.NoticeFrom, s.RecognisedAt, s.ClosedAt}
		later(&checked, &all.checked, append([]calendar.Date{s.CheckedAt}, ended...)...)
		later(&submitted, &all.submitted, append([]calendar.Date{s.SubmittedAt, s.DoneAt, s.CheckedAt}, ended...)...)
		later(&done, &all.done, append([]calendar.Date{s.DoneAt, s.SubmittedAt, s.CheckedAt}, ended...)...)
		later(&claimed, &all.claimed, append([]calendar.Date{s.ClaimedAt, s.DoneAt, s.SubmittedAt, s.CheckedAt}, ended...)...)
	}
	for i := range m.Shares {
		s := &m.Shares[i]
		if !s.Co {
			continue
		}
		s.DispatchedAt, s.Claim = first, Unclaimed
		s.ClaimedAt, s.DoneAt, s.SubmittedAt, s.CheckedAt = calendar.Date{}, calendar.Date{}, calendar.Date{}, calendar.Date{}
		if n == 0 || !all.claimed {
			continue
		}
		s.Claim, s.ClaimedAt = Claimed, claimed
		if all.checked && all.done {
			s.DoneAt, s.SubmittedAt, s.CheckedAt = done, submitted, checked
		}
	}
}
