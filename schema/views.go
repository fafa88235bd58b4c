package schema

// views.go: views of the ledger that people keep under a name.

import (
	"context"
	"time"

	"duban/casework"
	"duban/schema/db"
)

// SavedView is a filter's address under a name.
type SavedView struct {
	ID        int64
	Owner     casework.PersonID
	OwnerName string
	Unit      casework.UnitID // with whose people it is shared; "" = only its owner's
	Name      string
	Query     string
}

// maxSavedViews is how many views somebody keeps: more are not found again.
const maxSavedViews = 50

// SavedViews gives a person's own views and those shared with the units given.
func (l *Ledger) SavedViews(ctx context.Context, person casework.PersonID, units []casework.UnitID) ([]SavedView, error) {
	rows, err := l.q.SavedViews(ctx, string(person), texts(units))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]SavedView, len(rows))
	for i, r := range rows {
		out[i] = SavedView{r.ID, casework.PersonID(r.Owner), r.OwnerName, casework.UnitID(r.Unit), r.Name, r.Query}
	}
	return out, nil
}

// PutSavedView keeps a view; of too many it is [casework.CodeRefused].
func (l *Ledger) PutSavedView(ctx context.Context, v SavedView, at time.Time) error {
	n, err := l.q.CountSavedViews(ctx, string(v.Owner))
	if err != nil {
		return translate(err)
	}
	if n >= maxSavedViews {
		return casework.Errorf(casework.CodeRefused, "refused.too_many_views")
	}
	_, err = l.q.PutSavedView(ctx, db.PutSavedViewParams{Owner: string(v.Owner), Unit: string(v.Unit), Name: v.Name, Query: v.Query, CreatedAt: at})
	return translate(err)
}

// DropSavedView forgets one of a person's own views.
func (l *Ledger) DropSavedView(ctx context.Context, id int64, owner casework.PersonID) error {
	n, err := l.q.DropSavedView(ctx, id, string(owner))
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.view")
	}
	return translate(err)
}

// PersonCalled gives the person of a login or a name. Of several who bear one name
// it gives none: only a login tells them apart.
func (l *Ledger) PersonCalled(ctx context.Context, word string) (casework.PersonID, error) {
	ids, err := l.q.PersonsCalled(ctx, word)
	if err != nil {
		return "", translate(err)
	}
	if len(ids) == 0 || (len(ids) > 1 && ids[0] != word) {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.person_called", word)
	}
	return casework.PersonID(ids[0]), nil
}
