package schema

// notices_shown.go: notices as a person sees them: which are theirs, which of them
// they have read. To whom a place is held today is the caller's to know.

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// NoticeReader is somebody who reads notices.
type NoticeReader struct {
	Person casework.PersonID
	Places []casework.Addressee // what is addressed there is theirs today
	Sight  *casework.Sight
	Muted  []string // kinds that are never new to them
	Now    time.Time
}

// NoticeFilter says which notices are wanted.
type NoticeFilter struct {
	Unread bool
	Kinds  []casework.NoticeKind // none: all
	Before int64                 // an ID; 0 = from the newest on
	Limit  int
}

// ShownNotice is a notice as somebody sees it.
type ShownNotice struct {
	Notice

	Unread bool
}

// settledAfter is how old a notice is when none with a smaller number can still be
// on its way: numbers are given before the commit, and no statement that writes
// notices may take longer than half a minute.
const settledAfter = 10 * time.Minute

// candidates bounds how many notices are looked at to fill a page or to count, where
// not every one is of a case that the reader sees.
const candidates = 1000

// placeRow is a place as the queries take it.
type placeRow struct {
	Person casework.PersonID `json:"person"`
	Unit   casework.UnitID   `json:"unit"`
	Role   casework.PostRole `json:"role"`
}

func placeRows(list []casework.Addressee) []placeRow {
	out := make([]placeRow, len(list))
	for i, a := range list {
		out[i] = placeRow(a)
	}
	return out
}

// NoticeAddressees gives the addressees of notices, past and present, that name one
// of some persons or posts, alone or with others.
func (l *Ledger) NoticeAddressees(ctx context.Context, at []casework.Addressee) ([]casework.Addressee, error) {
	persons, posts := []string{}, []string{}
	for _, a := range at {
		if a.Person != "" {
			persons = append(persons, string(a.Person))
		} else {
			posts = append(posts, string(a.Unit)+"/"+string(a.Role))
		}
	}
	rows, err := l.q.NoticeAddressees(ctx, persons, posts)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.Addressee, len(rows))
	for i, r := range rows {
		out[i] = casework.Addressee{Person: casework.PersonID(r.Person), Unit: casework.UnitID(r.Unit), Role: casework.PostRole(r.Role)}
	}
	return out, nil
}

// NoticesTo gives a page of what a person is told, the newest first, and the ID to
// go on before (0 = that was all). What is about a case that the person may not see
// is left out; where most is, a page may hold fewer than asked for and go on.
func (l *Ledger) NoticesTo(ctx context.Context, r NoticeReader, f NoticeFilter) ([]ShownNotice, int64, error) {
	if f.Limit <= 0 {
		f.Limit = defaultLines
	}
	limit, before := min(f.Limit, maxLines), f.Before
	if before <= 0 {
		before = math.MaxInt64
	}
	if len(r.Places) == 0 {
		return nil, 0, nil
	}
	at, err := l.q.ReadingPosition(ctx, string(r.Person), r.Now.Add(-casework.NoticeNewFor))
	if err != nil {
		return nil, 0, translate(err)
	}
	p := db.NoticesToParams{SeesAll: r.Sight.Everything, SeesUnits: texts(r.Sight.Units), SeesPersons: texts(r.Sight.Persons),
		Places: rowsJSON(placeRows(r.Places)), ReadUpto: at.Upto, NewFrom: at.NewFrom, Muted: append([]string{}, r.Muted...),
		Reader: string(r.Person), FreshOnly: f.Unread, Kinds: []string{}, Batch: limit + 1}
	for _, k := range f.Kinds {
		p.Kinds = append(p.Kinds, k.String())
	}
	var out []ShownNotice
	for looked := 0; ; {
		p.Before = before
		rows, err := l.q.NoticesTo(ctx, p)
		if err != nil {
			return nil, 0, translate(err)
		}
		for _, row := range rows {
			if len(out) == limit { // one more that is seen: there is another page
				if row.Seen {
					return out, out[limit-1].ID, nil
				}
				continue
			}
			if before = row.ID; row.Seen {
				out = append(out, ShownNotice{Notice{ID: row.ID, Key: row.Key, Case: casework.CaseID(row.CaseID), Task: row.Task, Kind: row.Kind,
					EventSeq: row.EventSeq, SlipSeq: row.SlipSeq, Created: row.CreatedAt.UTC(),
					To: casework.Addressee{Person: casework.PersonID(row.Person), Unit: casework.UnitID(row.Unit), Role: casework.PostRole(row.Role)}}, row.Fresh})
			}
		}
		if len(rows) < p.Batch {
			return out, 0, nil
		}
		if looked += len(rows); looked >= candidates || len(out) == limit {
			return out, before, nil
		}
		p.Batch = min(2*p.Batch, candidates)
	}
}

// CountUnread counts what a person has not read, up to a bound: what they muted,
// what is older than [casework.NoticeNewFor] and what they may not see is not
// counted. Of somebody who does not see every case the newest thousand are looked at.
func (l *Ledger) CountUnread(ctx context.Context, r NoticeReader, most int) (int, error) {
	if len(r.Places) == 0 {
		return 0, nil
	}
	at, err := l.q.ReadingPosition(ctx, string(r.Person), r.Now.Add(-casework.NoticeNewFor))
	if err != nil {
		return 0, translate(err)
	}
	p := db.CountUnreadParams{Places: rowsJSON(placeRows(r.Places)), ReadUpto: at.Upto, NewFrom: at.NewFrom,
		Muted: append([]string{}, r.Muted...), Reader: string(r.Person), SeesAll: r.Sight.Everything,
		SeesUnits: texts(r.Sight.Units), SeesPersons: texts(r.Sight.Persons)}
	// Most see nearly all that they are told: as many candidates as are counted will do.
	// Of each place as many are read, and an office may have hundreds of places.
	for p.Look = most; ; p.Look = candidates {
		n, err := l.q.CountUnread(ctx, p)
		if err != nil {
			return 0, translate(err)
		}
		if n.Unread >= most || n.Looked < p.Look || p.Look >= candidates {
			return min(n.Unread, most), nil
		}
	}
}

// Notice gives one notice, or [casework.CodeNotFound].
func (l *Ledger) Notice(ctx context.Context, id int64) (Notice, error) {
	r, err := l.q.NoticeByID(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Notice{}, casework.Errorf(casework.CodeNotFound, "notfound.notice")
	}
	return noticeOf(r), translate(err)
}

// ReadNotice notes that a person has read a notice.
func (l *Ledger) ReadNotice(ctx context.Context, person casework.PersonID, id int64) error {
	if err := l.q.ReadNotice(ctx, string(person), id); err != nil {
		return translate(err)
	}
	l.announceTold(ctx, []casework.Addressee{{Person: person}}) // their other pages count again
	return nil
}

// ReadNotices notes that a person has read what they are told up to a notice. What
// is still on its way with a smaller number stays unread.
func (l *Ledger) ReadNotices(ctx context.Context, r NoticeReader, upto int64) error {
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		settled, err := q.SettledNotice(ctx, upto, r.Now.Add(-settledAfter))
		if err != nil {
			return err
		}
		if err := q.MoveReadingPosition(ctx, string(r.Person), settled); err != nil {
			return err
		}
		if err := q.ReadSingly(ctx, db.ReadSinglyParams{Reader: string(r.Person), Places: rowsJSON(placeRows(r.Places)), After: settled, Upto: upto}); err != nil {
			return err
		}
		return q.ForgetSingleReads(ctx, string(r.Person), settled)
	})
	if err != nil {
		return err
	}
	l.announceTold(ctx, []casework.Addressee{{Person: r.Person}})
	return nil
}
