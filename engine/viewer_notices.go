package engine

// viewer_notices.go: what a person is told. A notice to a post is told to whoever
// holds it today (casework/people says who), and what is about a case to those only
// who may see the case.

import (
	"context"
	"slices"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// Told is a notice with what it is about.
type Told struct {
	schema.ShownNotice

	Event *casework.Event // nil unless it is about one
	Slip  *casework.Slip  // nil unless it is about one
	About schema.ToldCase // the case of either

	Policy *casework.Policy // of the case
}

// NoticePage is a page of notices.
type NoticePage struct {
	Lines []Told
	Next  int64 // where the next page begins; 0 = that was all
	Upto  int64 // the newest notice of the page
	Units map[casework.UnitID]string
	Names map[casework.PersonID]string
}

// MostUnread is up to how many unread notices are counted: whoever has more reads
// "99+".
const MostUnread = 100

// Notices gives a page of what the person is told, the newest first.
func (v *Viewer) Notices(ctx context.Context, f schema.NoticeFilter) (*NoticePage, error) {
	r, err := v.noticeReader(ctx)
	if err != nil {
		return nil, err
	}
	if len(f.Kinds) == 1 && f.Kinds[0] == casework.NoticeMentioned {
		// Only persons are mentioned, so posts need not be searched for it.
		r.Places = slices.DeleteFunc(r.Places, func(a casework.Addressee) bool { return a.Person == "" || a.Role != "" })
	}
	list, next, err := v.e.Ledger.NoticesTo(ctx, r, f)
	if err != nil {
		return nil, err
	}
	about, err := v.e.Ledger.Told(ctx, list)
	if err != nil {
		return nil, err
	}
	p := &NoticePage{Lines: make([]Told, len(list)), Next: next}
	var units []casework.UnitID
	var persons []casework.PersonID
	for i, n := range list {
		p.Upto = max(p.Upto, n.ID)
		one := Told{ShownNotice: n, About: about.Cases[n.Case]}
		if e, known := about.Events[n.Case][n.EventSeq]; known && n.EventSeq > 0 {
			one.Event = &e
			persons = append(append(persons, e.By.Person, e.By.For, e.Detail.Person, e.Detail.Of), e.Detail.Mentions...)
			units = append(units, e.By.Unit, e.Detail.Unit)
		}
		if s, known := about.Slips[n.Case][n.SlipSeq]; known && n.SlipSeq > 0 {
			one.Slip = &s
		}
		units = append(units, n.To.Unit)
		for _, u := range one.About.Units {
			units = append(units, u)
		}
		if one.About.Policy.Version > 0 {
			if one.Policy, err = v.e.Rules.Policy(ctx, one.About.Policy.Kind, one.About.Policy.Version); err != nil {
				return nil, err
			}
		}
		p.Lines[i] = one
	}
	p.Units, p.Names, err = v.e.Ledger.Names(ctx, units, persons)
	return p, err
}

// CountNotices counts what the person has not read, up to [MostUnread].
func (v *Viewer) CountNotices(ctx context.Context) (int, error) {
	r, err := v.noticeReader(ctx)
	if err != nil {
		return 0, err
	}
	return v.e.Ledger.CountUnread(ctx, r, MostUnread)
}

// ReadNotice notes that the person has read a notice of theirs and gives it. One that
// is another's is not found; one about a case that they may not see is forbidden.
func (v *Viewer) ReadNotice(ctx context.Context, id int64) (schema.Notice, error) {
	n, err := v.e.Ledger.Notice(ctx, id)
	if err != nil {
		return n, err
	}
	if !slices.Contains(v.chart.Rests(n.To, v.Today).Persons, v.By.Person) {
		return schema.Notice{}, casework.Errorf(casework.CodeNotFound, "notfound.notice")
	}
	if n.EventSeq > 0 || n.SlipSeq > 0 {
		if _, err := v.See(ctx, n.Case); err != nil {
			return schema.Notice{}, err
		}
	}
	return n, v.e.Ledger.ReadNotice(ctx, v.By.Person, id)
}

// ReadNotices notes that the person has read everything up to a notice.
func (v *Viewer) ReadNotices(ctx context.Context, upto int64) error {
	r, err := v.noticeReader(ctx)
	if err != nil {
		return err
	}
	return v.e.Ledger.ReadNotices(ctx, r, upto)
}

// noticeReader says what is addressed to the person today, exactly: of the places
// that may come to rest with them those that do.
func (v *Viewer) noticeReader(ctx context.Context) (schema.NoticeReader, error) {
	account, err := v.e.Ledger.Account(ctx, v.By.Person)
	if err != nil && casework.CodeOf(err) != casework.CodeNotFound { // somebody may come by a token alone
		return schema.NoticeReader{}, err
	}
	r := schema.NoticeReader{Person: v.By.Person, Sight: &v.Sight, Muted: Muted(account.Muted), Now: v.now}
	places, err := v.e.Ledger.NoticeAddressees(ctx, v.e.places.of(v.chart, v.By.Person, v.Today))
	if err != nil {
		return r, err
	}
	for _, at := range places {
		if slices.Contains(v.chart.Rests(at, v.Today).Persons, v.By.Person) {
			r.Places = append(r.Places, at)
		}
	}
	return r, nil
}

// Muted keeps of what an account does without the kinds that may be muted.
func Muted(chosen []string) []string {
	var out []string
	for _, name := range chosen {
		if k, known := casework.NoticeKindOf(name); known && k.Mutable() {
			out = append(out, name)
		}
	}
	return out
}

// Reached gives whom something that is told to some addressees reaches today.
func (e *Engine) Reached(ctx context.Context, told []casework.Addressee, now time.Time) (map[casework.PersonID]bool, error) {
	chart, today, err := e.chart(ctx, now)
	if err != nil {
		return nil, err
	}
	out := map[casework.PersonID]bool{}
	for _, a := range told {
		for _, who := range chart.Rests(a, today).Persons {
			out[who] = true
		}
	}
	return out, nil
}

// placesMemo remembers where something may be addressed that comes to rest with
// somebody. Working it out for an office asks of every post of the organisation
// whether it is empty; the answer holds until the organisation or the day changes.
type placesMemo struct {
	mu    sync.Mutex
	chart *people.Chart
	day   calendar.Date
	known map[casework.PersonID][]casework.Addressee
}

func (m *placesMemo) of(c *people.Chart, who casework.PersonID, on calendar.Date) []casework.Addressee {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.chart != c || m.day != on {
		m.chart, m.day, m.known = c, on, map[casework.PersonID][]casework.Addressee{}
	}
	list, known := m.known[who]
	if !known {
		list = c.Addressed(who, on)
		m.known[who] = list
	}
	return list
}
