package engine

// viewer_editions.go: the editions of the rules of lists as a person sees and loads
// them. The rules are everybody's.

import (
	"context"
	"fmt"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/schema"
)

// EditionLine is an edition in the list.
type EditionLine struct {
	edition.Document
	ByName  string
	InForce bool // today
}

// Editions gives every edition of a subject, the newest first.
func (v *Viewer) Editions(ctx context.Context, subject edition.Subject) ([]EditionLine, error) {
	list, err := v.e.Ledger.Editions(ctx, subject)
	if err != nil {
		return nil, err
	}
	book := make(edition.Book[struct{}], len(list))
	by := make([]casework.PersonID, len(list))
	for i, d := range list {
		book[i].Document, by[i] = d, d.By
	}
	_, names, err := v.e.Ledger.Names(ctx, nil, by)
	if err != nil {
		return nil, err
	}
	held, _ := book.On(v.Today)
	out := make([]EditionLine, len(list))
	for i, d := range list {
		out[len(list)-1-i] = EditionLine{d, names[d.By], d.Version == held.Version}
	}
	return out, nil
}

// LoadEdition puts a document in force from a day on: see [Engine.LoadIndicators] and
// [Engine.LoadObligationRules]. Whoever may not is [casework.CodeForbidden].
func (v *Viewer) LoadEdition(ctx context.Context, subject edition.Subject, text []byte, from calendar.Date) (edition.Document, error) {
	load := v.e.LoadIndicators
	if subject == edition.Obligations {
		load = v.e.LoadObligationRules
	}
	d, err := load(ctx, v.By, text, from)
	if err != nil {
		return d, err
	}
	return d, v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessRules,
		Detail: fmt.Sprintf("%s %d", subject, d.Version)})
}
